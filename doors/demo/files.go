package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

// scans keeps the few small files that all dossiers of the demonstration share by their hashes.
func scans(ctx context.Context, o *office.Office) ([]dossier.Attached, error) {
	who := office.Who{Kind: access.Officer, Account: office.SharedScans}
	var out []dossier.Attached
	for i, f := range []struct {
		name string
		body []byte
	}{
		{"to-khai.pdf", page("TO KHAI - BAN MAU TRINH DIEN")},
		{"giay-to-kem-theo.pdf", page("GIAY TO KEM THEO - BAN MAU TRINH DIEN")},
		{"ban-chup.png", photo(1)},
		{"can-cuoc.png", photo(2)},
	} {
		a, err := o.Upload(ctx, who, f.name, bytes.NewReader(f.body))
		if err != nil {
			return nil, fmt.Errorf("keep the scan %d: %w", i+1, err)
		}
		out = append(out, a)
	}
	return out, nil
}

// page is a PDF of one page with one line, in the letters that every reader of PDF has.
func page(line string) []byte {
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.4\n")
	text := "BT /F 18 Tf 60 760 Td (" + line + ") Tj ET"
	for i, o := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// photo is a small picture that looks like a sheet of paper with lines.
func photo(n int) []byte {
	const w, h = 240, 340
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := uint8(248)
			if y > 30 && y < h-30 && y/8%3 == n%3 && x > 20 && x < w-20-(y*n)%60 {
				c = 120
			}
			m.SetGray(x, y, color.Gray{Y: c})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return nil // a picture in memory: it does not fail
	}
	return b.Bytes()
}
