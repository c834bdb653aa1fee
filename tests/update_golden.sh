#!/usr/bin/env bash
# Writes the kept results of tests/cases anew; refused where they change and kEngineVersion does not.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
source scripts/lib.sh
build_preset release ezpt golden_test
EZPT_UPDATE_GOLDEN=1 build/release/tests/golden_test --gtest_brief=1
git --no-pager diff --stat -- tests/cases
