package office

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/words/org"
)

// row says what a row of a list changes.
func (f *deskFile) row(n int, cell map[string]string) {
	id := f.byCode[cell["code"]]
	line := org.DeskFact{Desk: id, From: dayStart(f.now), Document: cmp.Or(cell["document"], f.document)}
	if day, ok := f.day(n, cell, "from"); ok {
		line.From = day
	}
	was := f.w.Org.DeskAt(id, line.From)
	x := DeskChange{Code: cell["code"], Name: cell["name"], What: DeskChanged, Place: strconv.Itoa(n + 1)}
	if !f.w.Org.Desk(id) {
		x.What = DeskNew
	}
	if was == nil {
		was = &org.Desk{}
	}
	x.Name = cmp.Or(x.Name, was.Name)
	f.change(n, cell, was, &line, &x)
	if len(x.Diffs) > 0 {
		if line.Document == "" {
			f.fault(n, "document", fault.New(fault.Invalid, "org.desk-document"))
		}
		f.entered, f.at[0] = append(f.entered, line), append(f.at[0], n)
	}
	f.ruling(n, cell, id, &x)
	if len(x.Diffs) == 0 && x.What == DeskChanged {
		x.What = DeskSame
	}
	f.rows = append(f.rows, x)
}

// change puts into a line what the cells say otherwise than the register.
func (f *deskFile) change(n int, cell map[string]string, was *org.Desk, line *org.DeskFact, x *DeskChange) {
	words := func(column, was string, to **string) {
		if now := cell[column]; now != "" && now != was {
			*to = &now
			x.Diffs = append(x.Diffs, DeskDiff{column, was, now})
		}
	}
	unit := func(column string, was org.UnitID, to **org.UnitID) {
		typed := cell[column]
		if typed == "" {
			return
		}
		now, ok := f.unit(typed, line.From)
		if !ok {
			f.fault(n, column, fault.New(fault.Invalid, "settings.desks.no-unit", "typed", cut(typed, 80)))
			return
		}
		if now != was {
			*to = &now
			x.Diffs = append(x.Diffs, DeskDiff{column, f.unitName(was, line.From), f.unitName(now, line.From)})
		}
	}
	words("code", was.Code, &line.Code)
	unit("point", was.Point, &line.Point)
	told := was // what a point's row says of its own words is compared with the point's
	if line.Point != nil {
		u := f.w.Org.Unit(*line.Point)
		told = &org.Desk{Name: u.Name, Address: u.Address, Unit: u.ID}
		if u.Kind == org.Point && u.Parent != "" {
			told.Unit = u.Parent
		}
	}
	words("name", told.Name, &line.Name)
	unit("unit", told.Unit, &line.Unit)
	words("address", told.Address, &line.Address)
	words("note", was.Note, &line.Note)
	f.numbers(n, cell, was, line, x)
	if day, ok := f.day(n, cell, "opened"); ok && !day.Equal(was.Opened) {
		line.Opened = &day
		x.Diffs = append(x.Diffs, DeskDiff{"opened", dayWords(was.Opened), dayWords(day)})
	}
}

func (f *deskFile) numbers(n int, cell map[string]string, was *org.Desk, line *org.DeskFact, x *DeskChange) {
	for _, c := range []struct {
		column string
		was    *int
		to     **int
	}{{"own", was.Own, &line.Own}, {"seconded", was.Seconded, &line.Seconded}, {"counters", was.Counters, &line.Counters}} {
		typed := cell[c.column]
		if typed == "" {
			continue
		}
		now, err := strconv.Atoi(strings.TrimSuffix(typed, ".0"))
		if err != nil {
			f.fault(n, c.column, fault.New(fault.Invalid, "settings.desks.cell-number", "typed", cut(typed, 40)))
			continue
		}
		if c.was == nil || *c.was != now || c.column == "own" && was.Counted {
			*c.to = &now
			before := ""
			if c.was != nil {
				before = strconv.Itoa(*c.was)
			}
			x.Diffs = append(x.Diffs, DeskDiff{c.column, before, strconv.Itoa(now)})
		}
	}
}

