#!/usr/bin/env bash
# libFuzzer on the readers and on the C++ that takes sizes and places from outside, with the address sanitizer; called by
# `make fuzz`. What it finds, and the inputs that reach new code, stay in fuzz-findings/.
#
#   Scripts/fuzz.sh [ARGUMENT_OF_LIBFUZZER...]      FUZZ_SECONDS: how long, 3600 unless it says otherwise
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=Scripts/setup/messages.sh
. Scripts/setup/messages.sh
# shellcheck source=Scripts/setup/links.sh
. Scripts/setup/links.sh

folder=.build/libfuzzer
product=libfuzzer-readers
export MASKRCNN_LIBFUZZER=1
options=(--configuration release --scratch-path "$folder" --sanitize address -Xswiftc -sanitize=fuzzer)
options+=(-Xcxx -fsanitize=fuzzer-no-link -Xcc -fsanitize=fuzzer-no-link)
link_libraries_for_swiftpm "$folder"
swift build "${options[@]}" --product "$product"

mkdir -p fuzz-findings/corpus
# LibTorch and libvips keep what they have to the end, and a vector that LibTorch has made knows nothing of our checks.
export ASAN_OPTIONS=detect_leaks=0:detect_container_overflow=0:abort_on_error=1:quarantine_size_mb=16
export OMP_NUM_THREADS=1 SWIFT_BACKTRACE=enable=no
"$folder/release/$product" fuzz-findings/corpus -artifact_prefix=fuzz-findings/ -max_total_time="${FUZZ_SECONDS:-3600}" \
    -timeout=10 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 "$@"
