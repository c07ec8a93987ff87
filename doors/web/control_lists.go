package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/calendar"
)

// controlListPage is one list of procedure control: the procedures that a figure counts.
type controlListPage struct {
	Base
	Words string
	Chips []Chip
	Rows  []controlListRow
	Pages Pages
	File  string // the list as a file
	Empty Empty
}

// Template names the page's template.
func (*controlListPage) Template() string { return "control/list" }

// A controlListRow is one procedure of a list.
type controlListRow struct {
	Href, Name, Code, What, By, On string
	State                          *Pill
}

// controlFigures are the figures of the worklist, each with the list that it opens, and the indices of disclosure.
func controlFigures(v text.Voice, work *office.ControlWork) (lists, indices []Figure) {
	for _, name := range office.ControlLists {
		n := len(work.Lists[name])
		f := Figure{Value: v.Number(int64(n)), Words: v.T("control.list." + name), Href: "/control/lists/" + name}
		if n > 0 && slices.ContainsFunc(work.Lists[name], func(r office.ControlRow) bool { return r.Late }) {
			f.Tone = Late
		}
		lists = append(lists, f)
	}
	for _, x := range []struct {
		key, list   string
		part, whole int
	}{
		{"1-1", "decided-late", work.DecidedOn, work.Decided}, {"1-2", "disclosed-late", work.DisclosedOn, work.Disclosed}, {"1-3", "missing", work.Complete, work.Listed},
	} {
		f := Figure{Value: "–", Words: v.T("control.index." + x.key), Href: "/control/lists/" + x.list, Note: v.T("control.index.none")}
		if x.whole > 0 {
			f.Value, f.Note = v.Percent(int64(x.part), int64(x.whole)), v.T("control.index.of", "part", x.part, "whole", x.whole)
		}
		indices = append(indices, f)
	}
	return lists, indices
}

func (s *Site) controlList(w http.ResponseWriter, r *http.Request) error {
	v, rd, name := s.voice(r), s.read(r), r.PathValue("list")
	work, err := rd.ControlWork()
	if err != nil {
		return err
	}
	names := slices.Clone(office.ControlLists)
	if name == office.UndatedList {
		names = append(names, name)
	}
	if !slices.Contains(names, name) {
		return fault.New(fault.Missing, "web.no-page")
	}
	p := &controlListPage{
		Base: s.controlBase(v, "control.list."+name), Words: v.T("control.list." + name + "-words"), File: "/control/lists/" + name + "?as=csv",
		Empty: Empty{Title: v.T("control.list.none"), Words: v.T("control.list.none-words"), Link: Link{v.T("control.title"), "/control"}},
	}
	for _, n := range names {
		p.Chips = append(p.Chips, Chip{Words: v.T("control.list." + n), Count: int64(len(work.Lists[n])), Href: "/control/lists/" + n, Current: n == name})
	}
	sh := sheet{Name: "control-" + name, Head: []string{
		v.T("control.start.code"), v.T("control.head.procedure"), v.T("control.head.what"), v.T("control.head.by"), v.T("control.head.done"), v.T("control.head.stage"),
	}}
	for i := range work.Lists[name] {
		row := s.controlListRow(v, &work.Lists[name][i])
		p.Rows = append(p.Rows, row)
		state := ""
		if row.State != nil {
			state = row.State.Words
		}
		sh.Rows = append(sh.Rows, []any{row.Code, row.Name, row.What, row.By, row.On, state})
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, sh)
	}
	q := r.URL.Query()
	q.Del("lang")
	p.Rows, p.Pages = slice(v, p.Rows, q.Get("page"), v.T("cost.word"), func(n int) string { return address("/control/lists/"+name, q, "page", strconv.Itoa(n)) })
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) controlListRow(v text.Voice, x *office.ControlRow) controlListRow {
	row := controlListRow{Code: string(x.Code), Name: recordWords(v, x.Record), Href: versionAddress(x.Code, x.Version)}
	if row.Name == "" {
		row.Name = v.T("control.unnamed", "code", row.Code)
	}
	if x.Proposal != "" {
		row.Href = "/control/proposals/" + x.Proposal
	}
	day := func(d calendar.Date) string {
		if d == 0 {
			return ""
		}
		return v.Date(d.Time())
	}
	row.By, row.On = day(x.By), day(x.On)
	switch {
	case x.Unit != "":
		row.What = unitWords(v, s.o.Office.World().Unit(x.Unit, s.o.Office.Now()))
	case len(x.Parts) > 0:
		var parts []string
		for _, p := range x.Parts {
			parts = append(parts, v.T("control.missing."+p))
		}
		row.What = strings.Join(parts, "; ")
	case x.Findings > 0:
		row.What = v.T("control.findings", "n", x.Findings)
	case x.Version > 0:
		row.What = v.T("control.changes-version", "n", x.Version)
	}
	if x.Late {
		row.State = &Pill{Late, v.T("control.late")}
	}
	return row
}
