# Thin names over run.py, which needs nothing but Python 3.11.
# make run [PORT=8000] [PORTAL_DATA=dir]    make test [ARGS="-k tax"]

PYTHON ?= $(shell command -v python3.11 || command -v python3)

export PORT
export PORTAL_DATA

.PHONY: run test demo-data lint check soak bench-quick

run: ## set everything up and start the portal; Ctrl-C stops it
	@exec $(PYTHON) run.py run

test: ## every test, against real PostgreSQL and Valkey, browser tests included
	@exec $(PYTHON) run.py test $(ARGS)

demo-data: ## fill the demo office
	@exec $(PYTHON) run.py demo-data

lint: ## style
	@exec $(PYTHON) run.py lint

check: ## style, types, contracts between the rooms
	@exec $(PYTHON) run.py check

soak: ## long campaigns
	@exec $(PYTHON) run.py soak $(ARGS)

bench-quick: ## what a declaration costs, as ratios; ARGS=--record keeps them
	@exec $(PYTHON) run.py bench-quick $(ARGS)
