package web

import (
	"net/http"
	"strings"

	"motcua/ground/fault"
	"motcua/office"
)

// dealPage shows whom the work that nobody holds would go to, before it is given (chia việc).
type dealPage struct {
	Base
	Unit, Chosen string
	Key          string
	Rows         []dealRow
	Ready        int
	Back         string
}

// Template names the page's template.
func (*dealPage) Template() string { return "desk/deal" }

// A dealRow is one piece of work.
type dealRow struct {
	deskRow
	To, Name string // "" = nobody is there
	Load     string
}

func (s *Site) deal(w http.ResponseWriter, r *http.Request) error {
	v, rd, unit := s.voice(r), s.read(r), teamUnit(r)
	shares, err := rd.Deal(unit)
	if err != nil {
		return err
	}
	key, err := s.o.Office.NewID()
	if err != nil {
		return err
	}
	p := &dealPage{
		Base: Base{TitleKey: "team.deal", Audience: Desk, Nav: "team", Crumbs: []Crumb{{v.T("team.title"), "/desk/team"}}},
		Unit: unitWords(v, s.unitNamed(unit)), Chosen: unit, Key: key, Back: address("/desk/team", nil, "unit", unit),
	}
	for i := range shares {
		x := &shares[i]
		row := dealRow{deskRow: s.taskRowOf(v, x.TaskRow), To: x.To.ID, Name: x.To.Name}
		if row.Mark = markOf(x.TaskRow); row.To != "" {
			row.Load = v.T("team.deal-load", "n", x.Load, "of", x.Of)
			p.Ready++
		}
		p.Rows = append(p.Rows, row)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// dealOut gives the work to those who were shown, each piece by itself, and tells what became of each.
func (s *Site) dealOut(w http.ResponseWriter, r *http.Request) error {
	v, rd := s.voice(r), s.read(r)
	shares, err := rd.Deal(teamUnit(r))
	if err != nil {
		return err
	}
	rows := map[string]deskRow{}
	for i := range shares {
		rows[stepOf(markOf(shares[i].TaskRow))] = s.taskRowOf(v, shares[i].TaskRow)
	}
	var all []office.Given
	marks := map[office.On]string{}
	for _, typed := range r.PostForm["row"] {
		mark, holder, _ := strings.Cut(typed, " ")
		if on, ok := readMark(mark); ok {
			all, marks[on] = append(all, office.Given{On: on, Holder: holder}), mark
		}
	}
	done, err := s.o.Office.AssignAll(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, all, "")
	if err != nil {
		return err
	}
	p := &batchPage{
		Base: Base{TitleKey: "desk.batch.done", Audience: Desk, Nav: "team", Crumbs: []Crumb{{v.T("team.title"), "/desk/team"}}},
		Act:  "assign", Done: true, Back: address("/desk/team", nil, "unit", teamUnit(r)),
	}
	for _, one := range done {
		row, there := rows[stepOf(marks[one.On])]
		if !there {
			row = deskRow{Code: v.T("desk.batch.open"), Href: "/desk/dossiers/" + string(one.On.ID)}
		}
		p.add(s.outcomeOf(r, row, one))
	}
	p.Heading = v.T("desk.batch.result", "made", p.Made, "refused", p.Refused)
	return s.Render(w, r, http.StatusOK, p)
}

// outcomeOf says what became of one dossier of a batch.
func (s *Site) outcomeOf(r *http.Request, row deskRow, one office.BatchResult) batchRow {
	v, out := s.voice(r), batchRow{deskRow: row, OK: one.Err == nil}
	if f := s.speakable(v, fault.As(one.Err)); f != nil {
		out.Why, out.Rule = v.T(f.Key, f.Args), v.Article(f.Rule)
	}
	return out
}

// add counts an outcome in.
func (p *batchPage) add(row batchRow) {
	if row.OK {
		p.Made++
	} else {
		p.Refused++
	}
	p.Rows = append(p.Rows, row)
}
