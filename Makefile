# Every verb sets up what it needs. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

export LANGSMITH_TRACING := false
export LANGGRAPH_STRICT_MSGPACK := true

.PHONY: help demo test check eval graph bench train report lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: $(VENV)/.product ## set everything up: Alú, a Chatwoot of her own and a conversation in the terminal
	@if [ -t 0 ]; then $(BIN)/alu demo; else $(BIN)/alu demo --script docs/demo.txt --agora 2026-11-23T10:05-03:00; fi

test: $(VENV)/.development ## set everything up and pass the tests
	$(BIN)/pytest --cov --cov-report=term --cov-fail-under=95

check: $(VENV)/.development ## style, types, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: $(VENV)/.development ## play and judge every conversation; fails where something got worse
	$(BIN)/alu eval lint
	$(BIN)/alu eval

graph: $(VENV)/.development ## draw the protocol into the README, and the pictures of the manager's guide
	$(BIN)/python -m docs.draw
	$(BIN)/python -m api.guide

bench: $(VENV)/.development ## what reading, turns and deliveries cost
	$(BIN)/python -m tests.bench

train: $(VENV)/.development ## train the offline mind on its corpus
	$(BIN)/alu mind train --semantic

report: $(VENV)/.development ## measure the offline mind on texts it has never seen
	$(BIN)/alu mind report
	$(BIN)/alu mind report --semantic

lock: $(VENV)/.development ## resolve the dependencies again
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock

clean: ## remove what was built; conversations and settings stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Alú needs Python 3.11 or newer: make PYTHON=python3.11 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make virtual environments. On Debian: apt install python3-venv"; exit 1; }

$(VENV)/.product: requirements.lock pyproject.toml | $(BIN)/python
	@[ -e $(VENV)/.development ] || $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(MAKE) --no-print-directory $(BIN)/alu
	@touch $@

$(VENV)/.development: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@$(MAKE) --no-print-directory $(BIN)/alu
	@touch $@

# Alú runs from her own folder: no package is built, only the command.
$(BIN)/alu: | $(BIN)/python
	@printf '#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom api.cli import main\nmain()\n' "$(CURDIR)/$(BIN)/python" "$(CURDIR)" > $@
	@chmod +x $@
