# What comes from the system: libvips with its headers, a font for labels, pkg-config, and python3 to fetch LibTorch.
# Sourced by setup.sh.

# Prints the name of each thing that is missing, one a line.
missing_things() {
    have swift || echo swift
    have pkg-config || echo pkg-config
    if ! have pkg-config || ! pkg-config --exists vips 2>/dev/null; then echo vips; fi
    has_font || echo font
    if needs_download && ! have python3; then echo python3; fi
}

# Whether text can be drawn: one font is enough. A Mac always has one.
has_font() {
    [ "$(uname)" = Darwin ] && return
    [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] && return
    have fc-list && [ -n "$(fc-list 2>/dev/null | head -n 1)" ]
}

# Prints the package that brings a thing: package_of MANAGER THING.
package_of() {
    case "$1 $2" in
        "apt vips") echo libvips-dev ;;
        "apt font") echo fonts-dejavu-core ;;
        "brew vips") echo vips ;;
        "brew pkg-config") echo pkgconf ;;
        "dnf vips") echo vips-devel ;;
        "dnf font") echo dejavu-sans-fonts ;;
        "dnf pkg-config") echo pkgconf-pkg-config ;;
        "pacman vips") echo libvips ;;
        "pacman font") echo ttf-dejavu ;;
        "pacman pkg-config") echo pkgconf ;;
        "pacman python3") echo python ;;
        *) echo "$2" ;;
    esac
}

# Prints the packages of all the things: packages_of MANAGER THING...
packages_of() {
    local manager=$1 thing list=""
    shift
    for thing in "$@"; do list="$list $(package_of "$manager" "$thing")"; done
    echo "${list# }"
}

# Prints what stands before a command to run it as root: nothing for root, sudo when it asks no password; fails otherwise.
root_prefix() {
    if [ "$(id -u)" = 0 ]; then return; fi
    if have sudo && sudo -n true 2>/dev/null; then echo "sudo -n"; else return 1; fi
}

install_system_packages() {
    local things
    things=$(missing_things)
    [ -n "$things" ] || return 0
    case " $(echo "$things" | tr '\n' ' ') " in *" swift "*)
        fail "there is no swift on the PATH" "Swift 6.2 or later is needed: https://www.swift.org/install"
    esac
    # shellcheck disable=SC2086  # one thing a word
    install_things $things
    things=$(missing_things)
    # shellcheck disable=SC2086
    [ -z "$things" ] || fail_for_want_of "they are still missing after the installation" $things
}

# Installs the things, or says by name what is missing and how to install it by hand.
install_things() {
    local prefix
    if [ "$(uname)" = Darwin ] && have brew; then
        # shellcheck disable=SC2046
        brew install $(packages_of brew "$@") || fail_for_want_of "brew could not install them" "$@"
    elif ! have apt-get; then
        fail_for_want_of "this is not a Debian or Ubuntu system, where this script would install them" "$@"
    elif ! prefix=$(root_prefix); then
        fail_for_want_of "installing them needs root, or sudo without a password" "$@"
    else
        # shellcheck disable=SC2046
        apt_install "$prefix" $(packages_of apt "$@") || fail_for_want_of "apt-get could not install them" "$@"
    fi
}

# apt_install PREFIX PACKAGE...: with the lists at hand first, and once more after fetching new ones.
apt_install() {
    local prefix=$1
    shift
    say "installing with apt-get: $*"
    local apt="$prefix env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0"
    # One of several sources may be out of reach while the one that matters is not: only the installation decides.
    $apt install --yes --no-install-recommends "$@" </dev/null >/dev/null 2>&1 && return
    $apt update </dev/null || warn "apt-get update did not reach every source"
    $apt install --yes --no-install-recommends "$@" </dev/null >/dev/null
}

# fail_for_want_of REASON THING...
fail_for_want_of() {
    local reason=$1
    shift
    fail "missing: $*; $reason." \
        "Install them by hand, then run make setup again:" \
        "Debian, Ubuntu:  sudo apt-get install --no-install-recommends $(packages_of apt "$@")" \
        "Fedora:          sudo dnf install $(packages_of dnf "$@")" \
        "Arch:            sudo pacman -S $(packages_of pacman "$@")" \
        "macOS:           brew install $(packages_of brew "$@")"
}
