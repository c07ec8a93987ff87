package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
)

// drawPage shows how a survey was drawn, so that anybody can draw it again: what the numbers are made of, the members and the sample.
type drawPage struct {
	Base
	Facts  []Fact
	Sizes  []Fact
	Chips  []Chip
	Rows   []drawLine
	Pages  Pages
	CSV    string
	Excel  string
	Kept   bool
	Strata bool
	Empty  Empty
}

// Template names the page's template.
func (*drawPage) Template() string { return "watch/draw" }

type drawLine struct {
	Mark, Unit, UnitID, Number string
	Drawn                      bool
}

// drawPiece is how many members a page has.
const drawPiece = 20

func (s *Site) draw(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	as, sample := exported(r), q.Get("only") == "drawn"
	told := office.Told(q.Get("told"))
	if !slices.Contains(office.Tolds, told) {
		told = ""
	}
	from, most := fromOf(r), drawPiece
	if as != "" {
		from, most = 0, 0
	}
	d, err := s.read(r).CampaignTold(r.PathValue("id"), told, sample, from, most)
	if err != nil {
		return err
	}
	if as != "" {
		return s.sendSheet(w, r, as, drawSheet(v, d))
	}
	at, home := "/watch/campaigns/"+d.ID+"/draw", "/watch/campaigns/"+d.ID
	p := &drawPage{
		Base: Base{
			TitleKey: "draw.title", Audience: Desk, Nav: "campaigns", Wide: true,
			Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}, {v.T("campaign.title-page"), "/watch/campaigns"}, {d.Title, home}},
		},
		Kept: d.Kept, Strata: d.Sampling.Stratified, CSV: address(at, nil, "as", "csv"), Excel: address(at, nil, "as", "xlsx"),
		Empty: Empty{Title: v.T("draw.not-kept"), Words: v.T("draw.not-kept-words")},
	}
	p.facts(v, d)
	if !d.Kept {
		return s.Render(w, r, http.StatusOK, p)
	}
	p.Chips = []Chip{
		{Words: v.T("draw.members"), Count: int64(d.Campaign.Members), Href: at, Current: !sample},
		{Words: v.T("draw.drawn"), Count: int64(d.Sampled), Href: address(at, nil, "only", "drawn"), Current: sample},
	}
	if told != "" {
		p.Chips[0].Current, p.Chips[1].Current = false, false
		p.Chips = append(p.Chips, Chip{Words: v.T("campaign.told." + string(told)), Count: int64(d.Total), Href: address(at, nil, "told", string(told)), Current: true})
	}
	for _, m := range d.Members {
		p.Rows = append(p.Rows, drawLine{Mark: m.Mark, Unit: unitWords(v, m.Unit), UnitID: m.Unit.ID, Number: cut(m.Number, 16), Drawn: m.Drawn})
	}
	p.Pages = placePages(at, q, d.From, len(d.Members), d.Total, drawPiece, v.T("draw.word"))
	return s.Render(w, r, http.StatusOK, p)
}

// placePages are the pages of a list that is read from one place on.
func placePages(at string, q url.Values, from, shown, total, piece int, word string) Pages {
	p := Pages{From: int64(from + 1), To: int64(from + shown), Total: int64(total), Word: word}
	if from > 0 {
		p.Prev = address(at, q, "from", strconv.Itoa(max(0, from-piece)))
	}
	if from+shown < total {
		p.Next = address(at, q, "from", strconv.Itoa(from+piece))
	}
	return p
}

// fromOf is the place in a list that a request asks for.
func fromOf(r *http.Request) int {
	from, err := strconv.Atoi(r.URL.Query().Get("from"))
	if err != nil {
		return 0
	}
	return max(from, 0)
}

// facts are what the numbers are made of.
func (p *drawPage) facts(v text.Voice, d *office.CampaignDraw) {
	p.Facts = []Fact{
		{Term: v.T("draw.method"), Words: d.Method, Code: true},
		{Term: v.T("draw.typed"), Words: d.Sampling.Seed, Sub: v.DateTime(d.Drawn)},
	}
	if d.Kept {
		p.Facts = append(p.Facts,
			Fact{Term: v.T("draw.seal"), Words: d.Seal, Code: true, Sub: v.T("draw.seal-words", "date", v.DateTime(d.Framed))},
			Fact{Term: v.T("draw.seed"), Words: d.Seed, Sub: v.T("draw.seed-words")})
	}
	p.Facts = append(p.Facts, Fact{Term: v.T("draw.plan"), Words: planArguments(&d.Sampling), Code: true, Sub: v.T("draw.plan-words")})
	p.Facts = append(p.Facts, Fact{Term: v.T("draw.digest"), Words: d.Frame, Code: true, Sub: v.T("draw.digest-words")})
	if !d.Sampling.Stratified {
		p.Facts = append(p.Facts, Fact{Term: v.T("draw.size"), Words: v.Number(int64(d.Sampling.Size))})
		return
	}
	for i, x := range d.Strata {
		p.Sizes = append(p.Sizes, Fact{Term: unitWords(v, d.Units[i]), Words: v.T("draw.size-of", "n", v.Number(int64(x.Drawn)), "all", v.Number(int64(x.Population)))})
	}
}

// planArguments is the plan as the script of docs/sampling.md takes it.
func planArguments(x *survey.Sampling) string {
	if !x.Stratified {
		return "simple:" + strconv.Itoa(x.Size)
	}
	out := "strata:" + strconv.Itoa(x.Size)
	for _, unit := range slices.Sorted(maps.Keys(x.Sizes)) {
		out += " " + unit + ":" + strconv.Itoa(x.Sizes[unit])
	}
	return out
}

// drawSheet is the whole population, by which the draw is done again; its columns are named in docs/sampling.md.
func drawSheet(v text.Voice, d *office.CampaignDraw) sheet {
	sh := sheet{Name: "rut-mau", Counts: true, Head: []string{v.T("draw.mark"), v.T("draw.unit-code"), v.T("scores.unit"), v.T("draw.number"), v.T("draw.is-drawn")}}
	for _, m := range d.Members {
		drawn := ""
		if m.Drawn {
			drawn = "x"
		}
		sh.Rows = append(sh.Rows, []any{m.Mark, m.Unit.ID, unitWords(v, m.Unit), m.Number, drawn})
	}
	return sh
}
