# Two commands do everything: `make demo` and `make test`. See README.md.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

.PHONY: help demo test test-releases test-harms check bench bench-rotation bad-inputs faults sequences setup format program

help: ## What there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: setup ## Boot real hosts, configure Glance on them with pulumi up, prove it
	@lab/demo

test: setup ## All tests but those of test-releases; ends with 'N passed, N failed'
	@test/run all

test-releases: setup ## A stack on each release, an upgrade, firewalls and rpm; TOPOLOGIES=epoxy for one
	@test/run releases $(if $(TOPOLOGIES),,upgrade families)

test-harms: setup ## What a stack must not do to its cloud: each harm on real hosts, refused or undone
	@test/run harms

check: node_modules/.installed ## Format, lint, types and unit tests: under a minute
	@test/run check

bench: setup ## Seconds beside Ansible and plain ssh
	@bench/run

bad-inputs: setup ## Try every bad input and print a table of them
	@test/badInput/print

bench-rotation: setup ## Requests that fail while secrets are rotated
	@bench/rotate

faults: setup ## Faults at one operation after the other, of services, in pairs and sequences; hours
	@faults/branches/run
	@faults/fakes
	@faults/run
	@faults/sequences/run
	@faults/sequences/run --real

sequences: setup ## Random sequences of changes, faults and interruptions, on hosts that are folders
	@faults/sequences/run

setup: node_modules/.installed ## Tool chain and Python environments, once, into the cache
	@toolchain/setup
	@toolchain/python/setup

program: node_modules/.installed ## The archive to install on hosts for ssh.program; prints its path
	@node --import tsx host/archive.ts

format: node_modules/.installed ## Rewrite sources in the one format
	@npx prettier --write --log-level warn .

node_modules/.installed: package.json package-lock.json
	@toolchain/npm
	@touch $@
