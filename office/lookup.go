package office

import (
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/words/form"
)

// Lookup says what anyone may know by the code alone: the state and how far it has come. A code of another system is
// found too. Nothing here tells who the owner is.
// law: tt01-2018/16.2d
func (r *Reader) Lookup(code string) (Lookup, error) {
	id, err := r.byCode(code)
	if err != nil {
		return Lookup{}, err
	}
	evs, err := r.db.HolderEvents(r.ctx, dossier.Stream(id))
	if err != nil {
		return Lookup{}, err
	}
	d, err := dossier.Fold(id, evs)
	if err != nil {
		return Lookup{}, err
	}
	if d.Annulled != nil {
		return Lookup{}, annulled(d, code)
	}
	return Lookup{Code: shownCode(d, code), State: d.State, Degree: d.Degree(), Rate: r.rateUntil(d)}, nil
}

// rateUntil is until when a dossier may be rated, zero for one that may not be now.
func (r *Reader) rateUntil(d *dossier.Dossier) time.Time {
	m := matterOf(d)
	until := m.Until(r.w.SurveyRules())
	if m.End == "" || d.Code == "" || d.Erased || r.now.After(until) {
		return time.Time{}
	}
	return until
}

// shownCode is the official code, or the one that was asked for while there is none.
func shownCode(d *dossier.Dossier, asked string) string {
	if d.Code != "" {
		return d.Code
	}
	return strings.TrimSpace(asked)
}

// annulled says of a dossier whose import was undone that it is here no more, and since when.
func annulled(d *dossier.Dossier, code string) error {
	return fault.New(fault.Missing, "lookup.annulled", "code", strings.TrimSpace(code), "date", d.Annulled.At.In(Zone).Format("02/01/2006")).At("code")
}

// byCode finds a dossier by its code or by one of its codes elsewhere.
func (r *Reader) byCode(code string) (dossier.ID, error) {
	code = strings.TrimSpace(code)
	if len(code) < 4 || len(code) > 120 {
		return "", fault.New(fault.Invalid, "lookup.malformed").At("code")
	}
	for _, c := range []string{code, strings.ToUpper(code)} {
		id, ok, err := r.db.ByCode(r.ctx, c)
		if err != nil {
			return "", err
		}
		if ok { // the newest; codes of other systems may come again
			return dossier.ID(id), nil
		}
	}
	return "", fault.New(fault.Missing, "lookup.missing", "code", code).At("code")
}

// History shows the dated public history to whoever has the ten characters of form 01. A wrong check code gets the
// answer of a wrong code.
func (r *Reader) History(code, check string) (PublicHistory, error) {
	id, err := r.byCode(code)
	if err != nil {
		return PublicHistory{}, err
	}
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return PublicHistory{}, err
	}
	if d.Annulled != nil {
		return PublicHistory{}, annulled(d, code)
	}
	check = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(check))
	if r.o.void(d, check) {
		return PublicHistory{}, fault.New(fault.Refused, "lookup.void").At("check")
	}
	if len(check) != 10 || d.Check == "" || r.o.checkHash(check) != r.o.checkHash(d.Check) {
		return PublicHistory{}, fault.New(fault.Missing, "lookup.missing", "code", strings.TrimSpace(code)).At("check")
	}
	h, err := r.publicHistory(d)
	if err != nil {
		return h, err
	}
	h.Rate = r.rateUntil(d)
	q, _, err := r.db.Rating(r.ctx, r.o.ratingID(d.ID, r.o.PersonKey(d.Parties.Applicant.Number)))
	if !survey.Way(q.Way).Staffed() { // else it is the citizen who has not rated yet
		h.Rated = q.Recorded
	}
	return h, err
}

func (r *Reader) publicHistory(d *dossier.Dossier) (PublicHistory, error) {
	h := PublicHistory{
		Lookup: Lookup{Code: d.Code, State: d.State, Degree: d.Degree()}, Procedure: d.Procedure,
		Reception: r.w.unit(d.Reception, r.now), Competent: r.w.unit(d.Competent, r.now),
		Received: d.Received, Promise: d.LastPromise(), Bar: r.bar(d), Late: d.Late(r.now), Return: d.Return, Counted: r.counted(d), Expected: r.expected(d),
	}
	h.Waits, h.Earlier = d.Waits(r.w.Calendar, r.now), len(d.Earlier)
	if t, waiting := d.Promise.Waiting(); waiting && d.State.Open() {
		h.Waiting, h.Since = t.Holder, t.At
	}
	if a := d.Asked(); a != nil {
		h.Asked, h.Until = a.Supplied.IsZero(), a.Until
	}
	for _, a := range d.Apologies {
		h.Apologies = append(h.Apologies, dossier.Apology{At: a.At, Was: a.Was, To: a.To, Late: a.Late})
	}
	if rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion); rec != nil {
		h.ProcName, h.ProcNameEN = rec.Name, rec.NameEN
	}
	bare := &Reader{ctx: r.ctx, o: r.o, db: r.db, w: r.w, who: Who{Kind: access.Anyone}, now: r.now}
	for _, s := range bare.steps(d) {
		if s.Kind == dossier.KindExempted {
			continue // why somebody need not pay is theirs to tell
		}
		s.Words, s.Actor, s.Holder, s.Reason, s.ReasonN = "", "", "", "", form.Text{}
		h.Steps = append(h.Steps, s)
	}
	for _, t := range d.Tasks {
		if t.Open() {
			bare := dossier.Task{Opened: dossier.Opened{Token: t.Token, Node: t.Node, Name: t.Name, Work: t.Work, Unit: t.Unit, Part: d.Part(&t)}, Since: t.Since}
			h.Open = append(h.Open, TaskView{Task: bare, UnitName: r.w.unit(t.Unit, r.now)})
		}
	}
	return h, nil
}
