package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
)

// A letterLine is one paper of a dossier in the list of those that were made.
type letterLine struct {
	Words string
	Sub   string
	Href  string
	Void  bool
}

// letterLines lists the papers of a dossier, each with its address below base; the newest first.
func (s *Site) letterLines(r *http.Request, v text.Voice, id dossier.ID, base string) ([]letterLine, error) {
	all, err := s.read(r).Letters(id)
	return linesOf(v, all, base), err
}

// linesOf shows papers with their addresses below base, the newest first.
func linesOf(v text.Voice, all []office.Letter, base string) []letterLine {
	var out []letterLine
	for _, l := range slices.Backward(all) {
		x := letterLine{
			Words: v.T("letters.kind." + l.Kind), Sub: v.DateTime(l.At), Href: base + l.Kind + "-" + strconv.FormatInt(l.Version, 10) + ".pdf", Void: l.Void,
		}
		if l.Nth > 1 {
			x.Words = v.T("letters.nth", "kind", x.Words, "n", l.Nth)
		}
		if l.Form != "" {
			x.Sub = v.T("letters.form", "form", l.Form, "time", x.Sub)
		}
		out = append(out, x)
	}
	return out
}

// letterNamed reads a letter's kind and version out of its file name: "supplement-5.pdf".
func letterNamed(file string) (kind string, version int64, err error) {
	name, ok := strings.CutSuffix(file, ".pdf")
	i := strings.LastIndexByte(name, '-')
	if !ok || i <= 0 {
		return "", 0, fault.New(fault.Missing, "letter.missing")
	}
	if version, err = strconv.ParseInt(name[i+1:], 10, 64); err != nil {
		return "", 0, fault.New(fault.Missing, "letter.missing")
	}
	return name[:i], version, nil
}

// letter gives a paper of a dossier as PDF.
func (s *Site) letter(w http.ResponseWriter, r *http.Request, id dossier.ID, file string) error {
	kind, version, err := letterNamed(file)
	if err != nil {
		return err
	}
	pdf, name, err := s.read(r).Letter(id, kind, version)
	if err != nil {
		return err
	}
	return sendPDF(w, r, pdf, name)
}

func (s *Site) deskLetter(w http.ResponseWriter, r *http.Request) error {
	return s.letter(w, r, dossier.ID(r.PathValue("id")), r.PathValue("file"))
}

// lettersOfMany gives one PDF with the newest paper of a kind of several dossiers.
func (s *Site) lettersOfMany(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	var ids []dossier.ID
	for _, id := range q["id"] {
		if !slices.Contains(ids, dossier.ID(id)) {
			ids = append(ids, dossier.ID(id))
		}
	}
	kind := q.Get("kind")
	if kind == "" {
		kind = office.LetterSlip
	}
	pdf, name, _, err := s.read(r).Batch(kind, ids)
	if err != nil {
		return err
	}
	return sendPDF(w, r, pdf, name)
}

// register gives a unit's register of a year as PDF.
func (s *Site) register(w http.ResponseWriter, r *http.Request) error {
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil {
		return fault.New(fault.Missing, "letter.no-register", "year", r.URL.Query().Get("year"))
	}
	pdf, name, err := s.read(r).Register(r.URL.Query().Get("unit"), year)
	if err != nil {
		return err
	}
	return sendPDF(w, r, pdf, name)
}

// registers are the addresses of a receiving unit's registers: of this year and of the one before.
func registers(v text.Voice, unit office.UnitName, year int) []Link {
	if unit.Kind != "branch" && unit.Kind != "point" {
		return nil
	}
	var out []Link
	for y := year; y > year-2; y-- {
		out = append(out, Link{v.T("letters.register", "year", strconv.Itoa(y)), address("/watch/register.pdf", nil, "unit", unit.ID, "year", strconv.Itoa(y))})
	}
	return out
}

// slipsOf is where the slips of a page's received dossiers are printed in one file, "" when none was received.
func slipsOf(rows []office.Row) string {
	q := url.Values{"kind": {office.LetterSlip}}
	for _, row := range rows {
		if row.Code != "" {
			q.Add("id", row.ID)
		}
	}
	if len(q["id"]) == 0 {
		return ""
	}
	return "/desk/dossiers/letters.pdf?" + q.Encode()
}
