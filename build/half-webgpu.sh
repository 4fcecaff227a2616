#!/usr/bin/env bash
# Runs the tests of half precision on WebGPU without a GPU: on the Vulkan device in software of Mesa 25, which has float16.
# Debian 12 has an older one, so a small Debian 13 is made in a folder, once, and the tests run in it. Needs root and Debian.
set -euo pipefail
cd "$(dirname "$0")/.."
checkout=$PWD
system=${IAMG_HALF_SYSTEM:-/var/tmp/iamg-trixie}

if [ ! -e "$system/.complete" ]; then
  command -v debootstrap >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
  mirror=$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\).*/\2/p' /etc/apt/sources.list.d/*.sources \
    /etc/apt/sources.list 2>/dev/null | head -1)
  rm -rf "$system"
  debootstrap --variant=minbase --include=mesa-vulkan-drivers,libvulkan1 trixie "$system" "$mirror" >/dev/null
  touch "$system/.complete"
fi

mkdir -p "$system$checkout"
cp -L --remove-destination "$(command -v node)" "$system/usr/bin/node"
# Mounted in a namespace of its own, so that nothing stays mounted however this ends.
exec unshare --mount bash -euo pipefail -c '
  mount --bind "$1" "$2$1"
  mount --bind /proc "$2/proc"
  mount --bind /dev "$2/dev"
  exec chroot "$2" /usr/bin/env -C "$1" HOME=/tmp VK_ICD_FILENAMES=/usr/share/vulkan/icd.d/lvp_icd.json \
    XDG_RUNTIME_DIR=/tmp IAMG_REQUIRE_HALF=1 \
    node node_modules/vitest/vitest.mjs run --project "node*" native/diffusion/half-webgpu.test.ts
' _ "$checkout" "$system"
