package office

import (
	"cmp"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/privacy"
)

// The settings of how long dossiers are kept.
const (
	keepClasses = "privacy.archive-classes"
	handIn      = "privacy.hand-in-months"
)

// A Retention (danh sách lưu trữ) is what is due by class: what is owed to the archive, and whose time is over.
type Retention struct {
	Unit    UnitName
	Classes Setting
	HandIn  Setting
	InTo    time.Time // dossiers that ended before it are owed to the archive
	Rows    []RetentionRow

	Petitions       []PetitionKeep
	PetitionClasses Setting
}

// A RetentionRow is one sector.
type RetentionRow struct {
	Sector string
	Years  int       // 0: for ever
	None   bool      // no class is laid down for it
	Owed   int       // ended before Retention.InTo
	Over   int       // ended before OverTo
	OverTo time.Time // zero for what is kept for ever
}

// classes of the city's settings; what cannot be read was refused when it was brought in.
func (w *World) classes() []privacy.Class { return w.keptClasses(keepClasses) }

func (w *World) keptClasses(setting string) (out []privacy.Class) {
	list, _ := w.Setting(setting).Value.([]any)
	for _, x := range list {
		s, _ := x.(string)
		if c, err := privacy.ParseClass(s); err == nil {
			out = append(out, c)
		}
	}
	return out
}

func checkClasses(v any) string {
	list, ok := v.([]any)
	if !ok {
		return "a list of classes"
	}
	for _, x := range list {
		s, _ := x.(string)
		if _, err := privacy.ParseClass(s); err != nil {
			return err.Error()
		}
	}
	return ""
}

// Retention counts by sector what a unit, or those below it too, owes to the archive, and what may be disposed of.
func (r *Reader) Retention(unit string) (*Retention, error) {
	if unit == "" && !r.who.City {
		unit = r.who.Unit
	}
	if err := access.May(r.who, "read-retention", access.Object{Unit: unit, Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	out := &Retention{Classes: r.w.Setting(keepClasses), HandIn: r.w.Setting(handIn), Unit: r.w.unit(unit, r.now)}
	if unit != "" && out.Unit.Kind == "" {
		return nil, fault.New(fault.Missing, "org.unit-unknown", "unit", unit)
	}
	months, ok := whole(out.HandIn.Value)
	if !ok {
		months = 12 // choice: as the city of Hà Nội has it, for a city that says nothing
	}
	out.PetitionClasses = r.w.Setting(keepPetitions)
	var err error
	if out.Petitions, err = r.petitionsKept(unit); err != nil {
		return nil, err
	}
	out.InTo = privacy.HandIn(r.now, months, Zone)
	over := false
	count := func(sector string, before time.Time) (int, error) {
		return r.db.Count(r.ctx, r.filter(Filter{Sector: sector, EndedTo: before, Open: &over, Unit: unit, Below: unit != ""}))
	}
	var sectors []string
	for _, rec := range r.w.Procedures.All(r.now) {
		sectors = append(sectors, rec.Sector)
	}
	slices.Sort(sectors)
	classes := r.w.classes()
	for _, sector := range slices.Compact(sectors) {
		if sector == "" {
			continue
		}
		c, ok := privacy.ClassOf(classes, sector)
		x := RetentionRow{Sector: sector, Years: c.Years, None: !ok}
		var err error
		if x.Owed, err = count(sector, out.InTo); err != nil {
			return nil, err
		}
		if x.Owed == 0 {
			continue
		}
		if before, ends := c.Over(r.now, Zone); ends && ok {
			x.OverTo = before
			if x.Over, err = count(sector, before); err != nil {
				return nil, err
			}
		}
		out.Rows = append(out.Rows, x)
	}
	slices.SortStableFunc(out.Rows, func(a, b RetentionRow) int { return cmp.Or(b.Over-a.Over, b.Owed-a.Owed) })
	return out, nil
}

// A Keeping (thời hạn lưu) is how long one dossier is kept, and by which rule.
type Keeping struct {
	Sector      string
	Years       int // 0: for ever
	None        bool
	Until       time.Time // the last day; zero for what goes on and what is kept for ever
	Basis       string
	Unconfirmed bool
}

// keeping is the rule for a dossier, as the lists of retention count it.
func (w *World) keeping(sector string, ended time.Time) *Keeping {
	s := w.Setting(keepClasses)
	c, ok := privacy.ClassOf(w.classes(), sector)
	k := &Keeping{Sector: sector, Years: c.Years, None: !ok, Basis: s.Basis, Unconfirmed: s.Unconfirmed}
	if day, ends := c.Until(ended, Zone); ok && ends && !ended.IsZero() {
		k.Until = day.AddDate(0, 0, -1)
	}
	return k
}
