package blob

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// mostPixels is how large a picture may be to be drawn anew, and mostDrawn how many bytes of memory that may take: a file of 400 KB
// can unfold to a thousand times its size.
// choice: a telephone's camera has 12 to 50 million pixels, of 3 bytes; pictures in several passes or of 16 bits a colour take more and
// have to be smaller.
const mostPixels, mostDrawn = 50_000_000, 640 << 20

// mostPasses is over how many pixels the scans of one JPEG may go together. A scan of a few bytes goes over the whole picture, and a
// file may have any number of them.
// choice: cameras write one scan, progressive pictures about ten: 20 of the largest picture, and 100 of a middling one.
const mostPasses, mostScans = 1_000_000_000, 100

// ErrNoPicture says that a file is no picture that is drawn anew here.
var ErrNoPicture = errors.New("no JPEG, PNG or WebP picture, or too large a one")

// drawing is held while a picture is unfolded: one at a time, so that what many send at once does not add up in memory.
var drawing = make(chan struct{}, 1)

// Bare draws a JPEG, PNG or WebP picture anew: what a camera wrote beside it, such as the place where it was taken, is not in what it
// gives. The way up that a camera noted is kept by turning the picture. A PNG stays one; the others become JPEG, or PNG where something
// shines through. It stops when ctx ends. One picture is drawn at a time in a process, the others wait.
func Bare(ctx context.Context, r io.Reader) ([]byte, error) {
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
	way, pixels := exif(all), c.Width*c.Height
	if pixels*drawnBytes(all, c.ColorModel, way) > mostDrawn {
		return nil, ErrNoPicture
	}
	select {
	case drawing <- struct{}{}:
		defer func() { <-drawing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	img, err := read(&scans{ctx: ctx, r: bytes.NewReader(all), most: min(mostScans, mostPasses/pixels), jpeg: bytes.HasPrefix(all, jpegSign)})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, ErrNoPicture
	}
	img = turned(img, way)
	var out bytes.Buffer
	if opaque, knows := img.(interface{ Opaque() bool }); bytes.HasPrefix(all, pngSign) || knows && !opaque.Opaque() {
		err = png.Encode(&out, img)
	} else {
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: 85})
	}
	return out.Bytes(), err
}

// drawnBytes is how many bytes of memory a pixel takes at most while a picture is unfolded, turned and written, by what the decoders
// of the standard library hold: a progressive JPEG keeps four bytes more for each colour, an interlaced PNG each pass beside the whole.
func drawnBytes(b []byte, m color.Model, way int) int {
	n, colours := 4, 3
	switch m {
	case color.GrayModel:
		n, colours = 1, 1
	case color.Gray16Model:
		n = 2
	case color.YCbCrModel:
		n = 3
	case color.CMYKModel:
		n, colours = 8, 4
	case color.RGBA64Model, color.NRGBA64Model:
		n = 8
	}
	switch {
	case bytes.HasPrefix(b, jpegSign):
		if bytes.Contains(b, []byte("\xFF\xC2")) {
			n += 4 * colours
		}
	case bytes.HasPrefix(b, pngSign):
		n *= 2 // what is written may be as large as what was read
		if len(b) > interlaced && b[interlaced] != 0 {
			n += n / 2
		}
	default:
		n *= 2
	}
	if way != upright {
		n += 4
	}
	return n
}

// interlaced is where a PNG says that it comes in passes: the last byte of its first chunk.
const interlaced = 28

// scans reads for a decoder, and ends its work when the context ends or a JPEG begins more scans than it may. In a JPEG the mark of a
// scan stands nowhere else but by chance in what a camera wrote; what the decoder does not read counts for nothing.
type scans struct {
	ctx  context.Context // a decoder takes a reader and no context
	r    io.Reader
	most int
	jpeg bool
	last byte
}

func (s *scans) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(b)
	if !s.jpeg {
		return n, err
	}
	for _, c := range b[:n] {
		if s.last == 0xFF && c == 0xDA {
			s.most--
		}
		s.last = c
	}
	if s.most < 0 {
		return 0, ErrNoPicture
	}
	return n, err
}

var jpegSign = []byte("\xFF\xD8\xFF")

var pngSign = []byte("\x89PNG\r\n\x1a\n")

// decoder finds out by the first bytes how a picture is read, and where it has its Exif part; nil for what is not drawn anew.
func decoder(b []byte) (read func(io.Reader) (image.Image, error), size func(io.Reader) (image.Config, error), exif func([]byte) int) {
	switch {
	case bytes.HasPrefix(b, jpegSign):
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
