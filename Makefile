# Everything a person needs to work on Nemcon. `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
LOCK := requirements.lock
POT := web/translations/messages.pot

PYTEST := $(BIN)/python -m pytest
# One file stays on one worker, so that what a file shares is made once; the order is that of tests/conftest.py.
PARALLEL := --dist loadfile --no-loadscope-reorder --durations 20
# Two workers for each core, four at most: tests wait for disks, clocks and browsers a third of their time.
WORKERS := $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) * 2))')
# The words that mark a sentence for people, beside gettext's own.
MARKS := -k mark -k message -k Unknown -k Denied -k Refused -k Taken -k Stale -k Unbound -k HistoryLost -k HistoryChanged -k KeyTaken -k Mistyped -k _not_taken
# No header and no line numbers: the file changes only when a sentence does.
# _past is a room like any other: only hidden folders are left out.
EXTRACT := $(BIN)/pybabel --quiet extract --mapping-file pyproject.toml $(MARKS) --ignore-dirs '.*' \
	--omit-header --no-location --sort-output

.DEFAULT_GOAL := help
.PHONY: help setup run check test test-all test-night bench browser lock messages clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## Make .venv from the hash-locked list of packages

# First the installer, then what it installs: both out of the lock, so nothing enters that has no hash.
# uv is quick; where it cannot reach the index that pip is configured for, pip does the same slowly.
$(READY): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Nemcon needs Python 3.11 or newer; say where with: make PYTHON=python3.12"; exit 1; }
	@echo "Installing into .venv"
	@$(PYTHON) -m venv .venv
	@awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' $(LOCK) > .venv/installer.lock
	@$(BIN)/python -m pip install --quiet --require-hashes -r .venv/installer.lock
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes $(LOCK) \
		|| { echo "uv cannot fetch the packages; pip tries, which takes a minute"; \
			$(BIN)/python -m pip install --quiet --require-hashes -r $(LOCK); }
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation --editable .
	@touch $@

run: export NEMCON_MODE ?= demo
run: export NEMCON_DATA_DIR ?= .data
run: $(READY) ## Start the demo: database, demo cases, pages and clocks in one process
	@exec $(BIN)/nemcon demo

check: $(READY) ## Format, lint, types, directions of import, migrations, definitions, sentences
	$(BIN)/ruff format --check --output-format concise
	$(BIN)/ruff check --output-format concise
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m migrations
	$(BIN)/nemcon check-definitions
	@$(EXTRACT) --output-file .venv/messages.pot . && diff -u $(POT) .venv/messages.pot \
		|| { echo "Sentences have changed: run make messages."; exit 1; }

test: $(READY) browser ## Every test but the long sweeps, on SQLite, PostgreSQL and in a browser
	$(PYTEST) -m "not long" -n $(WORKERS) $(PARALLEL)

test-all: $(READY) browser ## The long sweeps that make test leaves out
	$(PYTEST) -m "long and not night" -n $(WORKERS) $(PARALLEL)

test-night: $(READY) browser ## The sweeps of which test-all asks a part, whole: before a release
	$(PYTEST) -m night -n $(WORKERS) $(PARALLEL)

browser: $(READY)
	@$(BIN)/python -m tests.browser_setup

bench: $(READY) ## Measure the budgets beside the raw limit of this machine
	$(BIN)/python -m tests.bench

lock: $(READY) ## Resolve the newest allowed packages into requirements.lock
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export --quiet --frozen --all-groups --no-emit-project --output-file $(LOCK)
	@rm uv.lock

messages: $(READY) ## Collect the sentences to translate
	$(EXTRACT) --output-file $(POT) .

clean: ## Remove the environment and every cache; demo data stays
	rm -rf .venv build *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
