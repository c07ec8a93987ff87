package web

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"motcua/ground/text"
	"motcua/law/care"
	"motcua/office"
)

// careFindingsPage lists what was found in sampled conversations (nhận xét mẫu): everybody's for whoever answers for the desk, to others
// what was found in their own. Its address is its filter: result, of, from, to.
type careFindingsPage struct {
	Base
	Lead  string
	Chips []Chip
	Rows  []careFoundRow
	Pages Pages
	Empty Empty
}

// Template names the page's template.
func (*careFindingsPage) Template() string { return "care/findings" }

// A careFound is what was found in a conversation.
type careFound struct {
	Pill          Pill
	Words, By, Of string
	At            time.Time
	Sample        string // where the sample is drawn again
}

// A careFoundRow is a conversation in the list.
type careFoundRow struct {
	careRow
	Found *careFound
}

// careFound lays out a finding; nil for none.
func (s *Site) careFound(v text.Voice, f *care.Finding) *careFound {
	if f == nil {
		return nil
	}
	x := &careFound{Pill: Pill{OK, v.T("care.outcome." + f.Result)}, Words: f.Words, By: s.personNamed(f.By), Of: s.personNamed(f.Of), At: f.At, Sample: sampleAt(f.Draw)}
	if f.Result == care.Improve {
		x.Pill.Tone = Soon
	}
	if f.Gone && x.Words == "" {
		x.Words = v.T("care.gone")
	}
	return x
}

func (s *Site) careFindings(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	f := office.FindingFilter{Officer: q.Get("of")}
	f.From, f.To = careDays(q)
	p := &careFindingsPage{
		Base: Base{TitleKey: "care.findings.title", Audience: Desk, Nav: "care", Wide: true, Crumbs: []Crumb{{v.T("care.title"), "/care"}, {v.T("care.board.title"), "/care/board"}}},
		Lead: v.T("care.findings.lead-own"), Empty: Empty{Title: v.T("care.findings.none"), Words: v.T("care.findings.none-words")},
	}
	if rd.MayReview() {
		p.Lead = v.T("care.findings.lead")
	}
	for _, result := range []string{"", care.Good, care.Improve} {
		f.Result = result
		n, err := rd.CountFindings(f)
		if err != nil {
			return err
		}
		p.Chips = append(p.Chips, Chip{Words: v.T("care.findings." + cmp.Or(result, "all")), Count: n, Current: result == q.Get("result"), Href: address("/care/findings", q, "result", result, "at", "")})
	}
	f.Result = q.Get("result")
	f.Offset, _ = strconv.Atoi(q.Get("at"))
	rows, total, err := rd.Findings(f)
	if err != nil {
		return err
	}
	for i := range rows {
		x := careFoundRow{s.careRow(v, rd.Now(), &rows[i]), s.careFound(v, rows[i].Found)}
		x.Href = "/care/contacts/" + string(rows[i].ID)
		p.Rows = append(p.Rows, x)
	}
	p.Pages = pagesAt("/care/findings", q, "at", v.T("care.findings.word"), f.Offset, len(rows), office.ContactsShown, total)
	return s.Render(w, r, http.StatusOK, p)
}

// foundFigures are the figures of what was found in a time; each is a list.
func (s *Site) foundFigures(v text.Voice, rd *office.Reader, from, to time.Time, days ...string) (out []Figure, err error) {
	for _, result := range []string{care.Good, care.Improve} {
		n, err := rd.CountFindings(office.FindingFilter{Result: result, From: from, To: to})
		if err != nil {
			return nil, err
		}
		fig := Figure{Value: v.Number(n), Words: v.T("care.figures.found-" + result), Href: address("/care/findings", nil, append(days, "result", result)...)}
		if n > 0 {
			fig.Tone = map[string]Tone{care.Good: OK, care.Improve: Soon}[result]
		}
		out = append(out, fig)
	}
	return out, nil
}
