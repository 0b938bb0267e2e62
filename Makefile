# What one does with this repository. `make` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
# Of tests: three on two cores, since they wait for nodes a third of the time; or PROCESSES=0 for one
# that a debugger can follow.
CORES := $(shell getconf _NPROCESSORS_ONLN)
PROCESSES := $(shell expr $(CORES) '*' 3 / 2)
# Folders with hand-written Python; mypy refuses to be given one that has none.
CODE := $(foreach folder,gateway workflows certs lab sdk tools bench proto examples tests,$(if \
  $(shell find $(folder) -name '*.py' -print -quit 2>/dev/null),$(folder)))

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Make .venv from requirements.lock (PYTHON=... names an interpreter)
	@PYTHON="$(PYTHON)" bash tools/setup.sh

.PHONY: lock
lock: setup ## Make requirements.lock from pyproject.toml (LOCK_ARGS=--upgrade for new versions)
	@$(BIN)/python tools/lock.py $(LOCK_ARGS)
	@bash tools/setup.sh

.PHONY: lock-check
lock-check: setup ## Fail when requirements.lock does not belong to pyproject.toml
	@$(BIN)/python tools/lock.py --check

.PHONY: fmt
fmt: setup ## Format and mend what can be mended
	@$(BIN)/ruff check --fix --exit-zero --quiet
	@$(BIN)/ruff format

.PHONY: lint
lint: setup ## ruff: rules and format
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

.PHONY: types
types: setup ## mypy, strict
	@$(BIN)/mypy $(CODE)

.PHONY: imports
imports: setup ## import-linter: which room may know which
	@$(BIN)/lint-imports

.PHONY: proto
proto: setup ## Generate comity/ from proto/
	@$(BIN)/python proto/generate.py

.PHONY: proto-check
proto-check: setup ## buf lint, and drift between proto/ and comity/
	@$(BIN)/buf lint
	@$(BIN)/buf breaking proto --against proto/released.binpb
	@$(BIN)/python proto/generate.py --check

.PHONY: openapi
openapi: setup ## Write docs/openapi.json, the contract for national systems
	@$(BIN)/python tools/openapi.py

# Tests that call a node as clients do: examples are chosen from what they send and are answered.
EXAMPLES_FROM := tests/node/api tests/federation

.PHONY: examples
examples: setup ## Write what the contract lacks of examples from what tests send (EXAMPLES_ARGS=--anew for all)
	@rm -rf var/examples
	-@COMITY_EXAMPLES=$(CURDIR)/var/examples $(BIN)/python -m pytest -q --numprocesses $(PROCESSES) \
	  -p tests.support.recorded_examples $(EXAMPLES_FROM)
	@$(BIN)/python -m tools.examples var/examples $(EXAMPLES_ARGS)
	@$(BIN)/python tools/openapi.py

.PHONY: reference
reference: openapi ## Write pages for people from docs/openapi.json into var/reference
	@$(BIN)/python -m tools.reference var/reference
	@echo "var/reference/index.html"

.PHONY: openapi-check
openapi-check: setup ## Fail when docs/openapi.json is not what the code makes
	@$(BIN)/python tools/openapi.py --check

