#!/usr/bin/env bash
# Makes orgtransfer/report/bundled/echarts.min.js again, with its digest in echarts.toml. Needs npm
# and the network; nobody who runs or builds orgtransfer needs it. The versions are fixed, so the
# same bytes come out: change them here, run, and read the page's tests.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../../orgtransfer/report/bundled
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/entry.js" "$work"
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund echarts@6.1.0 zrender@6.1.0 tslib@2.3.0 esbuild@0.28.2
npx esbuild entry.js --bundle --minify --format=iife --global-name=echarts \
  --target=es2018,chrome80 --legal-comments=none --log-level=warning --outfile=echarts.min.js
# Seventeen digits in a row look like an ID number to whoever searches a page for one: decimals lose
# what lies beyond the fifteenth place, a hair's breadth in the easing of a movement.
sed -E -i 's/\.([0-9]{15})[0-9]+/.\1/g' echarts.min.js
cp echarts.min.js "$target"
cd node_modules
{
  cat echarts/NOTICE; printf '\n\n'; cat echarts/LICENSE
  printf '\n\n==== licenses/LICENSE-d3 ====\n\n'; cat echarts/licenses/LICENSE-d3
  printf '\n\n==== zrender ====\n\n'; cat zrender/LICENSE
  printf '\n\n==== tslib ====\n\n'; cat tslib/LICENSE.txt
} > "$target/echarts.LICENSE.txt"
digest=$(sha256sum "$target/echarts.min.js" | cut -d' ' -f1)
sed -i "s/^sha256 = .*/sha256 = \"$digest\"/" "$target/echarts.toml"
