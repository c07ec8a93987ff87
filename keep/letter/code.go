package letter

import (
	"fmt"

	"github.com/boombuler/barcode/code128"
	"rsc.io/qr"
)

// bars encodes content in Code 128 and gives its modules from left to right, true for a bar, without quiet zones.
func bars(content string) ([]bool, error) {
	for _, r := range content {
		if r < ' ' || r > '~' { // the encoder has private signs above ASCII
			return nil, fmt.Errorf("encode %q as Code 128: only ASCII has bars", content)
		}
	}
	c, err := code128.Encode(content)
	if err != nil {
		return nil, fmt.Errorf("encode %q as Code 128: %w", content, err)
	}
	out := make([]bool, c.Bounds().Dx())
	for x := range out {
		r, _, _, _ := c.At(x, 0).RGBA()
		out[x] = r == 0
	}
	return out, nil
}

// squares encodes content as a QR code and gives its rows from the top, true for black, without the quiet zone.
// choice: level M survives a fold or a stamp on the paper and keeps the squares large enough for an old phone.
func squares(content string) ([][]bool, error) {
	c, err := qr.Encode(content, qr.M)
	if err != nil {
		return nil, fmt.Errorf("encode %q as a QR code: %w", content, err)
	}
	out := make([][]bool, c.Size)
	for y := range out {
		out[y] = make([]bool, c.Size)
		for x := range out[y] {
			out[y][x] = c.Black(x, y)
		}
	}
	return out, nil
}

// QR gives content as a QR code, a small PNG for a page.
func QR(content string) ([]byte, error) {
	c, err := qr.Encode(content, qr.M)
	if err != nil {
		return nil, fmt.Errorf("encode an address of %d bytes as a QR code: %w", len(content), err)
	}
	return c.PNG(), nil
}
