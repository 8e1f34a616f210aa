#!/bin/sh
# Installs the Debian packages named in the lists given (default: packages.txt beside this script). Says what it installs,
# uses sudo only when not root, and does nothing when all of them are there.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ $# -gt 0 ] || set -- "$here/packages.txt"

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "setup: this script knows Debian 12 and its relatives only; install what is named in $* by hand" >&2
    exit 1
fi

missing=
for list in "$@"; do
    while read -r package; do
        case $package in '' | '#'*) continue ;; esac
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$state" = installed ] || missing="$missing $package"
    done <"$list"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "setup: these packages are missing and neither root nor sudo is available:$missing" >&2
        exit 1
    fi
    as_root=sudo
fi

echo "setup: installing$missing"
# shellcheck disable=SC2086 # the words are package names
install_packages() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}
$as_root apt-get update -q
install_packages
