package office

import (
	"context"
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/words/org"
)

// answeredAbove is the nearest unit above one, not among some, where somebody may write an answer anew and another approve it; "" where there is none: others
// of the same unit take up what was reopened.
// choice: a petition that goes to a unit where nobody can answer it is lost, however high that unit stands.
func (w *World) answeredAbove(unit string, but []string, p *petition.Petition, t time.Time) string {
	for _, u := range w.Org.Ancestors(org.UnitID(unit), t) {
		if !slices.Contains(but, string(u.ID)) && w.answersAgain(string(u.ID), p, t) {
			return string(u.ID)
		}
	}
	return ""
}

// answersAgain says whether a unit has somebody to write an answer and another to approve it, of whom none had a part in the last one.
func (w *World) answersAgain(unit string, p *petition.Petition, t time.Time) bool {
	able := func(a petition.Act) (people []string) {
		for _, role := range petition.RuleOf(a).By.Roles {
			for _, person := range w.holders(unit, role, t) {
				if person != p.Whom && person != p.Lead && person != p.Drafter && person != p.Approver && !p.Bars(person) {
					people = append(people, person)
				}
			}
		}
		return people
	}
	write, approve := able(petition.ActDraft), able(petition.ActApprove)
	return slices.ContainsFunc(approve, func(a string) bool {
		return slices.ContainsFunc(write, func(b string) bool { return a != b })
	})
}

// concerned are the units without a say in a complaint about somebody of a unit: that one and all below it, and those that the person
// heads with all below them.
func (w *World) concerned(about, whom string, t time.Time) (units []string) {
	if about != "" {
		units = w.below(about, t)
	}
	for _, post := range w.Org.PostsOf(org.PersonID(whom), t) {
		if post.Role == org.Leader || post.Role == org.BranchHead {
			units = append(units, w.below(string(post.Unit), t)...)
		}
	}
	slices.Sort(units)
	return slices.Compact(units)
}

// apart leaves out of a list or count of an officer the complaints that mayReadPetition keeps from them: about themselves, somebody of their
// unit or of one above it, or who heads one of these.
func (r *Reader) apart(f *store.PetitionFilter) { r.w.apart(f, r.who, r.now) }

func (w *World) apart(f *store.PetitionFilter, who Who, t time.Time) {
	if f.NotAbout = who.Person; who.Unit == "" {
		return
	}
	f.NotOf = []string{who.Unit}
	for _, u := range w.Org.Ancestors(org.UnitID(who.Unit), t) {
		f.NotOf = append(f.NotOf, string(u.ID))
	}
	for _, u := range f.NotOf {
		for _, role := range []org.Role{org.Leader, org.BranchHead} {
			f.NotHeads = append(f.NotHeads, w.holders(u, string(role), t)...)
		}
	}
}

// keptFrom says whether an officer reads nothing of a petition because it is about them or somebody of theirs.
func (w *World) keptFrom(who Who, p *petition.Petition, t time.Time) bool {
	return w.kept(who, p.Class, p.About, p.Whom, t)
}

// keptRow says the same of its line.
func (w *World) keptRow(who Who, x *store.PetitionRow, t time.Time) bool {
	return w.kept(who, petition.Class(x.Class), x.About, x.Whom, t)
}

func (w *World) kept(who Who, class petition.Class, about, whom string, t time.Time) bool {
	return whom != "" && whom == who.Person || slices.Contains(w.ownOf(class, about, whom, t), who.Unit)
}

// untold says whether an officer is told nothing of a petition, whichever post they read it from.
func (w *World) untold(person string, x *store.PetitionRow, t time.Time) bool {
	own := w.ownOf(petition.Class(x.Class), x.About, x.Whom, t)
	return person == x.Whom || slices.ContainsFunc(own, func(u string) bool { return w.worksIn(person, u, t) })
}

// askedApart says whether a request about data is about a complaint of which an officer reads nothing: the unit above or the supervision
// answers it.
func (o *Office) askedApart(ctx context.Context, r *store.Reader, w *World, who Who, about string, t time.Time) (bool, error) {
	id, ok := petitionTold(about)
	if !ok || who.Kind != access.Officer {
		return false, nil
	}
	row, known, err := r.Petition(ctx, string(id))
	return known && w.keptRow(who, &row, t), err
}

// ownUnits are the units without a say in a petition; none where it is no complaint about somebody.
func (w *World) ownUnits(p *petition.Petition, t time.Time) []string {
	if p == nil {
		return nil
	}
	return w.ownOf(p.Class, p.About, p.Whom, t)
}

func (w *World) ownOf(class petition.Class, about, whom string, t time.Time) []string {
	if class != petition.Conduct {
		return nil
	}
	return w.concerned(about, whom, t)
}

// officersKnown are the names of the officers of the units that a petition concerns.
func (w *World) officersKnown(p *petition.Petition, t time.Time) (names []string) {
	for _, unit := range append(p.Reach(), p.About) {
		for _, post := range w.Org.PostsIn(org.UnitID(unit), t) {
			if name := w.person(string(post.Person)).Name; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// PetitionsWaiting counts the petitions that the reader's own unit has to handle, with the nearest limit (phản ánh đơn vị đang giữ).
func (r *Reader) PetitionsWaiting() (c HandedCounts, err error) {
	if r.who.Unit == "" || access.May(r.who, "read-petitions", access.Object{Org: r.w.Org, At: r.now}) != nil {
		return c, nil
	}
	f := r.petitionFilter(PetitionFilter{Unit: r.who.Unit, Exact: true})
	if c.N, err = r.db.CountPetitions(r.ctx, f); err != nil || c.N == 0 {
		return c, err
	}
	f.Limit = 1
	first, err := r.db.Petitions(r.ctx, f)
	if err != nil {
		return c, err
	}
	if len(first) > 0 {
		c.Due = first[0].Due
	}
	f.Alarm = string(petition.AlarmLate)
	c.Late, err = r.db.CountPetitions(r.ctx, f)
	return c, err
}
