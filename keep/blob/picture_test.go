package blob

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
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
		out, err := Bare(bytes.NewReader(in))
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

func TestOnlyPicturesOfABearableSizeAreDrawnAnew(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	if out, err := Bare(bytes.NewReader(b.Bytes())); err != nil || len(out) == 0 {
		t.Errorf("a PNG: %v", err)
	}
	huge := bytes.Clone(b.Bytes())
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // 65,536 by 65,536
	for what, in := range map[string][]byte{"nothing": nil, "a PDF": []byte("%PDF-1.7"), "a bomb": huge, "half a PNG": b.Bytes()[:40]} {
		if _, err := Bare(bytes.NewReader(in)); !errors.Is(err, ErrNoPicture) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzBare(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x10Exif\x00\x00MM\x00\x2a"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if out, err := Bare(bytes.NewReader(b)); err == nil && len(out) == 0 {
			t.Error("a picture of nothing")
		}
		if way := orientation(b); way < 0 {
			t.Error(way)
		}
	})
}
