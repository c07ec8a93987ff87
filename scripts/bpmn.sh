# shellcheck shell=bash
# What BPMN files are checked with, to be sourced: npm packages in .cache/bpmn, in the versions of scripts/bpmn.

# bpmn_tools FILE installs them and prints where; FILE gets a line of what is left out without them.
bpmn_tools() {
	local at=$PWD/.cache/bpmn
	if ! cmp -s scripts/bpmn/package-lock.json "$at/installed"; then
		if ! command -v npm >/dev/null; then
			echo "missing: npm (Debian package npm)" >&2
			echo "linting of BPMN files: npm is not installed" >>"$1"
			return 0
		fi
		mkdir -p "$at"
		cp scripts/bpmn/package.json scripts/bpmn/package-lock.json "$at"
		if ! npm ci --prefix "$at" --no-audit --no-fund --ignore-scripts >"$at/log" 2>&1; then
			tail -n 5 "$at/log" >&2
			echo "linting of BPMN files: the packages of scripts/bpmn cannot be fetched" >>"$1"
			return 0
		fi
		cp scripts/bpmn/package-lock.json "$at/installed"
	fi
	echo "$at/node_modules"
}
