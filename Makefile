# `make` lists the commands. Everything needs only make, git and Python 3.11-3.13 with venv.
SHELL := /bin/sh
PYTHON ?= $(shell for v in 3.13 3.12 3.11; do command -v python$$v >/dev/null 2>&1 && python$$v -c 'import venv, ensurepip' >/dev/null 2>&1 && echo python$$v && break; done)
PORT ?= 8000
BIN := .venv/bin
export FLASK_APP := wsgi

.DEFAULT_GOAL := help
.PHONY: help run test check lint test-postgres bench faults scale translations clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/production: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with venv is needed (Debian: apt-get install python3-venv)" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/development: .venv/production requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

lms/translations/en/LC_MESSAGES/messages.mo: lms/translations/en/LC_MESSAGES/messages.po .venv/production
	@$(BIN)/pybabel --quiet compile -d lms/translations

run: .venv/production lms/translations/en/LC_MESSAGES/messages.mo ## set up what is missing, then serve on http://127.0.0.1:$(PORT)
	@DEMO=1 exec $(BIN)/flask serve --port $(PORT)

test: .venv/development lms/translations/en/LC_MESSAGES/messages.mo ## every test, browser tests included
	@$(BIN)/python -m tests.tools.chromium
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser"
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m browser

check: lint ## lint, and the tests without browsers
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not browser"

lint: .venv/development lms/translations/en/LC_MESSAGES/messages.mo ## format, lint, types, contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-postgres: .venv/development lms/translations/en/LC_MESSAGES/messages.mo ## the tests that have a database, on PostgreSQL, without browsers
	TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser"

bench: .venv/development lms/translations/en/LC_MESSAGES/messages.mo ## budgets: prints times, fails on bytes, counts and ratios
	$(BIN)/python -m tests.bench

faults: .venv/development lms/translations/en/LC_MESSAGES/messages.mo ## crashes, races, fsync, outboxes on a bad line; prints counts
	$(BIN)/python -m tests.faults

scale: .venv/development lms/translations/en/LC_MESSAGES/messages.mo ## pages, imports and memory at 150,000 people against 1,500, on both databases (an hour or two)
	$(BIN)/python -m tests.scale

translations: .venv/development ## collect texts from code and templates into the English catalogue
	$(BIN)/python -m tests.tools.catalogue

clean: ## remove what can be made again (never data)
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
