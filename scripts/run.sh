# ./x run [ARG…]: from nothing to a page that coaches.
started=$SECONDS
source scripts/setup.sh
set_up run
say "building ezpt (release)"
build_preset release ezpt >&2
say "building the engine for the browser"
build_engine >&2
mkdir -p build/data
say "ready after $((SECONDS - started)) s"  # ezpt says where to open it.
exec build/release/apps/ezpt serve --db sqlite:build/data/demo.db --demo "$@"
