package blob

import "strings"

// kinds are the kinds of file that people send and nobody takes, each by how its media type begins.
var kinds = []struct{ begins, says string }{
	{"text/html", "@blob.kind.page"},
	{"text/", "@blob.kind.text"},
	{"image/heic", "@blob.kind.heic"},
	{"image/heif", "@blob.kind.heic"},
	{"image/", "@blob.kind.picture"},
	{"video/", "@blob.kind.video"},
	{"audio/", "@blob.kind.audio"},
	{"application/zip", "@blob.kind.archive"},
	{"application/gzip", "@blob.kind.archive"},
	{"application/x-7z", "@blob.kind.archive"},
	{"application/x-rar", "@blob.kind.archive"},
	{"application/vnd.openxmlformats", "@blob.kind.office"},
	{"application/pkcs7", "@blob.kind.signature"},
}

// KindWords gives the text key, to be said within a sentence, of what a file of a media type is to people.
func KindWords(kind string) string {
	for _, k := range kinds {
		if strings.HasPrefix(kind, k.begins) {
			return k.says
		}
	}
	return "@blob.kind.unknown"
}
