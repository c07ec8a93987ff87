package web

import (
	"net/http"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/knowledge"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// knowledgeFormPage is where an item is written, in both languages side by side.
type knowledgeFormPage struct {
	Base
	*Form
	Kind     knowledge.Kind
	Kinds    []Chip // of a new one
	Action   string
	Back     string
	Key      string
	Seen     int64
	Gaps     []Fact // what may stand in braces
	Settings []Fact
}

// Template names the page's template.
func (*knowledgeFormPage) Template() string { return "care/knowledgeform" }

func (s *Site) knowledgeForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.knowledgeFormPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) knowledgeFormPage(r *http.Request, failed error) (*knowledgeFormPage, error) {
	v, rd := s.voice(r), s.read(r)
	if err := rd.MayWriteKnowledge(); err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &knowledgeFormPage{
		Base: Base{TitleKey: "knowledge.new", Audience: Desk, Nav: "knowledge", Wide: true, Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("knowledge.title"), "/care/knowledge"}}},
		Form: s.form(r, failed), Kind: knowledge.Kind(r.FormValue("kind")), Key: key, Action: "/care/knowledge/new", Back: "/care/knowledge",
	}
	if !slices.Contains(knowledge.Kinds, p.Kind) {
		p.Kind = knowledge.Article
	}
	t := knowledge.Text{Audience: knowledge.Inside}
	if id := r.PathValue("id"); id != "" {
		one, err := rd.KnowledgeItem(knowledge.ID(id))
		if err != nil {
			return nil, err
		}
		t, p.Kind, p.Seen = one.New, one.Kind, one.Version
		p.TitleKey, p.Back = "knowledge.edit", "/care/knowledge/"+id
		p.Action = p.Back + "/edit"
		p.Crumbs = append(p.Crumbs, Crumb{s.plainWords(v, t.In(string(v.Lang)).Title, nil), p.Back})
	} else {
		for _, k := range knowledge.Kinds {
			p.Kinds = append(p.Kinds, Chip{Words: v.T("knowledge.kind." + string(k)), Count: -1, Href: "/care/knowledge/new?kind=" + string(k), Current: k == p.Kind})
		}
	}
	s.knowledgeFields(v, p, &t)
	s.knowledgeGaps(v, p)
	return p, nil
}

// knowledgeFields asks for the text.
func (s *Site) knowledgeFields(v text.Voice, p *knowledgeFormPage, t *knowledge.Text) {
	kind := string(p.Kind)
	for _, l := range []struct {
		name string
		w    knowledge.Words
	}{{"vi", t.VI}, {"en", t.EN}} {
		p.Add(Field{Name: l.name + ".title", Kind: form.Line, Label: v.T("knowledge.field.title-" + kind + "-" + l.name), Required: true, MaxLen: knowledge.MostTitle, Value: l.w.Title, Complete: "off"})
		p.Add(Field{Name: l.name + ".body", Kind: form.LongText, Label: v.T("knowledge.field.body-" + kind + "-" + l.name), Help: v.T("knowledge.field.body-" + kind + "-help"), Required: true, Rows: 10, Value: l.w.Body})
	}
	if p.Kind == knowledge.Article {
		p.Add(Field{Name: "audience", Kind: BoxRadio, Label: v.T("knowledge.audience"), Required: true, Value: string(t.Audience), Options: []Option{
			{Value: "public", Label: v.T("knowledge.audience.public"), Help: v.T("knowledge.audience.public-help")}, {Value: "inside", Label: v.T("knowledge.audience.inside")},
		}})
	}
	var codes []string
	for _, l := range t.Links {
		codes = append(codes, l.Code)
	}
	p.Add(Field{Name: "links", Kind: form.LongText, Label: v.T("knowledge.field.links"), Help: v.T("knowledge.field.links-help"), Optional: true, Rows: 3, Value: strings.Join(codes, "\n")})
	p.Add(Field{Name: "basis", Kind: form.Line, Label: v.T("knowledge.basis"), Help: v.T("knowledge.field.basis-help"), Optional: true, MaxLen: knowledge.MostBasis, Value: t.Basis, Complete: "off"})
	p.Add(Field{Name: "keys", Kind: form.Line, Label: v.T("knowledge.keys"), Help: v.T("knowledge.field.keys-help"), Optional: true, MaxLen: knowledge.MostKeys, Value: t.Keys, Complete: "off"})
}

// knowledgeGaps lists what may stand in braces.
func (s *Site) knowledgeGaps(v text.Voice, p *knowledgeFormPage) {
	for _, name := range knowledge.Figures {
		p.Gaps = append(p.Gaps, Fact{Term: gapBraces.Replace(v.T("knowledge.gap." + name + "-form")), Words: v.T("knowledge.gap." + name)})
	}
	if p.Kind == knowledge.Reply {
		for _, name := range knowledge.Filled {
			p.Gaps = append(p.Gaps, Fact{Term: "{" + name + "}", Words: v.T("knowledge.filled." + name)})
		}
	}
	w := s.o.Office.World()
	for _, name := range office.KnowledgeSettings {
		label := w.Setting(name).Label
		words := label.VI
		if v.Lang == text.EN {
			words = label.EN
		}
		p.Settings = append(p.Settings, Fact{Term: "{setting:" + name + "}", Words: words, Sub: v.T("knowledge.gap.now", "value", settingFigure(v, w, name))})
	}
}

// gapBraces write a gap's form as it is typed: in a text of ours braces are gaps.
var gapBraces = strings.NewReplacer("‹", "{", "›", "}")

// codesTyped reads procedure codes, one a line or with commas between.
func codesTyped(typed string) (out []string) {
	for _, c := range strings.FieldsFunc(typed, func(r rune) bool { return r == '\n' || r == ',' || r == ';' || r == ' ' || r == '\r' || r == '\t' }) {
		if len(c) > 8 && c[1] == '.' && procedure.ID(c[:8]).WellFormed() {
			c = c[:8]
		}
		if c = vn.Tidy(cut(c, 40)); c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// writeKnowledge takes the form.
func (s *Site) writeKnowledge(w http.ResponseWriter, r *http.Request) error {
	q, id := r.PostForm, r.PathValue("id")
	in := office.KnowledgeInput{
		Kind: knowledge.Kind(q.Get("kind")), Procedures: codesTyped(q.Get("links")),
		Text: knowledge.Text{
			Audience: knowledge.Audience(q.Get("audience")), VI: knowledge.Words{Title: q.Get("vi.title"), Body: q.Get("vi.body")}, EN: knowledge.Words{Title: q.Get("en.title"), Body: q.Get("en.body")},
			Keys: q.Get("keys"), Basis: q.Get("basis"),
		},
	}
	if in.Kind != knowledge.Article {
		in.Text.Audience = knowledge.Inside
	}
	got, err := s.o.Office.Knowledge(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, office.OnKnowledge{ID: knowledge.ID(id), Seen: seenOf(r)}, knowledge.ActWrite, in)
	if err == nil {
		s.flash(w, "knowledge.done", "act", s.voice(r).T("knowledge.act.write"))
		return redirect(w, r, "/care/knowledge/"+string(got))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.knowledgeFormPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
