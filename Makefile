PYTHON ?= python3
PORT ?= 8000
UV ?= uv
MINUTES ?= 60

BIN := .venv/bin
READY := .venv/.ok
RIVALS_READY := .venv-bench/.ok
CONTRACT_READY := .venv-contract/.ok
LETTERS := /usr/share/fonts/truetype/liberation*/LiberationSans-Regular.ttf
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-replica check contract audit fuzz format lint types contracts cover bench examples \
	openapi schema widgets pictures faults broken browser systemd soak lock clean

# A test process on each core; a file's tests stay together, for they share what they start. More than four processes
# would hardly be quicker, each with a PostgreSQL and a browser of its own.
ON_EVERY_CORE := -n logical --maxprocesses 4 --dist loadfile

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## serve on 127.0.0.1:8000 (PORT=… changes it), with the database in this folder
	@$(BIN)/rivalry serve --port $(PORT)

test: $(READY) browser systemd ## run every test, on every core; at the end, one by one, those that need the machine to themselves
	@$(BIN)/python -m pytest $(ON_EVERY_CORE) -m 'not alone'
	@$(BIN)/python -m pytest -m alone

# Pages are tested in Debian's Chromium, with letters that look alike on every machine.
browser:
	@if ! command -v chromium >/dev/null || ! ls $(LETTERS) >/dev/null 2>&1; then \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || \
			{ echo 'The tests of pages need a browser and fonts: sudo apt-get install chromium fonts-liberation2' >&2; exit 2; }; \
		echo 'Installing chromium and fonts-liberation2'; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
			chromium fonts-liberation2 >/dev/null; } || exit 2; \
	fi

# The unit files are looked at by systemd's own program, and the service is run under the filter that they ask for. Neither
# needs a machine that systemd runs.
systemd:
	@if ! command -v systemd-analyze >/dev/null || ! ldconfig -p | grep -q libseccomp.so.2; then \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || \
			{ echo 'The tests of operating need systemd-analyze: sudo apt-get install systemd' >&2; exit 2; }; \
		echo 'Installing systemd'; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
			systemd >/dev/null; } || exit 2; \
	fi

# Installed without a server of its own: the tests start theirs, as nobody, on sockets in temporary folders, and end them.
test-replica: $(READY) ## run the tests of PostgreSQL, a standby's among them, on Debian's own (installed where missing)
	@if ! ls -d /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || \
			{ echo 'There is no PostgreSQL in /usr/lib/postgresql: sudo apt-get install postgresql' >&2; exit 2; }; \
		echo 'Installing postgresql'; \
		mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
			-o Dpkg::Options::=--force-confold postgresql >/dev/null; } || exit 2; \
	fi
	@POSTGRES_PROGRAMS="$$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)" $(BIN)/python -m pytest tests/postgres

broken: $(READY) ## break the seed in CASES ways (20,000), each of which must be refused on its line or be as good
	@BROKEN_CASES=$(or $(CASES),20000) $(BIN)/python -m pytest -q tests/packs/test_mutants.py -k more

check: lint types contracts test ## lint, types, contracts, test; CI runs this, make contract and make audit

# An auditor has an environment of its own; where nobody could be asked, CI is told so and goes on (LENIENT=1).
audit: $(READY) $(CONTRACT_READY) ## has anything that we depend on a known vulnerability? LENIENT=1: unknown is no failure
	@test -x .venv-audit/bin/pip-audit || { $(BIN)/python -m venv .venv-audit && \
		.venv-audit/bin/python -m pip --disable-pip-version-check -qq install 'pip-audit==2.10.1'; } || true
	@$(BIN)/python -m tests.auditing $(if $(LENIENT),--lenient)

contract: $(READY) $(CONTRACT_READY) ## hold the OpenAPI document to linters and to clients that are generated from it
	@$(BIN)/python -m pytest contract

fuzz: $(READY) ## ask a server all that the OpenAPI allows and much that it does not; SEED=1 CASES=50000 change it
	@$(BIN)/python -m tests.contract.fuzzing $(if $(SEED),--seed $(SEED)) $(if $(CASES),--cases $(CASES))

faults: $(READY) ## kill loads, fill disks, damage files; TIMES=10 does so ten times as often, LOADS=1000 under readers
	@TIMES=$(or $(TIMES),1) LOADS=$(or $(LOADS),100) $(BIN)/python -m pytest tests/faults

