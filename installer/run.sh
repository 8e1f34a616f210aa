#!/bin/sh
# From a bare Debian 12 to a training AZR Studio: installs packages, builds (Release), starts. Options go to azr-studio.
# With a display the window opens on the built-in demo (--demo starts it at once); without one the demo runs here.
#   --gpu   (first) fetches a LibTorch for NVIDIA GPUs and builds against it; the GPU is used where its driver answers,
#           the processor otherwise
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
preset=release
torch=
if [ "${1:-}" = --gpu ]; then
    shift
    preset=gpu
fi
sh "$root/installer/setup.sh"
if [ "$preset" = gpu ]; then
    torch=$(python3 "$root/installer/libtorch.py")
fi
echo "run: building AZR Studio in $root/build/$preset"
sh "$root/installer/build.sh" "$preset" ${torch:+"-DAZR_TORCH_ROOT=$torch"} -- azr-studio azr-sandbox azr_engine
exec "$root/build/$preset/bin/azr-studio" "$@"
