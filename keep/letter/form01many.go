package letter

import (
	"strconv"
	"strings"
)

// slipMany builds form 01 for several dossiers of one person.
func (t *setting) slipMany(s *SlipMany, m marks) *composition {
	w := t.w
	coded := t.coded(w.CodeMany, s.Code, "", m.bars)
	c := &composition{paper: a5, head: t.opening(s.Letterhead), foot: t.foot(s.Demo, "01", s.Code)}
	c.head = append(append(c.head, t.title(w.TitleMany)...), coded, space(t.gap))
	c.head = append(c.head, t.field(w.Desk, t.body(), s.Desk, 2)...)
	c.head = append(c.head, t.person(w.Applicant, s.Applicant)...)
	c.head = append(c.head, t.field(w.Fee, t.body(), s.FeeWay, 2)...)
	c.head = append(c.head, space(t.gap))

	g := t.grid(column{w.ColumnNo, 7, 'C'}, column{w.ColumnDossier, 0, 'L'}, column{w.ColumnLimit, 23, 'C'}, column{w.ColumnDue, 24, 'C'})
	c.columns = g.head()
	for i, d := range s.Dossiers {
		c.rows = append(c.rows, t.item(g, i+1, d))
	}
	c.more = func(n int) block {
		return g.note(span{font{italic, 8.5}, fill(w.MoreDossiers, "n", strconv.Itoa(n))})
	}
	c.tail = append(c.tail, space(t.gap), t.facts([]fact{
		{w.Dossiers, strconv.Itoa(len(s.Dossiers)), 15, false},
		{w.Received, w.moment(s.Received), 45, false},
		{w.Due, w.DueMany, width - 60, true},
	}))
	c.tail = append(c.tail, space(t.gap*0.5))
	c.tail = append(c.tail, t.ending(s.ResultWay, s.ResultPlace, s.Phone, s.Reminder)...)
	c.tail = append(c.tail, space(t.gap), t.closing(s.Lookup, m.qr, headed{w.SignApplicant, s.ByApplicant}, headed{w.SignOfficer, s.ByOfficer}))
	c.again = append(t.title(fill(w.Continued, "title", w.TitleMany)), coded, space(2*t.gap))
	c.full = t.full
	return c
}

// item is one row of the table of dossiers.
func (t *setting) item(g *grid, no int, d Item) block {
	w := t.w
	n := strconv.Itoa(no)
	about := cell(t.one(t.strong(), d.Code, g.inner(1)))
	about = append(about, t.cut(w.ColumnDossier+" "+n, t.body(), d.Procedure, g.inner(1), 3)...)
	var more []string
	if d.Case != "" {
		more = append(more, fill(w.Case, "case", d.Case))
	}
	if d.Owner != "" {
		more = append(more, w.Owner+": "+d.Owner)
	}
	if d.CheckCode != "" {
		more = append(more, strings.ReplaceAll(w.Check+": "+checkGroups(d.CheckCode), " ", "\u00a0")) // on one line
	}
	about = append(about, t.cut(w.ColumnDossier+" "+n, t.small(), strings.Join(more, "; "), g.inner(1), 3)...)
	due := w.DueNone
	if !d.Due.IsZero() {
		due = w.moment(d.Due)
	}
	return g.body([]cell{
		{{t.body(), n}},
		about,
		t.cut(w.ColumnLimit+" "+n, t.body(), d.Limit, g.inner(2), 3),
		t.cut(w.ColumnDue+" "+n, t.strong(), due, g.inner(3), 3),
	})
}
