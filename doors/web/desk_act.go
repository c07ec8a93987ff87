package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
)

// A posted act is a form of the dossier's page on its way to the office.
type posted struct {
	r   *http.Request
	on  office.On
	cmd office.Command
	act dossier.Act
}

// get gives a field of the act's form.
func (p *posted) get(name string) string {
	return p.r.PostForm.Get(actName(p.act, p.on.Token) + "." + name)
}

// values are the fields of the act's form without its prefix.
func (p *posted) values() url.Values {
	out := url.Values{}
	prefix := actName(p.act, p.on.Token) + "."
	for k, vs := range p.r.PostForm {
		if len(k) > len(prefix) && k[:len(prefix)] == prefix {
			out[k[len(prefix):]] = vs
		}
	}
	return out
}

// actHandler is the one way of all acts on a dossier that is there: read the form, call the office, and go back to the
// dossier; a refusal brings the page back with what was typed and, where somebody was first, with what changed.
func (s *Site) actHandler(act dossier.Act, do func(*posted) error) Handler {
	return officerOnly(func(w http.ResponseWriter, r *http.Request) error {
		token, _ := strconv.Atoi(r.PostFormValue("token")) // 0 for acts on the dossier itself
		p := &posted{
			r: r, act: act, on: office.On{ID: dossier.ID(r.PathValue("id")), Seen: seenOf(r), Token: token, Loose: true},
			cmd: office.Command{Key: r.PostFormValue("key"), Proof: proofOf(r)},
		}
		err := carried(r)
		if err == nil {
			err = do(p)
		}
		if err != nil {
			return s.actFailed(w, r, p, err)
		}
		s.setFlash(w, Flash{Key: "desk.done." + string(act), Href: "/desk", Link: "desk.back-to-work"})
		return redirect(w, r, "/desk/dossiers/"+string(p.on.ID))
	})
}

// seenOf is the version of the dossier that a form's page showed; 0 does not care.
func seenOf(r *http.Request) int64 {
	seen, _ := strconv.ParseInt(r.PostFormValue("seen"), 10, 64) // what is no number is judged by the state alone
	return seen
}

// actFailed shows the dossier again after a refused act.
func (s *Site) actFailed(w http.ResponseWriter, r *http.Request, p *posted, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	if _, _, needed := office.UnconfirmedAct(err); needed || strings.HasPrefix(f.Field, "confirm.") {
		facts, e := s.actFacts(r, p)
		if e != nil {
			return e
		}
		if shown, e := s.askConfirm(w, r, err, facts, "/desk/dossiers/"+string(p.on.ID)); shown {
			return e
		}
	}
	page, e := s.dossierPage(r, &failedAct{act: p.act, token: p.on.Token, err: err, seen: p.on.Seen})
	if e != nil {
		return e
	}
	return s.Again(w, r, page, under(actName(p.act, p.on.Token), err))
}

// finishHandler ends a task by act.
func (s *Site) finishHandler(act dossier.Act) Handler {
	return s.actHandler(act, func(p *posted) error {
		f := dossier.Finishing{
			Outcome: p.get("outcome"), Words: p.get("words"), Number: p.get("number"), Result: p.get("result"),
			Refusal: dossier.Refusal{Reason: p.get("reason"), Rule: p.get("rule"), Words: p.get("words")},
		}
		if act != dossier.ActRefuse {
			f.Refusal = dossier.Refusal{}
		}
		var err error
		if f.Sum, err = p.sum("sum"); err != nil {
			return err
		}
		if act == dossier.ActIssue {
			file, err := s.uploadOne(p.r, actName(act, p.on.Token)+".file")
			if err != nil {
				return at(err, "file")
			}
			f.File = file.Hash
			if kept := actName(act, p.on.Token) + ".file-kept"; f.File != "" {
				p.r.PostForm.Set(kept, f.File) // goes through a confirmation; whose file it is is judged there again
			} else {
				f.File = p.r.PostForm.Get(kept)
			}
		}
		return s.o.Office.Finish(p.r.Context(), who(p.r), p.cmd, p.on, act, f)
	})
}

// at gives an error the field that it is about, where it has none.
func at(err error, field string) error {
	f := fault.As(err)
	if f == nil || f.Field != "" {
		return err
	}
	out := *f
	out.Field = field
	return &out
}

// uploadOne keeps the file of a form; a zero Attached when none was chosen.
func (s *Site) uploadOne(r *http.Request, name string) (dossier.Attached, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[name]) == 0 {
		return dossier.Attached{}, nil
	}
	return s.upload(r, name, 0)
}

// upload keeps the n-th file of a field.
func (s *Site) upload(r *http.Request, name string, n int) (dossier.Attached, error) {
	head := r.MultipartForm.File[name][n]
	body, err := head.Open()
	if err != nil {
		return dossier.Attached{}, err
	}
	defer func() { _ = body.Close() }() // it was only read
	return s.o.Office.Upload(r.Context(), who(r), head.Filename, body)
}

func (s *Site) doClaim(p *posted) error {
	return s.o.Office.Claim(p.r.Context(), who(p.r), p.cmd, p.on)
}

func (s *Site) doAssign(p *posted) error {
	return s.o.Office.Assign(p.r.Context(), who(p.r), p.cmd, p.on, p.get("holder"), p.get("words"))
}

func (s *Site) doNote(p *posted) error {
	return s.o.Office.Note(p.r.Context(), who(p.r), p.cmd, p.on, p.get("words"))
}

func (s *Site) doLink(p *posted) error {
	return s.o.Office.Link(p.r.Context(), who(p.r), p.cmd, p.on, p.get("system"), p.get("code"))
}

func (s *Site) doDecline(p *posted) error {
	return s.o.Office.Decline(p.r.Context(), who(p.r), p.cmd, p.on, dossier.Refusal{Reason: p.get("reason"), Rule: p.get("rule"), Words: p.get("words")})
}

func (s *Site) doHandOver(p *posted) error {
	return s.o.Office.HandOver(p.r.Context(), who(p.r), p.cmd, p.on, handOverOf(p.get))
}

// doCorrect writes the right persons down; the representative stays as it is.
func (s *Site) doCorrect(p *posted) error {
	q, l := p.values(), s.here()
	view, err := s.read(p.r).Dossier(p.on.ID, "read.desk")
	if err != nil {
		return err
	}
	k := office.Correction{Parties: view.Parties, Reason: p.get("reason"), Words: p.get("words"), What: "both"}
	var faults []*fault.Fault
	var f *fault.Fault
	if k.Parties.Applicant, f = l.readParty(q, "applicant"); f != nil {
		faults = append(faults, f)
	}
	k.Parties.Owner = k.Parties.Applicant
	if q.Get("same") != "1" {
		if k.Parties.Owner, f = l.readParty(q, "owner"); f != nil {
			faults = append(faults, f)
		}
	}
	if err := fault.Join(faults); err != nil {
		return err
	}
	switch {
	case k.Parties.Owner == view.Parties.Owner:
		k.What = "applicant"
	case k.Parties.Applicant == view.Parties.Applicant:
		k.What = "owner"
	}
	return s.o.Office.Correct(p.r.Context(), who(p.r), p.cmd, p.on, k)
}
