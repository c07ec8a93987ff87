package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// rulesPage lists every setting with its basis (quy định đang áp dụng).
type rulesPage struct {
	Base
	Chips  []Chip
	Groups []ruleGroup
	Found  string
	Empty  Empty
}

// Template names the page's template.
func (*rulesPage) Template() string { return "settings/rules" }

// A ruleGroup is the settings of one matter.
type ruleGroup struct {
	Words string
	Rules []ruleLine
}

// A ruleLine is one setting.
type ruleLine struct {
	Label, Name, Value, Basis, Note, Valid, Source string
	Unconfirmed                                    bool
}

func (s *Site) settingRules(w http.ResponseWriter, r *http.Request) error {
	v, q, all := s.voice(r), r.URL.Query(), s.o.Office.World().Settings
	q.Del("lang")
	p := &rulesPage{Base: s.settingsBase(v, "rules")}
	only, group := q.Get("unconfirmed") == "1", q.Get("group")
	p.Chips = []Chip{
		{Words: v.T("settings.rules.all"), Count: int64(len(all)), Href: "/settings/rules", Current: !only && group == ""},
		{Words: v.T("settings.rules.unconfirmed"), Count: int64(unconfirmedRules(s.o.Office.World())), Href: "/settings/rules?unconfirmed=1", Current: only, Tone: Soon},
	}
	counts := map[string]int64{}
	var groups []string
	for _, x := range all {
		if counts[x.Group]++; counts[x.Group] == 1 {
			groups = append(groups, x.Group)
		}
	}
	for _, g := range groups {
		p.Chips = append(p.Chips, Chip{Words: groupWords(v, g), Count: counts[g], Href: address("/settings/rules", q, "group", g, "unconfirmed", ""), Current: g == group})
	}
	found := 0
	for _, g := range groups {
		block := ruleGroup{Words: groupWords(v, g)}
		for _, x := range all {
			if x.Group == g && (group == "" || group == g) && (!only || x.Unconfirmed) {
				block.Rules = append(block.Rules, newRuleLine(v, x))
			}
		}
		if found += len(block.Rules); len(block.Rules) > 0 {
			p.Groups = append(p.Groups, block)
		}
	}
	p.Found = v.T("settings.rules.found", "n", found)
	if found == 0 {
		p.Empty = Empty{Title: v.T("settings.none"), Words: v.T("settings.none-words"), Link: Link{v.T("settings.all"), "/settings/rules"}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// groupWords names a group of settings; one that this house does not know keeps its name.
func groupWords(v text.Voice, g string) string {
	if v.Has("settings.group." + g) {
		return v.T("settings.group." + g)
	}
	return g
}

func newRuleLine(v text.Voice, x office.Setting) ruleLine {
	l := ruleLine{Label: wordsIn(v, x.Label), Name: x.Name, Value: valueWords(v, x.Value), Basis: x.Basis, Note: wordsIn(v, x.Note), Unconfirmed: x.Unconfirmed}
	if source := x.Source(); source != office.FromCity {
		l.Source = v.T("settings.source." + string(source))
	}
	from, to := packDay(v, x.From), packDay(v, x.To)
	switch {
	case from != "" && to != "":
		l.Valid = v.T("settings.rules.from-to", "from", from, "to", to)
	case from != "":
		l.Valid = v.T("settings.rules.from", "from", from)
	case to != "":
		l.Valid = v.T("settings.rules.to", "to", to)
	}
	return l
}

// packDay writes a day of the pack as people do; what is no day stays as it is.
func packDay(v text.Voice, day string) string {
	if t, ok := ReadDate(day); ok {
		return v.Date(t)
	}
	return day
}

// valueWords writes the value of a setting: words in the reader's language, lists with commas, yes and no.
func valueWords(v text.Voice, x any) string {
	switch x := x.(type) {
	case nil:
		return ""
	case bool:
		if x {
			return v.T("form.yes")
		}
		return v.T("form.no")
	case float64:
		if x == float64(int64(x)) {
			return v.Number(int64(x))
		}
		return v.Digits(strconv.FormatFloat(x, 'f', -1, 64))
	case string:
		for _, stem := range []string{"settings.value.", "alarm.kind."} {
			if key := stem + strings.ToLower(x); v.Has(key) {
				return v.T(key)
			}
		}
		if l, err := calendar.ParseLimit(x); err == nil {
			return limitIn(v, l)
		}
		if _, ok := ReadDate(x); ok {
			return packDay(v, x)
		}
		return x
	case []any:
		var parts []string
		for _, y := range x {
			parts = append(parts, valueWords(v, y))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		if words, ok := x[string(v.Lang)].(string); ok {
			return words
		}
	}
	return fmt.Sprint(x)
}

// rulebooksPage shows the tables by which acts are judged (sổ luật).
type rulebooksPage struct {
	Base
	Books []bookView
}

// Template names the page's template.
func (*rulebooksPage) Template() string { return "settings/rulebooks" }

// A bookView is one rulebook.
type bookView struct {
	ID, From, Basis string
	Current         bool
	Lawless         int // rows that rest on a choice of this system
	Rows            []bookRow
}

// A bookRow is who may do what, from which states.
type bookRow struct {
	Act, Verb, From, To, Works, Place, Roles, Law string
}

func (s *Site) settingRulebooks(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	p := &rulebooksPage{Base: s.settingsBase(v, "rulebooks")}
	now, err := dossier.RulebookAt(s.o.Office.Now())
	if err != nil {
		return err
	}
	for i := range dossier.Rulebooks {
		b := &dossier.Rulebooks[i]
		view := bookView{ID: b.ID, From: v.Date(b.From), Basis: v.Article(b.Basis), Current: b.ID == now.ID}
		for j := range b.Rules {
			row := newBookRow(v, &b.Rules[j])
			if row.Law == "" {
				view.Lawless++
			}
			view.Rows = append(view.Rows, row)
		}
		p.Books = append(p.Books, view)
	}
	slices.Reverse(p.Books) // the newest first
	return s.Render(w, r, http.StatusOK, p)
}

func newBookRow(v text.Voice, x *dossier.Rule) bookRow {
	row := bookRow{Act: text.Upper(v.T("dossier.act." + string(x.Act))), Verb: string(x.Act), Place: v.T("settings.place." + string(x.Place)), To: v.T("settings.rulebooks.process"), Law: v.Article(x.Law)}
	var from, works, roles []string
	for _, st := range x.From {
		from = append(from, stateWords(v, st))
	}
	if x.To != dossier.None {
		row.To = stateWords(v, x.To)
	}
	for _, k := range x.Works {
		works = append(works, v.T("dossier.work."+string(k)))
	}
	for _, role := range x.Roles {
		if role == "task" {
			roles = append(roles, v.T("settings.role.task"))
			continue
		}
		roles = append(roles, v.T("org.role."+role))
	}
	if x.Place == dossier.AtApplicant {
		roles = append(roles, v.T("settings.role.applicant"))
	}
	row.From, row.Works, row.Roles = strings.Join(from, "; "), strings.Join(works, "; "), strings.Join(roles, "; ")
	return row
}
