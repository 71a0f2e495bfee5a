# Two commands: `make run` to see Parvis in a browser, `make test` to have it proved.
# The rest is for those who change it; `make` alone lists them all.

# The newest Python on the PATH that is new enough, unless PYTHON=… says which.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
VENV := .venv
# Programs are called as modules: that goes on working when the folder has been moved.
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
# It trusts whom this machine trusts, where it would bring a list of its own.
UV := $(PY) -m uv pip --quiet --system-certs
PYTEST := $(PY) -m pytest
# How many workers, tests/conftest.py says; no more than eight servers of each kind.
WORKERS := -n auto --maxprocesses 8

# Where this is set, every start of Python would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check prove cover translations locks clean
help: ## What can be asked of make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

run: $(READY) ## Start the try-out page, with example ideas, and print its address
	@$(VENV)/bin/parvis demo $(ARGS)

test: $(READY) ## Run every test; ARGS="-k idea" for some of them
	@$(PYTEST) $(WORKERS) $(ARGS)

check: $(READY) ## Everything about the code that needs no running: form, types, arrows, translations, docs
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports
	@$(PY) -m tools.translations --check
	@$(PY) -m tools.check_docs

prove: $(READY) ## The long proofs
	@$(PYTEST) -m prove --timeout 900 $(ARGS)

cover: $(READY) ## Run every test and show which branches none of them takes
	@$(PYTEST) $(WORKERS) --cov --cov-report=term $(ARGS)

translations: $(READY) ## Bring the catalogues up to date with the sentences in the code
	@$(PY) -m tools.translations

# Versions already locked stay; `make locks ARGS=--upgrade` takes the newest.
COMPILE := $(UV) compile --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
locks: $(READY) ## Write the three locks anew from pyproject.toml
	$(COMPILE) pyproject.toml --group dev --output-file requirements.lock $(ARGS)
	$(COMPILE) pyproject.toml --constraint requirements.lock --output-file requirements-run.lock $(ARGS)
	$(COMPILE) --group build --constraint requirements.lock --output-file requirements-build.lock $(ARGS)

clean: ## Remove what make has made
	rm -rf $(VENV) .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache htmlcov

# Made once, and again whenever what it was made from has changed. uv installs in seconds what takes pip
# more than a minute, but reads none of pip's settings: where those name the only way out, pip does it.
$(READY): requirements.lock requirements-build.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Parvis needs Python 3.11 or newer: install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Preparing $(VENV) with $(PYTHON) (once; some ten seconds, or a minute where the network is slow)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: install it (on Debian: apt install python3-venv)" >&2; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@$(UV) sync --python $(PY) --require-hashes requirements.lock \
		|| $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
