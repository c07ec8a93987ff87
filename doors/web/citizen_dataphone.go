package web

import (
	"net/http"
	"strings"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/privacy"
	"motcua/office"
	"motcua/words/form"
)

// The steps of a request about conversations of a telephone, as the form says which one it is of.
const (
	phoneAsk  = ""     // which telephone
	phoneCode = "ma"   // the code that went there
	phoneSend = "muon" // what is asked for
)

// dataPhonePage asks about conversations that know nothing of whom they were with but a telephone (yêu cầu theo số điện thoại): which
// telephone, then the code that was sent there, then what is asked.
type dataPhonePage struct {
	Base
	*Form
	Step, Try, Phone, Key string
	Lead                  string
	Button                string
	Again                 bool // the page leads back to the first step
	Asked, Slow           *Notice
	Closed, None          bool // no message leaves the house; there is no such conversation
}

// Template names the page's template.
func (*dataPhonePage) Template() string { return "citizen/dataphone" }

func (s *Site) phonePage(r *http.Request, f *Form, step, token, phone string) *dataPhonePage {
	v := s.voice(r)
	p := &dataPhonePage{
		Base: Base{TitleKey: "request.phone.title", Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.dossiers"), "/ho-so"}, {v.T("request.title"), "/ho-so/du-lieu"}}},
		Form: f, Step: step, Try: token, Phone: phone, Again: step != phoneAsk,
	}
	switch step {
	case phoneAsk:
		p.Closed, p.Lead, p.Button = !s.o.Office.ProvesPhones(), v.T("request.phone.lead"), v.T("request.phone.ask")
		p.Add(Field{Name: "dien-thoai", Kind: form.Phone, Label: v.T("petition.recover.way-sms"), Value: phone, Required: true, Short: true, MaxLen: 40})
	case phoneCode:
		p.Asked, p.Button = &Notice{Tone: Wait, Title: v.T("petition.recover.asked"), Words: v.T("request.phone.asked-words", "phone", phone)}, v.T("request.phone.show")
		p.Add(Field{Name: "ma-mot-lan", Kind: BoxCode, Label: v.T("petition.recover.once"), Help: v.T("petition.recover.once-help"), Required: true, Short: true, MaxLen: 10, Complete: "one-time-code"})
	}
	return p
}

// phoneMatters is the last step: the conversations and what may be asked of them.
func (s *Site) phoneMatters(r *http.Request, failed error, token, phone string) (*dataPhonePage, error) {
	v := s.voice(r)
	talks, err := s.read(r).PhoneMatters(token, phone)
	if err != nil {
		return nil, err
	}
	p := s.phonePage(r, s.form(r, failed), phoneSend, token, phone)
	if p.Key, err = s.formKey(r); err != nil {
		return nil, err
	}
	p.Lead, p.Button, p.None = v.T("request.phone.shown", "phone", phone), v.T("request.send"), len(talks) == 0
	var about, kinds []Option
	for _, x := range talks {
		about = append(about, Option{Value: string(x.About), Label: x.Code})
	}
	for _, k := range []privacy.Kind{privacy.Correct, privacy.Erase} { // a conversation is not restricted
		kinds = append(kinds, Option{Value: string(k), Label: v.T("request.kind." + string(k)), Help: v.T("request.kind." + string(k) + "-help")})
	}
	p.Add(Field{Name: "dossier", Kind: BoxSelect, Label: v.T("request.talk"), Options: about, Blank: v.T("form.choose"), Required: true})
	p.Add(Field{Name: "kind", Kind: BoxRadio, Label: v.T("request.field.kind"), Options: kinds, Required: true})
	p.Add(Field{Name: "words", Kind: form.LongText, Label: v.T("request.field.words"), Help: v.T("request.field.words-help"), Required: true, MaxLen: 2000})
	return p, nil
}

func (s *Site) dataPhone(w http.ResponseWriter, r *http.Request) error {
	return s.Render(w, r, http.StatusOK, s.phonePage(r, NewForm(s.voice(r), nil, nil), phoneAsk, "", ""))
}

// askByPhone takes each of the steps.
func (s *Site) askByPhone(w http.ResponseWriter, r *http.Request) error {
	step, token, phone := r.PostFormValue("buoc"), cut(r.PostFormValue("luot"), 60), cut(strings.TrimSpace(r.PostFormValue("dien-thoai")), 40)
	if step == phoneSend {
		return s.sendByPhone(w, r, token, phone)
	}
	if slow := s.guessed(w, r, guessPhone); slow != nil { // also how many messages somebody lets go out
		p := s.phonePage(r, s.form(r, nil), step, token, phone)
		p.Slow = slow
		return s.Render(w, r, http.StatusTooManyRequests, p)
	}
	if step != phoneCode {
		token, err := s.o.Office.AskPhoneCode(r.Context(), who(r), phone)
		if err != nil {
			return s.Again(w, r, s.phonePage(r, s.form(r, err), phoneAsk, "", phone), err)
		}
		return s.Render(w, r, http.StatusOK, s.phonePage(r, NewForm(s.voice(r), nil, nil), phoneCode, token, phone))
	}
	once, err := strings.ReplaceAll(strings.TrimSpace(r.PostFormValue("ma-mot-lan")), " ", ""), error(nil)
	if once == "" {
		err = fault.New(fault.Invalid, "petition.recover.empty").At("ma-mot-lan")
	} else {
		err = s.o.Office.ShowPhone(r.Context(), who(r), token, once)
	}
	if err != nil {
		return s.Again(w, r, s.phonePage(r, s.form(r, err), phoneCode, token, phone), err)
	}
	s.rightGuess(r, guessPhone)
	p, err := s.phoneMatters(r, nil, token, phone)
	if err != nil {
		return s.phoneOver(w, r, err, phone)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// sendByPhone takes the request itself.
func (s *Site) sendByPhone(w http.ResponseWriter, r *http.Request, token, phone string) error {
	cmd := office.Command{Key: r.PostFormValue("key")}
	_, err := s.o.Office.AskDataByPhone(r.Context(), who(r), cmd, token, phone, privacy.Kind(r.PostFormValue("kind")), dossier.ID(r.PostFormValue("dossier")), r.PostFormValue("words"))
	if err == nil {
		s.flash(w, "request.taken")
		return redirect(w, r, "/ho-so/du-lieu#yeu-cau")
	}
	p, over := s.phoneMatters(r, err, token, phone)
	if over != nil {
		return s.phoneOver(w, r, over, phone)
	}
	return s.Again(w, r, p, err)
}

// phoneOver begins anew where what was shown holds no longer.
func (s *Site) phoneOver(w http.ResponseWriter, r *http.Request, err error, phone string) error {
	if f := fault.As(err); f == nil || f.Field != "dien-thoai" {
		return err
	}
	return s.Again(w, r, s.phonePage(r, s.form(r, err), phoneAsk, "", phone), err)
}
