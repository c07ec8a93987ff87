package procedure

import (
	"slices"

	"motcua/words/form"
)

// A Reason (mã lý do) is why papers are asked for, a dossier is declined, refused or stopped, a date is not kept, a result
// amended. It stands on the letter with its legal basis.
type Reason struct {
	Code  string    `json:"code"`
	For   []string  `json:"for"`             // acts: "ask", "decline", "refuse", "stop", "apologise" …
	Name  form.Text `json:"name,omitzero"`   // empty: the house's words for the code
	Basis string    `json:"basis,omitempty"` // an article such as "nd61-2018/19.8", or the act in words
}

// GeneralReasons is the list where a procedure has none of its own for an act.
// choice: short lists; a procedure's own record may name its own reasons with their own basis.
var GeneralReasons = []Reason{
	{Code: "incomplete", For: []string{"ask", "decline"}, Basis: "nd61-2018/17"},
	{Code: "not-valid", For: []string{"ask"}, Basis: "nd61-2018/19.4"},
	{Code: "contradicts", For: []string{"ask"}, Basis: "nd61-2018/19.4"},
	{Code: "not-valid", For: []string{"decline"}, Basis: "nd61-2018/17"},
	{Code: "not-eligible", For: []string{"decline"}, Basis: "nd61-2018/17"},
	{Code: "not-competent", For: []string{"decline"}, Basis: "nd61-2018/17"},
	{Code: "duplicate", For: []string{"decline"}},
	{Code: "not-eligible", For: []string{"refuse"}, Basis: "nd61-2018/19.8"},
	{Code: "not-valid", For: []string{"refuse"}, Basis: "nd61-2018/19.8"},
	{Code: "not-competent", For: []string{"refuse"}, Basis: "nd61-2018/19.8"},
	{Code: "unanswered", For: []string{"stop"}, Basis: "nd61-2018/19.4"},
	{Code: "unpaid", For: []string{"stop"}},
	{Code: "not-eligible", For: []string{"stop"}, Basis: "nd61-2018/19.8"},
	{Code: "dispute", For: []string{"stop"}},
	{Code: "withdrawn", For: []string{"grant"}},
	{Code: "opinion-late", For: []string{"apologise"}, Basis: "nd61-2018/19.9"},
	{Code: "visit-needed", For: []string{"apologise"}, Basis: "nd61-2018/19.9"},
	{Code: "overload", For: []string{"apologise"}, Basis: "nd61-2018/19.9"},
	{Code: "system-down", For: []string{"apologise"}, Basis: "nd61-2018/19.9"},
	{Code: "result-wrong", For: []string{"amend"}, Basis: "nd61-2018/21"},
	{Code: "source-wrong", For: []string{"amend"}, Basis: "nd61-2018/21"},
	{Code: "lost", For: []string{"reissue"}},
	{Code: "spoilt", For: []string{"reissue"}},
	{Code: "typing", For: []string{"reprint", "correct"}},
	{Code: "misread", For: []string{"reprint", "correct"}},
	{Code: "wrong-person", For: []string{"correct"}},
	{Code: "wrong-procedure", For: []string{"replace"}},
	{Code: "wrong-case", For: []string{"replace"}},
	{Code: "papers-missing", For: []string{"send-back"}, Basis: "nd61-2018/19.6"},
	{Code: "papers-differ", For: []string{"send-back"}, Basis: "nd61-2018/19.6"},
	{Code: "papers-elsewhere", For: []string{"send-back"}, Basis: "nd61-2018/19.6"},
	{Code: "other", For: []string{"send-back", "ask", "decline", "refuse", "stop", "apologise", "amend", "reissue", "reprint", "correct", "replace"}},
}

// ReasonsFor are the reasons from which an act chooses: the procedure's own where it has some for it, else the general
// list. A nil record has none of its own.
func (r *Record) ReasonsFor(act string) []Reason {
	var out []Reason
	if r != nil {
		out = reasonsFor(r.Reasons, act)
	}
	if len(out) == 0 {
		out = reasonsFor(GeneralReasons, act)
	}
	return out
}

func reasonsFor(all []Reason, act string) []Reason {
	var out []Reason
	for _, x := range all {
		if slices.Contains(x.For, act) {
			out = append(out, x)
		}
	}
	return out
}

// Reason finds the reason of an act by its code; nil for one that nobody knows.
func (r *Record) Reason(act, code string) *Reason {
	all := append(r.ReasonsFor(act), reasonsFor(GeneralReasons, act)...)
	if i := slices.IndexFunc(all, func(x Reason) bool { return x.Code == code }); i >= 0 {
		return &all[i]
	}
	return nil
}