// ruling reads what was decided about a desk, when the row says so.
func (f *deskFile) ruling(n int, cell map[string]string, id org.DeskID, x *DeskChange) {
	typed := cell["ruling"]
	if typed == "" {
		for _, c := range []string{"number", "day", "effective", "successor"} {
			if cell[c] != "" {
				f.fault(n, c, fault.New(fault.Invalid, "settings.desks.no-ruling"))
				return
			}
		}
		return
	}
	what, ok := f.rulingNamed(typed)
	if !ok {
		f.fault(n, "ruling", fault.New(fault.Invalid, "org.desk-ruling", "what", cut(typed, 40)))
		return
	}
	day, _ := f.day(n, cell, "day")
	effective, _ := f.day(n, cell, "effective")
	now := org.Ruling{What: what, Number: cell["number"], Day: day, Effective: effective}
	if code := cell["successor"]; code != "" {
		now.Successor = f.byCode[code]
		if now.Successor == "" {
			now.Successor = f.w.Org.DeskCoded(code, f.now)
		}
		if now.Successor == "" {
			f.fault(n, "successor", fault.New(fault.Invalid, "org.desk-unknown", "desk", cut(code, 60)))
			return
		}
	}
	var was org.Ruling
	if d := f.w.Org.DeskAt(id, f.now); d != nil {
		was = d.Ruling
	}
	same := was.What == now.What && was.Number == now.Number && was.Day.Equal(now.Day) && was.Effective.Equal(now.Effective) && was.Successor == now.Successor
	if same || what == org.Undecided && was.What == org.Undecided {
		return
	}
	x.Diffs = append(x.Diffs, DeskDiff{"ruling", f.rulingWords(was), f.rulingWords(now)})
	f.ruled, f.at[1] = append(f.ruled, org.DeskFact{Desk: id, From: cmp.Or(day, dayStart(f.now)), Ruling: &now}), append(f.at[1], n)
}

// rulingNamed reads the word of a decision, in either language.
func (f *deskFile) rulingNamed(typed string) (string, bool) {
	for _, what := range org.Rulings {
		key := "settings.desks.ruling." + cmp.Or(what, "undecided")
		if typed == what || slices.ContainsFunc(text.Langs, func(l text.Lang) bool { return vn.Fold(f.words.T(l, key)) == vn.Fold(typed) }) {
			return what, true
		}
	}
	return "", false
}

// rulingWords are a decision as a difference shows it: a text key for the word, the rest as it is written down.
func (f *deskFile) rulingWords(r org.Ruling) string {
	out := "@settings.desks.ruling." + cmp.Or(r.What, "undecided")
	for _, s := range []string{r.Number, dayWords(r.Day), dayWords(r.Effective)} {
		if s != "" {
			out += "|" + s
		}
	}
	if r.Successor == "" {
		return out
	}
	if d := f.w.Org.DeskAt(r.Successor, f.now); d != nil {
		return out + "|" + d.Code
	}
	for code, id := range f.byCode {
		if id == r.Successor {
			out += "|" + code
		}
	}
	return out
}

func dayWords(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Zone).Format("02/01/2006")
}

func (f *deskFile) unitName(id org.UnitID, t time.Time) string {
	if id == "" {
		return ""
	}
	return f.w.unit(string(id), t).Name
}

// unit finds a unit by its key, its code or its name on a day.
func (f *deskFile) unit(typed string, t time.Time) (org.UnitID, bool) {
	o := f.w.Org
	if o.Unit(org.UnitID(typed)) != nil {
		return org.UnitID(typed), true
	}
	if u := o.ByCode(vn.AgencyCode(typed), t); u != nil {
		return u.ID, true
	}
	if f.places == nil {
		f.places = map[string]string{}
		for _, u := range o.Units(f.now) {
			key := vn.Fold(u.Name)
			if _, twice := f.places[key]; twice {
				f.places[key] = "" // which one is meant nobody knows
				continue
			}
			f.places[key] = string(u.ID)
		}
	}
	id := f.places[vn.Fold(typed)]
	return org.UnitID(id), id != ""
}

// day reads a day: as people write it, as programs do, or as a spreadsheet counts it.
func (f *deskFile) day(n int, cell map[string]string, column string) (time.Time, bool) {
	typed := cell[column]
	if typed == "" {
		return time.Time{}, false
	}
	for _, layout := range []string{"2/1/2006", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, typed, Zone); err == nil {
			return t, true
		}
	}
	if days, err := strconv.ParseFloat(typed, 64); err == nil && days > 366 && days < 80_000 { // from 1901 to 2119
		return time.Date(1899, 12, 30+int(days), 0, 0, 0, 0, Zone), true
	}
	f.fault(n, column, fault.New(fault.Invalid, "settings.desks.cell-day", "typed", cut(typed, 40)))
	return time.Time{}, false
}
