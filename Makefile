# Relais: make run · make test · make check · make bench

PORT    ?= 8000
PYTHON  ?= python3.11
VENV    := .venv
BIN     := $(VENV)/bin
DATA    := var
TESTED  := slapd ldap-utils postgresql chromium

export RELAIS_DATA ?= $(DATA)

.PHONY: help run test check format bench clean

help:
	@echo "make run [PORT=8000]   Installer et servir Relais avec sa démonstration · Install and serve Relais with its demo"
	@echo "make test              Toute la suite, sur SQLite et PostgreSQL · The whole suite, on SQLite and PostgreSQL"
	@echo "make check             Forme, types, contrats, traductions · Format, types, contracts, translations"
	@echo "make format            Mettre le code en forme · Format the code"
	@echo "make bench             Mesurer, à côté d'une Flask nue · Measure, beside a bare Flask"
	@echo "make clean             Ôter l'installation, pas les données · Remove the installation, not the data"

run: $(BIN)/.installed $(BIN)/.catalogues
	@mkdir -p -m 700 $(RELAIS_DATA)
	@test -s $(RELAIS_DATA)/secret || (umask 077; $(BIN)/python -c "import secrets; print(secrets.token_hex(32))" > $(RELAIS_DATA)/secret)
	@RELAIS_SECRET_KEY=$$(cat $(RELAIS_DATA)/secret) $(BIN)/relais init
	@test -e $(RELAIS_DATA)/demo || (RELAIS_SECRET_KEY=$$(cat $(RELAIS_DATA)/secret) $(BIN)/relais demo && touch $(RELAIS_DATA)/demo)
	@RELAIS_SECRET_KEY=$$(cat $(RELAIS_DATA)/secret) $(BIN)/relais demo --accounts
	@RELAIS_SECRET_KEY=$$(cat $(RELAIS_DATA)/secret) exec $(BIN)/relais serve --port $(PORT)

test: $(BIN)/.developed $(BIN)/.catalogues
	@tests/install-services $(TESTED)
	$(BIN)/python -m pytest -n 2 --database sqlite
	$(BIN)/python -m pytest -n 2 --database postgresql tests/wiki tests/auth tests/house

check: $(BIN)/.developed $(BIN)/.catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m wiki.translations.check

format: $(BIN)/.developed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BIN)/.developed $(BIN)/.catalogues
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache

# What runs the site: locked, with hashes. The project itself needs its builder, which the developers' lock holds.
$(BIN)/.installed: requirements.lock pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -c "import sys, sysconfig, pathlib; pathlib.Path(sysconfig.get_paths()['purelib'], 'relais.pth').write_text(sys.argv[1] + '\n')" "$(CURDIR)"
	@printf '%s\n' '#!$(CURDIR)/$(BIN)/python' 'import sys' 'from wiki.cli import main' 'sys.exit(main())' > $(BIN)/relais
	@chmod +x $(BIN)/relais
	@touch $@

$(BIN)/.developed: requirements-dev.lock $(BIN)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(BIN)/.catalogues: $(wildcard wiki/translations/*/LC_MESSAGES/*.po) | $(BIN)/.installed
	@$(BIN)/pybabel --quiet compile -d wiki/translations
	@touch $@

$(BIN)/pip:
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || tests/install-services $(PYTHON)-venv
	$(PYTHON) -m venv $(VENV)
