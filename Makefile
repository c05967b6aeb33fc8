# Needs Python 3.11+, Node 20+ and make; everything else is set up below on first use.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
ASSETS := frontend/static/vendor/manifest.json
SOURCES := app indexer storage frontend tests benchmarks alembic

# What Python compiled once it need not compile at every start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo recogniser test check lint types fast format assets lock screenshots bench clean

help: ## Show these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: ## Set everything up, load the sample library, serve it on PORT (8000)
	@$(MAKE) -s -j3 $(VENV)/.runtime $(ASSETS) recogniser
	@$(BIN)/pustaka demo --port $(PORT)

test: $(VENV)/.dev $(ASSETS) lint types ## Set everything up and run all checks and tests
	@scripts/system-packages chromium tesseract-ocr tesseract-ocr-ind tesseract-ocr-osd libreoffice-writer libreoffice-calc \
		libreoffice-impress clamav-daemon
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: lint types fast ## Format, lint, types and the fast tests: before each commit

lint: $(VENV)/.dev ## Check format and style
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check --output-format concise $(SOURCES)

types: $(VENV)/.dev ## Check types
	$(BIN)/mypy

fast: $(VENV)/.dev $(ASSETS) ## Run the tests that take no more than a moment
	$(BIN)/python -m pytest -n 2 -m "not slow and not browser" -q

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix-only -q $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

# Without it scans wait in a state of their own, and the rest works: no reason to stop.
recogniser:
	@scripts/system-packages tesseract-ocr tesseract-ocr-ind tesseract-ocr-osd || true

assets: $(ASSETS) ## Fetch and build what the browser needs

screenshots: $(VENV)/.dev $(ASSETS) ## Draw the pictures in docs/ anew from the sample library
	@scripts/system-packages chromium
	$(BIN)/python scripts/screenshots.py

bench: $(VENV)/.dev $(ASSETS) ## Measure speed on the sample library and print a table
	$(BIN)/python benchmarks/site.py

lock: $(VENV)/.uv ## Renew the pinned requirements
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --upgrade \
		pyproject.toml --extra postgresql --group build -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --upgrade \
		pyproject.toml --extra postgresql --group build --group dev -c requirements/runtime.txt -o requirements/dev.txt

clean: ## Remove what was set up here (not the sample library in var/)
	rm -rf $(VENV) node_modules frontend/static/vendor .mypy_cache .ruff_cache .pytest_cache

$(VENV)/.uv: requirements/uv.txt
	@scripts/check-tools $(PYTHON)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || (scripts/system-packages python3-venv && $(PYTHON) -m venv $(VENV))
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml $(VENV)/.uv
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.installed: package-lock.json package.json .npmrc
	@npm ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(ASSETS): node_modules/.installed frontend/build.mjs $(wildcard frontend/static/css/*.css frontend/static/js/*.js frontend/static/img/*) $(shell find frontend/templates -name '*.html')
	@node frontend/build.mjs
	@touch $@
