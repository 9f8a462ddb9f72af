#!/bin/sh
# Runs what install.sh has installed.
exec "$(dirname "$0")/program/bin/python" -m orgtransfer start "$@"
