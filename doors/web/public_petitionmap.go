package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/office"
	"motcua/words/form"
)

// petitionMapPage shows the wards and communes as tiles with how much was published of each (bản đồ phản ánh theo xã, phường). It is no
// map of the ground: the data knows no borders.
type petitionMapPage struct {
	Base
	*Form
	Outcome string
	Dated   bool // a time is chosen
	Chips   []Chip
	Blocks  []tileBlock
	Rest    []tileBlock // wards of which nothing was published
	Scale   []tileStep
	Rows    []tileRow
	Leaf    Leaf
	Without int64 // petitions that name no ward
	NoneHas int   // wards of which nothing was published
	Href    string
	Empty   Empty
}

// Template names the page's template.
func (*petitionMapPage) Template() string { return "public/petitionmap" }

// A tileBlock are the wards that were, for the most part, of one former district.
type tileBlock struct {
	Name   string
	Height int
	Tiles  []tile
}

// A tile is a ward. Its number stands in it; the colour says the same once more.
type tile struct {
	X, Y, Step int
	Bare       string   // its name, without the kind
	Lines      []string // the same, as it stands on the tile
	Name, Href string
	N          int64
}

// One says that the block has a single ward.
func (b tileBlock) One() bool { return len(b.Tiles) == 1 }

// Width is that of three tiles, or of the one that there is.
func (b tileBlock) Width() int {
	if b.One() {
		return tileWide
	}
	return tilesBeside*(tileWide+tileGap) - tileGap
}

// At moves a tile to its place.
func (t tile) At() string { return "translate(" + strconv.Itoa(t.X) + " " + strconv.Itoa(t.Y) + ")" }

// LineAt is where a line of the name stands.
func (t tile) LineAt(i int) int { return 18 + 14*i }

// A tileStep is a shade with what it stands for.
type tileStep struct {
	Step  int
	Words string
}

// A tileRow is a ward in the table, with its counts.
type tileRow struct {
	Name  string
	Cells []tileCell
}

// A tileCell is a count that opens what it counts.
type tileCell struct {
	Term string
	N    int64
	Href string
}

// The measures of a block, in the units of its drawing: three tiles stand beside each other.
const (
	tileWide, tileHigh, tileGap = 94, 68, 4
	tilesBeside                 = 3
	tileLetters                 = 11 // of a line of a name
)

// tileLeaf is how many wards of the table the screen shows at a time.
const tileLeaf = 10

// outcomes are the counts of a ward in the order of the page.
var outcomes = append([]office.PublicState{office.AnyPublic}, office.PublicStates...)

func (s *Site) petitionMap(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	f, wrong := publicAsked(q)
	chosen := f.State
	if !slices.Contains(outcomes, chosen) {
		chosen = office.AnyPublic
	}
	f = office.PublicFilter{From: f.From, To: f.To}
	p := &petitionMapPage{
		Base: Base{TitleKey: "petitionmap.title", Nav: "petitions", Wide: true, Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}}}, Outcome: string(chosen),
		Href:  address("/phan-anh", nil, filterFrom, q.Get(filterFrom), filterTo, q.Get(filterTo)),
		Empty: Empty{Title: v.T("petition.page.none"), Words: v.T("petition.page.none-words"), Link: Link{v.T("petition.page.send"), "/phan-anh/gui"}},
	}
	p.Dated = q.Get(filterFrom)+q.Get(filterTo) != ""
	p.Form = NewForm(v, q, wrong)
	p.Add(Field{Name: filterFrom, Kind: form.Date, Label: v.T("petition.page.from"), Short: true})
	p.Add(Field{Name: filterTo, Kind: form.Date, Label: v.T("petition.page.to"), Short: true})
	if wrong != nil {
		return s.Again(w, r, p, wrong)
	}
	sums, err := rd.PublicByCommune(f)
	if err != nil {
		return err
	}
	p.lay(v, rd.CommuneGroups(), sums, chosen)
	p.Leaf = leafOf(len(p.Rows), q.Get("trang"), tileLeaf, v.T("petitionmap.word"), func(n int) string { return address("/phan-anh/ban-do", q, "trang", strconv.Itoa(n)) + "#tile-table" })
	return s.Render(w, r, http.StatusOK, p)
}

