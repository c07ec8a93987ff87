package web

import (
	"net/http"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/notice"
	"motcua/words/form"
)

// petitionCheckPage gets a lost check code back (lấy lại mã kiểm tra): first it asks by which petition and way, then for the code that
// holds once and went there.
type petitionCheckPage struct {
	Base
	*Form
	Try    string // of the try; "" in the first step
	Typed  string // code of the petition
	Again  string // address of the first step
	Closed bool   // no message leaves the house
	Asked  *Notice
	Slow   *Notice
}

// Template names the page's template.
func (*petitionCheckPage) Template() string { return "public/petitioncheck" }

func (s *Site) petitionCheckPage(r *http.Request, f *Form, code, token string) *petitionCheckPage {
	v, ways := s.voice(r), s.o.Office.CheckWays()
	p := &petitionCheckPage{
		Base: Base{
			TitleKey: "petition.recover.title", Nav: "petitions",
			Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}, {v.T("petition.follow.title"), "/phan-anh/theo-doi"}},
		},
		Form: f, Try: token, Typed: code, Closed: len(ways) == 0, Again: address("/phan-anh/ma-kiem-tra", nil, "ma", code),
	}
	if token != "" {
		p.Asked = &Notice{Tone: Wait, Title: v.T("petition.recover.asked"), Words: v.T("petition.recover.asked-words", "code", strings.ToUpper(code))}
		p.Add(Field{Name: "ma-mot-lan", Kind: BoxCode, Label: v.T("petition.recover.once"), Help: v.T("petition.recover.once-help"), Required: true, Short: true, MaxLen: 10, Complete: "one-time-code"})
		return p
	}
	p.Add(Field{Name: "ma", Kind: BoxCode, Label: v.T("petition.follow.code"), Help: v.T("petition.follow.code-help"), Value: code, Required: true, MaxLen: 40})
	p.Add(Field{Name: "lien-he", Kind: form.Line, Label: wayWords(v, ways), Help: v.T("petition.recover.way-help"), Required: true, MaxLen: 200})
	return p
}

// wayWords names what the sender may have left, as far as messages go there.
func wayWords(v text.Voice, ways []notice.Channel) string {
	switch {
	case !slices.Contains(ways, notice.Mail):
		return v.T("petition.recover.way-sms")
	case !slices.Contains(ways, notice.SMS):
		return v.T("petition.recover.way-mail")
	}
	return v.T("petition.recover.way")
}

func (s *Site) lostCheck(w http.ResponseWriter, r *http.Request) error {
	code := cut(strings.TrimSpace(r.URL.Query().Get("ma")), 40)
	return s.Render(w, r, http.StatusOK, s.petitionCheckPage(r, NewForm(s.voice(r), nil, nil), code, ""))
}

// recoverCheck takes both steps.
func (s *Site) recoverCheck(w http.ResponseWriter, r *http.Request) error {
	v, token := s.voice(r), cut(r.PostFormValue("luot"), 60)
	code := cut(strings.TrimSpace(r.PostFormValue("ma")), 40)
	if slow := s.guessed(w, r, guessPetition); slow != nil {
		p := s.petitionCheckPage(r, s.form(r, nil), code, token)
		p.Slow = slow
		return s.Render(w, r, http.StatusTooManyRequests, p)
	}
	if token == "" {
		token, err := s.o.Office.AskPetitionCheck(r.Context(), who(r), code, r.PostFormValue("lien-he"))
		if err != nil {
			return s.Again(w, r, s.petitionCheckPage(r, s.form(r, err), code, ""), err)
		}
		return s.Render(w, r, http.StatusOK, s.petitionCheckPage(r, NewForm(v, nil, nil), code, token))
	}
	once := strings.ReplaceAll(strings.TrimSpace(r.PostFormValue("ma-mot-lan")), " ", "")
	if once == "" {
		err := fault.New(fault.Invalid, "petition.recover.empty").At("ma-mot-lan")
		return s.Again(w, r, s.petitionCheckPage(r, s.form(r, err), code, token), err)
	}
	t, err := s.o.Office.GetPetitionCheck(r.Context(), who(r), token, once)
	if err != nil {
		return s.Again(w, r, s.petitionCheckPage(r, s.form(r, err), code, token), err)
	}
	s.rightGuess(r, guessPetition)
	p := &petitionSentPage{Base: Base{TitleKey: "petition.recover.got", Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}}}, Code: t.Code, Check: t.Check, Lead: v.T("petition.sent.lead"), Keep: v.T("petition.sent.keep-way")}
	return s.Render(w, r, http.StatusOK, p)
}
