# shellcheck shell=bash
# The tools that the tests use, to be sourced. need_tools FILE installs what is missing on a Debian as root; elsewhere
# it names each missing tool, and FILE gets a line of what is left out without it.

# Each line: how to find it | Debian package | what needs it.
tools='initdb|postgresql|the store on PostgreSQL
chromium|chromium-headless-shell|browser journeys
pdftotext|poppler-utils|reading letters back
pdftoppm|poppler-utils|letters as pictures
xmllint|libxml2-utils|checking of XML
zbarimg|zbar-tools|reading bar codes back
node|nodejs|linting of BPMN files
npm|npm|linting of BPMN files
fonts|fonts-noto-core|pictures of pages with Vietnamese letters'

# chromium_path prints the browser, or nothing. The shell is the same engine without the windows of a desktop, which take as much time
# of the processor again as the pages.
chromium_path() {
	local name
	if [ -n "${MOTCUA_CHROMIUM-}" ]; then
		echo "$MOTCUA_CHROMIUM"
		return
	fi
	for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable chrome; do
		command -v "$name" && return
	done
	return 0
}

# have NAME says whether a tool is there.
have() {
	case $1 in
	initdb) [ -n "$(pg_bin)" ] ;;
	chromium) [ -n "$(chromium_path)" ] ;;
	fonts) command -v fc-list >/dev/null && [ -n "$(fc-list :lang=vi)" ] ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# missing prints the lines of tools that are not there.
missing() {
	while IFS='|' read -r name package purpose; do
		have "$name" || echo "$name|$package|$purpose"
	done <<<"$tools"
}

# need_tools FILE
need_tools() {
	local lacks packages
	lacks=$(missing)
	if [ -n "$lacks" ] && [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
		packages=$(cut -d'|' -f2 <<<"$lacks" | sort -u | tr '\n' ' ')
		echo "installing: $packages"
		# shellcheck disable=SC2086 # a list of names
		{ apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $packages; } >"$1.apt" 2>&1 ||
			tail -n 5 "$1.apt"
		lacks=$(missing)
	fi
	[ -n "$lacks" ] || return 0
	while IFS='|' read -r name package purpose; do
		echo "missing: $name (Debian package $package)"
		echo "$purpose: $name is not installed" >>"$1"
	done <<<"$lacks"
}
