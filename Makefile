# swift-mask-rcnn. `make` alone lists what can be made; every target first runs the set-up, which is quick when done.

# Found by SwiftPM: LibTorch's and libvips' flags (written by the set-up).
export PKG_CONFIG_PATH := $(CURDIR)/.libtorch/lib/pkgconfig$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))

# Many tests start processes at once; OpenMP's threads that wait must not take the cores from those that work.
test parity: export OMP_WAIT_POLICY = passive

# Of the checks alone: `swift build` leaves out what only they need.
test parity: export MASKRCNN_EXAMPLES = 1

# One configuration for all of it, and no test imports with @testable, so that nothing is compiled twice.
SWIFT_BUILD = swift build --configuration release
# The tests are built as one product: `swift test` would also build all that packages we depend on have, protoc among it.
SWIFT_BUILD_TESTS = $(SWIFT_BUILD) --product swift-mask-rcnnPackageTests
SWIFT_TEST = swift test --configuration release --disable-testable-imports --skip-build
MASKRCNN = .build/release/maskrcnn
SWIFT_SOURCES = Package.swift Sources Tests Examples Benchmarks

.DEFAULT_GOAL := help
.PHONY: help setup build benchmarks test demo parity peers sanitize soak fuzz format lint clean

help: ## Lists the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## LibTorch, libvips and links for SwiftPM; LIBTORCH=/path uses another LibTorch 2.13
	@Scripts/setup.sh

build: setup ## The library and the command line, optimised
	$(SWIFT_BUILD)

# The parity tests run apart: they and the peer use every core and gigabytes for themselves.
test: lint build peers ## Everything that is checked: unit, parity and command-line tests, formatting, lint
	$(SWIFT_BUILD_TESTS)
	$(SWIFT_TEST) --skip ParityTests
	$(SWIFT_TEST) --filter ParityTests

demo: build ## Segments a picture that it draws itself, into demo/
	$(MASKRCNN) demo --output demo

parity: build ## Compares with torchvision, layer by layer and stage by stage; fails without it
	@Scripts/peers.sh
	$(SWIFT_BUILD_TESTS)
	MASKRCNN_PARITY_PHOTOS=6 $(SWIFT_TEST) --filter ParityTests

# A peer that cannot be installed does not stop the other tests: the parity tests then say that they were skipped, and why.
# `Scripts/peers.sh --benchmarks` adds the engines that Tools/benchmarks measures beside torchvision.
peers: setup
	@Scripts/peers.sh || echo "peers: without them the parity tests are skipped"

# Not in `make test`: it builds all again, and what it checks takes several times as long.
sanitize: setup ## The kernels' tests under the address and undefined-behaviour sanitizers
	@Scripts/sanitize.sh

# A package of its own, which compiles the library anew. Every program by its name: without, all that other packages have is built.
benchmarks: build ## What measures kernels, masks, evaluation and memory, into Benchmarks/.build/release
	for program in kernel-bench rle-bench evaluation-bench memory-soak; do \
		$(SWIFT_BUILD) --package-path Benchmarks --product $$program || exit 1; \
	done

# Not in `make test`: hours. The tests give every reader some of the same inputs, and kill short runs.
soak: benchmarks ## Long runs: a million hostile inputs, 200 killed trainings, the memory of thousands of pictures and steps
	.build/release/fuzz --count 1000000 --output fuzz-findings
	Tools/soak/kills.py --maskrcnn $(MASKRCNN) --kills 100
	Tools/soak/kills.py --maskrcnn $(MASKRCNN) --kills 100 --processes 2
	Benchmarks/.build/release/memory-soak --maskrcnn $(MASKRCNN)

# Not in `make test`: it builds all again, with the address sanitizer and counters of what is reached.
fuzz: setup ## An hour of libFuzzer on the readers and on the C++; FUZZ_SECONDS=60 for a minute
	@Scripts/fuzz.sh

format: setup ## Rewrites Swift files in the house style
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

lint: setup ## Checks style, file lengths, traps, and the scripts
	@Scripts/lint.sh $(SWIFT_SOURCES)

clean: ## Removes what was built; keeps LibTorch (.libtorch) and the peers (.peers)
	rm -rf .build demo
