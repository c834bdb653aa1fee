#!/usr/bin/env bash
# Standard input to progress: every line on a terminal; elsewhere the lines that
# say something ended, and one build step in fifty.
if [ -t 1 ]; then exec cat; fi
exec awk '/^\[[0-9]+\/[0-9]+\]/ { if (++n % 50 == 0) { print; fflush() } next } { print; fflush() }'
