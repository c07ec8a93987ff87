package office

import (
	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// MayReadCheck says whether the check code of form 01 is shown: to those whose dossier it is, and to the desk that gives them the slip.
// Whoever works on a dossier has no use for it: it opens what the applicant sees, and casts the applicant's answer.
func (r *Reader) MayReadCheck(d *dossier.Dossier) bool {
	return r.who.Kind != access.Officer || r.noCheck(d) == nil
}

func (r *Reader) noCheck(d *dossier.Dossier) error {
	return access.May(r.who, "read-check", access.Object{Unit: d.Reception, Org: r.w.Org, At: r.now})
}

// CheckCode gives the desk the check code of a dossier for the applicant who stands there. Who asked stands in the read log.
func (r *Reader) CheckCode(id dossier.ID) (string, error) {
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return "", err
	}
	if err := r.mayRead(d); err != nil {
		return "", err
	}
	if err := r.noCheck(d); err != nil {
		return "", err
	}
	if d.Check == "" || d.Erased {
		return "", fault.New(fault.Missing, "letter.not-received")
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: string(id), Purpose: "read.check"}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return "", err
	}
	return d.Check, nil
}
