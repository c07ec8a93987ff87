package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/ground/vn"
)

// textsPage searches every word of the screen, in both languages side by side (lời trên màn hình).
type textsPage struct {
	Base
	Search  Search
	Chips   []Chip
	Letters string
	Rows    []textLine
	Pages   Pages
	Found   string
	Empty   Empty
}

// Template names the page's template.
func (*textsPage) Template() string { return "settings/texts" }

// A textLine is one text; gaps stand in it as ‹name›.
type textLine struct{ Key, VI, EN string }

// gapMarks write the gaps of a text so that they are not taken for a mistake of the page.
var gapMarks = strings.NewReplacer("{", "‹", "}", "›")

// textsPageSize is how many texts a page shows.
const textsPageSize = 100

func (s *Site) settingTexts(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	q.Del("lang")
	facts, err := s.read(r).System()
	if err != nil {
		return err
	}
	p := &textsPage{Base: s.settingsBase(v, "texts"), Letters: v.T("settings.texts.letters", "version", facts.Letters)}
	room, find := q.Get("room"), vn.Fold(cut(strings.TrimSpace(q.Get("q")), 200))
	p.Search = Search{Action: "/settings/texts", Name: "q", Label: v.T("settings.texts.search"), Value: q.Get("q"), Button: v.T("settings.find"), Hint: v.T("settings.texts.hint"), Keep: map[string]string{}}
	if room != "" {
		p.Search.Keep["room"] = room
	}
	counts := map[string]int64{}
	var all []textLine
	for _, key := range s.words.Keys() {
		line := textLine{key, gapMarks.Replace(s.words.T(text.VI, key)), gapMarks.Replace(s.words.T(text.EN, key))}
		if find != "" && !strings.Contains(vn.Fold(line.Key+" "+line.VI+" "+line.EN), find) {
			continue
		}
		in, _, _ := strings.Cut(key, ".")
		counts[in]++
		if room == "" || room == in {
			all = append(all, line)
		}
	}
	var rooms []string
	for in := range counts {
		rooms = append(rooms, in)
	}
	slices.Sort(rooms)
	for _, in := range rooms {
		to := in
		if in == room {
			to = ""
		}
		p.Chips = append(p.Chips, Chip{Words: in, Count: counts[in], Href: address("/settings/texts", q, "room", to, "page", ""), Current: in == room})
	}
	p.Found = v.T("settings.texts.found", "n", len(all))
	p.Rows, p.Pages = slice(v, all, q.Get("page"), v.T("settings.texts.word"), func(n int) string {
		return address("/settings/texts", q, "page", strconv.Itoa(n))
	})
	if len(all) == 0 {
		p.Empty = Empty{Title: v.T("settings.none"), Words: v.T("settings.none-words"), Link: Link{v.T("settings.all"), "/settings/texts"}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// slice gives one page of a list that is all there, and the way to its neighbours.
func slice[T any](_ text.Voice, all []T, page, word string, at func(n int) string) ([]T, Pages) {
	l := leafOf(len(all), page, textsPageSize, word, at)
	l.Pages.Whole = false
	return all[l.from:l.to], l.Pages
}
