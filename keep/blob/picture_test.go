package blob

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"
)

// photo is a JPEG of 16 by 8 with a red left half, as a camera writes it: with the place where it was taken, and a way up.
func photo(t *testing.T, way byte) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 16, 8))
	for y := range 8 {
		for x := range 16 {
			c := color.RGBA{B: 255, A: 255}
			if x < 8 {
				c = color.RGBA{R: 255, A: 255}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(way) + "\x00\x00GPS 21.0285 105.8542")
	part := append([]byte("Exif\x00\x00"), tiff...)
	head := []byte{0xFF, 0xE1, 0, byte(len(part) + 2)}
	return append(append(append([]byte{0xFF, 0xD8}, head...), part...), b.Bytes()[2:]...)
}

func TestABarePictureHasNothingThatTheCameraWroteAndStandsUpright(t *testing.T) {
	t.Parallel()
	for way, want := range map[byte]struct{ w, h, redX, redY int }{
		upright: {16, 8, 2, 4}, upsideDown: {16, 8, 13, 4}, turnRight: {8, 16, 4, 2}, turnLeft: {8, 16, 4, 13},
	} {
		in := photo(t, way)
		if !bytes.Contains(in, []byte("GPS")) {
			t.Fatal("the photograph has no place: the test shows nothing")
		}
		out, err := Bare(t.Context(), bytes.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(out, []byte("GPS")) || bytes.Contains(out, []byte("Exif")) {
			t.Errorf("way %d: the camera's words are still there", way)
		}
		img, err := jpeg.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		r, _, b, _ := img.At(want.redX, want.redY).RGBA()
		if size := img.Bounds().Size(); size.X != want.w || size.Y != want.h || r < b {
			t.Errorf("way %d: %v, red %d and blue %d where it is red", way, size, r, b)
		}
	}
}

// gps is the Exif part of a camera that noted a place and that it was held upside down.
const gps = "MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00GPS 21.0285 105.8542!"

// webpPhoto is a WebP of 16 by 8 with a red left half, with what a camera wrote.
func webpPhoto(t *testing.T) []byte {
	t.Helper()
	simple, err := base64.StdEncoding.DecodeString("UklGRj4AAABXRUJQVlA4IDIAAACQAQCdASoQAAgAAgA0JaACdLoAA5gA/vZQf/185v/IMf/ID+xr/kB//5Ac8f+QHAQAAA==")
	if err != nil {
		t.Fatal(err)
	}
	chunk := func(name string, b []byte) []byte {
		return append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(b))), b...)
	}
	body := chunk("VP8X", []byte{8, 0, 0, 0, 15, 0, 0, 7, 0, 0}) // it has Exif, and its size
	body = append(body, simple[12:]...)
	body = append(body, chunk("EXIF", []byte(gps))...)
	return append(chunk("RIFF", nil)[:4], append(binary.LittleEndian.AppendUint32(nil, uint32(len(body)+4)), append([]byte("WEBP"), body...)...)...)
}

// pngPhoto is the same as a PNG.
func pngPhoto(t *testing.T) []byte {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(photo(t, upright)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	part := append([]byte("eXIf"), gps...)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(gps)))
	chunk = binary.BigEndian.AppendUint32(append(chunk, part...), crc32.ChecksumIEEE(part))
	const head = 8 + 25 // the sign and the first chunk
	return slices.Concat(b.Bytes()[:head], chunk, b.Bytes()[head:])
}

func TestThePlaceThatACameraNotedIsInNoCopyOfAPNGOrWebP(t *testing.T) {
	t.Parallel()
	for what, in := range map[string][]byte{"PNG": pngPhoto(t), "WebP": webpPhoto(t)} {
		if !bytes.Contains(in, []byte("GPS 21.0285")) {
			t.Fatal("the photograph has no place: the test shows nothing")
		}
		out, err := Bare(t.Context(), bytes.NewReader(in))
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if bytes.Contains(out, []byte("GPS")) || bytes.Contains(out, []byte("eXIf")) || bytes.Contains(out, []byte("EXIF")) {
			t.Errorf("%s: the camera's words are still there", what)
		}
		img, _, err := image.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(what, err)
		}
		r, _, b, _ := img.At(13, 4).RGBA() // upside down, so the red half is on the right
		if size := img.Bounds().Size(); size.X != 16 || size.Y != 8 || r < b {
			t.Errorf("%s: %v, red %d and blue %d where it is red", what, size, r, b)
		}
	}
}

