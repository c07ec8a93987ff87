package office

import (
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
)

// roles are the roles of tasks that the reader's post may hold.
func (r *Reader) roles() []string {
	if r.who.Role == "branch-head" {
		return []string{"branch-head", "receiver", "leader"}
	}
	return []string{r.who.Role}
}

// work is the scope of a worklist: tasks of the post's own unit and of those that it carries on for, and approvals of those
// whose power was handed to it.
func (r *Reader) work() store.Scope {
	return store.Scope{Units: append([]string{r.who.Unit}, r.w.before(r.who.Unit, r.now)...), Given: r.scope.Given}
}

// overseen is the scope of what a leader may assign: all tasks of the unit and those below.
func (r *Reader) oversees() bool { return r.who.Role == "leader" || r.who.Role == "branch-head" }

// Worklist lists open tasks that the reader's post may hold, the least time left first. With Chip "all" a leader sees
// the tasks of every role in the unit and those below.
func (r *Reader) Worklist(f Filter) (List[TaskRow], error) {
	if r.who.Kind != access.Officer {
		return List[TaskRow]{}, fault.New(fault.Refused, "login.again").NoRight()
	}
	scope, roles, s := r.work(), r.roles(), r.filter(f)
	switch f.Chip {
	case "mine":
		s.Holder, roles = r.who.Person, nil
	case "unclaimed":
		s.Holder = "-"
	case "late":
		s.Late = true
	case "today":
		s.DueFrom, s.DueTo = r.now, r.endOfDay()
	case "approve":
		s.Works = []string{string(procedure.Approve)}
	case "team":
		if r.oversees() {
			scope.Units, scope.Given, roles, s.Holder = r.who.Units, nil, nil, f.Holder
		}
	}
	s.Sort = ""
	var out List[TaskRow]
	var err error
	want := wanted(f.Limit)
	for len(out.Rows) < want {
		s.Limit = min(want-len(out.Rows), 500)
		var page []store.WorkRow
		if page, out.Next, err = r.db.Worklist(r.ctx, scope, roles, s); err != nil {
			return out, err
		}
		for i := range page {
			out.Rows = append(out.Rows, r.taskRow(&page[i]))
		}
		if out.Next == "" {
			break
		}
		s.After = out.Next
	}
	if out.Total = len(out.Rows); f.After != "" || out.Next != "" { // a list that fits its page is its own count
		s.After = ""
		out.Total, _, _, err = r.db.CountWork(r.ctx, scope, roles, s)
	}
	return out, err
}

// endOfDay is midnight of the city's day.
func (r *Reader) endOfDay() time.Time {
	y, m, d := r.now.In(Zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Zone)
}

func (r *Reader) taskRow(w *store.WorkRow) TaskRow {
	token, _ := strconv.Atoi(w.Token) // written by rowsOf
	t := TaskRow{
		Row: r.row(&w.Dossier), Token: token, Work: procedure.Work(w.Work), Unit: r.w.unit(w.Unit, r.now), Role: w.Role,
		Holder: r.w.person(w.Holder), Since: w.Since, Mine: w.Holder != "" && w.Holder == r.who.Person,
	}
	node := r.node(&w.Dossier, w.Node)
	t.Node, t.StepDue = nodeText(node, w.Name), r.stepDue(w, node)
	t.StepLate = !t.StepDue.IsZero() && r.now.After(t.StepDue)
	if !w.Due.IsZero() && !w.Due.Equal(w.Dossier.DueAt) { // an opinion has a deadline of its own
		t.StepDue, t.StepLate = w.Due, r.now.After(w.Due)
	}
	t.LeftMinutes = t.Row.LeftMinutes
	if !t.Due.IsZero() {
		if whole := r.w.Calendar.WorkingMinutes(t.Received, t.Due); whole > 0 {
			t.ShareUsed = int(100 * (whole - t.LeftMinutes) / whole)
		}
	}
	task := dossier.Task{Opened: dossier.Opened{Token: token, Work: t.Work, Unit: w.Unit, Role: w.Role}, Holder: w.Holder}
	obj := access.Object{Task: &task, Org: r.w.Org, At: r.now, Dossier: &dossier.Dossier{
		State: t.State, Tasks: []dossier.Task{task}, Procedure: t.Procedure, Case: w.Dossier.CaseID, Reception: w.Dossier.ReceptionUnit, Competent: w.Dossier.CompetentUnit,
	}}
	t.OnWay, t.SentBack = w.Work == workOnWay, w.Work == workSentBack
	t.CanClaim = w.Holder == "" && !t.OnWay && !t.SentBack && access.May(r.who, string(dossier.ActClaim), obj) == nil
	t.BatchSafe = t.Work == procedure.Approve && (t.Mine || t.CanClaim)
	return t
}

// stepDue is when a task's own hours are over; zero where it has none, or while they stand. It is the dossier's own word: a
// new calendar moves it with the act that counts the dossier again, and not before.
func (r *Reader) stepDue(w *store.WorkRow, n *procedure.Node) time.Time {
	if n == nil || n.Hours <= 0 {
		return time.Time{}
	}
	bare := dossier.Task{Opened: dossier.Opened{Node: w.Node, Waits: n.Waits}}
	switch d := (dossier.Dossier{State: dossier.State(w.Dossier.State)}); {
	case d.State == dossier.Supplement, d.StepStands(&bare):
		return time.Time{}
	}
	return w.Step
}

// Counts are the figures on the worklist's chips.
func (r *Reader) Counts() (Counts, error) {
	if r.who.Kind != access.Officer {
		return Counts{}, fault.New(fault.Refused, "login.again").NoRight()
	}
	var c Counts
	var err error
	count := func(to *int, f store.DossierFilter, roles []string) {
		if err == nil {
			f.Now = r.now
			*to, _, _, err = r.db.CountWork(r.ctx, r.work(), roles, f)
		}
	}
	roles := r.roles()
	if c.All, c.Late, c.Unclaimed, err = r.db.CountWork(r.ctx, r.work(), roles, store.DossierFilter{Now: r.now}); err != nil {
		return c, err
	}
	count(&c.Mine, store.DossierFilter{Holder: r.who.Person}, nil)
	count(&c.Today, store.DossierFilter{DueFrom: r.now, DueTo: r.endOfDay()}, roles)
	count(&c.Approve, store.DossierFilter{Works: []string{string(procedure.Approve)}}, roles)
	if err == nil && r.oversees() {
		if c.Team, _, _, err = r.db.CountWork(r.ctx, store.Scope{Units: r.who.Units}, nil, store.DossierFilter{Now: r.now}); err == nil {
			c.Owing, err = r.Owing(r.who.Unit, Answerable)
		}
	}
	for to, f := range map[*int]store.DossierFilter{
		&c.Awaited: {Stage: store.StageAwaited}, &c.Supplied: {Stage: store.StageSupplied}, &c.Withdrawals: {States: []int{int(dossier.Withdrawal)}},
	} {
		if f.Scope, f.Now = r.scope, r.now; err == nil {
			*to, err = r.db.Count(r.ctx, f)
		}
	}
	if err != nil {
		return c, err
	}
	if !slices.Contains(roles, "receiver") {
		return c, nil
	}
	here := store.DossierFilter{Scope: r.scope, Now: r.now, Receptions: r.who.Units, States: []int{int(dossier.Filed)}}
	if c.Unreceived, err = r.db.Count(r.ctx, here); err != nil {
		return c, err
	}
	here.States = []int{int(dossier.Completed)}
	c.HandOver, err = r.db.Count(r.ctx, here)
	return c, err
}
