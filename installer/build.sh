#!/bin/sh
# Configures and builds one preset of CMakePresets.json: build.sh PRESET [cmake options] [-- targets]
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
preset=$1
shift
options=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    options="$options $1"
    shift
done
[ $# -eq 0 ] || shift
cd "$root"
# Without this ccache remembers nothing that was compiled with a precompiled header.
export CCACHE_SLOPPINESS="${CCACHE_SLOPPINESS:-pch_defines,time_macros}"
# shellcheck disable=SC2086 # options are separate words without spaces
cmake --preset "$preset" $options >"build-$preset.log" 2>&1 || {
    cat "build-$preset.log" >&2
    exit 1
}
rm -f "build-$preset.log"
if [ $# -gt 0 ]; then
    cmake --build --preset "$preset" --target "$@"
else
    cmake --build --preset "$preset"
fi
