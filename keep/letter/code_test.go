package letter

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// code128Widths are the bars and spaces of the values 0 to 106 in modules. Source: ISO/IEC 15417, table 1.
const code128Widths = "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 " +
	"123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 " +
	"131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 " +
	"213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 " +
	"112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 " +
	"421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"

// readBars decodes Code 128 from the widths of bars and spaces, beginning with a bar.
func readBars(runs []int) (string, error) {
	if len(runs) < 6*4+1 || (len(runs)-7)%6 != 0 {
		return "", fmt.Errorf("%d bars and spaces are no Code 128", len(runs))
	}
	var values []int
	for i := 0; i+6 <= len(runs)-1; i += 6 {
		total := 0
		for _, r := range runs[i : i+6] {
			total += r
		}
		if i+7 == len(runs) {
			total = (total + runs[i+6]) * 11 / 13
		}
		widths := ""
		for _, r := range runs[i : i+6] {
			widths += fmt.Sprint((r*11*2 + total) / (2 * total)) // rounded to modules
		}
		at := strings.Index(code128Widths, widths)
		if at < 0 || at%7 != 0 {
			return "", fmt.Errorf("the pattern %s is none", widths)
		}
		values = append(values, at/7)
	}
	n := len(values)
	sum := values[0]
	for i, v := range values[1 : n-2] {
		sum += (i + 1) * v
	}
	if values[n-1] != 106 || values[0] < 103 || values[0] > 105 || sum%103 != values[n-2] {
		return "", fmt.Errorf("start, sum or stop is wrong in %v", values)
	}
	text, set := "", values[0]-103 // 0 is A, 1 is B, 2 is C
	for _, v := range values[1 : n-2] {
		switch {
		case set == 2 && v < 100:
			text += fmt.Sprintf("%02d", v)
		case set == 2 && v == 100, set == 0 && v == 100:
			set = 1
		case set != 2 && v == 99:
			set = 2
		case set == 1 && v < 96, set == 0 && v < 64:
			text += string(rune(v + 32))
		default:
			return "", fmt.Errorf("value %d in set %c is not for text", v, 'A'+set)
		}
	}
	return text, nil
}

// scan gives the widths in dots of the dark and light stretches along a line of the picture, from the first dark to the last.
func scan(img *image.Gray, x1, x2, y int) []int {
	var runs []int
	dark := false
	for x := x1; x < x2; x++ {
		switch now := img.GrayAt(x, y).Y < 128; {
		case now != dark:
			dark = now
			runs = append(runs, 1)
		case len(runs) > 0:
			runs[len(runs)-1]++
		}
	}
	if !dark && len(runs) > 0 {
		runs = runs[:len(runs)-1]
	}
	return runs
}

func TestTheBarsOnPaperAreTheCode(t *testing.T) {
	t.Parallel()
	const dots = 20.0 // a millimetre
	for _, code := range []string{
		"H26.103.25.7-261124-0112", "000.00.06.H56-231027-0361", "G09.20-20260609-0092637", "A",
		"H26.103.25.7.ABCDEFGHIJKLMNOPQRST12-20261124-0000112",
	} {
		s := sample()
		s.Code = code
		img := picture(t, slip(t, s), dots)
		// A line across the right half of the upper page that decodes, and how far up and down it goes on doing so.
		high, found := 0, ""
		for y := 0; y < int(80*dots); y += int(dots / 4) {
			for _, x := range []float64{6, 62} { // a long code reaches over the whole width
				if got, err := readBars(scan(img, int(x*dots), int(143*dots), y)); err == nil {
					high, found = high+1, got
					break
				}
			}
		}
		if mm := float64(high) / 4; found != code || mm < 10 {
			t.Errorf("the bars read %q over %.2f mm, want %q over 10 mm or more", found, mm, code)
		}
	}
}

func TestTheSquaresOnPaperAreTheAddress(t *testing.T) {
	t.Parallel()
	const dots = 20.0
	for _, url := range []string{
		"https://motcua.example.vn/t/K7M2Q9XTPA", "https://a.vn/t/AB", "HTTPS://MOTCUA.EXAMPLE.VN/T/K7M2Q9XTPA",
		"https://dichvucong.thanhpho.example.vn/tra-cuu/ho-so/K7M2Q9XTPA?nguon=giay",
	} {
		s := sample()
		s.Lookup.URL = url
		rows, err := findSquares(picture(t, slip(t, s), dots), dots)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if got, err := readSquares(rows); err != nil || got != url {
			t.Errorf("the squares read %q, %v, want %q", got, err, url)
		}
	}
}

// findSquares finds the QR code at the left margin by the edges of its two finders there, and samples its modules.
func findSquares(img *image.Gray, dots float64) ([][]bool, error) {
	dark := func(x, y float64) bool {
		return img.GrayAt(int(x*dots), int(y*dots)).Y < 128
	}
	var finders [][2]float64
	const edge = left + 0.2
	for y, from := 120.0, -1.0; y < 205; y += 1 / dots {
		switch d := dark(edge, y); {
		case d && from < 0:
			from = y
		case !d && from >= 0:
			if y-from > 3 && y-from < 9 {
				finders = append(finders, [2]float64{from, y})
			}
			from = -1
		}
	}
	if len(finders) != 2 {
		return nil, fmt.Errorf("found %d finders at the left margin, want two", len(finders))
	}
	top, high := finders[0][0], finders[1][1]-finders[0][0]
	size := 17 + 4*int((high/((finders[0][1]-finders[0][0])/7)-17)/4+0.5) // every version is four modules larger
	module := high / float64(size)
	rows := make([][]bool, size)
	for j := range rows {
		for i := range size {
			rows[j] = append(rows[j], dark(left+(float64(i)+0.5)*module, top+(float64(j)+0.5)*module))
		}
	}
	return rows, nil
}

// A scanner on the machine reads both codes as a phone would, from the whole page at the resolution of a fax.
func TestAScannerReadsThePage(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Skip("LEFT OUT: zbarimg is not installed (package zbar-tools)")
	}
	s := sample()
	png := poppler(t, slip(t, s), "pdftoppm", "-r", "200", "-png", "-singlefile", "FILE")
	file := filepath.Join(t.TempDir(), "page.png")
	if err := os.WriteFile(file, []byte(png), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "zbarimg", "-q", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CODE-128:" + s.Code, "QR-Code:" + s.Lookup.URL} {
		if !strings.Contains(string(out), want+"\n") {
			t.Errorf("the scanner read %q, want %q", out, want)
		}
	}
}
