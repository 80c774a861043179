# What one does with the checkout. `make` alone lists it; the work is in scripts/.

.DEFAULT_GOAL := help
.PHONY: help assets demo demo-reset test check bench growth figures soak clean
.DELETE_ON_ERROR:

PORT   ?= 8080
STAGES ?= sqlite postgres browser

BINARY  = $(or $(CARGO_TARGET_DIR),target)/release/fra-unioni
# The build reads all templates: it checks the icons they name.
SOURCES = $(shell find templates -type f 2>/dev/null)

help: ## show this list
	@echo 'Fra Unioni'
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s%s\n", $$1, $$2 }'
	@echo
	@echo '  PORT=8090 make demo            another port (default 8080)'
	@echo '  STAGES=sqlite make test        only some stages: sqlite postgres browser'
	@echo '  TEST_DATABASE_URL=postgres://… a PostgreSQL server of yours instead of a throw-away one'
	@echo '  FRA_UNIONI_ADVISORY_DB=path    a clone of the RustSec advisories, read by `make check`'

assets: build/assets/manifest.json ## build styles, script, icons and fonts from the npm packages

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

build/assets/manifest.json: node_modules/.package-lock.json $(SOURCES)
	npm run --silent build
	@touch $@

demo: ## build what is needed and start the demo on 127.0.0.1:8080
	@scripts/install-missing.sh build
	@$(MAKE) --no-print-directory assets
	@cargo build --release --locked
	@exec $(BINARY) demo --listen 127.0.0.1:$(PORT)

demo-reset: ## the same, on demo data made anew
	@scripts/install-missing.sh build
	@$(MAKE) --no-print-directory assets
	@cargo build --release --locked
	@exec $(BINARY) demo --reset --listen 127.0.0.1:$(PORT)

test: ## all tests: unit, integration on SQLite and on PostgreSQL, every page in Chromium, kill -9
	@scripts/install-missing.sh build $(STAGES)
	@$(MAKE) --no-print-directory assets
	@scripts/test.sh $(STAGES)

check: ## format, lints, documentation, licences and sources of all crates, tidiness
	@scripts/install-missing.sh build check
	@$(MAKE) --no-print-directory assets
	@scripts/check.sh

bench: ## cost of the main pages, as multiples of a bare page; reading PDFs beside pdftotext; pages while PDFs are read
	@scripts/install-missing.sh build bench sqlite
	@$(MAKE) --no-print-directory assets
	@scripts/bench.sh
	@test -z "$(FRA_UNIONI_SHARED)" || node scripts/document-figures.mjs $(BINARY) "$(FRA_UNIONI_SHARED)" --speed
	@test -z "$(FRA_UNIONI_SHARED)" || node scripts/reading-load.mjs $(BINARY) "$(FRA_UNIONI_SHARED)" build/bench

growth: ## CPU of the main pages with 5,000 practices, as a multiple of that with 50; fails above 1.5
	@scripts/install-missing.sh build
	@$(MAKE) --no-print-directory assets
	@cargo build --release --locked
	@node scripts/growth.mjs $(BINARY) build/growth

figures: ## how good the search is, and how much of real PDFs is read: FRA_UNIONI_SHARED names the folder with data/
	@test -n "$(FRA_UNIONI_SHARED)" || { echo 'FRA_UNIONI_SHARED must name the folder that holds data/search and data/files'; exit 1; }
	@scripts/install-missing.sh build sqlite
	@$(MAKE) --no-print-directory assets
	@cargo build --release --locked
	@node scripts/search-figures.mjs $(BINARY) "$(FRA_UNIONI_SHARED)"
	@node scripts/document-figures.mjs $(BINARY) "$(FRA_UNIONI_SHARED)" --fidelity
	@cargo test --locked --quiet --test it -- documents::suggested documents::real --nocapture --test-threads=1

soak: ## the long versions of the property, hostile file, fuzz, crash and load tests
	@scripts/install-missing.sh build
	@$(MAKE) --no-print-directory assets
	@cargo build --release --locked
	@PROPTEST_CASES=25600 FRA_UNIONI_HOSTILE_FILES=200 FRA_UNIONI_HOSTILE_SEED=$$RANDOM cargo test --locked --lib --test it
	@scripts/fuzz.sh 600
	@E2E_BINARY=$(abspath $(BINARY)) npm run --silent crash -- --kills 1200 --seed $$RANDOM
	@E2E_BINARY=$(abspath $(BINARY)) npm run --silent load -- --requests 60000 --seed $$RANDOM

clean: ## remove what was built; the data folder stays
	rm -rf build node_modules
	cargo clean
