package office

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// An ApologyDraft (dự thảo thư xin lỗi và hẹn lại) is what a leader finds prepared: every line of it may be changed, and
// nothing is issued before he signs.
type ApologyDraft struct {
	*DossierView
	Fault   UnitName  // whose step took longer than its hours; else who had the dossier longest
	Step    form.Text // that step; empty when none took longer
	Over    int64     // working minutes beyond the step's hours
	Reason  string    // code that is proposed, "" when the procedure's list has none that fits
	By      time.Time // the last day on which a new date may be given; zero when there is none
	To      time.Time // the new date that is proposed; zero when it is too late for one
	TooLate bool      // an apology is owed still, and moves no date
}

// ApologyDraft prepares an apology for who may sign it.
func (r *Reader) ApologyDraft(id dossier.ID) (*ApologyDraft, error) {
	v, err := r.Dossier(id, "read.apologise")
	if err != nil {
		return nil, err
	}
	if err := access.May(r.who, string(dossier.ActApologise), r.o.object(v.Dossier, 0)); err != nil {
		return nil, err
	}
	return r.ApologyFor(v)
}

// ApologyFor prepares an apology for a dossier that the reader has open.
func (r *Reader) ApologyFor(v *DossierView) (*ApologyDraft, error) {
	if v.Promise.At.IsZero() {
		return nil, fault.New(fault.Refused, "dossier.apology-no-due")
	}
	a := &ApologyDraft{DossierView: v}
	r.blame(a)
	day, ok := v.ApologyBy(r.w.Calendar)
	if ok {
		a.By = day.Time()
	}
	if a.TooLate = !ok || calendar.DateOf(r.now) > day; a.TooLate {
		return a, nil
	}
	// choice: the hours of the steps that are not done, from now, and never before one working day after the old date.
	const least = 8 * 60
	to, err := r.w.Calendar.AddMinutes(r.now, max(hoursLeft(v), least))
	if err != nil {
		return nil, err
	}
	first, err := r.w.Calendar.AddMinutes(v.Promise.At, least)
	if err != nil {
		return nil, err
	}
	if to.Before(first) {
		to = first
	}
	a.To = to.UTC()
	return a, nil
}

// hoursLeft are the minutes of the steps that are not done.
func hoursLeft(v *DossierView) (minutes int64) {
	if v.CaseDef == nil || v.CaseDef.Process == nil {
		return 0
	}
	done := map[string]bool{}
	for i := range v.Tasks {
		done[v.Tasks[i].Node] = !v.Tasks[i].Open()
	}
	for _, n := range v.CaseDef.Process.Nodes {
		if !done[n.ID] {
			minutes += int64(n.Hours) * 60
		}
	}
	return minutes
}

// blame proposes who let the time pass, and why: the step that went furthest over its own hours, or the opinion that came
// furthest after its day.
// choice: the record says where the time was, not why; a leader who knows better chooses another reason.
func (r *Reader) blame(a *ApologyDraft) {
	v, code := a.DossierView, "overload"
	hours := r.w.alarmRules(v.Dossier).Steps
	for i := range v.Tasks {
		t := &v.Tasks[i]
		end := r.now
		if k := v.Asked(); !t.Open() {
			end = t.Done
		} else if k != nil && t.Asked == nil && k.At.Before(end) {
			end = k.At // the step stands since then
		}
		over := int64(0)
		switch h := hours(t); {
		case t.Asked != nil && end.After(t.Due):
			over = r.w.Calendar.WorkingMinutes(t.Due, end)
		case t.Asked != nil || t.Work == procedure.Pay || t.Waits != "":
			continue // the time of who pays, and of who calculates what is to be paid, is not the agency's
		case h > 0:
			over = r.w.Calendar.WorkingMinutes(t.Counts(), end) - int64(h)*60
		}
		if over <= a.Over {
			continue
		}
		a.Over, a.Fault, a.Step, code = over, r.w.unit(t.Unit, r.now), t.Name, "overload"
		if t.Asked != nil {
			code = "opinion-late"
		}
	}
	if a.Over == 0 {
		a.Fault = longestHolder(v)
	}
	if slices.ContainsFunc(v.Record.ReasonsFor(string(dossier.ActApologise)), func(x procedure.Reason) bool { return x.Code == code }) {
		a.Reason = code
	}
}

// longestHolder is the unit that had the dossier longest.
func longestHolder(v *DossierView) UnitName {
	out, most := v.CompetentN, int64(0)
	for _, b := range v.Bar {
		if b.Unit != "" && b.Minutes > most {
			out, most = b.UnitName, b.Minutes
		}
	}
	return out
}
