package letter

import "fmt"

// qrBlocks are the numbers of blocks and of data words in each, for level M of versions 1 to 6.
// Source: ISO/IEC 18004, table 9.
var qrBlocks = [...][2]int{{1, 16}, {1, 28}, {1, 44}, {2, 32}, {2, 43}, {4, 27}}

// readSquares decodes a QR code of level M, version 1 to 6, without mending errors: on paper that was just drawn there
// must be none. It follows ISO/IEC 18004 and shares nothing with the encoder.
func readSquares(rows [][]bool) (string, error) {
	size := len(rows)
	version := (size - 17) / 4
	if size != 17+4*version || version < 1 || version > 6 {
		return "", fmt.Errorf("%d modules are no version from 1 to 6", size)
	}
	// Format information, written from the corner: level in two bits, mask in three; ten more guard them (7.9).
	format := 0
	for i := range 15 {
		x, y := 8, i
		switch {
		case i > 8:
			x, y = 14-i, 8
		case i == 8:
			x, y = 7, 8
		case i > 5:
			y = i + 1
		}
		if rows[y][x] {
			format |= 1 << i
		}
	}
	format ^= 0b101010000010010
	level, mask := format>>13, format>>10&7
	if level != 0b00 {
		return "", fmt.Errorf("the level is %02b, want 00 for M", level)
	}
	words := qrWords(rows, version, mask)
	blocks, data := qrBlocks[version-1][0], qrBlocks[version-1][1]
	if len(words) < blocks*data {
		return "", fmt.Errorf("only %d words", len(words))
	}
	var plain []byte // the blocks' words are interleaved
	for b := range blocks {
		for i := range data {
			plain = append(plain, words[i*blocks+b])
		}
	}
	return qrText(plain)
}

// qrWords reads the words in their zigzag from the lower right, in columns of two, undoing the mask.
func qrWords(rows [][]bool, version, mask int) []byte {
	size := len(rows)
	flip := [...]func(i, j int) bool{
		func(i, j int) bool { return (i+j)%2 == 0 },
		func(i, _ int) bool { return i%2 == 0 },
		func(_, j int) bool { return j%3 == 0 },
		func(i, j int) bool { return (i+j)%3 == 0 },
		func(i, j int) bool { return (i/2+j/3)%2 == 0 },
		func(i, j int) bool { return i*j%2+i*j%3 == 0 },
		func(i, j int) bool { return (i*j%2+i*j%3)%2 == 0 },
		func(i, j int) bool { return ((i+j)%2+i*j%3)%2 == 0 },
	}[mask]
	align := size - 7 // the middle of the one alignment pattern
	fixed := func(i, j int) bool {
		return i < 9 && j < 9 || i < 9 && j >= size-8 || i >= size-8 && j < 9 || i == 6 || j == 6 ||
			version > 1 && i >= align-2 && i <= align+2 && j >= align-2 && j <= align+2
	}
	var out []byte
	n, word, up := 0, byte(0), true
	for right := size - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for step := range size {
			i := step
			if up {
				i = size - 1 - step
			}
			for j := right; j > right-2; j-- {
				if fixed(i, j) {
					continue
				}
				word <<= 1
				if rows[i][j] != flip(i, j) {
					word |= 1
				}
				if n++; n%8 == 0 {
					out, word = append(out, word), 0
				}
			}
		}
		up = !up
	}
	return out
}

// qrText reads the segments: digits, capitals, bytes.
func qrText(data []byte) (string, error) {
	at := 0
	take := func(n int) int {
		v := 0
		for range n {
			v <<= 1
			if at/8 < len(data) && data[at/8]>>(7-at%8)&1 == 1 {
				v |= 1
			}
			at++
		}
		return v
	}
	const capitals = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	text := ""
	for at+4 <= 8*len(data) {
		switch mode := take(4); mode {
		case 0:
			return text, nil
		case 1:
			n := take(10)
			for ; n >= 3; n -= 3 {
				text += fmt.Sprintf("%03d", take(10))
			}
			if n == 2 {
				text += fmt.Sprintf("%02d", take(7))
			} else if n == 1 {
				text += fmt.Sprint(take(4))
			}
		case 2:
			n := take(9)
			for ; n >= 2; n -= 2 {
				v := take(11)
				if v >= 45*45 {
					return text, fmt.Errorf("%d is no pair of capitals", v)
				}
				text += string(capitals[v/45]) + string(capitals[v%45])
			}
			if n == 1 {
				text += string(capitals[take(6)%45])
			}
		case 4:
			for n := take(8); n > 0; n-- {
				text += string(rune(take(8)))
			}
		default:
			return text, fmt.Errorf("mode %04b is not read here", mode)
		}
	}
	return text, nil
}
