package letter

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// pt is a point in mm.
const pt = 25.4 / 72

// poppler runs one of poppler's programs over a PDF: args, with FILE standing for it.
func poppler(t *testing.T, pdf []byte, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("LEFT OUT: %s is not installed (package poppler-utils)", name)
	}
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.Replace(args[i], "FILE", file, 1)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil || errs.Len() > 0 {
		t.Fatalf("%s: %v %s", name, err, errs.String())
	}
	return out.String()
}

// text extracts a PDF's words, single spaces between them.
func text(t *testing.T, pdf []byte) string {
	t.Helper()
	return plain(poppler(t, pdf, "pdftotext", "-layout", "FILE", "-"))
}

func plain(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00a0", " ")), " ")
}

// info gives one line of pdfinfo.
func info(t *testing.T, pdf []byte, key string) string {
	t.Helper()
	for line := range strings.Lines(poppler(t, pdf, "pdfinfo", "-isodates", "FILE")) {
		if v, ok := strings.CutPrefix(line, key+":"); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func pages(t *testing.T, pdf []byte) int {
	t.Helper()
	n, err := strconv.Atoi(info(t, pdf, "Pages"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// picture draws the first page in grey, dots a millimetre.
func picture(t *testing.T, pdf []byte, dots float64) *image.Gray {
	t.Helper()
	out := poppler(t, pdf, "pdftoppm", "-r", strconv.FormatFloat(dots*25.4, 'f', 3, 64), "-gray", "-aa", "no", "-aaVector", "no", "-singlefile", "FILE")
	var wide, high, most int
	if n, err := fmt.Sscanf(out, "P5\n%d %d\n%d", &wide, &high, &most); n != 3 || most != 255 {
		t.Fatalf("the picture is no PGM: %v", err)
	}
	return &image.Gray{Pix: []byte(out[len(out)-wide*high:]), Stride: wide, Rect: image.Rect(0, 0, wide, high)}
}

// A box is a word where it stands on its page, in mm.
type box struct {
	page           int
	x1, y1, x2, y2 float64
	word           string
}

// boxes gives every word of a PDF with its place.
func boxes(t *testing.T, pdf []byte) []box {
	t.Helper()
	var doc struct {
		Pages []struct {
			Words []struct {
				X1   float64 `xml:"xMin,attr"`
				Y1   float64 `xml:"yMin,attr"`
				X2   float64 `xml:"xMax,attr"`
				Y2   float64 `xml:"yMax,attr"`
				Text string  `xml:",chardata"`
			} `xml:"word"`
		} `xml:"body>doc>page"`
	}
	out := poppler(t, pdf, "pdftotext", "-bbox", "FILE", "-")
	d := xml.NewDecoder(strings.NewReader(out))
	d.Strict, d.Entity = false, xml.HTMLEntity
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	var all []box
	for i, p := range doc.Pages {
		for _, w := range p.Words {
			all = append(all, box{i + 1, w.X1 * pt, w.Y1 * pt, w.X2 * pt, w.Y2 * pt, w.Text})
		}
	}
	return all
}
