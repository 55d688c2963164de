# Every target sets up what it needs first (./setup.sh): a second run finds it done.
# PYTEST=... adds options: make test PYTEST="tests/imposition -x". Workers have services of their own; three for two
# cores, for nearly half of the time a test waits: for a printer, a lease, a node that starts. Hundreds of processes start: each would
# compile the program anew where nobody may keep what is compiled.

.PHONY: demo test ci bench soak chaos chaos-printers lock clean

demo:
	./setup.sh demo
	.venv/bin/python -m badge_forge.demo

test:
	./setup.sh dev
	env -u PYTHONDONTWRITEBYTECODE .venv/bin/pytest -n $$((($$(nproc) * 3 + 1) / 2)) --dist worksteal $(PYTEST)

ci:
	./setup.sh dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench:
	./setup.sh dev
	.venv/bin/python -m tests.benchmarks

# 20,000 badges through one node: a quarter of an hour.
soak:
	./setup.sh dev
	BENCH_SOAK=20000 .venv/bin/python -m tests.benchmarks.soak

# CHAOS_SHEETS, CHAOS_KILLS, CHAOS_S (seconds of killing) and CHAOS_SEED bound and repeat a run: tests/chaos/__main__.py.
chaos:
	./setup.sh dev
	.venv/bin/python -m tests.chaos

chaos-printers:
	./setup.sh dev
	.venv/bin/python -m tests.chaos chaos-printers

lock:
	./setup.sh lock

# What can be made again; the badges in var/ cannot.
clean:
	rm -rf .venv .tools build dist .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
