# Every command of the project. `make check` is what continuous integration runs, word for word.
.DEFAULT_GOAL := help
.PHONY: help run test check format unit coverage browser benchmark screenshots chromium clean

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

# Tests share few cores with browsers and workers: one thread each, and no spinning while waiting.
TEST_ENV := OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
WORKERS  ?= 2

help: ## List the commands.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.run-installed ## Open the dashboard in the browser, a real cohort one click away.
	CONSILIUM_DEMO=support2 $(BIN)/streamlit run app.py

test: check chromium ## Checks, then every test: unit, reference, app, architecture and browser.
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory browser

check: $(VENV)/.dev-installed ## Format, lint, types and layers.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev-installed ## Put the code into the project's format.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

unit: $(VENV)/.dev-installed ## All tests that need no browser.
	$(TEST_ENV) $(BIN)/pytest -n $(WORKERS) tests mtl_core --ignore=tests/browser

coverage: $(VENV)/.dev-installed ## Which lines the tests without a browser do not reach; takes half as long again.
	$(TEST_ENV) $(BIN)/pytest -n $(WORKERS) tests mtl_core --ignore=tests/browser \
		--cov --cov-report=term:skip-covered

browser: $(VENV)/.dev-installed chromium ## The tests in a real browser; those that measure time run alone.
	$(TEST_ENV) $(BIN)/pytest -n $(WORKERS) tests/browser -m "not alone"
	$(TEST_ENV) $(BIN)/pytest tests/browser -m alone

benchmark: $(VENV)/.run-installed ## Speed of training, explanation and reading beside their peers.
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m benchmarks.training
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m benchmarks.explanation
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m benchmarks.reading

screenshots: $(VENV)/.dev-installed chromium ## Draw the guide's pictures anew.
	$(BIN)/python -m docs.screenshots

# A browser for the tests: the one named by $CHROMIUM, one on the PATH, or Debian's own.
chromium:
	@if [ -n "$$CHROMIUM" ] && [ -x "$$CHROMIUM" ]; then exit 0; fi; \
	for name in chromium chromium-browser google-chrome; do \
		if command -v $$name >/dev/null; then exit 0; fi; \
	done; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq </dev/null && \
		apt-get install -y -qq --no-install-recommends chromium fonts-liberation </dev/null; \
	else \
		echo "The browser tests need Chromium or Chrome. Expected: chromium, chromium-browser or" \
			"google-chrome on the PATH, or its path in CHROMIUM. Found: none." \
			"What to do: install Chromium (Debian: apt-get install chromium) and try again." >&2; \
		exit 1; \
	fi

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: requirements.txt constraints.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev-installed: requirements-dev.txt requirements.txt constraints.txt | $(BIN)/python
	$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.run-installed

clean: ## Remove the environment and everything that tools left behind.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
