#!/bin/sh
# Bundles the browser libraries under static/vendor anew, byte for byte, from package-lock.json.
#   bundle.sh            write them
#   bundle.sh --check    compare with what is there; exit 1 when they differ
# Needs node and npm; neither is needed to run or to test the system.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
vendor=$here/../../static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here"/*.entry.js "$work"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund >&2

bundle() { # library folder, file, package, its licence
    mkdir -p "out/$1"
    node_modules/.bin/esbuild "$2.entry.js" --bundle --format=esm --target=es2022 --charset=utf8 \
        --legal-comments=inline --minify-whitespace --minify-syntax --log-level=warning --outfile="out/$1/$2.js"
    cp "node_modules/$3/LICENSE" "out/$1/LICENSE"
}
bundle noble-curves noble @noble/curves
cp node_modules/@noble/hashes/LICENSE out/noble-curves/LICENSE.hashes
bundle uqr uqr uqr
bundle jsqr jsqr jsqr

if [ "${1:-}" = --check ]; then
    for library in noble-curves uqr jsqr; do
        for file in out/"$library"/*; do cmp "$file" "$vendor/$library/${file##*/}"; done
    done
    echo "static/vendor is what package-lock.json gives"
else
    cp -r out/. "$vendor/"
fi
