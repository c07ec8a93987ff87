package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
)

// batchPage is one act on several dossiers (xử lý cùng lúc): first what will happen, then what happened to each.
type batchPage struct {
	Base
	*Form
	Act     string // claim, approve, confirm, assign
	Heading string
	Rows    []batchRow
	Key     string
	Lens    map[string]string
	Back    string // the worklist as it was
	Ready   int    // rows that the act is open for
	Done    bool   // it has been carried out
	Made    int
	Refused int
}

// Template names the page's template.
func (*batchPage) Template() string { return "desk/batch" }

// A batchRow is one dossier of a batch.
type batchRow struct {
	deskRow
	Ready bool   // the act is open for it
	Why   string // why not, or what went wrong
	Rule  string
	OK    bool // done
}

// batch shows what an act on the marked rows will do; with "confirm" it does it.
func (s *Site) batch(w http.ResponseWriter, r *http.Request) error {
	act := r.PostFormValue("act")
	if !slices.Contains([]string{"claim", "approve", "confirm", "assign"}, act) {
		return fault.New(fault.Invalid, "batch.act").At("act")
	}
	tasks, err := s.markedTasks(r)
	if err != nil {
		return err
	}
	if len(r.PostForm["row"]) == 0 {
		s.flash(w, "desk.batch.none-marked")
		return redirect(w, r, backOf(r))
	}
	if r.PostFormValue("confirm") != "1" {
		p, err := s.batchPage(r, act, tasks, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	err = carried(r)
	if err == nil && act == "assign" && r.PostFormValue("holder") == "" {
		err = fault.New(fault.Invalid, "dossier.holder-unfit").At("holder")
	}
	if err != nil {
		p, e := s.batchPage(r, act, tasks, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	return s.doBatch(w, r, act, tasks)
}

// stepOf names the step of a mark, whatever version of the dossier was seen.
func stepOf(mark string) string {
	if i := strings.LastIndex(mark, "."); i > 0 {
		return mark[:i]
	}
	return mark
}

// markedTasks reads the rows of the worklist again that the batch was begun from, by their steps.
func (s *Site) markedTasks(r *http.Request) (map[string]office.TaskRow, error) {
	l := lens{path: "/desk", q: url.Values{}}
	for k := range r.PostForm {
		if name, ok := strings.CutPrefix(k, "lens."); ok {
			l.q.Set(name, r.PostForm.Get(k))
		}
	}
	l = s.openLens(r, l)
	f := l.filter()
	f.Chip = l.get("chip")
	list, err := s.read(r).Worklist(f)
	if err != nil {
		return nil, err
	}
	out := map[string]office.TaskRow{}
	for _, t := range list.Rows {
		out[stepOf(markOf(t))] = t
	}
	return out, nil
}

// batchPage lists the marked rows and says of each whether the act is open for it.
func (s *Site) batchPage(r *http.Request, act string, tasks map[string]office.TaskRow, err error) (*batchPage, error) {
	v := s.voice(r)
	key, e := s.o.Office.NewID()
	if e != nil {
		return nil, e
	}
	p := &batchPage{
		Base: Base{TitleKey: "desk.batch." + act, Audience: Desk, Nav: "desk", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}},
		Form: NewForm(v, nil, err), Act: act, Key: key, Lens: lensFields(r), Back: backOf(r),
	}
	if err != nil {
		p.Form = s.form(r, err)
	}
	var ready []office.TaskRow
	for _, mark := range r.PostForm["row"] {
		t, ok := tasks[stepOf(mark)]
		if !ok {
			p.Rows = append(p.Rows, batchRow{deskRow: deskRow{Code: v.T("desk.batch.gone-code")}, Why: v.T("desk.batch.gone")})
			continue
		}
		row := batchRow{deskRow: s.taskRowOf(v, t)}
		if row.Why = batchWhy(v, act, t, who(r)); row.Why == "" {
			row.Ready = true
			ready = append(ready, t)
		}
		p.Rows = append(p.Rows, row)
	}
	p.Ready = len(ready)
	p.Heading = v.T("desk.batch."+act+"-n", "n", p.Ready)
	switch act {
	case "assign":
		p.Add(Field{Name: "holder", Kind: BoxSelect, Label: v.T("desk.assign-to"), Required: true, Options: s.commonColleagues(r, ready), Focus: true})
		p.Add(Field{Name: "words", Kind: "text", Label: v.T("desk.assign-words"), Optional: true, MaxLen: 1000})
	case "approve":
		p.Add(Field{Name: "words", Kind: "text", Label: v.T("desk.approve-words"), Optional: true, MaxLen: 1000})
	}
	return p, nil
}

// batchWhy says why the act is not open for a row, "" when it is.
func batchWhy(v text.Voice, act string, t office.TaskRow, w office.Who) string {
	switch {
	case act == "claim" && !t.CanClaim && t.Mine:
		return v.T("dossier.held-by-you")
	case act == "claim" && !t.CanClaim && t.Holder.ID != "":
		return v.T("dossier.held", "holder", t.Holder.Name)
	case act == "claim" && !t.CanClaim:
		return v.T("access.may-not", "act", "@dossier.act.claim")
	case act == "confirm" && !t.OnWay:
		return v.T("dossier.wrong-work", "act", "@dossier.act.confirm")
	case act == "approve" && !t.BatchSafe && t.Holder.ID != "" && !t.Mine:
		return v.T("dossier.held", "holder", t.Holder.Name)
	case act == "approve" && !t.BatchSafe:
		return v.T("dossier.wrong-work", "act", "@dossier.act.approve")
	case act == "assign" && !oversees(w):
		return v.T("access.may-not", "act", "@dossier.act.assign")
	}
	return ""
}

// commonColleagues are those who may hold every one of the tasks.
func (s *Site) commonColleagues(r *http.Request, tasks []office.TaskRow) []Option {
	rd := s.read(r)
	var names []office.PersonName
	for i, t := range tasks {
		can := rd.Colleagues(t.Unit.ID, t.Role)
		if i == 0 {
			names = can
			continue
		}
		names = slices.DeleteFunc(names, func(p office.PersonName) bool { return !slices.Contains(can, p) })
	}
	var out []Option
	for _, p := range names {
		out = append(out, Option{Value: p.ID, Label: p.Name})
	}
	return out
}

// lensFields are the worklist's filters as the form carried them, to be carried on.
func lensFields(r *http.Request) map[string]string {
	out := map[string]string{}
	for k := range r.PostForm {
		if name, ok := strings.CutPrefix(k, "lens."); ok {
			out[name] = r.PostForm.Get(k)
		}
	}
	return out
}

// backOf is the worklist that the batch was begun from.
func backOf(r *http.Request) string {
	q := url.Values{}
	for k, x := range lensFields(r) {
		q.Set(k, x)
	}
	if len(q) == 0 {
		return "/desk"
	}
	return "/desk?" + q.Encode()
}

// doBatch carries the act out, each dossier by itself, and tells what became of each.
func (s *Site) doBatch(w http.ResponseWriter, r *http.Request, act string, tasks map[string]office.TaskRow) error {
	v := s.voice(r)
	var ons []office.On
	marks := map[office.On]string{}
	for _, mark := range r.PostForm["row"] {
		if on, ok := readMark(mark); ok {
			ons = append(ons, on)
			marks[on] = mark
		}
	}
	cmd := office.Command{Key: r.PostFormValue("key"), Proof: proofOf(r)}
	done, err := s.o.Office.Batch(r.Context(), who(r), cmd, dossier.Act(act), ons, r.PostFormValue("holder"), r.PostFormValue("words"))
	if err != nil {
		var facts []Fact
		for _, on := range ons {
			if t, ok := tasks[stepOf(marks[on])]; ok {
				facts = append(facts, Fact{Term: t.Code, Words: joinComma(t.Owner, s.taskRowOf(v, t).Step)})
			}
		}
		if shown, e := s.askConfirm(w, r, err, facts, backOf(r)); shown {
			return e
		}
		return err
	}
	p := &batchPage{
		Base: Base{TitleKey: "desk.batch.done", Audience: Desk, Nav: "desk", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}},
		Act:  act, Done: true, Back: backOf(r),
	}
	for _, one := range done {
		row := deskRow{Code: v.T("desk.batch.open"), Href: "/desk/dossiers/" + string(one.On.ID)}
		if t, ok := tasks[stepOf(marks[one.On])]; ok {
			row = s.taskRowOf(v, t)
		}
		p.add(s.outcomeOf(r, row, one))
	}
	p.Heading = v.T("desk.batch.result", "made", p.Made, "refused", p.Refused)
	return s.Render(w, r, http.StatusOK, p)
}

// claimOne takes one step from the worklist and opens its dossier (nhận việc).
func (s *Site) claimOne(w http.ResponseWriter, r *http.Request) error {
	on, ok := readMark(r.PostFormValue("one"))
	if !ok {
		return fault.New(fault.Invalid, "batch.size", "most", "1").At("one")
	}
	if err := s.o.Office.Claim(r.Context(), who(r), office.Command{}, on); err != nil {
		if fault.Is(err, fault.Conflict) { // somebody was first: the dossier says who, and what happened
			s.flash(w, "desk.claim-lost")
			return redirect(w, r, "/desk/dossiers/"+string(on.ID))
		}
		return err
	}
	s.flash(w, "desk.done.claim")
	return redirect(w, r, "/desk/dossiers/"+string(on.ID))
}