.PHONY: model
model: setup .venv-model/lock ## Learn what signs of goods and of names count, from bench/training (5 minutes on two cores)
	@$(BIN)/python -m bench.training.goods_model
	@OMP_NUM_THREADS=1 PYTHONPATH=$$(.venv-model/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
	  $(BIN)/python bench/training/party_model.py --folds

.PHONY: sdk
sdk: openapi ## Write the SDK's models and operations from docs/openapi.json
	@$(BIN)/python -m tools.sdk

.PHONY: sdk-check
sdk-check: setup ## Fail when the SDK is not what docs/openapi.json makes
	@$(BIN)/python -m tools.sdk --check

.PHONY: commands
commands: openapi ## Write the index of commands, and their rows in docs/cli.md, from docs/openapi.json
	@$(BIN)/python -m tools.commands

.PHONY: commands-check
commands-check: setup ## Fail when the commands are not what docs/openapi.json makes
	@$(BIN)/python -m tools.commands --check

.PHONY: contract-changes
contract-changes: setup ## Fail when the contract breaks clients made from that of a commit (AGAINST=main)
	@$(BIN)/python tools/contract_changes.py $(or $(AGAINST),main)

.PHONY: contract-baseline
contract-baseline: setup ## Fail when a client breaks that was made from the contract as released (TAKE=--take for a release)
	@$(BIN)/python -m tools.contract_baseline $(TAKE)

.PHONY: house
house: setup ## Fail when a figure of the layout rises above its ceiling
	@$(BIN)/python -m tools.house --check

.PHONY: docs-check
docs-check: setup ## Links, the map in the README, docstrings, file lengths
	@$(BIN)/python tools/check_docs.py

.PHONY: check
check: lint types imports proto-check openapi-check contract-baseline sdk-check commands-check lock-check docs-check house ## Every check; the tests are `make test`

# The matcher's tables are some hundred MiB of small pieces: in large pages they are there sooner.
.PHONY: test
test: export GLIBC_TUNABLES ?= glibc.malloc.hugetlb=1
test: setup .venv-schemathesis/lock .venv-python-client/lock .venv-audit/lock ## All tests but long runs (PYTEST_ARGS="-k name" for some)
	@begun=$$(date +%s) && $(BIN)/python -m pytest --numprocesses $(PROCESSES) $(PYTEST_ARGS) && \
	  { [ -n "$(PYTEST_ARGS)" ] || { mkdir -p var && echo $$(($$(date +%s) - begun)) >var/make_test_s; }; }

# Of at most 60 minutes on two cores: before an issue is closed, and when what it covers was touched.
.PHONY: test-long
test-long: setup .venv-schemathesis/lock ## Runs of minutes, 20 mutants, the fuzzer, fresh examples (SEED=8 hex digits)
	@$(BIN)/python -m tools.long_run --processes $(PROCESSES) $(if $(SEED),--seed $(SEED))

# Folders whose tests take no more than a moment each: what one runs after every change.
FAST := $(addprefix tests/unit/,certs docs domain exchange sdk store tools trust)

.PHONY: test-fast
test-fast: setup ## In half a minute: no node, no engine, no database server; a process a core
	@$(BIN)/python -m pytest --numprocesses $(CORES) --no-database-server --hypothesis-profile=quick $(FAST) $(PYTEST_ARGS)

.PHONY: test-unit
test-unit: setup ## What needs no node and no engine
	@$(BIN)/python -m pytest --numprocesses $(PROCESSES) tests/unit $(PYTEST_ARGS)

.PHONY: test-federation
test-federation: setup ## What goes on between nodes
	@$(BIN)/python -m pytest --numprocesses $(PROCESSES) tests/federation $(PYTEST_ARGS)

.PHONY: test-carried
test-carried: setup ## What reads like an article, between nodes that Temporal carries
	@$(BIN)/python -m pytest tests/federation --carried -k temporal $(PYTEST_ARGS)

.PHONY: mutants
mutants: setup ## Change one thing at a time; which changes does no test find? (MUTANTS_ARGS)
	@$(BIN)/python -m tools.mutants $(MUTANTS_ARGS)

.PHONY: fuzz
fuzz: setup ## Changed octets for every parser that octets from outside reach (FUZZ_ARGS)
	@$(BIN)/python -m tools.fuzz $(FUZZ_ARGS)

# Programs of others, each in an environment of its own: schemathesis needs a pytest and a hypothesis,
# the generator of clients pins its own libraries. The stamp is the lock that it was made from.
.venv-%/lock: | setup
	@$(BIN)/python -m venv --clear .venv-$*
	@.venv-$*/bin/python -m pip install --disable-pip-version-check --quiet \
	  --only-binary :all: --no-deps --require-hashes -r $<
	@cp $< $@

.venv-schemathesis/lock: tools/schemathesis/requirements.lock
.venv-python-client/lock: tools/python_client/requirements.lock
.venv-audit/lock: tools/audit/requirements.lock
.venv-model/lock: bench/training/requirements.lock

.PHONY: python-client
python-client: openapi .venv-python-client/lock ## Somebody else's generator makes a client from docs/openapi.json into var/python-client
	@rm -rf var/python-client
	@.venv-python-client/bin/openapi-python-client generate --path docs/openapi.json --output-path var/python-client
	@echo "var/python-client/comity_client"

.PHONY: schemathesis
schemathesis: setup .venv-schemathesis/lock ## A stranger tries the whole contract as each role (SECONDS_IN_ALL=540 REPORT=FOLDER)
	@COMITY_SCHEMATHESIS_SECONDS=$(or $(SECONDS_IN_ALL),540) COMITY_SCHEMATHESIS_REPORT=$(REPORT) \
	  $(BIN)/python -m pytest -q --long -m long tests/node/api/test_schemathesis.py $(PYTEST_ARGS)

.PHONY: sbom
sbom: setup .venv-audit/lock ## What a node is made of, as CycloneDX, into var/sbom.cdx.json
	@$(BIN)/python -m tools.audit sbom var/sbom.cdx.json

.PHONY: release
release: setup .venv-audit/lock ## Wheels, source, contracts, list of packages and digests of HEAD into dist/
	@$(BIN)/python -m tools.release

.PHONY: audit
audit: setup .venv-audit/lock ## What is known against it, by PyPI; fails where not all could be asked for (AUDIT_ARGS=--all)
	@$(BIN)/python -m tools.audit check $(AUDIT_ARGS)

.PHONY: chaos
chaos: setup ## Kills, outages, a full disk, a restore over real nodes under load (CHAOS_ARGS)
	@$(BIN)/python -m lab.chaos $(CHAOS_ARGS)

.PHONY: demo
demo: setup ## Four authorities on this machine, from an application to a decision (DEMO_ARGS)
	@$(BIN)/python -m lab.demo.main_job $(DEMO_ARGS)

.PHONY: screens
screens: setup ## Pictures of every page of the console, wide and narrow, light and dark, into build/screens
	@$(BIN)/python tools/screens.py

.PHONY: bench
bench: setup ## Measure, and compare with the reference programs
	@$(BIN)/comity bench all

.PHONY: bench-floors
bench-floors: setup ## Measure each figure that has a floor, and say what fell (FLOORS_ARGS="--only exchange")
	@$(BIN)/python -m tools.bench_floors $(FLOORS_ARGS)

.PHONY: clean
clean: ## Remove .venv, caches and build results
	@rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
