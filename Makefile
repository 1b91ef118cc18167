# Kaohe: everything a newcomer needs. Python 3.11, make and the package index are enough.
# 3.12 and 3.13 do as well: every locked package has a wheel for them. The tests run on 3.11 alone.
# PYTHON=/path/to/python names a Python that is not found by itself.
FITTING := (3, 11), (3, 12), (3, 13)
IS_FITTING := -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] not in [$(FITTING)])'
PYTHON ?= $(shell for each in \
	python3.11 /usr/local/bin/python3.11 /opt/homebrew/bin/python3.11 "$$HOME"/.pyenv/versions/3.11.*/bin/python python3 python \
	python3.12 python3.13 /usr/local/bin/python3.1[23] /opt/homebrew/bin/python3.1[23] "$$HOME"/.pyenv/versions/3.1[23].*/bin/python; do \
	"$$each" $(IS_FITTING) 2>/dev/null && { echo "$$each"; break; }; done)
NO_PYTHON := 没有找到可用的 Python 3.11、3.12 或 3.13（含 venv）：Ubuntu、Debian 运行 sudo apt install python3.11 python3.11-venv，其他系统从 https://www.python.org/downloads/ 安装；装在别处的，运行 make PYTHON=它的路径。
VENV := .venv
SUPERSET := .venv-superset
SITE_OF_DOCS := .venv-docs
BIN := $(VENV)/bin
IN_PARALLEL := --numprocesses 2 --dist loadfile --no-loadscope-reorder
ON_THE_DATABASE := tests/end_to_end tests/bulletins tests/pipelines tests/reviews tests/monitoring tests/warehouse
FUZZ_SECONDS ?= 60
export KAOHE_HOME ?= $(CURDIR)/.kaohe
export DAGSTER_HOME = $(KAOHE_HOME)/dagster
unexport PYTHONDONTWRITEBYTECODE  # what was compiled once serves every process that follows

.PHONY: run ui test test-fast durations test-postgresql test-services test-bi fuzz bench lint format pictures dictionary superset docs wheel lock clean

run: $(VENV)/runtime  ## the sample office's year, from inbox to scores
	@$(BIN)/kaohe run

ui: $(VENV)/runtime  ## the sample in the browser: the desk on http://127.0.0.1:8100, Dagster on http://127.0.0.1:3000
	@$(BIN)/kaohe desk --sample

test: $(VENV)/development  ## on two cores; a file's tests stay together because they share what they prepare
	$(BIN)/pytest $(IN_PARALLEL) -m "not services"

test-fast: $(VENV)/development
	$(BIN)/pytest $(IN_PARALLEL) -m "not slow and not services"

durations: $(VENV)/development  ## measures the tests anew: by tests/durations.json they are slow or not
	$(BIN)/pytest $(IN_PARALLEL) -m "not services" --measure

test-postgresql: $(VENV)/services  ## what touches the database, with every home's tables and Dagster's records on a PostgreSQL server
	KAOHE_TEST_DATABASE=postgresql $(BIN)/pytest $(IN_PARALLEL) -m "not services" $(ON_THE_DATABASE)

test-services: $(VENV)/services  ## faults made on purpose, and real servers: PostgreSQL, Redis with Celery, Spark
	$(BIN)/pytest $(IN_PARALLEL) -m services

test-bi: $(VENV)/development  ## the dashboards, imported into a real Superset over PostgreSQL; where it cannot be installed, the tests say so and skip
	$(MAKE) $(SUPERSET)/installed || true
	KAOHE_TEST_DATABASE=postgresql $(BIN)/pytest -rs tests/bi

fuzz: $(VENV)/services  ## the reader, with inputs that look for a way through it; FUZZ_SECONDS=3600 for longer
	$(BIN)/python -m tests.fuzzing.fuzz_reader --seconds $(FUZZ_SECONDS)

