.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin

.PHONY: help setup run test test-postgresql check fuzz lock bench-intake bench-pages bench-desk-pages bench-routing looks looks-desk

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

setup: ## prepare .venv and the browser code, nothing more
	@scripts/setup all

run: ## set everything up and run the demonstration line on http://localhost:8470
	@scripts/setup run
	@exec $(BIN)/tocsin demo --home build/demo --port 8470

test: ## set everything up and run every test
	@scripts/setup all
	@scripts/system-parts
	@$(MAKE) --no-print-directory check
	@npm test --silent
	@$(BIN)/pytest -n 2 --dist loadfile
	@scripts/with-postgresql

test-postgresql: ## run the desk's tests on a PostgreSQL of their own
	@scripts/setup all
	@scripts/with-postgresql

check: ## lint, types, contracts
	@scripts/setup all
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@npm run check --silent

fuzz: ## fuzz the header's parser for a minute (SECONDS=60)
	@scripts/setup all
	@$(BIN)/pip install --quiet --disable-pip-version-check atheris
	@$(BIN)/python tests/fuzz/fuzz_header.py -max_total_time=$${SECONDS_TO_FUZZ:-60}

bench-intake: ## measure intake beside the bare limit of the disk -> build/bench/intake.json
	@scripts/setup all
	@$(BIN)/python -m bench.intake

bench-pages: ## measure what a phone loads and how long sealing takes -> build/bench/pages.json
	@scripts/setup all
	@scripts/system-parts
	@$(BIN)/python -m bench.pages

bench-desk-pages: ## measure queue, opening and opener beside their bare limits -> build/bench/desk-pages.json
	@scripts/setup all
	@$(BIN)/python -m bench.desk_pages

bench-routing: ## measure who is competent in a large country beside bare look-ups -> build/bench/routing.json
	@scripts/setup all
	@$(BIN)/python -m bench.routing

looks: ## photograph every page and step, every way -> build/looks/index.html
	@scripts/setup all
	@scripts/system-parts
	@$(BIN)/python scripts/looks

looks-desk: ## photograph the desk's pages with the practice reports -> build/desk-looks/index.html
	@scripts/setup all
	@scripts/system-parts
	@$(BIN)/python scripts/desk-looks

lock: ## write the hash-pinned locks anew (needs uv)
	@scripts/lock
	@npm install --package-lock-only --silent
