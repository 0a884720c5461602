"""The command `nemcon`."""

from __future__ import annotations

import click

from web.command_line import begin, doctor, keeping, people, proving, running, webhooks


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """The case-work desk of an inter-agency secretariat.

    Settings come from the environment; the README lists them. Codes: 0 done, 1 refused, 2 used wrongly.
    """


for command in (
    begin.init,
    running.migrate_command,
    running.web,
    running.worker,
    running.tick,
    running.demo,
    keeping.backup,
    keeping.restore,
    doctor.doctor,
    keeping.sweep_erased,
    people.person,
    people.token,
    webhooks.webhook,
    people.import_file,
    proving.sealer,
    proving.witness,
    proving.announce_key_command,
    proving.open_epoch_command,
    proving.export_command,
    proving.verify_command,
    begin.check_definitions,
    begin.diagram,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
