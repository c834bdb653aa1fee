# ./x run [ARG…]: from nothing to a page that coaches.
started=$SECONDS
source scripts/setup.sh
set_up run
say "building ezpt (release)"
build_preset release ezpt >&2
say "building the engine for the browser"
build_engine >&2
mkdir -p build/data
say "ready after $((SECONDS - started)) s: open http://127.0.0.1:8080 in a browser on this machine"
exec build/release/apps/ezpt serve --db sqlite:build/data/ezpt.db --demo "$@"
