# Two commands on a machine with Python 3.11 and make: `make demo` and `make test`.
PYTHON ?= python3
DEV = .venv
DEMO = .venv-demo
PIP = -m pip --disable-pip-version-check install --quiet

.PHONY: demo test prove check docs catalogue lock bench clean

demo: $(DEMO)/ready
	ABUSEDESK_HOME=$${ABUSEDESK_HOME:-$(CURDIR)/demo-home} $(DEMO)/bin/abusedesk demo

test: $(DEV)/ready
	$(DEV)/bin/python -m pytest -n 2 --dist loadgroup

# The long proofs: every permission taken away in turn, thousands of mutated mails, hundreds of kills,
# twenty intruders who fight back.
prove: $(DEV)/ready
	ABUSEDESK_PROVE=1 $(DEV)/bin/python -m pytest -n 2 tests/engine/test_engine_policy.py \
	  tests/engine/test_engine_contain_kill.py tests/engine/test_engine_contain_kill_process.py \
	  tests/engine/test_engine_opponent.py tests/engine/test_engine_opponent_host.py \
	  tests/intake/test_intake_fixtures.py tests/intake/test_intake_mutations.py tests/store/test_store_kill.py

check: $(DEV)/ready
	$(DEV)/bin/ruff check .
	$(DEV)/bin/ruff format --check .
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports
	$(DEV)/bin/vulture
	$(DEV)/bin/deptry src
	$(DEV)/bin/python tools/catalogue.py --check
	$(DEV)/bin/python tools/generate_docs.py --check

docs: $(DEV)/ready
	$(DEV)/bin/python tools/generate_docs.py

catalogue: $(DEV)/ready
	$(DEV)/bin/python tools/catalogue.py --write

bench: $(DEV)/ready
	$(DEV)/bin/python benchmarks/respond.py

# Run in an environment with pip-tools, when pyproject.toml asks for something new.
lock:
	pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host \
	  --no-emit-find-links --no-emit-options --no-header --extra drill --extra pdf --extra postgres \
	  --output-file requirements/run.txt requirements/build.in pyproject.toml
	pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host \
	  --no-emit-find-links --no-emit-options --no-header --extra drill --extra pdf --extra postgres --extra dev \
	  --output-file requirements/dev.txt requirements/build.in pyproject.toml

$(DEV)/ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/python $(PIP) --require-hashes --requirement requirements/dev.txt
	$(DEV)/bin/python $(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(DEMO)/ready: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python $(PIP) --require-hashes --requirement requirements/run.txt
	$(DEMO)/bin/python $(PIP) --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf $(DEV) $(DEMO) demo-home
