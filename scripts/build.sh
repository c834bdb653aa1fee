# ./x build [PRESET]
source scripts/setup.sh
case "${1:-release}" in release | dev | coverage) set_up run ;; *) set_up test ;; esac
build_preset "${1:-release}" >&2
if [ "${1:-release}" = release ]; then build_engine >&2; fi
