# Everything a person or a server types here. `make example` and `make test` prepare the checkout first.
PY := .venv/bin/python

.PHONY: example test golden lint format coverage setup setup-dev lock clean

example: setup ## build the example workspace into output/
	.venv/bin/briefgen build

test: lint ## check the code, then run all tests
	$(PY) -m pytest -n auto --dist loadgroup

golden: setup-dev ## make the golden files of the tests again, and say what has changed
	$(PY) -m tests.golden.update

lint: setup-dev ## check the code without running it
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy --strict src
	$(PY) -m deptry src

format: setup-dev ## lay out the code and mend what can be mended safely
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

coverage: setup-dev ## say which lines no test runs
	$(PY) -m coverage erase
	$(PY) -m coverage run -m pytest
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage report

setup:
	@scripts/setup run

setup-dev:
	@scripts/setup dev

lock: setup ## pin the dependencies of pyproject.toml again; UPGRADE=1 takes the newest
	scripts/lock $(if $(UPGRADE),--upgrade)

clean: ## remove the environment, the caches and what was built
	rm -rf .venv build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	find output -mindepth 1 ! -path output/README.md -delete
