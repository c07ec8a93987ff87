#!/usr/bin/env bash
# first-view: what the first visit of each public page weighs in bytes, compressed, without fonts. first-view.sh BASE
set -euo pipefail
base=${1:?address of a running motcua, such as http://127.0.0.1:8080}
weigh() { curl -fsS -H 'Accept-Encoding: gzip' -o /dev/null -w '%{size_download}' "$base$1"; }
of() { grep -o "/static/[^\"'() ]*\.$1" | sort -u; }
for path in / /thu-tuc /thu-tuc/1.001193 /thu-tuc/1.001612 /noi-tiep-nhan /tra-cuu; do
  page=$(curl -fsS "$base$path")
  sheet=$(of css <<<"$page")
  css=0 js=0 svg=0
  for a in $sheet; do css=$((css + $(weigh "$a"))); done
  for a in $(of js <<<"$page"); do js=$((js + $(weigh "$a"))); done
  for a in $({ cat <<<"$page"; curl -fsS "$base$sheet"; } | of svg); do svg=$((svg + $(weigh "$a"))); done
  html=$(weigh "$path")
  printf '| `%s` | %d | %d | %d | %d | %d |\n' "$path" "$html" "$css" "$js" "$svg" $((html + css + js + svg))
done
