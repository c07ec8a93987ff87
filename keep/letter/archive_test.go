package letter

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestLettersHaveWhatAnArchiveNeeds looks for what PDF/A-1b asks for beyond what the library gives, and that every object is
// where the list at the end says.
func TestLettersHaveWhatAnArchiveNeeds(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	letters := map[string][]byte{"slip": slip(t, sample()), "several": many(t, several(3)), "carried over": slip(t, withPapers(40))}
	for _, k := range everyForm(r) {
		pdf, err := r.Notice(withRows(t, r, notice(k[0], k[1]), 2, "Ô"))
		if err != nil {
			t.Fatal(err)
		}
		letters[strings.Join(k[:], "/")] = pdf
	}
	object := regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`)
	for name, pdf := range letters {
		tail := pdf[bytes.LastIndex(pdf, []byte("\ntrailer\n")):]
		for _, want := range []string{"<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>", "/S /GTS_PDFA1", "/Metadata "} {
			if !bytes.Contains(pdf, []byte(want)) {
				t.Errorf("%s has no %s", name, want)
			}
		}
		for _, never := range []string{"/Transparency", "/EmbeddedFiles", "/JavaScript", "/Encrypt"} {
			if bytes.Contains(pdf, []byte(never)) {
				t.Errorf("%s has %s", name, never)
			}
		}
		if !regexp.MustCompile(`/ID \[<[0-9a-f]{32}> <[0-9a-f]{32}>\]`).Match(tail) {
			t.Errorf("%s has no identity: %s", name, tail)
		}
		places := object.FindAllSubmatch(pdf, -1)
		for i, m := range places {
			at, err := strconv.Atoi(string(m[1]))
			if err != nil || at >= len(pdf) || !bytes.HasPrefix(pdf[at:], fmt.Appendf(nil, "%d 0 obj\n", i+1)) {
				t.Errorf("%s: object %d is not at %s", name, i+1, m[1])
			}
		}
		info := regexp.MustCompile(`/Info (\d+) 0 R`).FindSubmatch(tail)
		if info == nil || !bytes.Contains(pdf, []byte("\n"+string(info[1])+" 0 obj\n<<\n/Producer")) || len(places) < 10 {
			t.Errorf("%s: the properties are not where the trailer says: %s", name, tail)
		}
	}
	if len(letters) < 24 {
		t.Errorf("only %d letters were looked at", len(letters))
	}
}

func TestPropertiesOfALetterAreWrittenSafely(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Agency = `Trung tâm <b>&"'` + "\x00"
	pdf := slip(t, s)
	if !bytes.Contains(pdf, []byte("Trung tâm &lt;b&gt;&amp;&#34;&#39;")) {
		t.Error("a name with signs of XML is not escaped")
	}
	if n := len(srgb); n < 400 || n > 700 || int(srgb[2])<<8|int(srgb[3]) != n {
		t.Errorf("the profile of colours has %d bytes and says %d", n, int(srgb[2])<<8|int(srgb[3]))
	}
}
