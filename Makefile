# Everything a person does with the project. `make` alone prints the list.

MAKEFLAGS += --no-print-directory -j1
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
APP := .venv/bin
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.PHONY: help demo run test chaos check bench lock docs

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv .venv-synapse  ## Play the whole story on a real homeserver (KEEP=1 stays up; PORT=, SPEED=)
	@KEEP="$(KEEP)" PORT="$(PORT)" SPEED="$(SPEED)" $(APP)/python -m demo

run: .venv  ## Run the bot with the settings of this folder (ARGS=... are passed on)
	@$(APP)/python -m bot run $(ARGS)

test: .venv .venv-synapse  ## Run every test: SQLite, PostgreSQL and a real homeserver (ARGS=... for pytest)
	@$(APP)/python -m tests $(ARGS)

chaos: .venv  ## Search properties with 10,000 examples each and larger grids, for an hour (ARGS=... for pytest)
	@CASEROOM_TESTS=chaos $(APP)/python -m pytest -m chaos $(ARGS)

check: .venv  ## Format, lint, types, layers and the rules of the house, in seconds
	@$(APP)/ruff format --check --quiet --output-format concise . || { echo "Format with: $(APP)/ruff format ."; exit 1; }
	@$(APP)/ruff check --quiet .
	@$(APP)/mypy
	@layers=$$($(APP)/lint-imports --no-logo) || { echo "$$layers"; exit 1; }
	@$(APP)/python -m pytest tests/house

bench: .venv .venv-synapse  ## Measure replies, ticks and lateness, and write the page in docs
	@$(APP)/python -m benchmarks

docs: .venv  ## Write the generated pages in docs/ anew
	@$(APP)/python -m bot docs

lock:  ## Resolve the dependencies anew (needs uv); hashes only, no addresses
	@$(COMPILE) pyproject.toml --output-file requirements.txt
	@$(COMPILE) pyproject.toml --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@$(COMPILE) --group homeserver --output-file requirements-synapse.txt

# The stamp comes last, so that an interrupted build is never taken for a finished one.
define build_environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "building $(1), about a minute"
	@rm -rf $(1) && $(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r $(2)
	@touch $@
endef

.venv: .venv/.built
.venv/.built: requirements-dev.txt
	$(call build_environment,.venv,requirements-dev.txt)

.venv-synapse: .venv-synapse/.built
.venv-synapse/.built: requirements-synapse.txt
	$(call build_environment,.venv-synapse,requirements-synapse.txt)

.PHONY: .venv .venv-synapse
