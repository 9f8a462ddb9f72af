#!/bin/sh
# Double-click to try the program with invented people.
cd "$(dirname "$0")" || exit 2
[ -x ../orgtransfer/orgtransfer ] || chmod +x ../orgtransfer/orgtransfer
../orgtransfer/orgtransfer start "$@"
code=$?
[ -t 0 ] && { printf '\n按回车键关闭窗口。'; read -r _; }
exit $code
