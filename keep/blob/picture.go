package blob

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// mostPixels is how large a picture may be to be drawn anew.
// choice: a telephone's camera has 12 to 50 million; each of them takes four bytes while it is drawn.
const mostPixels = 50_000_000

// ErrNoPicture says that a file is no picture that is drawn anew here.
var ErrNoPicture = errors.New("no JPEG, PNG or WebP picture, or too large a one")

// Bare draws a JPEG, PNG or WebP picture anew: what a camera wrote beside it, such as the place where it was taken, is not in what it
// gives. The way up that a camera noted is kept by turning the picture. A PNG stays one; the others become JPEG, or PNG where something
// shines through.
func Bare(r io.Reader) ([]byte, error) {
	all, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	read, size, exif := decoder(all)
	if read == nil {
		return nil, ErrNoPicture
	}
	c, err := size(bytes.NewReader(all))
	if err != nil || c.Width <= 0 || c.Height <= 0 || c.Width > mostPixels/c.Height {
		return nil, ErrNoPicture
	}
	img, err := read(bytes.NewReader(all))
	if err != nil {
		return nil, ErrNoPicture
	}
	img = turned(img, exif(all))
	var out bytes.Buffer
	if opaque, knows := img.(interface{ Opaque() bool }); bytes.HasPrefix(all, pngSign) || knows && !opaque.Opaque() {
		err = png.Encode(&out, img)
	} else {
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: 85})
	}
	return out.Bytes(), err
}

var pngSign = []byte("\x89PNG\r\n\x1a\n")

// decoder finds out by the first bytes how a picture is read, and where it has its Exif part; nil for what is not drawn anew.
func decoder(b []byte) (read func(io.Reader) (image.Image, error), size func(io.Reader) (image.Config, error), exif func([]byte) int) {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xD8\xFF")):
		return jpeg.Decode, jpeg.DecodeConfig, orientation
	case bytes.HasPrefix(b, pngSign):
		return png.Decode, png.DecodeConfig, pngOrientation
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return webp.Decode, webp.DecodeConfig, webpOrientation
	}
	return nil, nil, nil
}

// pngOrientation reads the way up from the chunk eXIf of a PNG file.
func pngOrientation(b []byte) int {
	for i := len(pngSign); i+12 <= len(b); {
		size := int(binary.BigEndian.Uint32(b[i:]))
		end := i + 12 + size
		if size < 0 || end > len(b) || end < i {
			break
		}
		if string(b[i+4:i+8]) == "eXIf" {
			return tiffOrientation(b[i+8 : i+8+size])
		}
		i = end
	}
	return upright
}

// webpOrientation reads the way up from the chunk EXIF of a WebP file.
func webpOrientation(b []byte) int {
	for i := 12; i+8 <= len(b); {
		size := int(binary.LittleEndian.Uint32(b[i+4:]))
		end := i + 8 + size
		if size < 0 || end > len(b) || end < i {
			break
		}
		if string(b[i:i+4]) == "EXIF" {
			return tiffOrientation(bytes.TrimPrefix(b[i+8:end], []byte("Exif\x00\x00")))
		}
		i = end + size%2 // chunks are of even length
	}
	return upright
}

// The ways up, as Exif numbers them: upright, upside down, to be turned right, to be turned left. Mirrored ones are not taken by
// cameras.
const upright, upsideDown, turnRight, turnLeft = 1, 3, 6, 8

// turned gives the picture upright.
func turned(img image.Image, way int) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	switch way {
	case turnRight, turnLeft:
		w, h = h, w
	case upsideDown:
	default:
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			var from image.Point
			switch way {
			case turnRight:
				from = image.Pt(y, w-1-x)
			case turnLeft:
				from = image.Pt(h-1-y, x)
			default:
				from = image.Pt(w-1-x, h-1-y)
			}
			out.Set(x, y, img.At(b.Min.X+from.X, b.Min.Y+from.Y))
		}
	}
	return out
}

// orientation reads the way up from the Exif part of a JPEG file; upright when there is none.
func orientation(b []byte) int {
	const exif = "Exif\x00\x00"
	for i := 2; i+4 <= len(b) && b[i] == 0xFF && b[i+1] != 0xDA; {
		size := int(binary.BigEndian.Uint16(b[i+2:]))
		end := i + 2 + size
		if size < 2 || end > len(b) {
			break
		}
		if part := b[i+4 : end]; b[i+1] == 0xE1 && bytes.HasPrefix(part, []byte(exif)) {
			return tiffOrientation(part[len(exif):])
		}
		i = end
	}
	return upright
}

func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(b[4:]))
	if at < 8 || at+2 > len(b) {
		return upright
	}
	n := int(order.Uint16(b[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > len(b) {
			break
		}
		if order.Uint16(b[e:]) == 0x0112 {
			return int(order.Uint16(b[e+8:]))
		}
	}
	return upright
}
