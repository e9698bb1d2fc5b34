# Everything a developer does with Firsthand. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# A fresh rustup is not on the path of a shell that was opened before.
export PATH := $(PATH):$(HOME)/.cargo/bin
# A failed test says why in its message; thirty lines of backtrace hide that.
export RUST_LIB_BACKTRACE ?= 0
# A change is judged by the same histories each time; `make soak` looks for new ones.
export PROPTEST_RNG_SEED ?= 20261122

# Always the whole workspace: another choice of packages is another choice of features, and compiles everything again.
# For the same reason a test is built along: what only tests use takes part in choosing the features.
# The programs are named, because the bare window that `make bench` compares with is one too, and nobody else needs it.
BUILD := cargo build --workspace --bin firsthand --bin firsthand-window --bin bridge --bin bindings --test rules
TESTS := cargo test --workspace

PAGES := ui/dist/index.html
PAGE_SOURCES := $(shell find ui/src ui/scripts ui/index.html ui/*.ts ui/*.js ui/*.json -type f -not -name '*.test.ts' 2>/dev/null)

# Tests and pictures leave the key store of whoever runs them alone.
check unit e2e proof soak test screenshots bench bench-peers: export FIRSTHAND_KEY_STORE := file

.PHONY: help setup run build check test unit e2e proof soak mutants fuzz screenshots bindings icons bench bench-peers check-phone package clean

help: ## List what can be made
	@echo "make run    opens Firsthand, and brings what is missing first"
	@echo "make test   runs every check and test, the real window included"
	@echo
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

setup: ## Install what is missing: system packages, Rust, the packages of the pages
	@.ci/setup

run: build ## Build and open the window; on a virtual screen where there is no real one
	@.ci/window

build: $(PAGES) ## Build the pages, the window and the command line
	@$(BUILD)

$(PAGES): $(PAGE_SOURCES) | setup
	@npm --prefix ui run build --silent

check: $(PAGES) ## Check format, lints and types, and test the pages
	@cargo fmt --all --check
	@cargo clippy --workspace --all-targets -- -D warnings
	@cargo clippy --workspace --test sim --test e2e --test mutants --test screenshots -- -D warnings
	@npm --prefix ui run lint --silent
	@npm --prefix ui run check --silent
	@npm --prefix ui run test --silent

# The histories need nothing but processors, and leave them to whoever else wants them: they run in what the compiler, the kills and the
# services leave over. Whoever stops this stops them too.
unit: build ## Run all tests but those of the real window
	@$(TESTS) --test sim --no-run
	@set -m; nice -n 19 $(TESTS) --quiet --test sim > .run/sim.log 2>&1 & histories=$$!; set +m; \
	trap "kill -- -$$histories 2>/dev/null || true" EXIT; \
	$(TESTS) --no-run; \
	$(TESTS) --quiet; \
	wait $$histories || { cat .run/sim.log; exit 1; }; \
	cat .run/sim.log

e2e: build ## Drive the real window under a virtual screen
	@$(TESTS) --test e2e --no-run
	@$(TESTS) --test e2e

proof: build ## Kill and hurt the real program at its system calls; run it over real Syncthing, rclone and mounts
	@$(TESTS) --test proof --no-run
	@$(TESTS) --test proof -- --nocapture

fuzz: ## Feed made-up files to all that reads foreign bytes (needs nightly Rust); SECONDS_EACH=60, TARGETS="slot words"
	@.ci/fuzz $(or $(SECONDS_EACH),60) $(TARGETS)

# What is compiled once and never again does not pay for being compiled in parts, nor for tables that only a debugger reads: a test that
# fails says its line without them.
test: export CARGO_INCREMENTAL := 0
test: export CARGO_PROFILE_DEV_DEBUG := 0
test: ## Run every check and test
	@started=$$SECONDS; \
	$(MAKE) check; $(MAKE) unit; $(MAKE) e2e; \
	echo; echo "All checks and tests passed in $$(( (SECONDS - started) / 60 )) min $$(( (SECONDS - started) % 60 )) s."

soak: build ## Prove at length: histories (START=7 TOKENS=1000000 DOCUMENTS=100000 LOG=file), every call with every error, SOAK_ROUNDS=50
	@FIRSTHAND_SOAK_START=$(or $(START),1000000) FIRSTHAND_SOAK_TOKENS=$(or $(TOKENS),1000000) \
	FIRSTHAND_SOAK_DOCUMENTS=$(or $(DOCUMENTS),100000) \
	FIRSTHAND_SOAK_LOG=$(abspath $(or $(LOG),target/soak.log)) FIRSTHAND_SOAK_NOTE="$$(git describe --always --dirty)" \
	$(TESTS) --release --test sim -- --ignored --nocapture
	@FIRSTHAND_PROOF=full FIRSTHAND_PROOF_ROUNDS=$(or $(SOAK_ROUNDS),50) $(TESTS) --test proof -- --nocapture

mutants: ## Break the sync engine on purpose, rule by rule, and see that the tests notice; MUTANTS="words|others" picks some, MUTANTS_FROM=29 begins there
	@MUTANTS="$(MUTANTS)" MUTANTS_FROM="$(MUTANTS_FROM)" $(TESTS) --test mutants

screenshots: build ## Take the pictures in docs/images from the running app; PARTS="story stages weighed" takes some
	@$(TESTS) --test screenshots -- $(PARTS)

bindings: | setup ## Write the TypeScript side of the command table
	@$(BUILD)
	@target/debug/bindings > .run/generated.ts
	@mv .run/generated.ts ui/src/lib/ipc/generated.ts

bench: $(PAGES) ## Measure what is promised about speed and size; ROWS="b3 b6" measures some
	@cargo build --release --workspace --bins --bench bench
	@cargo bench --workspace --quiet --bench bench -- $(ROWS)

bench-peers: $(PAGES) ## Measure sync beside Joplin, automerge-repo and TaskChampion; PEERS_NOTES=200 takes fewer notes
	@.ci/setup libsecret-1-dev
	@tests/peers/install
	@cargo build --release --workspace --bins --bench bench
	@PEERS_PLACE=$(CURDIR)/.run/peers cargo bench --workspace --quiet --bench bench -- peers
	@cd .run/peers && PEERS_PLACE=$$PWD node run.mjs

icons: setup ## Draw every size of the icon from icons/icon.svg
	@ui/node_modules/.bin/tauri icon icons/icon.svg --output .run/icons
	@cd .run/icons && cp 32x32.png 128x128.png 128x128@2x.png icon.icns icon.ico ../../icons/

check-phone: $(PAGES) ## Type-check the whole app for Android (downloads a second compiler)
	@.ci/check-phone

package: $(PAGES) ## Make the .deb and .rpm
	@cargo build --profile dist --package firsthand-cli
	@ui/node_modules/.bin/tauri build --ci --bundles deb,rpm -- --profile dist

clean: ## Remove everything that was built, but no installed package
	@rm -rf target ui/dist .run
