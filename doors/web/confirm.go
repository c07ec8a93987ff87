package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

// The names of the fields of a confirmation, beside those of the act that is confirmed.
const (
	confirmCode = "confirm.code"
	confirmFlow = "confirm.flow"
	confirmKey  = "passkey"
)

// proofOf is what a form confirms its act with, nothing when it was just typed.
func proofOf(r *http.Request) office.Proof {
	return office.Proof{Code: r.PostFormValue(confirmCode), Key: r.PostFormValue(confirmKey), Flow: r.PostFormValue(confirmFlow)}
}

// confirmPage asks whoever does something weighty to confirm this very act (xác nhận việc hệ trọng).
type confirmPage struct {
	Base
	*Form
	Action string
	Words  string // what will be done
	Facts  []Fact
	Kept   []keptField // the act's form as it was sent
	Key    keyAsk
	Code   bool // there is an authenticator
	Back   string
}

// Template names the page's template.
func (*confirmPage) Template() string { return "desk/confirm" }

// A keptField is a field of the act's form on its way through the confirmation.
type keptField struct{ Name, Value string }

// askConfirm shows the page that confirms an act which err asks to be confirmed, or asks again after a wrong code; shown is false for
// any other error. The form that was sent comes back to the same address with the proof: see proofOf. Facts say what will be
// done, back is where nothing is done.
func (s *Site) askConfirm(w http.ResponseWriter, r *http.Request, err error, facts []Fact, back string) (shown bool, _ error) {
	act, hash, needed := office.UnconfirmedAct(err)
	f := fault.As(err)
	wrong := f != nil && strings.HasPrefix(f.Field, "confirm.")
	if !needed && !wrong {
		return false, nil
	}
	if wrong {
		act, hash = r.PostFormValue("confirm.act"), r.PostFormValue("confirm.hash")
	}
	factors, _, e := s.o.Office.Factors(r.Context(), s.token(r))
	if e != nil {
		return true, e
	}
	applicant := who(r).Kind == access.Citizen // has no factors here: the password is shown again
	if len(factors) == 0 && !applicant {
		return true, fault.New(fault.Refused, "confirm.no-factor")
	}
	v := s.voice(r)
	p := &confirmPage{
		Base: Base{TitleKey: "confirm.title", Audience: Desk, Scripts: []string{"key.js"}}, Form: NewForm(v, nil, err),
		Action: r.URL.Path, Words: v.T("confirm.words", "act", "@dossier.act."+act), Facts: facts, Back: back,
	}
	p.Code = slices.ContainsFunc(factors, func(x office.Factor) bool { return x.Kind == "totp" })
	if applicant {
		p.Audience, p.Code, p.Scripts = Public, true, nil
		p.Add(Field{Name: confirmCode, Kind: BoxPassword, Label: v.T("sign-in.password"), Help: v.T("confirm.password-help"), Required: true, Complete: "current-password", Focus: true, MaxLen: 500})
	} else if p.Code {
		p.Add(codeField(v, confirmCode, v.T("confirm.code-help")))
	}
	if p.Key.Options, p.Key.Flow, e = s.o.Office.AskKey(r.Context(), who(r), s.originOf(r), hash); e != nil {
		return true, e
	}
	kept := maps.Clone(r.PostForm)
	kept["confirm.act"], kept["confirm.hash"] = []string{act}, []string{hash}
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		if name == tokenField || name == confirmCode || name == confirmFlow || name == confirmKey {
			continue
		}
		for _, value := range kept[name] {
			p.Kept = append(p.Kept, keptField{name, value})
		}
	}
	if wrong {
		return true, s.Again(w, r, p, err)
	}
	return true, s.Render(w, r, http.StatusOK, p)
}

// actFacts say what an act on a dossier is about to do.
func (s *Site) actFacts(r *http.Request, p *posted) ([]Fact, error) {
	v := s.voice(r)
	view, err := s.read(r).Dossier(p.on.ID, "read.desk")
	if err != nil {
		return nil, err
	}
	facts := []Fact{{Term: v.T("confirm.dossier"), Words: view.Code, Code: true}, {Term: v.T("confirm.owner"), Words: view.Parties.Owner.Name}}
	if view.Record != nil {
		facts = append(facts, Fact{Term: v.T("desk.fact.procedure"), Words: recordWords(v, view.Record)})
	}
	add := func(term, words string) {
		if words != "" {
			facts = append(facts, Fact{Term: v.T(term), Words: words})
		}
	}
	if p.act == dossier.ActIssue {
		add("confirm.number", p.get("number"))
	}
	add("confirm.said", p.get("words"))
	return facts, nil
}
