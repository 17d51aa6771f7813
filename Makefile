# The whole job in one command: make run. Windows, or no make: README, "Without make".
PYTHON ?= python3
BIN := .venv/bin
RUN = runs/$(shell date +%Y-%m-%d_%H-%M-%S)

.PHONY: run models test test-ray check fuzz package clean

INPUTS ?= 100000

run: RUN := $(RUN)
run: .venv/train
	$(BIN)/shuzi train --out $(RUN)
	$(BIN)/shuzi read examples --model $(RUN)/model.onnx --annotate $(RUN)
	@echo "the pictures with what was read in them are in $(RUN) too"

# Every shipped model anew, with its card: many minutes.
models: .venv/train
	$(BIN)/python benchmarks/models.py

test: .venv/dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# Ray is 70 MB and slow to start: its tests skip without it, and are run by this.
test-ray: .venv/dev
	$(BIN)/python -m pip install -c constraints.txt -e ".[scale]"
	$(BIN)/python -m pytest tests/scale

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python checks/audit.py

# Spoilt files through every door: make fuzz INPUTS=1000000. make test tries a few on each.
fuzz: .venv/dev
	$(BIN)/python benchmarks/fuzz.py --inputs $(INPUTS)

# The wheel in an empty environment for each Python here; needs a package index.
package: .venv/dev
	$(BIN)/python checks/install.py --keep dist

clean:
	rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A marker file an extra, remade when what it is made from changes.
.venv/train: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -c constraints.txt -e ".[train]"
	touch $@

.venv/dev: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -c constraints.txt -e ".[train,ranks,formats,serve,report,batch,dev]"
	touch .venv/train $@
