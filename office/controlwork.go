package office

import (
	"slices"

	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/words/calendar"
)

// A ControlRow is a procedure on a list of procedure control: one that has to be seen to, or that loses points.
type ControlRow struct {
	Code     procedure.ID
	Version  int    // 0: no version yet
	Proposal string // of a draft
	Record   *procedure.Record
	Unit     string // of an opinion that waits
	By       calendar.Date
	On       calendar.Date // when it was done, 0: not yet
	Late     bool
	Parts    []string // compulsory parts that are missing, by their place in the record
	Findings int
}

// A ControlWork is the lists of procedure control, each with the rows that its figure counts, and the three indices of
// disclosure with their denominators.
type ControlWork struct {
	Lists map[string][]ControlRow // UndatedList has versions that came by a pack or an import: the day of their decision is not known

	Decided, DecidedOn     int // 1.1: versions with a decision whose legal act is dated, and those in time
	Disclosed, DisclosedOn int // 1.2: decided versions that had to be disclosed by now, and those in time
	Listed, Complete       int // 1.3: procedures in force, and those with parts a to g
}

// UndatedList is the list of the versions that no index counts.
const UndatedList = "undated"

// ControlLists names the lists of what has to be seen to, in their order.
var ControlLists = []string{"unpublished", "decided-late", "undisclosed", "disclosed-late", "missing", "held", "overridden", "unanswered", "soon"}

// soonDays is how many days before its first day a version stands on the list of those that come.
const soonDays = 30

// ControlWork counts the lists of procedure control as of now.
func (r *Reader) ControlWork() (*ControlWork, error) {
	if err := access.May(r.who, "read-proposal", access.Object{}); err != nil {
		return nil, err
	}
	out := &ControlWork{Lists: map[string][]ControlRow{}}
	today := calendar.DateOf(r.now)
	for _, rec := range r.w.Procedures.All(r.now) {
		out.Listed++
		if parts := procedure.MissingParts(rec); len(parts) > 0 {
			out.add("missing", ControlRow{Code: rec.Code, Version: rec.Version, Record: rec, Parts: parts})
		} else {
			out.Complete++
		}
	}
	for _, id := range r.w.Procedures.IDs() {
		versions := r.w.Procedures.Versions(id)
		for i := range versions {
			r.versionWork(out, &versions[i], today)
		}
	}
	return out, r.proposalWork(out, today)
}

func (c *ControlWork) add(list string, row ControlRow) { c.Lists[list] = append(c.Lists[list], row) }

// versionWork sees to one version.
func (r *Reader) versionWork(out *ControlWork, rec *procedure.Record, today calendar.Date) {
	st := r.w.Procedures.Standing(rec.Code, rec.Version)
	row := ControlRow{Code: rec.Code, Version: rec.Version, Record: rec}
	if from := calendar.DateOf(rec.From); from > today && from <= today+soonDays {
		soon := row
		soon.By = from
		out.add("soon", soon)
	}
	if rec.Held() {
		out.add("held", row)
	}
	for _, x := range st.Overrides() {
		over := row
		over.Findings, over.On = x.Findings, calendar.DateOf(x.At)
		out.add("overridden", over)
	}
	if st.Holding == nil || st.Holding.Proposal == "" || st.Holding.Decided == 0 {
		out.add(UndatedList, row)
		return
	}
	if by, ok := procedure.DecideBy(rec, r.w.Calendar); ok {
		out.Decided++
		if st.Holding.Decided <= by {
			out.DecidedOn++
		} else {
			late := row
			late.By, late.On, late.Late = by, st.Holding.Decided, true
			out.add("decided-late", late)
		}
	}
	by, ok := procedure.DiscloseBy(rec, st.Holding.Decided, r.w.Calendar)
	if ok && st.Disclosed == nil {
		waits := row
		waits.By, waits.Late = by, today > by
		out.add("undisclosed", waits)
	}
	if !ok || st.Disclosed == nil && today <= by {
		return
	}
	out.Disclosed++
	if st.Disclosed != nil && st.Disclosed.On <= by {
		out.DisclosedOn++
		return
	}
	row.By, row.Late = by, true
	if st.Disclosed != nil {
		row.On = st.Disclosed.On
	}
	out.add("disclosed-late", row)
}

// proposalWork sees to the drafts: what is not published yet, and the opinions that wait.
func (r *Reader) proposalWork(out *ControlWork, today calendar.Date) error {
	all, err := r.Proposals(ProposalQuery{Limit: 5000})
	if err != nil {
		return err
	}
	for i := range all {
		p := &all[i]
		if p.Stage == procedure.StagePublished || p.Stage == procedure.StageGivenUp {
			continue
		}
		row := ControlRow{Code: p.Code, Proposal: p.ID, Record: &p.Record}
		if by, ok := procedure.DecideBy(&p.Record, r.w.Calendar); ok {
			row.By, row.Late = by, today > by && p.Stage != procedure.StageApproved
		}
		out.add("unpublished", row)
		if p.Stage != procedure.StageSubmitted {
			continue
		}
		life, err := r.ProposalLife(p.ID)
		if err != nil {
			return err
		}
		for _, o := range life.Opinions {
			if o.Given.IsZero() {
				out.add("unanswered", ControlRow{Code: p.Code, Proposal: p.ID, Record: &p.Record, Unit: o.Unit, By: o.Until, Late: today > o.Until})
			}
		}
	}
	slices.SortStableFunc(out.Lists["unpublished"], func(a, b ControlRow) int {
		switch {
		case a.By == b.By:
			return 0
		case a.By == 0 || b.By != 0 && b.By < a.By:
			return 1
		}
		return -1
	})
	return nil
}
