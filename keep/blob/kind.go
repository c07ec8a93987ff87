package blob

import (
	"fmt"
	"slices"

	"github.com/gabriel-vasile/mimetype"

	"motcua/ground/fault"
)

// headLen is how many bytes from the beginning decide the type: as many as the detector looks at.
const headLen = 4096

// Types are the media types that may be kept: what people scan, photograph, write and sign.
// choice: formats of today's offices and phones, none that runs in a browser (HTML, SVG), no archives, no old binary
// office formats, which carry macros unseen. A DOCX or XLSX may still carry one: it is only ever handed out as a download.
var Types = []string{
	"application/pdf",
	"image/jpeg",
	"image/png",
	"image/webp",
	"image/heic",
	"image/heif",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/pkcs7-signature",
}

// Allowed says whether files of a media type may be kept.
func Allowed(kind string) bool { return slices.Contains(Types, kind) }

// Inline says whether a browser may show a file of this type in place; others are offered as downloads.
func Inline(kind string) bool {
	switch kind {
	case "application/pdf", "image/jpeg", "image/png", "image/webp":
		return true
	}
	return false
}

// unnamed stands for the name of a file until Named gives it: a text key of its own.
const unnamed = "@blob.unnamed"

// Named gives a fault of Put the name of the file that the sender chose. Any other error passes unchanged.
func Named(err error, name string) error {
	f := fault.As(err)
	if f == nil || name == "" || f.Args["name"] != unnamed {
		return err
	}
	f.Args["name"] = "“" + name + "”"
	return err
}

// Kind is the media type that bytes show by themselves, as of a file that is kept.
func Kind(b []byte) string { return sniff(b[:min(len(b), 3072)]) }

// sniff gives the media type of the bytes at a file's beginning, without parameters.
func sniff(head []byte) string {
	m := mimetype.Detect(head)
	for _, t := range Types {
		if m.Is(t) {
			return t
		}
	}
	return m.String()
}

// headWriter keeps the first bytes of what is written to it, up to the capacity of the slice.
type headWriter struct{ head *[]byte }

func (w headWriter) Write(b []byte) (int, error) {
	room := cap(*w.head) - len(*w.head)
	*w.head = append(*w.head, b[:min(room, len(b))]...)
	return len(b), nil
}

// inUnits writes a limit so that it reads the same in both languages: "10 MB", "512 KB", "100 B".
func inUnits(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}
