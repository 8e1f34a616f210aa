#!/bin/sh
# From a bare Debian 12 to a training AZR Studio: installs packages, builds (Release), starts. Options go to azr-studio.
# With a display the window opens on the built-in demo (--demo starts it at once); without one the demo runs here.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
sh "$root/installer/setup.sh"
echo "run: building AZR Studio in $root/build/release"
sh "$root/installer/build.sh" release -- azr-studio azr-sandbox azr_engine
exec "$root/build/release/bin/azr-studio" "$@"
