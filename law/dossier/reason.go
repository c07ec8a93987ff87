package dossier

import (
	"strings"

	"motcua/ground/fault"
)

// reason wants a code of the list from which the act chooses.
func (c *Case) reason(a Act, code string) error {
	if code != "" && c.Procedure.Reason(string(a), code) != nil {
		return nil
	}
	f := fault.New(fault.Invalid, "dossier.reason-missing").At("reason")
	if code != "" {
		f = fault.New(fault.Invalid, "dossier.reason-unknown", "reason", code).At("reason")
	}
	return f
}

// basis is the legal basis that stands on the letter: the one that was named, else that of the reason; a reason without
// one of its own needs one that is named.
// law: nd61-2018/19.8
func (c *Case) basis(a Act, code, named string) (string, error) {
	if named = strings.TrimSpace(named); named != "" {
		return named, sized(typed{"rule", named, mostLine})
	}
	if x := c.Procedure.Reason(string(a), code); x != nil && x.Basis != "" {
		return x.Basis, nil
	}
	return "", fault.New(fault.Invalid, "dossier.rule-missing").At("rule").By("nd61-2018/19.8")
}

// refusal judges why something is refused or declined, all of it at once, and gives it with its basis.
func (c *Case) refusal(a Act, r Refusal) (Refusal, error) {
	var words error
	if blank(r.Words) {
		words = fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	rule, err := c.basis(a, r.Reason, r.Rule)
	wrong := c.reason(a, r.Reason)
	if wrong != nil && blank(r.Rule) {
		err = nil // the reason brings its basis
	}
	if err := fault.Together(wrong, err, words, sized(typed{"words", r.Words, mostWords})); err != nil {
		return r, err
	}
	r.Rule = rule
	return r, nil
}
