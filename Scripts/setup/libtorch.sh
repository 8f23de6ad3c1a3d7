# LibTorch in `.libtorch/{include,lib}`: fetched, or links to one that is there already. Sourced by setup.sh.
# `.libtorch/origin` says which (`download VERSION` or `link PATH`); it is written last, so its presence means complete.

torch_version=2.13.0
torch_series=${torch_version%.*}

# The ending of a shared library's name here.
library_suffix() { if [ "$(uname)" = Darwin ]; then echo dylib; else echo so; fi; }

# What this run is to provide, in the words of `.libtorch/origin`: LIBTORCH's wish, else what was chosen before.
wanted_origin() {
    if [ "${LIBTORCH:-}" = download ]; then
        echo "download $torch_version"
    elif [ -n "${LIBTORCH:-}" ]; then
        echo "link $(cd "$LIBTORCH" 2>/dev/null && pwd)"
    elif [ -r .libtorch/origin ] && [ "$(cut -d ' ' -f 1 .libtorch/origin)" = link ]; then
        cat .libtorch/origin
    else
        echo "download $torch_version"
    fi
}

# Whether what is wanted stands there, complete.
has_libtorch() {
    [ -r .libtorch/origin ] && [ "$(cat .libtorch/origin)" = "$(wanted_origin)" ] \
        && [ -e .libtorch/include/ATen/ATen.h ] \
        && [ -e ".libtorch/lib/libtorch_cpu.$(library_suffix)" ] && [ -e ".libtorch/lib/libc10.$(library_suffix)" ]
}

# Whether something must be fetched, for which python3 is needed.
needs_download() { case "$(wanted_origin)" in download*) ! has_libtorch ;; *) return 1 ;; esac; }

install_libtorch() {
    if [ -n "${LIBTORCH:-}" ] && [ "$LIBTORCH" != download ] && [ ! -d "$LIBTORCH" ]; then
        fail "LIBTORCH=$LIBTORCH is not a folder" \
            "Give the folder that holds include/ and lib/, or LIBTORCH=download to fetch a CPU build."
    fi
    has_libtorch && return
    local origin
    origin=$(wanted_origin)
    case "$origin" in
        download*) fetch_libtorch ;;
        link*) link_libtorch "${origin#link }" ;;
    esac
    echo "$origin" > .libtorch/origin
}

# Fetches the wheel and takes the C++ parts out of it, beside what is there, then puts them in its place.
fetch_libtorch() {
    mkdir -p .libtorch
    python3 Scripts/setup/fetch_libtorch.py "$torch_version" .libtorch/download .libtorch/new \
        || fail "LibTorch $torch_version could not be fetched (see above)" \
            "Run make setup again when the network is back (what was fetched is kept), or get LibTorch $torch_version" \
            "by hand from https://pytorch.org/get-started/locally (C++), unzip it, and: LIBTORCH=/path/to/libtorch make setup"
    rm -rf .libtorch/origin .libtorch/include .libtorch/lib .libtorch/licenses
    mv .libtorch/new/* .libtorch/
    rm -rf .libtorch/new .libtorch/download
    say "LibTorch $torch_version is in .libtorch ($(du -sh .libtorch | cut -f 1 | tr -d ' '))"
}

# Makes `.libtorch` of links to the LibTorch in a folder: link_libtorch PATH.
link_libtorch() {
    local from=$1 suffix version library
    suffix=$(library_suffix)
    [ -e "$from/include/ATen/ATen.h" ] || fail "LIBTORCH=$from holds no include/ATen/ATen.h" \
        "Give the folder that holds include/ and lib/ (an unzipped libtorch, or pip's site-packages/torch)," "or LIBTORCH=download to fetch a CPU build."
    for library in libtorch_cpu libc10; do
        [ -e "$from/lib/$library.$suffix" ] || fail "LIBTORCH=$from holds no lib/$library.$suffix" \
            "A build with shared libraries is needed, for this system."
    done
    version=$(libtorch_version "$from")
    case "$version" in
        "$torch_series".*) ;;
        *) fail "LIBTORCH=$from is LibTorch ${version:-of a version it does not tell}; $torch_series is needed" ;;
    esac
    rm -rf .libtorch/origin .libtorch/include .libtorch/lib .libtorch/licenses .libtorch/new .libtorch/download
    mkdir -p .libtorch/lib
    ln -s "$from/include" .libtorch/include
    # pip puts CUDA's own libraries in packages beside torch's; they are found through links in one folder.
    for library in "$from"/lib/*."$suffix"* "$from"/../nvidia/*/lib/*."$suffix"*; do
        case "$library" in *_python.* | *'*'*) continue ;; esac
        ln -sf "$library" .libtorch/lib/
    done
    say "LibTorch $version is linked from $from"
}

# Prints the version that LibTorch's own header gives: libtorch_version PATH.
libtorch_version() {
    local header
    for header in include/torch/headeronly/version.h include/torch/csrc/api/include/torch/version.h; do
        [ -r "$1/$header" ] || continue
        sed -n 's/.*"\([0-9][0-9]*\.[0-9.]*\)".*/\1/p' "$1/$header" | head -n 1
    done | head -n 1
}
