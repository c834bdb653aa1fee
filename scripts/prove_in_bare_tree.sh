#!/usr/bin/env bash
# Proves ./x run and ./x test on a Debian 12 that has git and nothing else:
#   sudo scripts/prove_in_bare_tree.sh DIR [run|test|both]
# DIR is made by debootstrap where it does not exist (about 40 s); remove it
# afterwards. Needs root and Debian's debootstrap. The commit that is checked out
# here is cloned into it; ../shared, where present, is bound beside the clone.
set -euo pipefail
cd "$(dirname "$0")/.."
tree=$(readlink -f "${1:?usage: prove_in_bare_tree.sh DIR [run|test|both]}")
what=${2:-both}
mirror=${MIRROR:-http://deb.debian.org/debian}

[ -d "$tree/usr" ] || debootstrap --variant=minbase --include=git,ca-certificates bookworm "$tree" "$mirror"

for mount in proc dev sys dev/shm; do mkdir -p "$tree/$mount"; mountpoint -q "$tree/$mount" || mount --bind "/$mount" "$tree/$mount"; done
cleanup() { for mount in home/work/shared dev/shm sys dev proc; do umount "$tree/$mount" 2>/dev/null || true; done; }
trap cleanup EXIT
cp /etc/resolv.conf /etc/hosts "$tree/etc/"
# A proxy's certificate, where this network has one.
certificates=()
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
  mkdir -p "$tree/etc/ssl/certs" && cp "$NODE_EXTRA_CA_CERTS" "$tree/etc/ssl/certs/local-ca.crt"
  certificates=(NODE_EXTRA_CA_CERTS=/etc/ssl/certs/local-ca.crt)
fi
cp -r /etc/apt/apt.conf.d/. "$tree/etc/apt/apt.conf.d/"

rm -rf "$tree/home/work/main" && mkdir -p "$tree/home/work/shared"
git clone -q . "$tree/home/work/main"
if [ -d ../shared ]; then mountpoint -q "$tree/home/work/shared" || mount --bind "$(readlink -f ../shared)" "$tree/home/work/shared"; fi

inside() { chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "${certificates[@]}" bash -c "cd /home/work/main && $1"; }

if [ "$what" != test ]; then
  began=$SECONDS
  inside './x run --listen 127.0.0.1:8099' &
  server=$!
  until (exec 3<>/dev/tcp/127.0.0.1/8099) 2>/dev/null; do
    kill -0 $server 2>/dev/null || { echo "./x run ended before it served"; exit 1; }
    sleep 1
  done
  echo "./x run: serving after $((SECONDS - began)) s"
  pkill -f 'apps/ezpt serve.*8099' || true
  wait $server || true
fi
if [ "$what" != run ]; then
  began=$SECONDS
  inside './x test'
  echo "./x test: $((SECONDS - began)) s"
fi
