#!/usr/bin/env bash
# open311-client works against a served city through a published client, whose code is not touched: the library open311 0.0.12 of the
# npm registry (BSD; not part of the product, installed into a temporary folder). Newer request and xml2json take the place of those
# that today's Node no longer runs. Its reader of XML lists comes from an address of git and is left out: lists are asked for in JSON,
# reports are sent and answered in both formats.
#
# usage: scripts/open311-client.sh http://127.0.0.1:8080/open311/v2/ API_KEY     (a key: motcua system add NAME)
set -euo pipefail
endpoint=${1:?the address of the door, such as http://127.0.0.1:8080/open311/v2/}
key=${2:?an api_key: motcua system add NAME}
here=$(cd "$(dirname "$0")" && pwd)
work=${OPEN311_CLIENT:-}
if [ -z "$work" ]; then
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	echo '{"name":"client","private":true}' >"$work/package.json"
	npm install --prefix "$work" --silent --no-package-lock request@2.88.2 xml2json@0.12.0 lodash@0.6.1
	(cd "$work" && npm pack --silent open311@0.0.12 >/dev/null && tar xzf open311-0.0.12.tgz && mv package node_modules/open311)
	mkdir -p "$work/node_modules/sparkxml"
	echo 'exports.parseXml = () => { throw new Error("the reader of XML lists is not installed") }' >"$work/node_modules/sparkxml/index.js"
fi
NODE_PATH="$work/node_modules" node "$here/open311-client.js" "$endpoint" "$key"
