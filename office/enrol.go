package office

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/keep/workbook"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/ledger"
	"motcua/words/org"
)

// A roll of people, posts and competences comes in as one act (ghi danh sách cán bộ): read, shown, confirmed, entered whole.

// actEnrol is the weighty act of entering a roll.
const actEnrol = "enrol"

// MostRollBytes is how large a roll may be.
const MostRollBytes = 10 << 20

// streamEnrolled has one event for each roll that was entered.
const streamEnrolled = ledger.StreamID("city/enrolled")

// An Enrolled is a roll that was entered.
type Enrolled struct {
	Document string         `json:"document"`
	Count    map[string]int `json:"count"`
	At       time.Time      `json:"-"`
	Actor    string         `json:"-"`

	Confirmed *dossier.Confirmed `json:"confirmed,omitempty"` // by what somebody confirmed it
}

// rollWords say texts of rolls in both languages.
func (o *Office) rollWords() []func(string) string {
	var out []func(string) string
	for _, l := range text.Langs {
		out = append(out, func(key string) string {
			if !o.words.Has(key) {
				return ""
			}
			return o.words.T(l, key)
		})
	}
	return out
}

// ReadRoll reads a file, a workbook or CSV by the end of its name, and says what it would do. Nothing is written.
func (o *Office) ReadRoll(ctx context.Context, who Who, name string, b []byte, document string) (org.Roll, *org.RollPlan, error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return org.Roll{}, nil, err
	}
	if len(b) > MostRollBytes {
		return org.Roll{}, nil, fault.New(fault.Invalid, "sheet.too-large", "most", strconv.Itoa(MostRollBytes>>20)).At("file")
	}
	grids, err := rollGrids(name, b)
	if err != nil {
		return org.Roll{}, nil, err
	}
	roll, err := org.ReadRoll(grids, workbook.At, o.rollWords()...)
	if err != nil {
		return org.Roll{}, nil, err
	}
	if err := o.renewHouse(ctx); err != nil {
		return org.Roll{}, nil, err
	}
	return roll, o.planRoll(o.world.Load(), roll, document), nil
}

func (o *Office) planRoll(w *World, roll org.Roll, document string) *org.RollPlan {
	known := func(code string) bool { return w.Procedures.Current(procedure.ID(code), o.Now()) != nil }
	return w.Org.PlanRoll(roll, document, known, o.Now())
}

func rollGrids(name string, b []byte) ([]org.RollGrid, error) {
	if !strings.HasSuffix(strings.ToLower(name), ".csv") {
		sheets, err := workbook.Read(b)
		if err != nil {
			return nil, err
		}
		grids := make([]org.RollGrid, len(sheets))
		for i := range sheets {
			grids[i] = org.RollGrid(sheets[i])
		}
		return grids, nil
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	in := csv.NewReader(bytes.NewReader(b))
	in.FieldsPerRecord = -1
	if line, _, _ := bytes.Cut(b, []byte("\n")); bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")) {
		in.Comma = ';' // as spreadsheet programs write it where the comma parts decimals
	}
	rows, err := in.ReadAll()
	if err != nil || !utf8.Valid(b) {
		f := fault.New(fault.Invalid, "roll.csv")
		f.Cause = err
		return nil, f
	}
	return []org.RollGrid{{Name: "CSV", Rows: rows}}, nil
}

// Enrol enters a roll that was looked at, all of it or nothing, by a decision. It is a weighty act. A row that says what stands
// already does nothing, so that the same file can be entered again; while one is refused, none is entered.
func (o *Office) Enrol(ctx context.Context, who Who, cmd Command, roll org.Roll, document string) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	document = vn.Tidy(document)
	if err := enrolFault(o.planRoll(o.world.Load(), roll, document)); err != nil {
		return err // nobody confirms what cannot be
	}
	hash, err := ActHash(actEnrol, document, roll)
	if err != nil {
		return err
	}
	mark, err := o.Confirmed(ctx, who, cmd, actEnrol, hash)
	if err != nil {
		return err
	}
	done := Enrolled{Document: document, Confirmed: mark}
	return o.changeHouseAnd(ctx, who, cmd, asked{actEnrol, hash}, func(w *World, _ time.Time) ([]org.Fact, error) {
		plan := o.planRoll(w, roll, document)
		done.Count = plan.Count
		return plan.Facts, enrolFault(plan)
	}, func(tx *store.Tx) error {
		body, err := json.Marshal(done)
		if err != nil {
			return err
		}
		head, _, err := tx.Head(ctx, streamEnrolled)
		if err != nil {
			return err
		}
		e := ledger.Fact{Kind: "city.enrolled", Holder: body, Class: ledger.Ordinary, Actor: who.Actor(), Unit: who.Unit, At: tx.Now()}
		_, err = tx.Append(streamEnrolled, head, []ledger.Fact{e})
		return err
	})
}

