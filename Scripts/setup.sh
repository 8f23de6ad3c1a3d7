#!/usr/bin/env bash
# Makes this checkout ready for `swift build`, `swift test` and `swift run`: system packages, LibTorch in `.libtorch`,
# pkg-config files, links of the libraries in `.build`. Every target of the Makefile calls it; when nothing is to do it
# returns in a fraction of a second, and after an interruption it can simply be run again.
#
#   make setup                       a small CPU build of LibTorch is fetched
#   LIBTORCH=/path make setup        another LibTorch 2.13 is linked (an unzipped libtorch, or pip's folder `torch`)
#   LIBTORCH=download make setup     back to the fetched one
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=Scripts/setup/messages.sh
. Scripts/setup/messages.sh
# shellcheck source=Scripts/setup/system.sh
. Scripts/setup/system.sh
# shellcheck source=Scripts/setup/libtorch.sh
. Scripts/setup/libtorch.sh
# shellcheck source=Scripts/setup/pkgconfig.sh
. Scripts/setup/pkgconfig.sh
# shellcheck source=Scripts/setup/links.sh
. Scripts/setup/links.sh

install_system_packages
install_libtorch
write_pkg_config_files
for build in .build Benchmarks/.build Examples/.build; do link_libraries_for_swiftpm "$build"; done
