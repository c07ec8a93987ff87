package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// A TaskRow is one open or done task of a dossier: a token of its process.
type TaskRow struct {
	Token  string
	Node   string // the step in the process
	Name   string // its name, for lists
	Work   string // the kind of work
	Unit   string
	Role   string
	Holder string // who claimed it, "" when nobody did
	Since  time.Time
	Counts time.Time // its hours count from here since they stood; zero: from Since
	Due    time.Time // zero is "no due date of its own"
	Step   time.Time // its own hours are over then, as the dossier has it; zero: it has none
	DoneAt time.Time // zero while it is open
}

// putParts writes what belongs to a dossier's row where it changed.
func (tx *Tx) putParts(old *dossierView, row *DossierRow, tasks []TaskRow, codes []CodeRow, parties []PartyRow) error {
	if err := tx.putTasks(row.N, old.tasks, tasks); err != nil {
		return fmt.Errorf("tasks: %w", err)
	}
	if err := tx.putCodes(row.N, old.codes, codes); err != nil {
		return fmt.Errorf("codes: %w", err)
	}
	if err := tx.putParties(row.N, old.parties, parties); err != nil {
		return fmt.Errorf("parties: %w", err)
	}
	var before []string
	if old.there {
		before = reached(&old.row, old.tasks)
	}
	if err := tx.putReach(row.N, before, reached(row, tasks)); err != nil {
		return fmt.Errorf("units: %w", err)
	}
	return nil
}

// reached gives the units that a dossier reaches: whoever acts for one of them may see it.
func reached(row *DossierRow, tasks []TaskRow) []string {
	units := make([]string, 0, 4)
	add := func(unit string) {
		if unit != "" && !slices.Contains(units, unit) {
			units = append(units, unit)
		}
	}
	add(row.ReceptionUnit)
	add(row.CompetentUnit)
	add(row.HelpUnit)
	for i := range tasks {
		add(tasks[i].Unit)
	}
	return units
}

