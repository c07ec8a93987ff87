package petition

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// register takes a petition in, as it was sent or said.
func (c *Case) register(in Input) (holder, private, error) {
	trim := func(s *string) { *s = vn.Trim(*s) }
	for _, s := range []*string{&in.Title, &in.Text, &in.Place, &in.Person.Name, &in.Person.Phone, &in.Person.Email, &in.Person.Address} {
		trim(s)
	}
	if in.Level == "" {
		in.Level = Normal
	}
	service, offered := ServiceOf(in.Service)
	if offered && in.Class == "" {
		in.Class = service.Class
	}
	var fs []error
	bad := func(field, key string, pairs ...string) {
		fs = append(fs, fault.New(fault.Invalid, key, pairs...).At(field))
	}
	if !slices.Contains(Channels, in.Channel) {
		bad("channel", "petition.channel")
	}
	if in.Class != "" && in.Class != Scene {
		bad("class", "petition.class")
	}
	if in.Service != "" && !offered {
		bad("service", "petition.no-service", "code", in.Service)
	}
	if !slices.Contains(Levels, in.Level) {
		bad("level", "petition.level")
	}
	if n := utf8.RuneCountInString(vn.Seen(in.Title)); n < 3 || n > MostTitle {
		bad("title", "petition.title", "least", "3", "most", strconv.Itoa(MostTitle))
	} else if wordless(in.Title) {
		bad("title", "petition.wordless")
	}
	if n := utf8.RuneCountInString(vn.Seen(in.Text)); n > farText {
		bad("text", "petition.text-far", "least", strconv.Itoa(leastText), "most", strconv.Itoa(MostText))
	} else if n < leastText || n > MostText {
		bad("text", "petition.text", "least", strconv.Itoa(leastText), "most", strconv.Itoa(MostText), "is", strconv.Itoa(n))
	} else if wordless(in.Text) {
		bad("text", "petition.wordless")
	}
	if len(in.Files) > mostFiles {
		bad("files", "petition.files", "most", strconv.Itoa(mostFiles))
	}
	fs = append(fs, line("place", in.Place), line("name", in.Person.Name), line("address", in.Person.Address), in.reachable(), in.placed(c.Area))
	h := holder{
		Code: in.Code, Channel: in.Channel, System: in.System, External: in.External, Service: in.Service, Commune: in.Commune, Rules: LimitsOf(c.Limits, in.Channel),
		Class: in.Class, Level: in.Level, Unit: in.To, Dossier: in.Dossier, DStep: in.DStep, About: in.About,
	}
	if slices.Contains(Spoken, in.Channel) {
		h.Spoke = c.Actor
	}
	person := in.Person
	return h, private{Person: &person, Title: in.Title, Text: in.Text, Place: in.Place, Point: in.Point, Files: in.Files, Words: in.Words}, fault.Together(fs...)
}

// wordless says whether a text has no letter and no digit: marks that belong over letters are nothing to read by themselves.
func wordless(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// reachable judges the petitioner. What comes by page needs a name and a way to answer, as the decree has it; a report of what is
// seen on the spot needs neither, and what is written down by an officer is written down as it was said.
// choice: the decree's own article was not read; petitions-and-queue.md says what it asks for.
func (in *Input) reachable() error {
	var fs []error
	who := &in.Person
	if in.Channel == Page && in.Class != Scene {
		if who.Name == "" {
			fs = append(fs, fault.New(fault.Invalid, "petition.name").At("name"))
		}
		if who.Address == "" {
			fs = append(fs, fault.New(fault.Invalid, "petition.address").At("address"))
		}
		if who.Phone == "" && who.Email == "" {
			fs = append(fs, fault.New(fault.Invalid, "petition.contact").At("phone"))
		}
	}
	if in.Class == Scene && in.Place == "" && in.Point == nil {
		fs = append(fs, fault.New(fault.Invalid, "petition.place").At("place"))
	}
	if n := len(digits(who.Phone)); who.Phone != "" && (n < 8 || n > 15 || strings.ContainsFunc(who.Phone, unicode.IsLetter)) {
		fs = append(fs, fault.New(fault.Invalid, "petition.phone").At("phone"))
	}
	if at := strings.Index(who.Email, "@"); who.Email != "" && (at < 1 || at == len(who.Email)-1 || len(who.Email) > 200 || strings.ContainsAny(who.Email, " \n,;")) {
		fs = append(fs, fault.New(fault.Invalid, "petition.email").At("email"))
	}
	return fault.Together(fs...)
}

// The country's land and sea, in degrees: a point outside is a mistake.
const south, north, west, east = 6.0, 24.0, 102.0, 118.0

func (p Point) inside() bool {
	return p.Lat >= south && p.Lat <= north && p.Long >= west && p.Long <= east
}

// An Area (khung tọa độ) is a frame around the city, in degrees.
type Area struct{ South, North, West, East float64 }

// ParseArea reads "south north west east".
func ParseArea(s string) (a Area, err error) {
	n := make([]float64, 0, 4)
	for _, w := range strings.Fields(s) {
		x, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return a, fmt.Errorf("%q is no number of degrees", w)
		}
		n = append(n, x)
	}
	if len(n) != 4 || !(Point{n[0], n[2]}).inside() || !(Point{n[1], n[3]}).inside() || n[0] >= n[1] || n[2] >= n[3] {
		return a, fmt.Errorf("four numbers within the country: south north west east, such as 20.5 21.4 105.2 106.1")
	}
	return Area{n[0], n[1], n[2], n[3]}, nil
}

// placed judges a point on the map. A city that gives no frame takes every point of the country.
func (in *Input) placed(a Area) error {
	p := in.Point
	if p == nil {
		return nil
	}
	near := func(q Point) bool {
		return q.inside() && (a == Area{} || q.Lat >= a.South && q.Lat <= a.North && q.Long >= a.West && q.Long <= a.East)
	}
	switch {
	case near(*p):
		return nil
	case near(Point{p.Long, p.Lat}):
		return fault.New(fault.Invalid, "petition.point-swapped").At("point")
	case p.inside():
		return fault.New(fault.Invalid, "petition.point-far").At("point")
	}
	return fault.New(fault.Invalid, "petition.point").At("point")
}

// digits are the digits of a text.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
