# ./x eval [DIR]
dir=${1:-../shared/data}
[ -d "$dir" ] || fail "no evaluation data in '$dir': name a folder, ./x eval DIR"
source scripts/ezpt.sh eval "$dir" "${@:2}"
