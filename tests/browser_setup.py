"""Chromium for the browser tests: found, or installed where that is allowed, or one line that says how."""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
HOW = "Browser tests need Chromium; on Debian: apt-get install chromium"


def find_browser() -> str | None:
    """The path of a browser that Playwright can drive, if this machine has one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch_arguments() -> list[str]:
    """No calls home; and root, as in containers, has no sandbox to offer."""
    return [*QUIET, "--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def may_install() -> bool:
    """Only root on a Debian-like system installs without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_browser() -> None:
    """Fresh lists first: on a new machine there are none. A failure is left for the tests to report."""
    print("Installing Chromium from the system's packages", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *command], env=environment, stdin=subprocess.DEVNULL, check=False)


def main() -> None:
    """What `make test` runs before the tests."""
    if find_browser() is None and may_install():
        install_browser()
    if find_browser() is None:
        print(HOW)


if __name__ == "__main__":
    main()