format: $(READY) ## put the code in its usual form
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

lint: $(READY) ## is the code in its usual form, without known mistakes?
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check

types: $(READY) ## do the types agree?
	@$(BIN)/mypy

contracts: $(READY) ## does each layer import only those below it?
	@$(BIN)/lint-imports --no-logo

cover: $(READY) browser systemd ## run every test and list the lines that none reached
	@$(BIN)/python -m pytest $(ON_EVERY_CORE) --cov --cov-report=term-missing:skip-covered

bench: $(READY) $(RIVALS_READY) ## measure us beside others; ONLY=repeat,page ROWS=… FACTS=… ROUNDS=… SECONDS=… narrow it
	@for tool in wrk sqlite3 curl taskset; do \
		command -v $$tool >/dev/null || { echo "make bench needs $$tool: sudo apt-get install wrk sqlite3 curl" >&2; exit 2; }; \
	done
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(ROWS),--rows $(ROWS)) $(if $(FACTS),--facts $(FACTS)) \
		$(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS))

examples: $(READY) ## record the examples of the API docs anew from real answers
	@$(BIN)/python -m tests.record_examples
	@$(BIN)/python -m tests.contract.published

openapi: $(READY) ## record the OpenAPI document, which later ones must not break undeclared (see tests/contract)
	@$(BIN)/python -m tests.contract.published

schema: $(READY) ## record the JSON Schema of packs, which editors of text complete them by
	@$(BIN)/rivalry schema > seed/pack.schema.json.new && mv seed/pack.schema.json.new seed/pack.schema.json

widgets: $(READY) ## put the components of app/web/widgets/ together into app/web/widgets.js, which is served
	@$(BIN)/python -m tests.bundle_widgets

pictures: $(READY) browser ## record anew the pictures that tests/browser compares pages with; look at each that changed
	@RECORD_PICTURES=1 $(BIN)/python -m pytest -q tests/browser/test_pictures.py

soak: $(READY) ## ask, load, download and draw for an hour (MINUTES=… changes it): do memory and file handles stay flat?
	@$(BIN)/python -m tests.serving.soak --minutes $(MINUTES)

lock: ## write constraints.txt; UPGRADE=1 takes the newest versions that pyproject.toml allows
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv: pip install uv' >&2; exit 2; }
	@$(UV) pip compile --quiet --universal --python-version 3.11 --all-extras $(if $(UPGRADE),--upgrade) \
		--no-header --no-annotate --output-file constraints.txt pyproject.toml

clean: ## remove what make made, but no database
	@rm -rf .venv .venv-bench .venv-audit .venv-contract contract/node_modules .schemathesis .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	@find app benchmarks migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment for everything, made anew when what it holds may have changed. The build backend comes first, so that
# it too has the version in constraints.txt.
$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo 'There is no $(PYTHON): name another with make PYTHON=…' >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed and $(PYTHON) is $$($(PYTHON) -V): name another with make PYTHON=…" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'Installing python3-venv'; \
			{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install python3-venv >/dev/null; } || true; \
		fi
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo 'python3 -m venv needs ensurepip; on Debian and Ubuntu: sudo apt-get install python3-venv' >&2; exit 2; }
	@echo 'Setting up .venv: a minute or so, once'
	@$(PYTHON) -m venv .venv
	@$(PIP) install -c constraints.txt hatchling
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@

# What `make bench` measures us beside has an environment of its own: nothing of ours depends on it.
$(RIVALS_READY): benchmarks/requirements.txt $(READY)
	@for tool in wrk sqlite3 curl; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
		if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing$$missing"; \
			{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install $$missing >/dev/null; } || true; \
		fi
	@echo 'Setting up .venv-bench'
	@$(BIN)/python -m venv .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check -qq install -r benchmarks/requirements.txt
	@touch $@

# The generators of clients have one too, and with it Node and npm, which Debian's are too old for.
$(CONTRACT_READY): contract/requirements.txt contract/package-lock.json $(READY)
	@echo 'Setting up .venv-contract'
	@$(BIN)/python -m venv .venv-contract
	@.venv-contract/bin/python -m pip --disable-pip-version-check -qq install -r contract/requirements.txt
	@cd contract && PATH="$(CURDIR)/.venv-contract/bin:$$PATH" npm ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@