// enrolFault says why a plan cannot be entered.
func enrolFault(plan *org.RollPlan) error {
	if n := plan.Count[org.RollRefused]; n > 0 {
		return fault.New(fault.Refused, "roll.refused", "n", strconv.Itoa(n), "place", plan.Faults()[0].Field)
	}
	if len(plan.Facts) == 0 {
		return fault.New(fault.Conflict, "roll.nothing")
	}
	return nil
}

// Enrolments lists the rolls that were entered, the newest first.
func (r *Reader) Enrolments() ([]Enrolled, error) {
	if err := access.May(r.who, "administer", access.Object{}); err != nil {
		return nil, err
	}
	var out []Enrolled
	events, err := r.db.Events(r.ctx, streamEnrolled)
	for i := len(events) - 1; i >= 0 && err == nil; i-- {
		x := Enrolled{At: events[i].At, Actor: events[i].Actor}
		if err = json.Unmarshal(events[i].Holder, &x); err == nil {
			out = append(out, x)
		}
	}
	return out, err
}

// WriteRoll writes a roll's template in a language; full with what holds today, to be changed and sent again.
func (r *Reader) WriteRoll(out io.Writer, l text.Lang, full bool) error {
	if err := access.May(r.who, "administer", access.Object{}); err != nil {
		return err
	}
	say := func(key string) string { return r.o.words.T(l, key) }
	var tables []workbook.Table
	for _, sheet := range org.RollSheets {
		t := workbook.Table{Name: say("roll.sheet." + sheet), Zone: Zone, Wrap: true}
		for _, c := range org.RollColumns[sheet] {
			head := say("roll.column." + c.Key)
			if c.Must {
				head += " *"
			}
			t.Head = append(t.Head, head)
		}
		if full {
			t.Rows = r.rollRows(sheet, say)
		}
		tables = append(tables, t)
	}
	help := workbook.Table{Name: say("roll.sheet.help"), Head: []string{say("roll.sheet.help")}, Widths: []float64{110}, Wrap: true}
	for i := range rollHelps {
		help.Rows = append(help.Rows, []any{say(fmt.Sprintf("roll.help.%d", i+1))})
	}
	if err := workbook.Write(out, append(tables, help)...); err != nil {
		return fmt.Errorf("write the roll: %w", err)
	}
	return nil
}

// rollHelps is how many lines explain the template.
const rollHelps = 8

// rollRows are the rows of a sheet as the house stands today.
func (r *Reader) rollRows(sheet string, say func(string) string) [][]any {
	var rows [][]any
	dayOr := func(t time.Time, back int) any {
		if t.IsZero() {
			return nil
		}
		return workbook.Day(t.AddDate(0, 0, back))
	}
	switch sheet {
	case org.RollPeople:
		for _, p := range r.w.Org.People() {
			if p.Username != "" {
				rows = append(rows, []any{p.Username, p.Name, p.Email})
			}
		}
	case org.RollPosts:
		for _, p := range r.w.Org.Posts() {
			if h := r.w.Org.Person(p.Person); h != nil && h.Username != "" && (p.To.IsZero() || p.To.After(r.now)) {
				rows = append(rows, []any{h.Username, string(p.Unit), say("org.role." + string(p.Role)), p.Title, dayOr(p.From, 0), dayOr(p.To, -1), p.Document})
			}
		}
	case org.RollCompetence:
		for _, c := range r.w.Org.Competences() {
			if c.To.IsZero() || c.To.After(r.now) {
				var areas []string
				for _, a := range c.Areas {
					areas = append(areas, string(a))
				}
				rows = append(rows, []any{string(c.Unit), strings.Join(c.Procedures, ", "), strings.Join(areas, ", "), dayOr(c.From, 0), dayOr(c.To, -1), c.Document})
			}
		}
	}
	return rows
}
