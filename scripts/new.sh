# ./x new exercise ID
[ "${1:-}" = exercise ] && [ -n "${2:-}" ] || fail "usage: ./x new exercise ID (snake_case)"
[[ $2 =~ ^[a-z][a-z0-9_]{1,63}$ ]] || fail "'$2' is not an id: lower-case letters, digits and _, starting with a letter"
target=exercises/$2.yaml
[ -e "$target" ] && fail "$target exists already"
sed "s/^id: squat$/id: $2/; s/Squat/${2//_/ }/" exercises/squat.yaml >"$target"
say "$target starts as a copy of the squat: change every field, then run ./x ezpt exercise check $target"
