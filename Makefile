# Everything a person needs to work on Nemcon. `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
LOCK := requirements.lock

.DEFAULT_GOAL := help
.PHONY: help setup run check test test-all bench lock messages clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## Make .venv from the hash-locked list of packages

# First the installer, then what it installs: both out of the lock, so nothing enters that has no hash.
# uv is quick; where it cannot reach the index that pip is configured for, pip does the same slowly.
$(READY): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Nemcon needs Python 3.11 or newer; say which with PYTHON=..."; exit 1; }
	@echo "Installing into .venv"
	@$(PYTHON) -m venv .venv
	@awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' $(LOCK) > .venv/installer.lock
	@$(BIN)/python -m pip install --quiet --require-hashes -r .venv/installer.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(LOCK) \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r $(LOCK)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation --editable .
	@touch $@

lock: ## Resolve the newest allowed packages into requirements.lock
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export --quiet --frozen --all-groups --no-emit-project --output-file $(LOCK)
	rm uv.lock
