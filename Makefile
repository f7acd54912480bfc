# The same short commands for people and CI. All that has to be there is Python 3.11 or newer.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	--quiet --no-header --no-annotate --no-emit-index-url --no-emit-find-links
WORKERS ?= 2
# Told not to keep compiled modules, every worker compiles all tests anew in each run, which is half of collecting them.
KEEPING_COMPILED := env -u PYTHONDONTWRITEBYTECODE
BENCHMARKS := judge_one judge_batches

.DELETE_ON_ERROR:
.PHONY: help run setup setup-local setup-test browser test check format pictures bench schema lock clean

help: ## show this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

run: setup ## make what is needed and start the service on http://127.0.0.1:8000
	@$(BIN)/evaluator serve

setup: $(VENV)/.ready ## the environment to run in

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 or newer is needed; name one with make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "error: $(PYTHON) cannot make an environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the lock names into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

setup-local: $(VENV)/.ready-local ## what runs models' files in the evaluator's own process

$(VENV)/.ready-local: requirements-local.lock $(VENV)/.ready
	@$(PIP) install --require-hashes -r requirements-local.lock
	@touch $@

setup-test: $(VENV)/.ready-test browser ## what tests and checks need besides, a browser included

$(VENV)/.ready-test: requirements-test.lock $(VENV)/.ready
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

# The system's browser where there is one, else Debian's, else Playwright's own.
browser: $(VENV)/.ready-test
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
			&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
		|| $(BIN)/playwright install chromium

test: setup-test ## all tests; what judges must be covered whole
	@$(BIN)/coverage erase
	$(KEEPING_COMPILED) $(BIN)/pytest -n $(WORKERS) --cov --cov-report=
	@$(BIN)/coverage report >$(VENV)/coverage.txt \
		|| { cat $(VENV)/coverage.txt; echo "error: every line and branch of evaluator/domain and evaluator/judge needs a test beside it (tests/conftest.py)" >&2; exit 1; }

check: $(VENV)/.ready-test ## format, lint, types, direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.ready-test ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pictures: setup-test ## take README's pictures anew
	$(BIN)/python -m tests.browser.portraits

bench: setup ## measure what speed costs here; python -m benchmarks.judge_batches all measures more
	@for name in $(BENCHMARKS); do $(BIN)/python -m "benchmarks.$$name" || exit 1; done

schema: setup ## write down what makes a new SQLite file, once tables have changed
	@$(BIN)/python tools/write_schema.py

lock: ## choose the newest versions that fit and write down their hashes (needs uv)
	$(COMPILE) --upgrade -o requirements.lock
	$(COMPILE) --upgrade --extra test -c requirements.lock -o requirements-test.lock
	$(COMPILE) --upgrade --extra local -c requirements.lock -o requirements-local.lock

clean: ## remove what was made here, but never the data in var/
	rm -rf $(VENV) dist build .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
