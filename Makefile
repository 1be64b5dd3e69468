# One command for each job; `make help` lists them.
#
# Debug is the default build: it is ready in about half the time of a release build, and `make run` and `make test`
# share it. `make install` builds for release.

BUILD ?= debug
PREFIX ?= /usr/local
ARGS ?=
SECONDS ?= 600

BINARY = .build/$(BUILD)/llama-stream-top
# Where that is possible Swift's own library is linked in: the program starts sooner, costs some 5 % less, and runs where
# there is no Swift.
RELEASE = swift build -c release $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
VENV = .build/venv

.DEFAULT_GOAL := help
.PHONY: run test test-agents unit-test endtoend-test sanitize build lint format bench bench-parser check-instructions fuzz screenshots install clean help requirements

run: requirements ## build and start the monitor; demo traffic where no backend answers (ARGS="--backend URL ...")
	@swift build -c $(BUILD) --product llama-stream-top
	@exec $(BINARY) --demo-if-unreachable $(ARGS)

test: requirements ## lint, unit tests and end-to-end tests against real servers; installs what they need
	@scripts/run-tests lint unit endtoend

unit-test: requirements ## only the Swift tests
	@scripts/run-tests unit

endtoend-test: requirements ## only the end-to-end tests
	@scripts/run-tests endtoend

test-agents: requirements ## the real Claude Code, Codex and llm against scripted and real servers; installs what they need
	@swift build -c $(BUILD) --product llama-stream-top
	@scripts/test-agents $(ARGS)

sanitize: requirements ## the Swift tests under ThreadSanitizer and AddressSanitizer; half an hour (ARGS="thread --filter Transport")
	@scripts/sanitize $(ARGS)

build: requirements ## build everything (BUILD=release for the optimised program)
	@swift build -c $(BUILD)

lint: requirements ## check format and style, change nothing
	@scripts/run-tests lint

format: requirements ## format all Swift files
	@swift format -i -r Sources Tests Benchmarks Package.swift

bench: requirements ## CPU per delta beside a plain relay, and of each protocol beside chat (release build; ARGS=rounds)
	@$(RELEASE) --product llama-stream-top
	@$(RELEASE) --product stream-benchmark
	@.build/release/stream-benchmark .build/release/llama-stream-top $(ARGS)

bench-parser: requirements ## bytes a second of the parser alone (release build; ARGS=TEXT: only those named so; ARGS="--calls-in PATH": false calls)
	@$(RELEASE) --product parser-benchmark
	@.build/release/parser-benchmark $(ARGS)

check-instructions: requirements ## instructions of parser and proxy, beside those recorded (release build; ARGS=--record)
	@$(RELEASE) --product parser-benchmark
	@$(RELEASE) --product proxy-workloads
	@scripts/check-instructions $(ARGS)

fuzz: requirements ## feed the parser random soup of markers (SECONDS=3600)
	@FUZZ_SECONDS=$(SECONDS) swift test -c release -Xswiftc -enable-testing --filter FuzzTests

screenshots: requirements ## make the pictures in screenshots/ from the real program in a real terminal
	@swift build -c $(BUILD) --product llama-stream-top
	@scripts/install-packages test pictures
	@scripts/make-venv
	@$(VENV)/bin/python scripts/screenshots.py --binary $(BINARY) $(ARGS)

install: requirements ## build for release and install to PREFIX (default /usr/local)
	@$(RELEASE) --product llama-stream-top
	@install -d "$(DESTDIR)$(PREFIX)/bin"
	@install -m 755 .build/release/llama-stream-top "$(DESTDIR)$(PREFIX)/bin/llama-stream-top"
	@strip -S "$(DESTDIR)$(PREFIX)/bin/llama-stream-top"
	@echo "installed $(DESTDIR)$(PREFIX)/bin/llama-stream-top"

clean: ## remove everything that was built
	@rm -rf .build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' Makefile

requirements:
	@scripts/require-swift
	@scripts/install-packages build
