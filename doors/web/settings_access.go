package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

// accessPage answers "may X do Y here today, and why" (ai được làm gì).
type accessPage struct {
	Base
	*Form
	Asked bool
	Rows  []rightRow
	Empty Empty
}

// Template names the page's template.
func (*accessPage) Template() string { return "settings/access" }

// A rightRow is the answer for one post.
type rightRow struct {
	Post  string
	Pill  Pill
	Why   string
	Notes []string
	Law   string
}

// settingAccess asks and answers in the address, so that an answer can be passed on.
func (s *Site) settingAccess(w http.ResponseWriter, r *http.Request) error {
	rd, q := s.read(r), r.URL.Query()
	get := func(name string) string { return cut(strings.TrimSpace(q.Get(name)), 200) }
	ask := office.RightQuery{Username: get("username"), Ask: get("act"), Code: get("code"), Unit: get("unit"), At: s.o.Office.Now()}
	asked := ask.Username != "" || ask.Ask != ""
	var err error
	if day := get("day"); day != "" {
		var f *fault.Fault
		if ask.At, f = dayAsked(day); f != nil {
			err = f
		}
	}
	var answers []office.RightAnswer
	if err == nil && asked {
		answers, err = rd.Rights(ask)
	} else if err == nil {
		_, err = rd.Rights(office.RightQuery{}) // whoever may not ask is told so before the form
		if f := fault.As(err); f != nil && !f.Right {
			err = nil
		}
	}
	if f := fault.As(err); err != nil && (f == nil || f.Right) {
		return err
	}
	v := s.voice(r)
	p := &accessPage{Base: s.settingsBase(v, "access"), Asked: asked && err == nil, Form: s.accessForm(v, q, err)}
	for i := range answers {
		p.Rows = append(p.Rows, s.rightRow(v, ask.Ask, &answers[i]))
	}
	p.Empty = Empty{Title: v.T("access.ask.no-post"), Words: v.T("access.ask.no-post-words")}
	if err != nil {
		return s.Again(w, r, p, err)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// dayAsked reads a day as noon of it.
func dayAsked(s string) (time.Time, *fault.Fault) {
	t, err := time.ParseInLocation("02/01/2006", s, office.Zone)
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "access.ask.day", "day", s).At("day")
	}
	return t.Add(12 * time.Hour), nil
}

func (s *Site) accessForm(v text.Voice, values url.Values, err error) *Form {
	f := NewForm(v, values, err)
	acts, asks := office.RightAsks()
	options := append(keyedOptions(v, "dossier.act.", acts), keyedOptions(v, "access.ask.what.", asks)...)
	slices.SortStableFunc(options, func(a, b Option) int { return compareWords(a.Label, b.Label) })
	f.Add(Field{Name: "username", Kind: BoxCode, Label: v.T("access.ask.username"), Help: v.T("access.ask.username-help"), Required: true, Suggest: s.accountsSuggested(), List: "accounts", Complete: "off"})
	f.Add(Field{Name: "act", Kind: BoxSelect, Label: v.T("access.ask.act"), Options: options, Required: true})
	f.Add(Field{Name: "code", Kind: BoxCode, Label: v.T("access.ask.code")})
	f.Add(Field{Name: "unit", Kind: BoxSelect, Label: v.T("access.ask.unit"), Options: s.unitChoice(v), Blank: v.T("access.ask.no-unit")})
	f.Add(Field{Name: "day", Kind: BoxCode, Label: v.T("access.ask.on"), Help: v.T("access.ask.on-help")})
	return f
}

// rightRow says one answer: yes or no, the row of the table, the decision, the article.
func (s *Site) rightRow(v text.Voice, ask string, a *office.RightAnswer) rightRow {
	row := rightRow{Post: postWords(v, a.Post)}
	if a.Post.Order != "" {
		row.Notes = append(row.Notes, v.T("access.ask.acting", "name", a.Post.For.Name, "document", a.Post.Order))
	}
	x := &a.Answer
	switch {
	case x.Refusal != nil:
		row.Pill, row.Why, row.Law = Pill{Late, v.T("access.ask.no")}, faultWords(v, x.Refusal), x.Refusal.Rule
		return row
	case a.Closed:
		row.Pill = Pill{Wait, v.T("access.ask.closed")}
	case x.Reason:
		row.Pill = Pill{Soon, v.T("access.ask.reason")}
	default:
		row.Pill = Pill{OK, v.T("access.ask.yes")}
	}
	row.Why, row.Law = whyRight(v, x)
	if x.Under != nil {
		row.Notes = append(row.Notes, underWords(v, x.Under))
	}
	return row
}

// whyRight says the row that allows, and its article.
func whyRight(v text.Voice, x *access.Answer) (why, law string) {
	if x.Row != nil {
		return v.T("access.row." + x.Row.ID), x.Row.Law
	}
	if x.Rule == nil {
		return "", ""
	}
	var roles []string
	for _, r := range x.Rule.Roles {
		if r == "task" {
			roles = append(roles, v.T("access.role.task"))
			continue
		}
		roles = append(roles, v.T("org.role."+r))
	}
	if len(roles) == 0 || x.Rule.Place == dossier.AtApplicant {
		return v.T("access.place." + string(x.Rule.Place)), x.Rule.Law
	}
	return v.T("access.rule", "roles", strings.Join(roles, ", "), "place", v.T("access.place."+string(x.Rule.Place))), x.Rule.Law
}
