# Shared by the scripts behind ./x. Sourced from the repository's root.

# What another clone of the same commit has compiled on this machine is not compiled again.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'x: %s\n' "$*" >&2; exit 2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "root is needed for: $* (no sudo here: run it as root once, then again)"
  fi
}

# need_newer STAMP FILE…: true if STAMP is missing or any FILE is newer.
need_newer() {
  local stamp=$1 file
  shift
  [ -e "$stamp" ] || return 0
  for file in "$@"; do [ "$file" -nt "$stamp" ] && return 0; done
  return 1
}

# build_preset PRESET [TARGET…]: configure once, then build.
build_preset() {
  local preset=$1
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    mkdir -p build/logs
    say "configuring $preset"
    cmake --preset "$preset" >"build/logs/configure-$preset.log" 2>&1 ||
      { tail -n 30 "build/logs/configure-$preset.log" >&2; fail "cmake could not configure '$preset' (build/logs/configure-$preset.log)"; }
  fi
  ninja -C "build/$preset" "$@"
}

# build_engine: what a page runs itself, in web/dist: the core as WebAssembly in
# its variants, and the model packed into one file.
build_engine() {
  build_preset release pack_model
  build_preset wasm engine engine_relaxed
  local packed=build/models/movenet-lightning.packed
  if need_newer "$packed" build/models/movenet-lightning.json build/release/apps/pack_model; then
    build/release/apps/pack_model build/models/movenet-lightning.json "$packed" || fail "the model could not be packed"
  fi
  node web/scripts/engine.mjs
}
