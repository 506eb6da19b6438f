# Needs Python >= 3.11, make and a package index. Everything else goes into .venv.
# `make PYTHON=python3.12 …` chooses the interpreter that .venv is made with.

OLDEST_PYTHON := 3.11
NEW_ENOUGH := import sys; sys.exit(sys.version_info[:2] < tuple(map(int, "$(OLDEST_PYTHON)".split("."))))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$python && break; done)

BIN := .venv/bin
DATA ?= data
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEPENDENCIES := .venv/.dependencies
INSTALLED := .venv/.installed

UV_VERSION := 0.13.9
COMPILE := $(BIN)/python -m uv pip compile --quiet --universal --python-version $(OLDEST_PYTHON) \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help install demo test faults check format bench bench-text model jars lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## install haechi and what it needs into .venv

demo: $(INSTALLED) ## watch spam being found in real chat, on embedded servers
	@$(BIN)/haechi demo

test: $(INSTALLED) ## unit, contract, property and integration tests
	@$(BIN)/python -m pytest tests/unit tests/contract tests/property tests/integration -rs

faults: $(INSTALLED) ## fault tests, which need Apache Kafka (Java, Maven) and redis-server
	@$(BIN)/python -m pytest tests/faults -rs

check: $(INSTALLED) ## format, lint, types and tests: what CI runs
	@echo "format" && $(BIN)/ruff format --check --quiet --output-format concise .
	@echo "lint" && $(BIN)/ruff check --quiet --output-format concise .
	@echo "types" && $(BIN)/mypy --no-error-summary
	@echo "tests" && $(MAKE) --no-print-directory test

format: $(INSTALLED) ## put the code into its format
	@$(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format .

bench: $(INSTALLED) ## measure; fails below the bar
	@$(BIN)/python -m benchmarks

bench-text: $(INSTALLED) ## measure the text model on the open sets: make bench-text DATA=folder
	@$(BIN)/python -m benchmarks.text --data $(DATA)

model: $(INSTALLED) ## train the text model on the open sets: make model DATA=folder
	@$(PIP) install --require-hashes -r requirements/train.txt
	@$(BIN)/python -m training.train --data $(DATA)

jars: $(INSTALLED) ## fetch Apache Kafka for the tests (needs Maven)
	@$(BIN)/python -m tests.servers.kafka

lock: $(INSTALLED) ## pin the newest versions that pyproject.toml allows in requirements/
	@$(PIP) install uv==$(UV_VERSION)
	@$(COMPILE) --upgrade --all-extras pyproject.toml --output-file .venv/all.txt
	@$(COMPILE) pyproject.toml --constraint .venv/all.txt --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --constraint .venv/all.txt --extra embedded --output-file requirements/embedded.txt
	@$(COMPILE) pyproject.toml --constraint .venv/all.txt --extra embedded --extra dev --output-file requirements/dev.txt
	@$(COMPILE) pyproject.toml --constraint .venv/all.txt --extra train --output-file requirements/train.txt
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		| $(COMPILE) --upgrade - --output-file requirements/build.txt

clean: ## remove .venv, caches and build results
	@rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(DEPENDENCIES): requirements/build.txt requirements/dev.txt
	@test -n "$(PYTHON)" || { \
		echo "haechi needs Python $(OLDEST_PYTHON) or newer; install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { \
		echo "$(PYTHON) is older than Python $(OLDEST_PYTHON), which haechi needs; name a newer one: make PYTHON=…" >&2; exit 1; }
	@echo "installing the pinned dependencies into .venv (once, about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes --requirement requirements/build.txt --requirement requirements/dev.txt
	@touch $@

$(INSTALLED): $(DEPENDENCIES) pyproject.toml
	@PYTHONWARNINGS="ignore:Editable installation" \
		$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