bench: $(VENV)/benchmark  ## Kaohe beside other means on the same generated files; takes most of an hour and wants an idle machine
	$(BIN)/python -m benchmarks.aims
	$(BIN)/python -m benchmarks.side_by_side
	$(BIN)/python -m benchmarks.returned_copies
	$(BIN)/python -m benchmarks.ten_million
	$(BIN)/python -m benchmarks.performance_page

lint: $(VENV)/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(VENV)/development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: $(VENV)/development $(SUPERSET)/installed  ## the guides' pictures of the Dagster UI, the desk, a bulletin and the dashboards, taken from the sample in a real browser
	$(BIN)/python -m tests.browser.take_pictures
	PICTURES_FOLDER=docs/pictures $(BIN)/pytest -p no:xdist --basetemp=/tmp/kaohe tests/browser/test_steward.py
	$(BIN)/python -m tests.bi.superset_server

dictionary: $(VENV)/runtime  ## the data dictionary, from the forms, views and findings themselves
	$(BIN)/python -m warehouse.database.dictionary > docs/data-dictionary.md

superset: $(VENV)/runtime  ## the Superset dashboards, from the views' descriptions: YAML in deployment/superset/bundle, and a zip to import
	$(BIN)/python -m deployment.superset.bundle deployment/superset/bundle dist/kaohe-superset.zip

docs: $(SITE_OF_DOCS)/installed  ## docs/ as a site in dist/docs; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(SITE_OF_DOCS)/bin/mkdocs build --strict

wheel: $(VENV)/runtime  ## dist/kaohe-….whl: the program with the sample office, for machines without this checkout
	$(BIN)/pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w dist .

lock: $(VENV)/development  ## resolve the dependencies anew
	$(BIN)/pip-compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe --no-header -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --extra dev -c requirements.lock --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe --no-header -o requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile -q --extra dev --extra services -c requirements.lock --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe --no-header -o requirements-services.lock pyproject.toml
	$(BIN)/pip-compile -q --extra bench -c requirements.lock --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe --no-header -o requirements-bench.lock pyproject.toml
	$(BIN)/pip-compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe --no-header -o requirements-docs.lock requirements-docs.txt
	$(BIN)/pip-compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe --no-header -o deployment/superset/requirements.lock deployment/superset/requirements.txt

# Each line of pip about one more package becomes a number that counts up. The exit code is pip's.
define install
	@echo "安装 $(1) 的软件包，第一次要几分钟" >&2
	@{ $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes -r $(1) || echo "KAOHE: no"; } \
	| awk -v all="$$(grep -c '^[a-zA-Z].*==' $(1))" ' \
		/^(Collecting|Requirement already)/ { printf "\r  %d/%d", ++seen, all; fflush() } \
		/^Installing collected/ { printf "，下载完毕，正在写入"; fflush() } \
		/^KAOHE: no/ { failed = 1 } \
		END { print ""; exit failed }' >&2
endef

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "$(NO_PYTHON)" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)

$(VENV)/runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(call install,requirements.lock)
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	$(call install,requirements-dev.lock)
	@touch $@

$(VENV)/services: requirements-services.lock $(VENV)/development
	$(call install,requirements-services.lock)
	@touch $@

$(SUPERSET)/installed: deployment/superset/requirements.lock
	test -x $(SUPERSET)/bin/python || $(PYTHON) -m venv $(SUPERSET)
	$(SUPERSET)/bin/pip install -q --disable-pip-version-check --require-hashes -r deployment/superset/requirements.lock
	touch $@

$(SITE_OF_DOCS)/installed: requirements-docs.lock
	test -x $(SITE_OF_DOCS)/bin/python || $(PYTHON) -m venv $(SITE_OF_DOCS)
	$(SITE_OF_DOCS)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-docs.lock
	touch $@

$(VENV)/benchmark: requirements-bench.lock $(VENV)/runtime
	$(call install,requirements-bench.lock)
	@touch $@

clean:
	rm -rf $(VENV) $(SUPERSET) $(SITE_OF_DOCS) .kaohe .bench
