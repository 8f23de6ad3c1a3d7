# Links of LibTorch's libraries in SwiftPM's build folders. SwiftPM links with `-L` of that folder and gives what it
# builds a run path of its own folder, so these serve the linker and the loader, and no environment variable is needed.
# Sourced by setup.sh.

# SwiftPM's name for this machine's builds (`swift build --show-bin-path` tells the same, a hundred times slower).
build_triple() {
    swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)",.*/\1/p' | head -n 1
}

# Links in the folder where SwiftPM builds, relative to the checkout.
link_libraries_for_swiftpm() {
    local build=$1 triple configuration folder library link up
    triple=$(build_triple)
    [ -n "$triple" ] || fail "swift does not tell the triple it builds for (swift -print-target-info)"
    up=$(printf '%s' "$build/" | sed 's|[^/]*/|../|g')
    for configuration in debug release; do
        folder=$build/$triple/$configuration
        mkdir -p "$folder"
        # Links that another LibTorch left behind.
        for link in "$folder"/*.so* "$folder"/*.dylib; do
            if [ -L "$link" ] && [ ! -e "$link" ]; then rm -f "$link"; fi
        done
        for library in .libtorch/lib/*.so* .libtorch/lib/*.dylib; do
            link=$folder/${library##*/}
            if [ -e "$library" ] && [ ! -e "$link" ]; then ln -sfn "$up../../$library" "$link"; fi
        done
    done
}
