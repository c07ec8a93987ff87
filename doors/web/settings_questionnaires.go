package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
)

// questionnairesPage lists what people are asked in surveys (phiếu khảo sát).
type questionnairesPage struct {
	Base
	Rows  []questionnaireLine
	Pages *Pages // nil: all are shown
	Key   string
	Empty Empty
}

// Template names the page's template.
func (*questionnairesPage) Template() string { return "settings/questionnaires" }

type questionnaireLine struct {
	ID, Title, Versions string
	Draft               bool
}

func (s *Site) questionnaires(w http.ResponseWriter, r *http.Request) error {
	v, from := s.voice(r), fromOf(r)
	all, total, err := s.read(r).Questionnaires(from, listPiece)
	if err != nil {
		return err
	}
	p := &questionnairesPage{Base: s.settingsBase(v, "questionnaires"), Empty: Empty{Title: v.T("questionnaire.none"), Words: v.T("questionnaire.none-words")}}
	if total > listPiece {
		pages := placePages("/settings/questionnaires", nil, from, len(all), total, listPiece, v.T("questionnaire.word"))
		p.Pages = &pages
	}
	if p.Key, err = s.o.Office.NewID(); err != nil {
		return err
	}
	for _, x := range all {
		p.Rows = append(p.Rows, questionnaireLine{ID: x.ID, Title: x.Title().In(string(v.Lang)), Versions: v.Number(int64(len(x.Versions))), Draft: x.Draft != nil})
	}
	return s.Render(w, r, http.StatusOK, p)
}

// newQuestionnaire begins one: with the five factors of SIPAS, or with one question.
func (s *Site) newQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	q := survey.SIPASQuestionnaire()
	if r.PostFormValue("from") != "sipas" {
		q = survey.Questionnaire{Title: form.Text{VI: s.words.In(text.VI).T("questionnaire.new-title"), EN: s.words.In(text.EN).T("questionnaire.new-title")}, Asks: q.Asks[:1]}
	}
	id, err := s.o.Office.NewQuestionnaire(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, q)
	if err != nil {
		return err
	}
	s.flash(w, "questionnaire.begun", "title", q.Title.In(string(v.Lang)))
	return redirect(w, r, "/settings/questionnaires/"+id)
}

// questionnairePage is one questionnaire: its draft to write in, how it looks, and its versions.
type questionnairePage struct {
	Base
	*Form
	ID       string
	Seen     int64
	Key      string
	Heads    []Field
	Rows     []questionRow
	Draft    bool
	Own      bool // the reader wrote on the draft, and so does not publish it
	Notice   *Notice
	Preview  *EForm
	Lead     string
	Versions []questionnaireVersion
}

// Template names the page's template.
func (*questionnairePage) Template() string { return "settings/questionnaire" }

type questionRow struct {
	Title  string
	ID     string
	Name   string
	Fields []Field
}

type questionnaireVersion struct {
	Words, By string
	Preview   *EForm
}

