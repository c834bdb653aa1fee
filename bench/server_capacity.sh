#!/bin/bash
# How many virtual patients the server holds, and a plain Node server (ws, sharp, ONNX Runtime) under the same load,
# in one run. The load's own threads run on the same machine and take their share.
# usage: bench/server_capacity.sh PEERS [SESSIONS] [SECONDS]
#   PEERS  a folder with node_modules/{ws,sharp,onnxruntime-node} and movenet.onnx (./x bench makes it); - for none
set -euo pipefail
peers=${1:?usage: bench/server_capacity.sh PEERS [SESSIONS] [SECONDS]}
[ "$peers" = - ] || peers=$(realpath "$peers")
sessions=${2:-12}
seconds=${3:-15}
port=${EZPT_LOAD_PORT:-18231}
cd "$(dirname "$0")/.."
program=build/release/apps/ezpt
load=build/release/bench/ezpt_server_load

log=$(mktemp)
trap 'kill "${server:-}" 2>/dev/null || true; rm -f "$log"' EXIT

# measure NAME COMMAND…: starts the server, waits until it listens, loads it, stops it.
measure() {
  local name=$1
  shift
  "$@" >"$log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    node -e 'require("net").connect(process.argv[1], "127.0.0.1").on("connect", () => process.exit(0)).on("error", () => process.exit(1))' "$port" && break
    kill -0 "$server" 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.2
  done
  echo "$name, $sessions sessions at 15 frames a second, $seconds s:"
  "$load" --port "$port" --sessions "$sessions" --refused 4 --seconds "$seconds" || echo "$name: failed; $(tail -1 "$log")"
  kill "$server"
  wait "$server" 2>/dev/null || true
}

echo "machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1); commit $(git rev-parse --short HEAD)"
measure ezpt "$program" serve --db sqlite::memory: --listen "127.0.0.1:$port" --max-sessions "$sessions"
[ "$peers" = - ] || measure "node (ws, sharp, onnxruntime-node)" node bench/server_peer.mjs "$peers" "$port" "$sessions"
