# Relais · `make` alone lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= $(CURDIR)/var

BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard wiki/translations/*/LC_MESSAGES/*.po))

.PHONY: help install run test test-sqlite test-postgresql check translations bench

help:
	@echo 'make run [PORT=8000]   installe tout et sert Relais avec une démonstration'
	@echo '                       install everything and serve Relais with a demo'
	@echo 'make test              fait tous les essais, sur SQLite et sur PostgreSQL'
	@echo '                       run all tests, on SQLite and on PostgreSQL'
	@echo 'make check             vérifie la forme, les types, les dépendances entre modules, les traductions'
	@echo '                       check format, types, imports between modules, translations'
	@echo 'make bench             mesure, à côté de Flask nu, et compare'
	@echo '                       measure, beside bare Flask, and compare'

# ── What is installed, each once ───────────────────────────────────────────────────────────────────

.venv/bin/python:
	@.ci/packages python3-venv
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv .venv

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps

# The packages are found where they stand, so that no build tool is needed to run them.
.venv/installed: requirements.lock | .venv/bin/python
	@echo 'Installation… / Installing…'
	@$(PIP) --requirement requirements.lock
	@echo '$(CURDIR)' > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/relais.pth"
	@printf '#!/bin/sh\nexec "$$(dirname "$$(readlink -f "$$0")")/python" -P -m wiki.cli "$$@"\n' > $(BIN)/relais
	@chmod +x $(BIN)/relais
	@touch $@

.venv/installed-for-work: requirements-dev.lock .venv/installed
	@$(PIP) --requirement requirements-dev.lock
	@touch $@

wiki/translations/%.mo: wiki/translations/%.po | .venv/installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

install: .venv/installed $(CATALOGUES)

# ── Run ────────────────────────────────────────────────────────────────────────────────────────────

$(DATA)/secret: | .venv/installed
	@mkdir -p -m 700 '$(DATA)'
	@umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))' > '$@'

run: .venv/installed $(CATALOGUES) $(DATA)/secret
	@export RELAIS_DATA='$(DATA)' RELAIS_SECRET_KEY="$$(cat '$(DATA)/secret')"; \
	$(BIN)/relais init; \
	if [ -e '$(DATA)/demo-made' ]; then $(BIN)/relais demo --accounts; \
	else $(BIN)/relais demo; touch '$(DATA)/demo-made'; fi; \
	exec $(BIN)/relais serve --host '$(HOST)' --port '$(PORT)'

# ── Prove ──────────────────────────────────────────────────────────────────────────────────────────

test: test-sqlite test-postgresql

test-sqlite: .venv/installed-for-work $(CATALOGUES)
	@.ci/packages slapd ldap-utils postgresql chromium fonts-liberation
	$(BIN)/pytest -n 2 --database sqlite

# What never asks the database is not asked twice: see tests/conftest.py.
test-postgresql: .venv/installed-for-work $(CATALOGUES)
	@.ci/packages slapd ldap-utils postgresql
	$(BIN)/pytest -n 2 --database postgresql tests/auth tests/wiki tests/house

check: .venv/installed-for-work translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

translations: .venv/installed-for-work $(CATALOGUES)
	$(BIN)/python -m wiki.translations.check

bench: .venv/installed-for-work $(CATALOGUES)
	$(BIN)/python -m bench $(ARGS)
