package office

import (
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/words/org"
)

// An Export is a list that leaves the house as a file.
type Export struct {
	List   string // which list
	Format string // csv, xlsx, pdf, json
	Filter string // how it was narrowed, as in the address
	Rows   int
}

// An ExportMark (dấu kết xuất) says in the file itself who took it out, and when: whoever finds the file finds its line in the register.
type ExportMark struct {
	ID   string
	At   time.Time
	Name string
	Unit UnitName
}

// LogExport writes down that a list leaves the house as a file, and gives the mark that stands in it. The line is durable when it
// returns.
func (r *Reader) LogExport(x Export) (ExportMark, error) {
	id, err := r.o.random(8)
	if err != nil {
		return ExportMark{}, err
	}
	m := ExportMark{ID: id[:4] + "-" + id[4:8] + "-" + id[8:12], At: r.now, Name: r.w.person(r.who.Person).Name, Unit: r.w.unit(r.who.Unit, r.now)}
	const most = 2000 // letters of a filter
	return m, r.o.db.LogExport(r.ctx, store.ExportRow{
		ID: m.ID, At: r.now, Account: r.who.Account, Post: r.who.Post, Unit: r.who.Unit, List: x.List, Format: x.Format, Rows: x.Rows, Filter: cut(x.Filter, most),
	})
}

// An ExportLine is a line of the register of exports.
type ExportLine struct {
	Mark   string
	At     time.Time
	Person PersonName
	Role   string
	Unit   UnitName
	Export
}

// mostExports is how many lines are listed at once.
const mostExports = 100

// Exports lists for supervision what left the house as files before an instant (the zero one: all), the last first, or the one
// with a mark.
func (r *Reader) Exports(mark string, before time.Time) (out []ExportLine, more bool, err error) {
	if err := access.May(r.who, "read-exports", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, false, err
	}
	rows, err := r.db.Exports(r.ctx, mark, before, mostExports+1)
	if more = len(rows) > mostExports; more {
		rows = slices.Delete(rows, mostExports, len(rows))
	}
	for i := range rows {
		x := &rows[i]
		l := ExportLine{Mark: x.ID, At: x.At, Unit: r.w.unit(x.Unit, x.At), Export: Export{x.List, x.Format, x.Filter, x.Rows}}
		if p := r.w.Org.Post(org.PostID(x.Post)); p != nil {
			l.Role, l.Person = string(p.Role), r.w.person(string(p.Person))
		}
		if l.Person.Name == "" {
			l.Person.Name = x.Account
		}
		out = append(out, l)
	}
	return out, more, err
}
