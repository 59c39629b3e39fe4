#!/bin/sh
# What Playwright starts instead of Electron's binary: Node with the strict fake and a real Chromium.
# Playwright's own switches are meant for Electron; Node gets the one that it knows.
for argument in "$@"; do
  shift
  case "$argument" in
    --no-sandbox | --inspect=* | --remote-debugging-port=*) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec "${DRYDOCK_NODE:-node}" --inspect=0 --no-warnings "$(dirname "$0")/stand-in.ts" "$@"
