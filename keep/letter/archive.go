package letter

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Letters are PDF/A-1b (ISO 19005-1): whoever opens one in thirty years sees what was printed. The library gives embedded
// fonts with their widths; here is what is still needed: metadata in XMP, what black means, and the document's identity.
// TestLettersHaveWhatAnArchiveNeeds holds it; docs/letters.md says with which validator all letters were judged.

// archival adds to a document what has to be there before it is written.
func archival(doc *fpdf.Fpdf, about properties) error {
	xmp, err := about.xmp()
	if err != nil {
		return err
	}
	doc.SetXmpMetadata(xmp)
	doc.AddOutputIntent(fpdf.OutputIntentType{
		SubtypeIdent: fpdf.OutputIntent_GTS_PDFA1, OutputConditionIdentifier: "sRGB IEC61966-2.1", Info: "sRGB IEC61966-2.1", ICCProfile: srgb,
	})
	return nil
}

// properties are what a PDF says of itself, the same in both places that the standard asks for.
type properties struct {
	title, author, keywords string
	at                      time.Time // UTC
}

// xmp writes the properties as an XMP packet.
func (p properties) xmp() ([]byte, error) {
	at := p.at.Format("2006-01-02T15:04:05Z")
	var b bytes.Buffer
	put := func(format string, words ...string) error {
		args := make([]any, len(words))
		for i, w := range words {
			var s strings.Builder
			if err := xml.EscapeText(&s, []byte(w)); err != nil {
				return err
			}
			args[i] = s.String()
		}
		_, err := fmt.Fprintf(&b, format, args...)
		return err
	}
	err := put(`<?xpacket begin="`+"\uFEFF"+`" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>motcua</pdf:Producer><pdf:Keywords>%s</pdf:Keywords></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreatorTool>motcua</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`, p.title, p.author, p.keywords, at, at)
	return b.Bytes(), err
}

// identified puts the document's identity, made of its data, into the trailer, and mends what the library writes there and
// elsewhere whatever it is asked: an empty dictionary of attachments, groups for transparency that no page has, dates without
// a zone, and the wrong number of the properties. Every object stays where it is.
func identified(pdf []byte, hash [32]byte) ([]byte, error) {
	const names, group, trailer = "/Names <<\n/EmbeddedFiles", "/Group <</Type /Group /S /Transparency /CS /DeviceRGB>>", "trailer\n<<\n"
	catalog, xref, tail := bytes.LastIndex(pdf, []byte(names)), bytes.LastIndex(pdf, []byte("\nxref\n")), bytes.LastIndex(pdf, []byte(trailer))
	made := bytes.LastIndex(pdf, []byte("/CreationDate"))
	if catalog < 0 || catalog > xref || tail < xref || made < 0 || made > catalog {
		return nil, fmt.Errorf("the library writes PDF in another way than was looked at")
	}
	start := bytes.LastIndex(pdf[:made], []byte(" 0 obj\n<<\n/Producer"))
	number := pdf[bytes.LastIndexByte(pdf[:max(0, start)], '\n')+1 : max(0, start)]
	end := catalog + bytes.Index(pdf[catalog:xref], []byte("\nendobj"))
	end = catalog + bytes.LastIndex(pdf[catalog:end], []byte(">>")) // what closes the catalog
	copy(pdf[catalog:end], bytes.Repeat([]byte(" "), end-catalog))
	pdf = bytes.ReplaceAll(pdf, []byte(group), bytes.Repeat([]byte(" "), len(group)))

	copy(pdf[made:], datesAt.ReplaceAll(pdf[made:catalog], []byte("/CreationDate (D:${1}Z)/ModDate(D:${2}Z)")))

	id := hex.EncodeToString(hash[:16])
	last := infoAt.ReplaceAll(pdf[tail+len(trailer):], append(append([]byte("/Info "), number...), " 0 R"...))
	out := append([]byte{}, pdf[:tail+len(trailer)]...)
	out = append(out, "/ID [<"+id+"> <"+id+">]\n"...)
	return append(out, last...), nil
}

var (
	datesAt = regexp.MustCompile(`/CreationDate \(D:(\d{14})\)\n/ModDate \(D:(\d{14})\)`)
	infoAt  = regexp.MustCompile(`/Info \d+ 0 R`)
)

// srgb is what the letters' black rests on: a small profile of the usual screen colours, in version 2 of the ICC's format.
// Source: ICC.1:2001-04; primaries of IEC 61966-2-1 adapted to D50, and a curve of 2.2 in place of its two parts, which
// black and white do not see.
var srgb = func() []byte {
	fixed := func(v ...float64) []byte {
		var b []byte
		for _, x := range v {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(x*65536+0.5)))
		}
		return b
	}
	xyz := func(x, y, z float64) []byte { return append([]byte("XYZ \x00\x00\x00\x00"), fixed(x, y, z)...) }
	const name = "sRGB IEC61966-2.1"
	desc := append([]byte("desc\x00\x00\x00\x00\x00\x00\x00"), byte(len(name)+1))
	desc = append(append(desc, name...), make([]byte, 1+4+4+2+1+67)...)
	curve := append([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), 2, 51) // 2.2 as a number with 8 bits behind the point
	tags := []struct {
		sign string
		data []byte
	}{
		{"desc", desc},
		{"cprt", []byte("text\x00\x00\x00\x00CC0\x00")},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.4360, 0.2225, 0.0139)},
		{"gXYZ", xyz(0.3851, 0.7169, 0.0971)},
		{"bXYZ", xyz(0.1431, 0.0606, 0.7141)},
		{"rTRC", curve},
		{"gTRC", curve},
		{"bTRC", curve},
	}
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	at := 128 + 4 + 12*len(tags)
	for _, t := range tags {
		table = append(table, t.sign...)
		table = binary.BigEndian.AppendUint32(table, uint32(at+len(body)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(at+len(body)))
	head = append(head, "\x00\x00\x00\x00\x02\x10\x00\x00mntrRGB XYZ "...)
	head = append(head, 0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0) // 1 January 2026
	head = append(append(head, "acsp"...), make([]byte, 128-40-60)...)
	head = append(head, fixed(0.9642, 1, 0.8249)...)
	head = append(head, make([]byte, 128-len(head))...)
	return append(append(head, table...), body...)
}()