func (s *Site) questionnaire(w http.ResponseWriter, r *http.Request) error {
	p, err := s.questionnairePage(r, nil, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// questionnairePage lays one out; typed is what was just sent, where that was wrong.
func (s *Site) questionnairePage(r *http.Request, typed *survey.Questionnaire, failed error) (*questionnairePage, error) {
	v, id := s.voice(r), r.PathValue("id")
	sheet, err := s.read(r).Questionnaire(id)
	if err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &questionnairePage{Base: s.settingsBase(v, "questionnaires"), Form: NewForm(v, nil, nil), ID: id, Seen: sheet.Version, Key: key, Draft: sheet.Draft != nil, Own: sheet.Wrote(who(r).Actor())}
	if failed != nil {
		p.Form = s.form(r, failed)
	}
	p.Base.TitleKey, p.Base.Title = "", sheet.Title().In(string(v.Lang))
	p.Base.Crumbs = append(p.Base.Crumbs, Crumb{v.T("settings.questionnaires.title"), "/settings/questionnaires"})
	q := sheet.Draft
	if q == nil && len(sheet.Versions) > 0 {
		q = &sheet.Versions[len(sheet.Versions)-1].Questionnaire
	}
	if typed != nil {
		q = typed
	}
	p.fill(v, q)
	if q.Unconfirmed {
		p.Notice = &Notice{Tone: Soon, Title: v.T("questionnaire.unconfirmed"), Words: q.Source}
	}
	if p.Draft && failed == nil {
		p.Lead = q.Lead.In(string(v.Lang))
		if p.Preview, err = s.surveyForm(r, q, nil, nil); err != nil {
			return nil, err
		}
	}
	for i := len(sheet.Versions) - 1; i >= 0; i-- {
		x := &sheet.Versions[i]
		line := questionnaireVersion{Words: v.T("questionnaire.version", "n", x.Version, "date", v.DateTime(x.At))}
		if line.Preview, err = s.surveyForm(r, &x.Questionnaire, nil, nil); err != nil {
			return nil, err
		}
		line.Preview.names = map[string]string{}
		p.Versions = append(p.Versions, line)
	}
	return p, nil
}

// spareRows is how many empty questions stand at the end.
const spareRows = 2

// fill adds the boxes of a draft.
func (p *questionnairePage) fill(v text.Voice, q *survey.Questionnaire) {
	line := func(name, label, value string) {
		p.Add(Field{Name: name, Kind: form.Line, Label: v.T(label), Value: value, MaxLen: 500, Complete: "off"})
	}
	line("title.vi", "questionnaire.title-vi", q.Title.VI)
	line("title.en", "questionnaire.title-en", q.Title.EN)
	line("lead.vi", "questionnaire.lead-vi", q.Lead.VI)
	line("lead.en", "questionnaire.lead-en", q.Lead.EN)
	p.Heads = p.fields
	kinds := keyedOptions(v, "questionnaire.kind.", survey.AskKinds)
	for i := range len(q.Asks) + spareRows {
		a, at, from := survey.Ask{Kind: survey.OnScale}, "a."+strconv.Itoa(i), len(p.fields)
		row := questionRow{Title: v.T("questionnaire.question", "n", i+1), Name: at + ".id"}
		if i < len(q.Asks) {
			a = q.Asks[i]
		} else {
			row.Title = v.T("questionnaire.question-new")
		}
		row.ID = a.ID
		line(at+".vi", "questionnaire.label-vi", a.Label.VI)
		line(at+".en", "questionnaire.label-en", a.Label.EN)
		p.Add(Field{Name: at + ".kind", Kind: BoxSelect, Label: v.T("questionnaire.kind-label"), Options: kinds, Value: a.Kind})
		var options []string
		for _, o := range a.Options {
			options = append(options, o.Label.VI+" | "+o.Label.EN)
		}
		p.Add(Field{Name: at + ".options", Kind: form.LongText, Label: v.T("questionnaire.options-label"), Help: v.T("questionnaire.options-help"), Value: strings.Join(options, "\n"), Rows: 3})
		p.Add(Field{Name: at + ".required", Kind: BoxCheck, Label: v.T("questionnaire.required"), Value: map[bool]string{true: "1"}[a.Required]})
		row.Fields = p.fields[from:]
		p.Rows = append(p.Rows, row)
	}
}

// readQuestionnaire reads what was typed. A question without words is left out; an identity stays with its question.
func readQuestionnaire(q url.Values) survey.Questionnaire {
	get := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	out := survey.Questionnaire{
		Title: form.Text{VI: get("title.vi"), EN: get("title.en")}, Lead: form.Text{VI: get("lead.vi"), EN: get("lead.en")}, Source: get("source"), Unconfirmed: get("unconfirmed") == "1",
	}
	used := map[string]bool{}
	for i := range 60 {
		used[get("a."+strconv.Itoa(i)+".id")] = true
	}
	fresh := func() string {
		for n := 1; ; n++ {
			if id := "q" + strconv.Itoa(n); !used[id] {
				used[id] = true
				return id
			}
		}
	}
	for i := range 60 {
		at := "a." + strconv.Itoa(i)
		a := survey.Ask{ID: get(at + ".id"), Kind: get(at + ".kind"), Label: form.Text{VI: get(at + ".vi"), EN: get(at + ".en")}, Required: get(at+".required") == "1"}
		if a.Label.VI == "" && a.Label.EN == "" {
			continue
		}
		if a.ID == "" {
			a.ID = fresh()
		}
		for _, line := range strings.Split(get(at+".options"), "\n") {
			if vi, en, _ := strings.Cut(strings.TrimSpace(line), "|"); strings.TrimSpace(vi) != "" {
				o := form.Option{Value: strconv.Itoa(len(a.Options) + 1), Label: form.Text{VI: strings.TrimSpace(vi), EN: strings.TrimSpace(en)}}
				a.Options = append(a.Options, o)
			}
		}
		out.Asks = append(out.Asks, a)
	}
	return out
}

// keepQuestionnaire saves a draft, or publishes it.
func (s *Site) keepQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	id, cmd := r.PathValue("id"), office.Command{Key: r.PostFormValue("key")}
	if r.PathValue("act") == "publish" {
		if err := s.o.Office.PublishQuestionnaire(r.Context(), who(r), cmd, id); err != nil {
			return err
		}
		s.flash(w, "questionnaire.published")
		return redirect(w, r, "/settings/questionnaires/"+id)
	}
	q := readQuestionnaire(r.PostForm)
	seen, _ := strconv.ParseInt(r.PostFormValue("seen"), 10, 64)
	err := s.o.Office.SaveQuestionnaire(r.Context(), who(r), cmd, id, seen, q)
	if err == nil {
		s.flash(w, "questionnaire.saved")
		return redirect(w, r, "/settings/questionnaires/"+id)
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.questionnairePage(r, &q, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// surveyForm is a questionnaire as people see it, its questions numbered, so that what is wrong names one of them.
func (s *Site) surveyForm(r *http.Request, q *survey.Questionnaire, values form.Values, err error) (*EForm, error) {
	asked := q.Form()
	for i := range asked.Sections[0].Fields {
		label, n := &asked.Sections[0].Fields[i].Label, strconv.Itoa(i+1)+". "
		label.VI = n + label.VI
		if label.EN != "" {
			label.EN = n + label.EN
		}
	}
	c, wrong := form.Compile(asked)
	if wrong != nil {
		return nil, wrong
	}
	return NewEForm(s.voice(r), c, values, s.o.Office.Now(), lands{}, nil, err), nil
}
