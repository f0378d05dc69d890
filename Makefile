# The two commands of a new machine are `make run` and `make test`; everything happens inside .venv.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3 || echo python3.11)
WORKERS ?= 2
BIN := .venv/bin
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
# Compiled once, outside the checkout: without it every start compiles all packages anew (6 s instead of 3).
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/.venv/pycache
export LANGSMITH_TRACING := false

.PHONY: setup run test prove check bench demo-reset screenshots migration lock clean

setup: $(STAMP) ## venv, install, migrate; quick when nothing changed
	@$(BIN)/dinghuo setup --demo

run: setup ## serve the chat page at http://127.0.0.1:8000
	@$(BIN)/dinghuo serve --demo

test: $(DEV_STAMP) ## every test that can run here, in parallel
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q tests --ignore tests/benchmarks --ignore tests/prove

prove: $(DEV_STAMP) ## long proofs: kill -9 series, long fuzz runs
	@$(BIN)/python -m pytest -q tests/prove

check: $(DEV_STAMP) ## lint, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(DEV_STAMP) ## measure; prints tables
	@for bench in tests/benchmarks/bench_*.py; do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

demo-reset: $(STAMP) ## a fresh demo company whose "now" is this week
	@$(BIN)/dinghuo demo-reset

screenshots: $(DEV_STAMP) ## the pictures of the documentation, taken anew with Chromium
	@$(BIN)/python -m tests.pages.screenshots

migration: $(DEV_STAMP) ## write the first version of the next migration: make migration NAME="what changes"
	@$(BIN)/python -m backend.migrations.write "$(NAME)"

lock: $(DEV_STAMP) ## resolve dependencies again; hashes, no download addresses
	@for set in "--group dev -o requirements/dev.txt" "-c requirements/dev.txt -o requirements/base.txt"; do \
		$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 -q $$set || exit 1; done

$(BIN)/uv:
	@echo "[1/3] making .venv with $(PYTHON)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null \
		|| { echo "Python 3.11 or 3.12 is needed: '$(PYTHON)' is not it (set PYTHON=...)"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(STAMP): requirements/base.txt pyproject.toml | $(BIN)/uv
	@echo "[2/3] installing the locked packages"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --require-hashes -r requirements/base.txt
	@echo "[3/3] installing dinghuo"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(STAMP)
	@echo "installing the development packages"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --require-hashes -r requirements/dev.txt
	@touch $@

clean: ## remove what is generated; keeps var/ (your data)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
