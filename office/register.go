package office

import (
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// mostRegister is how many dossiers one register prints.
// choice: a branch's year in the volumes of the city; a larger one is printed by place of reception below it.
const mostRegister = 20_000

// Register gives a unit's register of a year (sổ theo dõi hồ sơ) as PDF: every dossier that it received, numbered from 01
// without a gap in the order of reception. It is for those who answer for the unit, and each print is in the read log. It
// is not kept: until the year is over it grows.
func (r *Reader) Register(unit string, year int) (pdf []byte, name string, err error) {
	if err := access.May(r.who, "overview", access.Object{Unit: unit}); err != nil {
		return nil, "", err
	}
	from := time.Date(year, 1, 1, 0, 0, 0, 0, Zone)
	if year < 2000 || from.After(r.now) || r.w.unit(unit, r.now).Kind == "" {
		return nil, "", fault.New(fault.Missing, "letter.no-register", "year", strconv.Itoa(year))
	}
	to := from.AddDate(1, 0, 0)
	f := r.filter(Filter{From: from, To: to, Unit: unit, By: "reception"})
	total, err := r.db.Count(r.ctx, f)
	if err != nil {
		return nil, "", err
	}
	if total > mostRegister {
		return nil, "", fault.New(fault.Refused, "letter.register-long", "n", strconv.Itoa(total), "most", strconv.Itoa(mostRegister))
	}
	rows, err := r.registered(f)
	if err != nil {
		return nil, "", err
	}
	mark, err := r.LogExport(Export{List: "register", Format: "pdf", Filter: "unit=" + unit + "&year=" + strconv.Itoa(year), Rows: len(rows)})
	if err != nil {
		return nil, "", err
	}
	n := r.registerNotice(unit, year, to, len(rows))
	n.Mark = r.sayArgs("export.mark", fault.Args{"name": mark.Name, "unit": mark.Unit.Name, "time": mark.At.In(Zone).Format("15:04 02/01/2006"), "mark": mark.ID})
	hidden, err := r.o.restrictedDossiers(r.ctx, r.db)
	if err != nil {
		return nil, "", err
	}
	for _, row := range rows {
		cells, err := r.registerRow(row)
		if err != nil {
			return nil, "", err
		}
		if hidden[row.ID] { // the register has every dossier; of whose data are restricted it says that
			cells[registerOwner], cells[registerAddress], cells[registerPhone] = r.say("request.cell"), "", ""
		}
		n.Rows = append(n.Rows, cells)
	}
	pdf, err = r.o.cfg.Letters.Notice(n)
	return pdf, n.Code + ".pdf", err
}

// registered are a register's dossiers, the first received first.
func (r *Reader) registered(f store.DossierFilter) ([]store.DossierRow, error) {
	var rows []store.DossierRow
	for f.Limit = 500; ; {
		page, next, err := r.db.Dossiers(r.ctx, f)
		if err != nil {
			return nil, err
		}
		if rows = append(rows, page...); next == "" {
			break
		}
		f.After = next
	}
	slices.SortStableFunc(rows, func(a, b store.DossierRow) int {
		if c := a.ReceivedAt.Compare(b.ReceivedAt); c != 0 {
			return c
		}
		return compareCodes(a.Code, b.Code)
	})
	return rows, nil
}

// compareCodes orders codes whose numbers grow longer.
func compareCodes(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// registerNotice is a register without its rows. A year that is over is closed at its end.
func (r *Reader) registerNotice(unit string, year int, end time.Time, count int) letter.Notice {
	at := r.now
	if at.After(end) {
		at = end
	}
	bare := &DossierView{Dossier: &dossier.Dossier{Received: at, Demo: r.o.cfg.Demo}, ReceptionN: r.w.unit(unit, at)}
	set := r.o.cfg.Letters.SetAt(at.Add(-time.Minute))
	number, _ := r.o.cfg.Letters.NoticeForm(set, LetterRegister)
	n := letter.Notice{
		Letterhead: r.letterhead(bare, at), Set: set, Form: LetterRegister, Code: number + "-" + unit + "-" + strconv.Itoa(year),
		Facts:  map[string]string{"unit": bare.ReceptionN.Name, "year": strconv.Itoa(year), "count": strconv.Itoa(count)},
		Times:  map[string]time.Time{"closed": at},
		Lookup: letter.Lookup{URL: r.o.Base() + "/tra-cuu"},
	}
	return n
}

// registerRow is one dossier's line. Address and telephone stand in the dossier's private part alone.
func (r *Reader) registerRow(row store.DossierRow) ([]string, error) {
	d, err := r.o.fold(r.ctx, r.db, dossier.ID(row.ID))
	if err != nil {
		return nil, err
	}
	owner := d.Parties.Owner
	var sent, handed time.Time
	manner, note, recalled := "", "", ""
	for _, s := range d.History {
		switch s.Kind {
		case dossier.KindClaimed:
			if t := d.Task(s.Token); sent.IsZero() && t != nil && t.Unit != d.Reception {
				sent = s.At
			}
		case dossier.KindRecalled:
			if t := d.Task(s.Token); t != nil {
				recalled = r.sayArgs("letter.register.recalled", fault.Args{"unit": r.w.unit(t.Unit, s.At).Name})
			}
		case dossier.KindHandedOver:
			handed, manner = s.At, r.say("dossier.return."+s.Outcome)
		}
	}
	switch d.State {
	case dossier.Stopped:
		note = r.say("dossier.state.stopped")
		if d.ReplacedBy != "" {
			note = d.ReplacedBy
		}
	case dossier.Completed:
		note = r.say("dossier.state.completed")
	}
	if note != "" && recalled != "" {
		recalled = "; " + recalled
	}
	note += recalled
	return []string{
		d.Code, row.Title, strconv.Itoa(max(1, d.Sets)), owner.Name, r.address(owner.Address, d.Received), owner.Phone, r.w.unit(d.Competent, d.Received).Name,
		inTwoLines(d.Received), inTwoLines(d.Promise.At), inTwoLines(sent), inTwoLines(d.Completed), inTwoLines(handed), manner, "", note,
	}, nil
}

// The columns of a register that are about a person.
const registerOwner, registerAddress, registerPhone = 3, 4, 5

// inTwoLines is a moment in a narrow column.
func inTwoLines(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Zone).Format("15:04") + "\n" + t.In(Zone).Format("02/01/2006")
}
