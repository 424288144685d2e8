# Gradient Playground: `make help` lists the commands. Needs make and Python 3.11 or newer, nothing else.

SHELL := /bin/sh
VENV := .venv
PYTHON_HERE := $(VENV)/bin/python
# The interpreter that makes the .venv is the first of these that is new enough; PYTHON=... puts another in front.
PYTHON ?=
PYTHONS := $(PYTHON) python3 python python3.14 python3.13 python3.12 python3.11

.DEFAULT_GOAL := help
.PHONY: help run test check bench pictures format install-desktop clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-22s%s\n", $$1, $$2}'

run: $(VENV)/.installed-app ## set everything up and open the window (FILE=... opens a document)
	@$(PYTHON_HERE) tools/run.py $(FILE)

test: $(VENV)/.installed-test ## set everything up and run all tests
	@$(PYTHON_HERE) tools/system_libraries.py tests
	@$(PYTHON_HERE) -m pytest -q

check: $(VENV)/.installed-test ## format, lint, types, import contracts, habits of the house
	@$(PYTHON_HERE) tools/system_libraries.py offscreen
	@$(VENV)/bin/ruff format --check --quiet . || { echo "Run 'make format' to format the files named by 'ruff format --check .'"; exit 1; }
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy --no-error-summary
	@$(VENV)/bin/mypy --no-error-summary tools
	@$(VENV)/bin/lint-imports --no-logo
	@$(PYTHON_HERE) -m pytest -q tests/test_house.py

format: $(VENV)/.installed-test ## format the code and mend what the linter can mend
	@$(VENV)/bin/ruff check --quiet --fix-only .
	@$(VENV)/bin/ruff format --quiet .

bench: $(VENV)/.installed-bench ## measure speed and print it beside its targets
	@$(PYTHON_HERE) tools/system_libraries.py offscreen
	@$(PYTHON_HERE) -m tests.benchmarks

pictures: $(VENV)/.installed-app ## have the app draw the pictures in README
	@$(PYTHON_HERE) tools/system_libraries.py offscreen
	@mkdir -p docs/images
	@$(PYTHON_HERE) -m playground screenshot docs/images/network-dark.png --theme dark --size 1280x800 --epochs 140
	@$(PYTHON_HERE) -m playground screenshot docs/images/network-light.png --theme light --size 1280x800 --epochs 140
	@$(PYTHON_HERE) -m playground screenshot docs/images/classes-dark.png docs/examples/five-arms.gradplay --theme dark --size 1280x800 --epochs 150
	@$(PYTHON_HERE) -m playground screenshot docs/images/expression-dark.png --workspace expression --theme dark --size 1280x800
	@$(PYTHON_HERE) -m playground screenshot docs/images/derivative-dark.png --workspace derivative --theme dark --size 1280x800

install-desktop: $(VENV)/.installed-app ## add the app, with its icon, to this person's menu (Linux)
	@$(PYTHON_HERE) tools/install_desktop.py

clean: ## remove everything that these commands made, .venv too
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	@find engine playground resources tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than pyproject.toml when its extra is installed, so a second `make run` installs nothing.
$(VENV)/.installed-%: pyproject.toml $(PYTHON_HERE)
	@$(PYTHON_HERE) tools/set_up.py install $*

$(PYTHON_HERE):
	@for python in $(PYTHONS); do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        exec $$python tools/set_up.py environment; \
	    fi; \
	done; \
	echo "Gradient Playground needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || echo none). Name another with: make run PYTHON=/path/to/python3" >&2; \
	exit 1
