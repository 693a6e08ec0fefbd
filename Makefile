# Everything a newcomer needs: `make run`, `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The packages that decide: their branches are covered to 95 % or the run fails.
CORE := app/rolebridge/saml/*,app/rolebridge/iam/*,app/rolebridge/sigv4/*,app/rolebridge/oidc/*,app/rolebridge/directory/*,app/rolebridge/idp/*,app/rolebridge/sts/*,app/rolebridge/access/*,app/rolebridge/accounts/*,app/rolebridge/oidc/*,app/rolebridge/federation/*,app/rolebridge/lab/*,app/rolebridge/audit/*,app/rolebridge/*.py

.DEFAULT_GOAL := help
.PHONY: help run test test-deps lint types imports fix unit mutants bench fuzz lock wheel clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

# The environment is made from the hash-pinned lock files and again whenever they change.
$(VENV)/.runtime: requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("rolebridge needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages ..."
	@$(BIN)/pip install --quiet --require-hashes -r requirements.lock -r requirements-build.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the locked development packages ..."
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.runtime ## Serve the demonstration organisation on http://localhost:8000
	@$(BIN)/rolebridge demo

# axe-core judges the pages in the browser test; without npm that test says what is missing.
$(VENV)/.axe: tests/e2e/package-lock.json $(VENV)/.runtime
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix tests/e2e; fi
	@touch $@

# The second opinion on policies, a process of its own; without npm its tests say what is missing.
$(VENV)/.iam-simulate: tests/interop/iam_simulate/package-lock.json $(VENV)/.runtime
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix tests/interop/iam_simulate && touch $@; fi

test: $(VENV)/.development $(VENV)/.axe $(VENV)/.iam-simulate lint types imports ## Run the whole suite
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report --fail-under=95 --include='$(CORE)'

test-deps: ## Install what only root can (Debian): browser, xmlsec1, PostgreSQL
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
		chromium fonts-dejavu-core libxml2-utils postgresql xmlsec1
	command -v npm >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends npm

lint: $(VENV)/.development ## Style and dead code
	@$(BIN)/ruff check app tests migrations
	@$(BIN)/ruff format --check --quiet app tests migrations

types: $(VENV)/.development ## Strict typing of the package
	@$(BIN)/mypy

imports: $(VENV)/.development ## The layers of the house
	@$(BIN)/lint-imports --no-cache

fix: $(VENV)/.development ## Format, and mend what can be mended by rule
	@$(BIN)/ruff check --fix app tests migrations
	@$(BIN)/ruff format app tests migrations

unit: $(VENV)/.development ## The fast tests only
	@$(BIN)/python -m pytest tests/unit

differential: $(VENV)/.development $(VENV)/.iam-simulate ## 20,000 policy questions, to us and to iam-simulate (npm)
	@command -v npm >/dev/null || { echo "iam-simulate needs npm: make test-deps installs it" >&2; exit 1; }
	@PYTHONPATH=tests $(BIN)/python -m interop.differential --cases 20000

# mutmut is installed by this target only: neither `make test` nor CI needs it.
$(VENV)/.mutants: requirements-mutants.lock $(VENV)/.development
	@echo "Installing the locked mutation tester ..."
	@$(BIN)/pip install --quiet --require-hashes -r requirements-mutants.lock
	@touch $@

mutants: $(VENV)/.mutants ## Change the policy engine line by line: do tests notice?
	@PYTHONPATH=tests $(BIN)/python -m mutation $(MUTANTS)

bench: $(VENV)/.development ## Ratios against floors and peers
	@$(BIN)/rolebridge bench

# FUZZ="--cases 1000000 --seed 9" runs another series, FUZZ="--case 9:1234" shows one case of it.
fuzz: $(VENV)/.development ## The policy engine against the reference evaluator, in full
	@cd tests && nice -n 15 ../$(BIN)/python -m fuzz $(FUZZ)

lock: $(VENV)/.development ## Renew the lock files (needs uv)
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q -c requirements-dev.lock -o requirements.lock
	uv pip compile --group build --universal --generate-hashes --no-header --no-annotate -q -c requirements-dev.lock -o requirements-build.lock
	uv pip compile --group mutants --universal --generate-hashes --no-header --no-annotate -q -c requirements-dev.lock -o requirements-mutants.lock

wheel: $(VENV)/.development ## Build the wheel
	@$(BIN)/python -m build --wheel --no-isolation

clean: ## Remove the environment and what was built (never var/)
	rm -rf $(VENV) build dist app/*.egg-info
