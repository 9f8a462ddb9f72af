#!/bin/sh
# Double-click to reconcile (choose "run in terminal"), or give the folder with the exports.
cd "$(dirname "$0")" || exit 2
# Some programs unpack a zip without its permissions.
[ -x orgtransfer/orgtransfer ] || chmod +x orgtransfer/orgtransfer
./orgtransfer/orgtransfer start "$@"
code=$?
# The window stays until what was found has been read.
[ -t 0 ] && { printf '\n按回车键关闭窗口。'; read -r _; }
exit $code
