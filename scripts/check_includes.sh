#!/usr/bin/env bash
# Include directions: which folder of src/ may include which. The table is the
# architecture; a new edge is a decision, made here.
set -euo pipefail
cd "$(dirname "$0")/.."

declare -A may=(
  [base]="base"
  [nn]="nn base"
  [posedb]="posedb base"
  [body]="body base"
  [pose]="pose nn body base"
  [exercise]="exercise body base"
  [motion]="motion body exercise posedb base"
  [coach]="coach motion pose exercise body posedb nn base"
  [exercise_yaml]="exercise_yaml exercise body base"
  [media]="media coach motion pose exercise body nn base"
  [store]="store coach motion exercise posedb body base"
  [clinic]="clinic store base"
  [server]="server clinic coach store media exercise_yaml motion pose exercise posedb body nn base"
)

status=0
for module in "${!may[@]}"; do
  while IFS=: read -r file line text; do
    included=$(sed -E 's/.*#include "([a-z_]+)\/.*/\1/' <<<"$text")
    if [[ -n ${may[$included]:-} && " ${may[$module]} " != *" $included "* ]]; then
      echo "$file:$line: src/$module may not include $included/ (allowed: ${may[$module]})" >&2
      status=1
    fi
  # A module's tests may look further: the whole journey is theirs.
  done < <(grep -rnE '#include "[a-z_]+/' --include='*.h' --include='*.cc' "src/$module" | grep -vE '_(test|bench)\.cc:' || true)
done

# The core takes bytes and gives values.
core='src/base src/nn src/posedb src/body src/pose src/exercise src/motion src/coach'
# shellcheck disable=SC2086
banned=$(grep -rnE --include='*.h' --include='*.cc' \
  '^\s*(throw\b|try\s*\{)|\bcatch\s*\(|#include <(iostream|fstream|thread|mutex|filesystem|random|cstdio|future)>|std::(cout|cerr)|\bprintf\(' \
  $core | grep -vE '_(test|bench|fuzz)\.cc:|/test_support\.(h|cc):' || true)
if [ -n "$banned" ]; then
  echo "not in the core (exceptions, files, threads, printing):" >&2
  echo "$banned" >&2
  status=1
fi

# Bit-exact modules: no transcendental function from the C library.
libm=$(grep -rnE --include='*.h' --include='*.cc' \
  '\bstd::(sin|cos|tan|asin|acos|atan|atan2|exp|exp2|log|log2|log10|pow|cbrt|hypot|fma|sinh|cosh|tanh|erf|tgamma)f?\(' \
  src/body src/posedb src/motion src/coach | grep -vE '_(test|bench)\.cc:' || true)
if [ -n "$libm" ]; then
  echo "use base/math.h here, so that a measurement is the same to the bit everywhere:" >&2
  echo "$libm" >&2
  status=1
fi

# Result has no throwing accessor; std::optional's throws, and would abort in WebAssembly.
value=$(grep -rnE --include='*.h' --include='*.cc' '\.value\(\)' src apps | grep -vE '_(test|bench)\.cc:|src/server/net/' || true)
if [ -n "$value" ]; then
  echo ".value() is banned: test first, then use * (undefined or aborting without exceptions):" >&2
  echo "$value" >&2
  status=1
fi
# A new exercise is one file in exercises/: no part of the core knows one by its id. (Two ids are angles' names as well.)
ids=$(basename -s .yaml exercises/*.yaml | grep -vE '^shoulder_(flexion|abduction)$' | paste -sd'|')
# shellcheck disable=SC2086
named=$(grep -rnE --include='*.h' --include='*.cc' "\"($ids)\"" $core |
  grep -vE '_(test|bench|fuzz)\.cc:|/test_support\.(h|cc):' || true)
if [ -n "$named" ]; then
  echo "an exercise's id in the core; what it needs belongs into the definition:" >&2
  echo "$named" >&2
  status=1
fi
exit $status
