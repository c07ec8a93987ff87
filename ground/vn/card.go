package vn

import (
	"strings"
	"time"
)

// A Card is what the code on the back of an identity card (thẻ căn cước gắn chip) says, as a reader at the counter types it.
type Card struct {
	Number  string // 12 digits
	Old     string // the number of the identity card before, "" when there was none
	Name    string
	Birth   time.Time // zero when it cannot be read
	Sex     string    // "male", "female", ""
	Address string    // as on the card, often of before a reorganisation
	Issued  time.Time
}

// mostCard is more than any card says.
const mostCard = 1000

// ParseCard reads the text of a card: number|old number|name|birth|sex|address|issued, days as 15021985 or 15/02/1985.
// ok is false when the text is no such line; a day that cannot be read is left out, the clerk sees the empty box.
//
// Source: the QR code of the chip-based card issued since 2021; later cards add fields at the end.
func ParseCard(s string) (Card, bool) {
	if len(s) > mostCard {
		return Card{}, false
	}
	part := strings.Split(strings.TrimSpace(s), "|")
	if len(part) < 6 {
		return Card{}, false
	}
	for i := range part {
		part[i] = Tidy(part[i])
	}
	id, err := ParsePersonalID(part[0])
	if err != nil || id.Old || part[2] == "" {
		return Card{}, false
	}
	c := Card{Number: id.Number, Old: part[1], Name: part[2], Birth: cardDay(part[3]), Address: part[5]}
	switch Fold(part[4]) {
	case "nam", "male", "m":
		c.Sex = "male"
	case "nu", "female", "f":
		c.Sex = "female"
	}
	if len(part) > 6 {
		c.Issued = cardDay(part[6])
	}
	return c, true
}

func cardDay(s string) time.Time {
	for _, layout := range []string{"02012006", "2/1/2006", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}