func (tx *Tx) putReach(n int64, old, units []string) error {
	var args []any
	for _, u := range units {
		if !slices.Contains(old, u) {
			args = append(args, u, n)
		}
	}
	if len(args) > 0 {
		if _, err := tx.exec(`INSERT INTO reach (unit, dossier) VALUES `+tuples(len(args)/2, 2), args...); err != nil {
			return err
		}
	}
	for _, u := range old {
		if slices.Contains(units, u) {
			continue
		}
		if _, err := tx.exec(`DELETE FROM reach WHERE unit = ? AND dossier = ?`, u, n); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) putTasks(n int64, old, tasks []TaskRow) error {
	was := make(map[string]TaskRow, len(old))
	for _, t := range old {
		was[t.Token] = t
	}
	const width = 13
	var fresh []any
	for _, t := range tasks {
		before, ok := was[t.Token]
		delete(was, t.Token)
		t.Since, t.Due, t.DoneAt = instant(micro(t.Since)), instant(micro(t.Due)), instant(micro(t.DoneAt))
		t.Counts, t.Step = instant(micro(t.Counts)), instant(micro(t.Step))
		if ok && before == t {
			continue
		}
		values := []any{
			t.Node, t.Name, t.Work, t.Unit, t.Role, t.Holder, micro(t.Since), micro(t.Counts), micro(t.Step), dueMicro(t.Due),
			micro(t.DoneAt), n, t.Token,
		}
		if !ok {
			fresh = append(fresh, values...)
			continue
		}
		if _, err := tx.exec(`
			UPDATE tasks
			SET (node, name, work, unit, role, holder, since, counts, step_due, due, done_at) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			WHERE dossier = ? AND token = ?`, values...); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(fresh, 20*width) {
		if _, err := tx.exec(`
			INSERT INTO tasks (node, name, work, unit, role, holder, since, counts, step_due, due, done_at, dossier, token)
			VALUES `+tuples(len(part)/width, width), part...); err != nil {
			return err
		}
	}
	for token := range was {
		if _, err := tx.exec(`DELETE FROM tasks WHERE dossier = ? AND token = ?`, n, token); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) putCodes(n int64, old, codes []CodeRow) error {
	var args []any
	for _, c := range codes {
		if !slices.ContainsFunc(old, c.same) {
			args = append(args, c.Code, c.System, n, micro(c.Since))
		}
	}
	for _, c := range old {
		if slices.ContainsFunc(codes, c.same) {
			continue
		}
		if _, err := tx.exec(`DELETE FROM codes WHERE code = ? AND system = ? AND dossier = ?`, c.Code, c.System, n); err != nil {
			return err
		}
	}
	if len(args) == 0 {
		return nil
	}
	_, err := tx.exec(`INSERT INTO codes (code, system, dossier, since) VALUES `+tuples(len(args)/4, 4), args...)
	return err
}

func (tx *Tx) putParties(n int64, old, parties []PartyRow) error {
	var args []any
	for i, p := range parties {
		if !slices.Contains(old, p) && !slices.Contains(parties[:i], p) {
			args = append(args, n, p.Role, p.PersonKey)
		}
	}
	if len(args) > 0 {
		if _, err := tx.exec(`INSERT INTO parties (dossier, role, person_key) VALUES `+tuples(len(args)/3, 3), args...); err != nil {
			return err
		}
	}
	for _, p := range old {
		if slices.Contains(parties, p) {
			continue
		}
		if _, err := tx.exec(`DELETE FROM parties WHERE dossier = ? AND role = ? AND person_key = ?`, n, p.Role, p.PersonKey); err != nil {
			return err
		}
	}
	return nil
}

// selectTask reads tasks as t; taskScan has the same order.
const selectTask = `
	SELECT t.token, t.node, t.name, t.work, t.unit, t.role, t.holder, t.since, t.counts, t.step_due, t.due, t.done_at`

type taskScan struct {
	row                            TaskRow
	since, counts, step, due, done int64
}

func (s *taskScan) dest() []any {
	t := &s.row
	return []any{&t.Token, &t.Node, &t.Name, &t.Work, &t.Unit, &t.Role, &t.Holder, &s.since, &s.counts, &s.step, &s.due, &s.done}
}

func (s *taskScan) task() TaskRow {
	t := s.row
	t.Since, t.Counts, t.Step = instant(s.since), instant(s.counts), instant(s.step)
	t.Due, t.DoneAt = dueInstant(s.due), instant(s.done)
	return t
}

// Tasks gives a dossier's tasks, the done ones included, in the order they began.
func (r *Reader) Tasks(ctx context.Context, id string) ([]TaskRow, error) {
	n, err := r.numberOf(ctx, id)
	if err != nil {
		return nil, err
	}
	return r.tasksOf(ctx, n)
}

func (r *Reader) numberOf(ctx context.Context, id string) (n int64, err error) {
	rs, err := r.query(ctx, `
		SELECT n
		FROM dossiers
		WHERE id = ?`, id)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("dossier %s: %w", id, err)
	}
	return n, nil
}

// Standing gives the version that a dossier's row shows and the national number of its state; 0, 0 when there is no row.
func (r *Reader) Standing(ctx context.Context, id string) (version int64, state int, err error) {
	rs, err := r.query(ctx, `
		SELECT version, state
		FROM dossiers
		WHERE id = ?`, id)
	if _, err = one(rs, err, &version, &state); err != nil {
		return 0, 0, fmt.Errorf("dossier %s: %w", id, err)
	}
	return version, state, nil
}

func (r *Reader) tasksOf(ctx context.Context, n int64) ([]TaskRow, error) {
	var s taskScan
	var all []TaskRow
	rs, err := r.query(ctx, selectTask+`
		FROM tasks t
		WHERE t.dossier = ?
		ORDER BY t.since, t.token`, n)
	err = each(rs, err, s.dest(), func() error {
		all = append(all, s.task())
		return nil
	})
	return all, err
}

// Codes gives a dossier's codes in all systems.
func (r *Reader) Codes(ctx context.Context, id string) ([]CodeRow, error) {
	n, err := r.numberOf(ctx, id)
	if err != nil {
		return nil, err
	}
	return r.codesOf(ctx, n)
}

func (r *Reader) codesOf(ctx context.Context, n int64) ([]CodeRow, error) {
	var c CodeRow
	var since int64
	var all []CodeRow
	rs, err := r.query(ctx, `
		SELECT system, code, since
		FROM codes
		WHERE dossier = ?
		ORDER BY since, system, code`, n)
	err = each(rs, err, []any{&c.System, &c.Code, &since}, func() error {
		c.Since = instant(since)
		all = append(all, c)
		return nil
	})
	return all, err
}

// Parties gives who is bound to a dossier.
func (r *Reader) Parties(ctx context.Context, id string) ([]PartyRow, error) {
	n, err := r.numberOf(ctx, id)
	if err != nil {
		return nil, err
	}
	return r.partiesOf(ctx, n)
}

func (r *Reader) partiesOf(ctx context.Context, n int64) ([]PartyRow, error) {
	var p PartyRow
	var all []PartyRow
	rs, err := r.query(ctx, `
		SELECT role, person_key
		FROM parties
		WHERE dossier = ?
		ORDER BY role, person_key`, n)
	err = each(rs, err, []any{&p.Role, &p.PersonKey}, func() error {
		all = append(all, p)
		return nil
	})
	return all, err
}
