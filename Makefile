# The commands of TensorFlow Workbook. `make` alone lists them.

# The interpreter behind .venv; without it, the first of python3, python3.13, python3.12,
# python3.11 that is new enough.
PYTHON ?=
# Options for `make test` and `make test-colab` (pytest), for `make book`, and for `make lab`
# (JupyterLab).
ARGS ?=
LAB_ARGS ?=
# A runtime of Colab's, which `make test-colab` is for.
RUNTIME ?=
# Another course, which `make exercises` and `make book` are for: its folder.
COURSE ?=
OF_COURSE := $(if $(COURSE),--course "$(COURSE)")

.DEFAULT_GOAL := help
CANDIDATES := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
STAMP := .venv/set-up-complete
OUTER_PATH := $(subst $(CURDIR)/.venv/bin:,,$(PATH))
# Of another environment, in whose shell `make` is called: IPython would warn in every kernel.
unexport VIRTUAL_ENV
# nbgrader calls alembic by name: the environment's programs come first.
export PATH := $(CURDIR)/.venv/bin:$(OUTER_PATH)

# The stamp holds the folder it was made in. If the interpreter behind .venv is gone, or the
# folder was moved, the stamp doesn't count.
ifneq ($(shell .venv/bin/python -I -S -c 'print(open("$(STAMP)").read())' 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

.PHONY: help
help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

$(STAMP): requirements.lock pyproject.toml $(wildcard setup.py) $(wildcard maintenance/jupyter/*/*)
	@PATH="$(OUTER_PATH)"; \
	for python in $(CANDIDATES); do \
	  if "$$python" maintenance/environment.py --suits 2>/dev/null; then \
	    exec "$$python" maintenance/environment.py $(if $(PYTHON),--only-this); \
	  fi; \
	done; \
	echo "No suitable Python among: $(CANDIDATES)." >&2; \
	echo "The course needs Python 3.11, 3.12 or 3.13, with pip." >&2; \
	echo "If it is elsewhere, name it: make PYTHON=/path/to/python3 ..." >&2; \
	exit 1

.PHONY: lab
lab: $(STAMP) ## open the course in JupyterLab (LAB_ARGS="--port=9000 --ip=0.0.0.0")
	@python -m maintenance.lab $(LAB_ARGS)

.PHONY: teach
teach: $(STAMP) ## open it with an instructor's tools as well: Formgrader, Create Assignment
	@python -m maintenance.lab --instructor $(LAB_ARGS)

.PHONY: test
test: $(STAMP) ## check everything: style and types, then every test (ARGS="-k address" for some)
	@ruff check --quiet . && ruff format --check --quiet .
	@mypy --no-error-summary
	@python -m maintenance.browser
	@python -m maintenance.postgresql
	@python -m maintenance.compiler
	@python -m shipping.page.litertjs
	@python -m pytest -n logical --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: test-colab
test-colab: $(STAMP) ## check that all of it works in Colab's versions (RUNTIME=2025.07 or all; else the newest)
	@python -m maintenance.colab $(if $(RUNTIME),--runtime "$(RUNTIME)") $(ARGS)

.PHONY: lint
lint: $(STAMP) ## check the style of code and notebooks, and the types of code
	@ruff check . && ruff format --check . && mypy

.PHONY: format
format: $(STAMP) ## set code and notebooks in that style, and print the pages of docs/ that lessons give
	@ruff check --fix . && ruff format . && python -m maintenance.notebooks && python -m maintenance.often_said && python -m maintenance.interview_questions

.PHONY: exercises
exercises: $(STAMP) ## print solutions/ from the scripts, and exercises/ from them (ADOPT=01-tensors takes in what was edited)
	@python -m maintenance.exercises $(OF_COURSE) $(if $(ADOPT),--adopt "$(ADOPT)")

.PHONY: class-release
class-release: $(STAMP) ## make the folder that a marked class gets, without solutions (TO=../for-my-class)
	@grader class-release $(if $(TO),"$(TO)")

.PHONY: address
address: $(STAMP) ## write the public address into every badge (TO=https://github.com/name/repo BRANCH=main)
	@python -m maintenance.address $(if $(TO),--to "$(TO)") $(if $(BRANCH),--branch "$(BRANCH)")

.PHONY: release
release: $(STAMP) ## make the commits and the tag of a release, and push nothing (VERSION=1.2.0)
	@python -m maintenance.release $(VERSION)

.PHONY: picture
picture: $(STAMP) ## take the pictures of README.md and of docs/ anew, in a real browser
	@python -m maintenance.browser
	@python -m pytest -q -n0 tests/browser/test_lessons.py tests/browser/test_term.py tests/browser/test_exercise.py \
	  -k "01-tensors or term or run_all"
	@python -m maintenance.pictures

.PHONY: book
book: $(STAMP) ## build the lessons as a website, in build/book
	@python -m maintenance.book $(OF_COURSE) $(ARGS)

.PHONY: bench
bench: $(STAMP) ## measure what a person waits for
	@python -m maintenance.browser
	@python -m maintenance.bench
	@python -m maintenance.class_bench
	@python -m maintenance.class_bench --hostile

.PHONY: changes
changes: $(STAMP) ## tell what lessons print now and did not under the last lock (FROM=REVISION: in that version)
	@python -m maintenance.changes $(if $(FROM),--from "$(FROM)")

.PHONY: links
links: $(STAMP) ## list the addresses that lessons and pages link to, to be looked at before a release
	@python -m maintenance.links

.PHONY: lock
lock: $(STAMP) ## write requirements.lock from pyproject.toml, and tell what moved (ARGS=--upgrade for newest versions)
	@python -m maintenance.lock $(ARGS)

.PHONY: clean
clean: ## remove the environment and everything made by tests
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache build *.egg-info tests/browser/screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
