package web

import (
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
)

// A Problem is a fault in the reader's language: what happened, which rule, what to do.
type Problem struct {
	Title string
	Lines []ProblemLine
	Mend  string
}

// A ProblemLine is one thing that was wrong.
type ProblemLine struct {
	Words string
	Field string // name of the field, "" when it is about the whole
	Rule  string // the article in words, "" when there is none
	ID    string // id of the field on this page, "" when the page has no such field
	place int    // how far down the page its field is; what is about the whole comes first
}

// Faults of the frame itself that have a status of their own.
var (
	tooMany  = fault.New(fault.Refused, "web.too-many")
	tooLarge = fault.New(fault.Invalid, "web.too-large")
)

// errorPage says what happened, which rule and what to do.
type errorPage struct {
	Base
	Status int
	Fault  Problem
	Ours   bool // our mistake: show the number
}

// Template names the page's template.
func (*errorPage) Template() string { return "frame/error" }

// fail turns an error into its page. Only errors that are no fault of a person are logged with their cause.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	v := seen(r)
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal {
		s.o.Log.LogAttrs(r.Context(), slog.LevelError, "fault", slog.String("number", v.number), slog.Any("error", err))
	}
	if f != nil && f.Kind == fault.Refused && f.Right && v.visitor.Name == "" && s.o.SignIn != "" && r.Method == http.MethodGet {
		_ = redirect(w, r, s.o.SignIn+"?"+url.Values{"tiep": {here(r)}}.Encode())
		return
	}
	if f != nil && f.Right && v.visitor.Name == "" && s.o.SignIn != "" && s.o.Office != nil {
		if next, typed, ok := carry(r); ok && s.signInAgain(w, r, next, typed) == nil {
			return
		}
	}
	status := Status(err)
	p := &errorPage{
		Base:   Base{Audience: audienceOf(r), TitleKey: "fault.title." + kindOfFault(f).String()},
		Status: status,
		Fault:  problem(s.voice(r), s.speakable(s.voice(r), f)),
		Ours:   status >= 500,
	}
	if f == tooMany || f == tooLarge {
		p.TitleKey = f.Key + ".title"
	}
	w.Header().Del("Content-Length")
	if e := s.Render(w, r, status, p); e != nil {
		s.o.Log.LogAttrs(r.Context(), slog.LevelError, "error page", slog.String("number", v.number), slog.Any("error", e))
		http.Error(w, v.number, http.StatusInternalServerError)
	}
}

// Again shows a page once more after an error that its reader can mend: the page carries the problem, its form keeps what
// was typed. Any other error is given back, to become the error page.
func (s *Site) Again(w http.ResponseWriter, r *http.Request, p Page, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	pr := problem(s.voice(r), s.speakable(s.voice(r), f))
	if h, ok := p.(interface{ forms() []*Form }); ok {
		pr.link(h.forms())
	}
	p.frame().Problem = &pr
	return s.Render(w, r, Status(err), p)
}

// shortLabel is a question as a line of the summary names it: its first words, without the mark at its end.
func shortLabel(label string) string {
	const most = 60
	r := []rune(label)
	if len(r) <= most {
		return strings.TrimRight(label, "?:;. ")
	}
	short := string(r[:most])
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		short = short[:i]
	}
	return strings.TrimRight(short, "?:;., ") + "…"
}

// audienceOf guesses whose page failed from its address.
func audienceOf(r *http.Request) Audience {
	if strings.HasPrefix(r.URL.Path, "/desk") || strings.HasPrefix(r.URL.Path, "/watch") || strings.HasPrefix(r.URL.Path, "/settings") ||
		strings.HasPrefix(r.URL.Path, "/control") || strings.HasPrefix(r.URL.Path, "/care") {
		return Desk
	}
	return Public
}

// Status is the HTTP status of an error.
func Status(err error) int {
	f := fault.As(err)
	switch {
	case f == nil:
		return http.StatusInternalServerError
	case f == tooMany || f.Key == "chat.too-many" || f.Key == "chat.too-fast":
		return http.StatusTooManyRequests
	case f == tooLarge:
		return http.StatusRequestEntityTooLarge
	case f.Key == "web.unreadable":
		return http.StatusBadRequest
	}
	switch f.Kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Missing:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Refused:
		if f.Right {
			return http.StatusForbidden
		}
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}

// kindOfFault gives Internal for an error that is no fault.
func kindOfFault(f *fault.Fault) fault.Kind {
	if f == nil {
		return fault.Internal
	}
	return f.Kind
}

// problem says a fault in words. The mend is the text key + ".mend" where there is one, else that of the kind.
func problem(v text.Voice, f *fault.Fault) Problem {
	kind := kindOfFault(f)
	p := Problem{Title: v.T("fault.summary." + kind.String()), Mend: v.T("fault.mend." + kind.String())}
	if f == nil || kind == fault.Internal {
		p.Lines = []ProblemLine{{Words: v.T("fault.ours")}}
		return p
	}
	for _, end := range []string{".mend", ".mend-page"} { // the last, where there is one, is for people before a page and not for programs
		if v.Has(f.Key + end) {
			p.Mend = v.T(f.Key+end, f.Args)
		}
	}
	for _, one := range append([]*fault.Fault{f}, f.More...) {
		p.Lines = append(p.Lines, ProblemLine{
			Words: faultWords(v, one), Field: one.Field, Rule: v.Article(one.Rule),
		})
	}
	return p
}

// link points the lines of a problem at the fields of the page's forms.
func (p *Problem) link(forms []*Form) {
	for i := range p.Lines {
		for _, f := range forms {
			if f.Has(p.Lines[i].Field) {
				p.Lines[i].place = f.place(p.Lines[i].Field)
				p.Lines[i].ID = fieldID(f.target(p.Lines[i].Field))
				if label := f.labels[p.Lines[i].Field]; label != "" {
					p.Lines[i].Words = shortLabel(label) + ": " + p.Lines[i].Words
				}
			}
		}
	}
	slices.SortStableFunc(p.Lines, func(a, b ProblemLine) int { return a.place - b.place })
}
