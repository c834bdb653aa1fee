# ./x ezpt ARG…: the release binary, built first where something is missing or
# out of date. Nothing but the command's own output on standard output.
if [ -t 2 ]; then progress=/dev/stderr; else progress=/dev/null; fi
build_log=$(mktemp)
(
  if [ ! -x build/release/apps/ezpt ]; then source scripts/setup.sh; set_up run; fi
  flock 9
  build_preset release ezpt
) 9>"${TMPDIR:-/tmp}/ezpt-build.lock" 2>&1 | tee "$build_log" >"$progress" ||
  { tail -n 30 "$build_log" >&2; fail "ezpt does not build"; }
rm -f "$build_log"
exec build/release/apps/ezpt "$@"
