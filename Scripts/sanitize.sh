#!/usr/bin/env bash
# Builds with the compilers' checks of addresses and of undefined behaviour, and runs the tests of the kernels and of all
# else that stands on LibTorch's tensors. LibTorch itself is not checked. Called by `make sanitize`.
#
#   Scripts/sanitize.sh [ARGUMENT_OF_SWIFT_TEST...]      such as --filter PackedConvolutionTests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=Scripts/setup/messages.sh
. Scripts/setup/messages.sh
# shellcheck source=Scripts/setup/links.sh
. Scripts/setup/links.sh

folder=.build/sanitize
# Swift's compiler knows the undefined-behaviour sanitizer on a Mac alone, and its traps check the same. C++ gets it from
# clang; what it calls is part of the address sanitizer's library.
options=(--configuration release --scratch-path "$folder" --sanitize address)
for flag in -fsanitize=undefined -fno-sanitize=vptr,function -fno-sanitize-recover=undefined; do options+=(-Xcxx "$flag"); done
product=swift-mask-rcnnPackageTests

link_libraries_for_swiftpm "$folder"
swift build "${options[@]}" --product "$product"
swift build "${options[@]}" --product DistributedProbe

# Swift's runtime and LibTorch keep what they have to the end; and a vector that LibTorch has made knows nothing of our
# checks of how full it is. A test measures memory: freed blocks are not to be held long.
export ASAN_OPTIONS=detect_leaks=0:detect_container_overflow=0:abort_on_error=1:quarantine_size_mb=8
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
if [ $# = 0 ]; then set -- --filter '^TorchTests\.'; fi
swift test "${options[@]}" --disable-testable-imports --skip-build "$@"
