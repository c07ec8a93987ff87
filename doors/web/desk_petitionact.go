package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// petitionActPage is the form of one act on a petition.
type petitionActPage struct {
	Base
	*Form
	One    *office.PetitionView
	Act    petition.Act
	Action string
	Key    string
	Seen   int64
	Lead   string
	Down   string // what the act takes from the public
	Law    string
	Files  bool
	Kept   []keptFile
	Grave  bool
	Out    []petitionBlock // what everybody will read
	First  *petitionBlock  // what the act is about: read before the form
	Texts  []petitionBlock // what stands beside the form
}

// Template names the page's template.
func (*petitionActPage) Template() string { return "desk/petitionact" }

func (s *Site) petitionAct(w http.ResponseWriter, r *http.Request) error {
	p, err := s.petitionActPage(r, nil, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// petitionActPage lays out the form of an act that the reader may do now, or has just tried.
func (s *Site) petitionActPage(r *http.Request, failed error, kept []petition.File) (*petitionActPage, error) {
	v, a := s.voice(r), petition.Act(r.PathValue("act"))
	one, err := s.read(r).Petition(petition.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	rule := petition.RuleOf(a)
	if failed == nil && !slices.Contains(one.Acts, a) {
		if err := s.read(r).PetitionActClosed(one.Petition.ID, a); err != nil {
			return nil, err
		}
	}
	if rule == nil || failed == nil && !slices.Contains(one.Acts, a) {
		return nil, fault.New(fault.Conflict, "petition.not-now", "code", one.Code)
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	at := "/desk/petitions/" + string(one.Petition.ID)
	p := &petitionActPage{
		Base: Base{
			Title: upperFirst(v.T("petition.act." + string(a))), Audience: Desk, Nav: "petition-desk",
			Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("petition.desk.title"), "/desk/petitions"}, {one.Code, at}},
		},
		Form: s.form(r, failed), One: one, Act: a, Action: at + "/" + string(a), Key: key, Seen: one.Version, Grave: a == petition.ActWithdraw || a == petition.ActWithhold,
	}
	if key := "petition.lead." + string(a); v.Has(key) {
		p.Lead = v.T(key)
	}
	if a == petition.ActMask && one.Stale() {
		p.Lead = v.T("petition.lead.mask-again")
	}
	if a == petition.ActMask && !one.Published.IsZero() {
		p.Down = v.T("petition.lead.mask-down")
	}
	if rule.Law != "" {
		p.Law = v.Article(rule.Law)
	}
	p.Files = a == petition.ActVerify || a == petition.ActSupply
	for _, f := range kept {
		p.Kept = append(p.Kept, keptFile{f.Hash, f.Name})
	}
	p.beside(v)
	s.petitionFields(v, p)
	p.doubtful(v, failed)
	return p, nil
}

// beside lays out what the act goes by: what the sender wrote and supplied, what was found, and the answer as it stands.
func (p *petitionActPage) beside(v text.Voice) {
	one := p.One
	p.Texts = []petitionBlock{{Title: one.Title, Words: one.Text}}
	for i := range one.History {
		st := &one.History[i]
		if st.Words == "" || st.Act != petition.ActSupply && st.Act != petition.ActReopen && (st.Act != petition.ActVerify || p.Act == petition.ActMask) {
			continue
		}
		p.Texts = append(p.Texts, petitionBlock{Title: upperFirst(v.T("petition.act." + string(st.Act))), Words: st.Words})
	}
	switch p.Act {
	case petition.ActPublish:
		p.Out = goesOut(v, one)
		fallthrough
	case petition.ActMask:
		if one.Answer != "" {
			p.Texts = append(p.Texts, petitionBlock{Title: v.T("petition.follow.answer"), Words: one.Answer, Old: oldAnswer(v, one)})
		}
	case petition.ActApprove, petition.ActRevise, petition.ActAnswer:
		p.First = &petitionBlock{Title: v.T(draftTitle(one)), Words: one.Draft}
	}
}

// draftTitle names an answer that was not sent.
func draftTitle(one *office.PetitionView) string {
	if one.State == petition.Approved {
		return "petition.desk.approved"
	}
	return "petition.desk.draft"
}

// noted are the acts whose words officers alone read.
var noted = []petition.Act{petition.ActAssign, petition.ActApprove, petition.ActAnswer, petition.ActPublish, petition.ActWithhold, petition.ActMerge, petition.ActUnmerge}

// petitionFields asks what the act needs.
func (s *Site) petitionFields(v text.Voice, p *petitionActPage) {
	unit := func(name, label, help string) {
		p.Add(Field{Name: name, Kind: form.Line, Label: v.T(label), Help: v.T(help), Suggest: s.unitsSuggested(v), List: "units", Complete: "off", MaxLen: 2000})
	}
	why := func() {
		p.Add(Field{Name: "reason", Kind: BoxSelect, Label: v.T("petition.field.reason"), Options: petitionReasons(v, p.Act), Required: p.Act != petition.ActClassify, Help: v.T("petition.field.reason-" + string(p.Act))})
	}
	switch p.Act {
	case petition.ActClassify:
		p.Add(Field{Name: "class", Kind: BoxRadio, Label: v.T("petition.field.class"), Options: classOptions(v), Required: true, Value: string(p.One.Class)})
		p.Add(Field{Name: "level", Kind: BoxRadio, Label: v.T("petition.field.level"), Options: levelOptions(v), Required: true, Value: string(p.One.Level)})
		unit("about", "petition.field.about", "petition.field.about-help")
		p.Add(Field{Name: "whom", Kind: form.Line, Label: v.T("petition.field.whom"), Help: v.T("petition.field.whom-help"), Complete: "off", MaxLen: 120})
		why()
	case petition.ActTransfer:
		unit("to", "petition.field.to", "petition.field.to-help")
		p.Add(Field{Name: "agency", Kind: form.Line, Label: v.T("petition.field.agency"), Help: v.T("petition.field.agency-help"), MaxLen: 300, Complete: "off"})
		why()
	case petition.ActReturn, petition.ActWithhold:
		why()
	case petition.ActAssign:
		p.Add(Field{Name: "officer", Kind: BoxSelect, Label: v.T("petition.field.officer"), Options: s.officersOf(p.One), Required: true, Value: p.One.Lead})
		unit("units", "petition.field.units", "petition.field.units-help")
	case petition.ActMask:
		p.publicFields(v)
		return
	case petition.ActMerge:
		p.Add(Field{Name: "other", Kind: BoxCode, Label: v.T("petition.field.other"), Required: true, Short: true, MaxLen: 40})
	case petition.ActLink:
		p.Add(Field{Name: "dossier", Kind: BoxCode, Label: v.T("petition.field.dossier"), Required: true, MaxLen: 120, Value: p.One.DCode})
		p.Add(Field{Name: "step", Kind: form.Line, Label: v.T("petition.field.step"), Optional: true, MaxLen: 200, Value: p.One.DStep})
		return
	case petition.ActVerify:
		if p.One.Class == petition.Conduct {
			found := keyedOptions(v, "petition.finding.", petition.Findings)
			p.Add(Field{Name: "finding", Kind: BoxRadio, Label: v.T("petition.field.finding"), Help: v.T("petition.field.finding-help"), Options: found, Optional: true, Value: p.One.Finding})
		}
	case petition.ActRate:
		p.Add(Field{Name: "rating", Kind: BoxRadio, Label: v.T("petition.field.rating"), Options: ratingOptions(v), Required: true})
	}
	if slices.Contains(petition.Verdicts, p.Act) {
		p.source(v)
	}
	p.words(v)
}

// source asks for the conversation in which the sender said it.
func (p *petitionActPage) source(v text.Voice) {
	f := Field{Name: "source", Kind: BoxSelect, Label: v.T("petition.field.source"), Help: v.T("petition.field.source-help"), Required: true}
	for _, c := range p.One.Talks {
		f.Options = append(f.Options, Option{Value: string(c.ID), Label: joinComma(c.Code, joinComma(v.T("care.channel."+string(c.Channel)), v.DateTime(c.Began)))})
	}
	if len(f.Options) == 0 {
		f.Help = v.T("petition.field.source-none")
	}
	p.Add(f)
}

// words asks for words, and files where they come with them.
func (p *petitionActPage) words(v text.Voice) {
	must := slices.Contains([]petition.Act{
		petition.ActTransfer, petition.ActReturn, petition.ActAsk, petition.ActVerify, petition.ActDraft, petition.ActNote, petition.ActRevise, petition.ActReopen, petition.ActSupply, petition.ActExplain,
		petition.ActUnlink,
	}, p.Act)
	label, value, help := "petition.field.words", "", ""
	switch {
	case p.Act == petition.ActDraft:
		label, value = "petition.field.answer", p.One.Draft
	case p.Act == petition.ActUnlink:
		label, help = "petition.field.unlink", v.T("petition.field.unlink-help", "code", p.One.DCode)
	case slices.Contains(noted, p.Act):
		label, help = "petition.field.note", v.T("petition.field.note-help")
	}
	p.Add(Field{Name: "words", Kind: form.LongText, Label: v.T(label), Help: help, Required: must, Optional: !must, Rows: 6, Value: value})
	if p.Files {
		p.Add(Field{Name: "files", Kind: form.File, Label: v.T("petition.field.files"), Help: v.T("petition.field.files-help"), Accept: petitionKinds, Multiple: true, Optional: true})
	}
}

// doubtful asks whoever saves a text for everybody to look at what may still tell of a person.
func (p *petitionActPage) doubtful(v text.Voice, failed error) {
	if f := fault.As(failed); f != nil && f.Key == "petition.doubt" {
		p.Add(Field{Name: "sure", Kind: BoxCheck, Label: v.T("petition.field.sure")})
	}
}

// goesOut lays out what everybody will read, exactly as it was saved, with what may still tell of a person.
func goesOut(v text.Voice, one *office.PetitionView) (out []petitionBlock) {
	pub := &one.Public
	for _, x := range []petitionBlock{{Title: v.T("petition.field.title"), Words: pub.Title}, {Title: v.T("petition.field.text"), Words: pub.Text}, {Title: v.T("petition.follow.answer"), Words: pub.Answer, Old: oldAnswer(v, one)}, {Title: v.T("petition.field.place"), Words: pub.Place}} {
		if x.Words != "" {
			x.Doubts = petition.Doubts(x.Words)
			out = append(out, x)
		}
	}
	if pub.Point != nil {
		out = append(out, petitionBlock{Title: v.T("petition.page.point"), Words: fmt.Sprintf("%.5f, %.5f", pub.Point.Lat, pub.Point.Long)})
	}
	if len(pub.Files) > 0 {
		b := petitionBlock{Title: v.T("petition.field.public-files")}
		for i, hash := range pub.Files {
			b.Files = append(b.Files, Link{v.T("petition.desk.picture", "n", i+1), "/desk/petitions/" + string(one.Petition.ID) + "/files/" + hash})
		}
		out = append(out, b)
	}
	return out
}

// publicFields ask for what everybody may read; a program proposes it without what is surely personal.
func (p *petitionActPage) publicFields(v text.Voice) {
	x := p.One.Propose
	p.Add(Field{Name: "public-title", Kind: form.Line, Label: v.T("petition.field.title"), Required: true, MaxLen: petition.MostTitle, Value: x.Title})
	p.Add(Field{Name: "public-text", Kind: form.LongText, Label: v.T("petition.field.text"), Required: true, Rows: 8, Value: x.Text})
	p.Add(Field{Name: "public-answer", Kind: form.LongText, Label: v.T("petition.follow.answer"), Required: !p.One.Answered.IsZero(), Rows: 8, Value: x.Answer})
	p.Add(Field{Name: "public-place", Kind: form.Line, Label: v.T("petition.field.place"), Optional: true, MaxLen: 300, Value: x.Place})
	if p.One.Class == petition.Scene && p.One.Point != nil {
		value := ""
		if x.Point != nil {
			value = "1"
		}
		p.Add(Field{Name: "public-point", Kind: BoxCheck, Label: v.T("petition.field.public-point"), Help: v.T("petition.field.public-point-help"), Value: value})
	}
	var pictures []Option
	for _, st := range p.One.History {
		for _, f := range st.Files {
			if f.Clean != "" {
				pictures = append(pictures, Option{Value: f.Clean, Label: f.Name})
			}
		}
	}
	if len(pictures) > 0 {
		p.Add(Field{Name: "public-files", Kind: form.Choices, Label: v.T("petition.field.public-files"), Help: v.T("petition.field.public-files-help"), Options: pictures, Values: x.Files})
	}
}

func petitionReasons(v text.Voice, a petition.Act) (out []Option) {
	for _, x := range petition.Reasons[a] {
		out = append(out, Option{Value: x, Label: upperFirst(v.T("petition.reason." + x))})
	}
	return out
}

func classOptions(v text.Voice) (out []Option) {
	for _, x := range petition.Classes {
		out = append(out, Option{Value: string(x), Label: classWords(v, x), Help: v.T("petition.class." + string(x) + "-help")})
	}
	return out
}

func levelOptions(v text.Voice) (out []Option) {
	for _, x := range petition.Levels {
		out = append(out, Option{Value: string(x), Label: upperFirst(v.T("petition.level." + string(x)))})
	}
	return out
}

// unitsSuggested are the units of today by their names.
func (s *Site) unitsSuggested(v text.Voice) (out []Option) {
	for _, u := range s.o.Office.World().Org.Units(s.o.Office.Now()) {
		out = append(out, Option{Value: unitWords(v, s.unitNamed(string(u.ID)))})
	}
	return out
}

// unitTyped finds a unit by its name in either language, or by its identity; what is none stays as it was typed, and is told.
func (s *Site) unitTyped(typed string) string {
	typed = vn.Tidy(typed)
	want := vn.Fold(typed)
	for _, u := range s.o.Office.World().Org.Units(s.o.Office.Now()) {
		n := s.unitNamed(string(u.ID))
		if typed != "" && (string(u.ID) == typed || vn.Fold(n.Name) == want || n.EN != "" && vn.Fold(n.EN) == want || vn.Fold(u.Name) == want) {
			return string(u.ID)
		}
	}
	return typed
}

// officersOf are the officers of the unit that has the petition, without those who may not handle it.
func (s *Site) officersOf(one *office.PetitionView) (out []Option) {
	for _, p := range s.o.Office.World().Org.PostsIn(org.UnitID(one.Petition.Unit), s.o.Office.Now()) {
		id := string(p.Person)
		if !one.Bars(id) && !slices.ContainsFunc(out, func(o Option) bool { return o.Value == id }) {
			out = append(out, Option{Value: id, Label: joinComma(s.personNamed(id), p.Title)})
		}
	}
	return out
}

// officerTyped finds an officer of a unit by name.
func (s *Site) officerTyped(typed, unit string) string {
	typed = vn.Tidy(typed)
	for _, p := range s.o.Office.World().Org.PostsIn(org.UnitID(unit), s.o.Office.Now()) {
		if typed != "" && vn.Fold(s.personNamed(string(p.Person))) == vn.Fold(typed) {
			return string(p.Person)
		}
	}
	return typed
}

// doPetitionAct takes the form of an act.
func (s *Site) doPetitionAct(w http.ResponseWriter, r *http.Request) error {
	q, key, a := r.PostForm, r.PostFormValue("key"), petition.Act(r.PathValue("act"))
	files, err := s.petitionFiles(r, key)
	if err == nil {
		in := petition.Input{
			Class: petition.Class(q.Get("class")), Level: petition.Level(q.Get("level")), Reason: q.Get("reason"), Words: q.Get("words"), To: s.unitTyped(q.Get("to")),
			Agency: vn.Tidy(q.Get("agency")), Officer: q.Get("officer"), About: s.unitTyped(q.Get("about")), Dossier: vn.Tidy(q.Get("dossier")), DStep: vn.Tidy(q.Get("step")),
			Other: petition.ID(vn.Tidy(q.Get("other"))), Rating: q.Get("rating"), Source: q.Get("source"), Finding: q.Get("finding"), Files: files, ShowMap: q.Get("public-point") == "1", Sure: q.Get("sure") == "1",
			Public: petition.Public{Title: q.Get("public-title"), Text: q.Get("public-text"), Answer: q.Get("public-answer"), Place: q.Get("public-place"), Files: q["public-files"]},
		}
		in.Whom = s.officerTyped(q.Get("whom"), in.About)
		for _, u := range strings.Split(q.Get("units"), ";") {
			if u = s.unitTyped(u); u != "" {
				in.Units = append(in.Units, u)
			}
		}
		if in.Class != petition.Conduct {
			in.About, in.Whom = "", ""
		}
		on := office.OnPetition{ID: petition.ID(r.PathValue("id")), Seen: seenOf(r)}
		err = s.o.Office.Petition(r.Context(), who(r), office.Command{Key: key}, on, a, in)
	}
	v := s.voice(r)
	if err == nil {
		s.flash(w, "petition.done", "act", v.T("petition.act."+string(a)))
		if now, e := s.read(r).Petition(petition.ID(r.PathValue("id"))); e != nil || now == nil {
			return redirect(w, r, "/desk/petitions") // it went where the officer's post does not reach
		}
		return redirect(w, r, "/desk/petitions/"+r.PathValue("id"))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.petitionActPage(r, err, files)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