func TestOnlyPicturesOfABearableSizeAreDrawnAnew(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	if out, err := Bare(t.Context(), bytes.NewReader(b.Bytes())); err != nil || len(out) == 0 {
		t.Errorf("a PNG: %v", err)
	}
	huge := bytes.Clone(b.Bytes())
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // 65,536 by 65,536
	for what, in := range map[string][]byte{"nothing": nil, "a PDF": []byte("%PDF-1.7"), "a bomb": huge, "half a PNG": b.Bytes()[:40]} {
		if _, err := Bare(t.Context(), bytes.NewReader(in)); !errors.Is(err, ErrNoPicture) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzBare(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x10Exif\x00\x00MM\x00\x2a"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if out, err := Bare(t.Context(), bytes.NewReader(b)); err == nil && len(out) == 0 {
			t.Error("a picture of nothing")
		}
		if way := orientation(b); way < 0 {
			t.Error(way)
		}
	})
}

// scanned is a grey JPEG whose one scan stands there n times.
func scanned(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 64)), nil); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b.Bytes(), []byte("\xFF\xDA"))
	scan := bytes.TrimSuffix(b.Bytes()[at:], []byte("\xFF\xD9"))
	return slices.Concat(b.Bytes()[:at], bytes.Repeat(scan, n), []byte("\xFF\xD9"))
}

func TestAPictureWithMoreScansThanACameraWritesIsNotDrawn(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]error{1: nil, mostScans: nil, mostScans + 1: ErrNoPicture, 100 * mostScans: ErrNoPicture} {
		if _, err := Bare(t.Context(), bytes.NewReader(scanned(t, n))); !errors.Is(err, want) {
			t.Errorf("%d scans: %v, want %v", n, err, want)
		}
	}
}

func TestAPictureIsNotDrawnForSomebodyWhoHasLeft(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if _, err := Bare(ctx, bytes.NewReader(photo(t, upright))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the context has ended", err)
	}
}

// The figures are what image/jpeg, image/png and x/image/webp hold for a pixel, added by hand: the picture; for a progressive JPEG a
// coefficient of 32 bits for each of its colours; for a PNG its passes and the file that comes out; four bytes of a turned copy.
func TestMemoryOfAPictureIsReckonedBeforeItIsUnfolded(t *testing.T) {
	t.Parallel()
	plain := string(pngSign) + "....IHDRwwwwhhhh....\x00"
	passes := plain[:len(plain)-1] + "\x01"
	for _, c := range []struct {
		name string
		b    string
		m    color.Model
		way  int
		want int
	}{
		{"a camera's JPEG", string(jpegSign) + "\xFF\xC0", color.YCbCrModel, upright, 3},
		{"a camera's JPEG held upside down", string(jpegSign) + "\xFF\xC0", color.YCbCrModel, upsideDown, 7},
		{"a progressive JPEG", string(jpegSign) + "\xFF\xC2", color.YCbCrModel, upright, 15},
		{"a progressive grey JPEG", string(jpegSign) + "\xFF\xC2", color.GrayModel, upright, 5},
		{"a PNG", plain, color.NRGBAModel, upright, 8},
		{"a PNG of 16 bits, turned", plain, color.NRGBA64Model, turnRight, 20},
		{"a PNG in passes", passes, color.NRGBAModel, upright, 12},
	} {
		if got := drawnBytes([]byte(c.b), c.m, c.way); got != c.want {
			t.Errorf("%s: %d bytes a pixel, want %d", c.name, got, c.want)
		}
	}
	if 7071*7071*20 <= mostDrawn || 12_000_000*15 > mostDrawn || mostPixels*7 > mostDrawn {
		t.Error("a bomb of 16 bits is drawn, or a telephone's picture is not")
	}
}
