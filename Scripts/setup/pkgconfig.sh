# pkg-config files in `.libtorch/lib/pkgconfig`, the folder that the Makefile puts first in PKG_CONFIG_PATH.
# Sourced by setup.sh.

pkg_config_folder=.libtorch/lib/pkgconfig

# pkg-config that sees the system's files and not ours.
system_pkg_config() {
    local path=${PKG_CONFIG_PATH:-}
    path=${path#"$PWD/$pkg_config_folder"}
    PKG_CONFIG_PATH=${path#:} pkg-config "$@"
}

write_pkg_config_files() {
    mkdir -p "$pkg_config_folder"
    write_libtorch_pc
    write_vips_pc
}

# What a package that depends on this one needs to find LibTorch. Our own manifest finds it without.
write_libtorch_pc() {
    local file=$pkg_config_folder/libtorch.pc
    if [ -e "$file" ] && [ "$(sed -n 1p "$file")" = "prefix=$PWD/.libtorch" ]; then return; fi
    cat > "$file" <<PC
prefix=$PWD/.libtorch
Name: libtorch
Description: LibTorch, the C++ library of PyTorch
Version: $torch_version
Cflags: -I\${prefix}/include -I\${prefix}/include/torch/csrc/api/include
Libs: -L\${prefix}/lib -ltorch_cpu -lc10 -lm
PC
}

# The system's vips.pc with only the flags that SwiftPM admits: of the others (-pthread) it would warn at each build.
write_vips_pc() {
    local file=$pkg_config_folder/vips.pc system
    system=$(system_pkg_config --variable pcfiledir vips)/vips.pc
    if [ -e "$file" ] && [ ! "$system" -nt "$file" ]; then return; fi
    local headers="" libraries="" flag
    for flag in $(system_pkg_config --cflags vips); do
        case "$flag" in -I*) headers="$headers $flag" ;; esac
    done
    for flag in $(system_pkg_config --libs vips); do
        case "$flag" in -L* | -l*) libraries="$libraries $flag" ;; esac
    done
    cat > "$file" <<PC
Name: vips
Description: the system's libvips, without the flags that SwiftPM refuses
Version: $(system_pkg_config --modversion vips)
Cflags:$headers
Libs:$libraries
PC
}
