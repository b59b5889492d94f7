# make alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= kazakhstan
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test lint bench clean
help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("crosscheck needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --progress-bar off -c constraints.txt torch
	$(BIN)/pip install --quiet --progress-bar off -c constraints.txt -e .
	touch $@

$(VENV)/.tests: $(VENV)/.installed
	$(BIN)/pip install --quiet --progress-bar off -c constraints.txt -e '.[test]'
	touch $@

run: $(VENV)/.installed  ## install, cross-check the shipped corpus and serve the app
	@$(BIN)/crosscheck run $(CORPUS)
	@$(BIN)/crosscheck app $(CORPUS)

test: $(VENV)/.tests  ## install and run every test that needs no network
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint:  ## ruff and mypy (CI's versions)
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.tests  ## time the stages against their named baselines
	$(BIN)/python -m benchmarks

clean:  ## remove the virtual environment and caches; indexes and reviews stay
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache
