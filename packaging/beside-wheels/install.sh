#!/bin/sh
# Installs orgtransfer from the files beside this one: no network, no rights beyond this folder.
cd "$(dirname "$0")" || exit 2
for python in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found=$python && break
done
if [ -z "$found" ]; then
    echo "没有找到 Python 3.11 或更高版本。请改用不需要 Python 的压缩包。" >&2
    exit 2
fi
"$found" -m venv program && program/bin/python -m pip install --no-index --find-links wheels \
    --require-hashes --only-binary :all: --no-cache-dir --quiet -r lock.txt || {
    echo "没有装好：这些文件不适合本机（系统、处理器或 Python 版本不同），或者有文件缺失、损坏。" >&2
    exit 2
}
echo "装好了。开始核对：sh 开始核对.sh"