// lay places the wards and writes the table.
func (p *petitionMapPage) lay(v text.Voice, groups []office.CommuneGroup, sums []store.CommuneSum, chosen office.PublicState) {
	by, most, all := map[string]*store.CommuneSum{}, int64(0), map[office.PublicState]int64{}
	for i := range sums {
		c := publicCounts(&sums[i])
		for state, n := range c {
			all[state] += n
		}
		if sums[i].Commune == "" {
			p.Without = sums[i].Published
			continue
		}
		by[sums[i].Commune] = &sums[i]
		most = max(most, c[chosen])
	}
	for _, o := range outcomes {
		p.Chips = append(p.Chips, Chip{Words: publicStateWords(v, o), Count: all[o], Href: address("/phan-anh/ban-do", nil, filterOutcome, string(o), filterFrom, p.value(filterFrom), filterTo, p.value(filterTo)), Current: o == chosen})
	}
	p.Scale = tileScale(v, most)
	for _, g := range groups {
		name := ""
		if g.Name != "" {
			name = v.T("petitionmap.former", "name", formerWords(v, g.Name))
		}
		some, none := tileBlock{Name: name}, tileBlock{Name: name}
		for _, c := range g.Communes {
			b, sum := &some, by[c.Code]
			if sum == nil {
				p.NoneHas++
				b, sum = &none, &store.CommuneSum{Commune: c.Code}
			} else {
				p.Rows = append(p.Rows, p.row(v, c, sum))
			}
			n := publicCounts(sum)[chosen]
			b.add(tile{Name: communeWords(v, c.Name), Bare: office.BareCommune(c.Name), Lines: tileLines(office.BareCommune(c.Name)), N: n, Step: tileStepOf(n, most), Href: p.list(c.Code, chosen)})
		}
		if len(some.Tiles) > 0 {
			p.Blocks = append(p.Blocks, some)
		}
		if len(none.Tiles) > 0 {
			p.Rest = append(p.Rest, none)
		}
	}
}

// add puts a tile at its place, three beside each other.
func (b *tileBlock) add(t tile) {
	i := len(b.Tiles)
	t.X, t.Y = (i%tilesBeside)*(tileWide+tileGap), (i/tilesBeside)*(tileHigh+tileGap)
	b.Tiles, b.Height = append(b.Tiles, t), t.Y+tileHigh
}

// formerWords names a former district.
func formerWords(v text.Voice, name string) string {
	for vi, en := range map[string]string{"Quận ": " District", "Huyện ": " District"} {
		if bare, ok := strings.CutPrefix(name, vi); ok {
			if v.Lang == text.EN {
				return bare + en
			}
			return strings.ToLower(vi) + bare
		}
	}
	return name
}

// list is the address of the list that a count opens.
func (p *petitionMapPage) list(commune string, o office.PublicState) string {
	return address("/phan-anh", nil, filterCommune, commune, filterOutcome, string(o), filterFrom, p.value(filterFrom), filterTo, p.value(filterTo))
}

func (p *petitionMapPage) row(v text.Voice, c office.Commune, sum *store.CommuneSum) tileRow {
	row, counts := tileRow{Name: communeWords(v, c.Name)}, publicCounts(sum)
	for _, o := range outcomes {
		cell := tileCell{Term: publicStateWords(v, o), N: counts[o]}
		if cell.N > 0 {
			cell.Href = p.list(c.Code, o)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// tileSteps is how many shades there are beside that of nothing.
const tileSteps = 4

// tileStepOf is the shade of a count: nothing has one of its own, and the rest is divided evenly up to the most.
func tileStepOf(n, most int64) int {
	if n <= 0 || most <= 0 {
		return 0
	}
	return int((n*tileSteps + most - 1) / most)
}

// tileScale says what the shades stand for: those that a count may have.
func tileScale(v text.Voice, most int64) []tileStep {
	out := []tileStep{{0, v.Number(0)}}
	for step, from := 1, int64(1); step <= tileSteps && from <= most; step++ {
		to := int64(step) * most / tileSteps
		if to < from {
			continue
		}
		words := v.Number(from)
		if to > from {
			words += "–" + v.Number(to)
		}
		out = append(out, tileStep{step, words})
		from = to + 1
	}
	return out
}

// tileLines breaks a name into lines that a tile has room for.
func tileLines(name string) (lines []string) {
	for _, word := range strings.Fields(name) {
		last := len(lines) - 1
		if last >= 0 && utf8.RuneCountInString(lines[last])+1+utf8.RuneCountInString(word) <= tileLetters {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// value is what a box of the form has.
func (f *Form) value(name string) string { return f.typed.Get(name) }
