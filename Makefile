# imagegate's tasks. On a fresh machine: `make demo` to see it work, `make check` before a change lands.

# The first Python that is new enough; `make PYTHON=…` names another.
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
endif

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# A virtual environment with what a user needs, and the same with what a developer needs.
PROGRAM := $(VENV)/.program
TOOLS := $(VENV)/.tools

# What the tests run besides Python, as COMMAND:PACKAGE.
COMMANDS := docker:docker.io dockerd:docker.io iptables:iptables docker-registry:docker-registry skopeo:skopeo \
  umoci:umoci htpasswd:apache2-utils curl:curl jq:jq openssl:openssl debootstrap:debootstrap git:git ip:iproute2 \
  unshare:util-linux mount:mount

export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint check format golden picture requirements clean

help: ## list the tasks
	@sed -n 's/^\([a-z]*\):.* ## /  make \1\t/p' $(MAKEFILE_LIST) | expand --tabs=22

demo: $(PROGRAM) ## judge two small images from a registry on loopback
	@$(BIN)/python -m demo

test: $(TOOLS) ## set up what the tests need, and run all of them
	@.ci/packages $(COMMANDS)
	@$(BIN)/python -m pytest --complete

lint: $(TOOLS) ## check style, types, the action's definition and the workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/zizmor --persona auditor --offline --quiet action.yml .github
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/pre-commit validate-manifest .pre-commit-hooks.yaml

check: lint test ## everything that must pass before a change lands

format: $(TOOLS) ## put the code into its one form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

golden: $(TOOLS) ## write the expected renderings anew; look at the difference before you commit it
	@UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/report tests/policy/document tests/docs tests/doctor tests/cli/policy/test_messages.py

picture: $(TOOLS) ## draw the README's picture of a summary anew
	@.ci/packages chromium:chromium unshare:util-linux fonts-liberation fonts-noto-color-emoji fonts-dejavu-core
	@$(BIN)/python -m tests.docs.picture

requirements: $(TOOLS) ## lock the container's dependencies anew, with hashes
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --upgrade \
	  --custom-compile-command 'make requirements' --output-file requirements.txt pyproject.toml

clean: ## remove everything that was made here
	rm -rf $(VENV) build dist *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "imagegate needs Python 3.11 or newer: apt-get install python3, or make PYTHON=…" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  .ci/packages "$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
	@echo "Setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(PROGRAM): $(BIN)/python pyproject.toml
	@$(PIP) --editable .
	@touch $@

$(TOOLS): $(BIN)/python pyproject.toml
	@echo "Installing imagegate and its tools into $(VENV)"
	@$(PIP) --editable '.[test,lint]'
	@touch $@ $(PROGRAM)
