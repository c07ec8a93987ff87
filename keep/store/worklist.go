package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// A WorkRow is an open task with the dossier that it belongs to.
type WorkRow struct {
	TaskRow
	Dossier DossierRow
}

// Worklist gives a page of the open tasks that the units of the scope have for one of the roles (all roles when
// there is none), the least time left first, and the cursor of the next page. The filter narrows the dossiers;
// its Holder, when it is "-", chooses tasks that nobody holds; its Sort is not used.
func (r *Reader) Worklist(ctx context.Context, scope Scope, roles []string, f DossierFilter) (page []WorkRow, next string, err error) {
	w := r.workWhere(scope, roles, f)
	limit := pageLimit(f.Limit)
	if f.After != "" {
		due, rest, ok := strings.Cut(f.After, ".")
		at, n, err := readCursor(due)
		if err != nil {
			return nil, "", err
		}
		if !ok {
			rest = ""
		}
		w.add(`(t.due, t.dossier, t.token) > (?, ?, ?)`, at, n, rest)
	}
	var ts taskScan
	var ds dossierScan
	rs, err := r.query(ctx, selectTask+`, `+dossierOutputs+`
	FROM tasks t
	JOIN dossiers d ON d.n = t.dossier`+w.String()+`
	ORDER BY t.due, t.dossier, t.token
	LIMIT ?`, append(w.args, limit+1)...)
	err = each(rs, err, append(ts.dest(), ds.dest()...), func() error {
		page = append(page, WorkRow{ts.task(), ds.dossier()})
		return nil
	})
	if err != nil {
		return nil, "", fmt.Errorf("worklist: %w", err)
	}
	if len(page) > limit {
		page = page[:limit]
		last := &page[limit-1]
		next = writeCursor(dueMicro(last.Due), last.Dossier.N) + "." + last.Token
	}
	return page, next, nil
}

// CountWork gives how many tasks Worklist has in all, how many of them are past due, and how many nobody holds.
func (r *Reader) CountWork(ctx context.Context, scope Scope, roles []string, f DossierFilter) (all, late, free int, err error) {
	w := r.workWhere(scope, roles, f)
	join := `
	JOIN dossiers d ON d.n = t.dossier`
	if !strings.Contains(w.String(), " d.") && !strings.Contains(w.String(), "(d.") {
		join = "" // the tasks themselves are all that is asked for
	}
	rs, err := r.query(ctx, `
	SELECT COUNT(*),
		COALESCE(SUM(CASE WHEN t.due < ? THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN t.holder = '' THEN 1 ELSE 0 END), 0)
	FROM tasks t`+join+w.String(), append([]any{micro(f.Now)}, w.args...)...)
	if _, err = one(rs, err, &all, &late, &free); err != nil {
		return 0, 0, 0, fmt.Errorf("count work: %w", err)
	}
	return all, late, free, nil
}

// workWhere makes the conditions of a worklist on task t and dossier d. The scope's units are those of the
// tasks here: who may see a dossier need not have work in it.
func (r *Reader) workWhere(scope Scope, roles []string, f DossierFilter) *where {
	holder := f.Holder
	f.Holder = ""
	w := &where{}
	f.narrow(w)
	if ws := words(f.Text); len(ws) > 0 {
		e := r.db.eng
		w.add(`d.n IN (SELECT `+e.newest+` FROM `+e.found+` WHERE `+e.match+`)`, e.phrase(ws, true))
	}
	w.add(`t.done_at = 0`)
	w.work(scope, roles)
	w.in(`t.work`, f.Works)
	switch holder {
	case "":
	case "-":
		w.add(`t.holder = ''`)
	default:
		w.add(`t.holder = ? AND t.holder <> ''`, holder)
	}
	return w
}

// work keeps the tasks of the scope's units for one of the roles, and the approvals of those whose power was handed over.
func (w *where) work(scope Scope, roles []string) {
	switch {
	case scope.All || len(scope.Given) == 0:
		if !scope.All && len(scope.Units) == 0 {
			w.add(`1 = 0`)
		}
		if !scope.All {
			w.in(`t.unit`, scope.Units)
		}
		w.in(`t.role`, roles)
		return
	}
	own := &where{}
	own.add(`t.done_at = 0`) // said for each side: the index of open work serves one, that of open approvals the other
	if len(scope.Units) == 0 {
		own.add(`1 = 0`)
	}
	own.in(`t.unit`, scope.Units)
	own.in(`t.role`, roles)
	parts, args := handed(scope.Given, func(g *where, givers []string) {
		g.add(`t.done_at = 0`)
		g.add(`t.work = 'approve'`)
		g.in(`t.unit`, givers)
	})
	w.add(`(`+strings.Join(append([]string{`(` + strings.Join(own.parts, ` AND `) + `)`}, parts...), ` OR `)+`)`, append(own.args, args...)...)
}

// Held gives how much open work each of the people holds, and how much of it is past due; who holds none is not in it.
func (r *Reader) Held(ctx context.Context, people []string, now time.Time) (open, late map[string]int, err error) {
	open, late = map[string]int{}, map[string]int{}
	if len(people) == 0 {
		return open, late, nil
	}
	w := &where{}
	w.add(`t.done_at = 0`)
	w.add(`t.holder <> ''`)
	w.in(`t.holder`, people)
	var holder string
	var n, m int
	rs, err := r.query(ctx, `
		SELECT t.holder, COUNT(*), COALESCE(SUM(CASE WHEN t.due < ? THEN 1 ELSE 0 END), 0)
		FROM tasks t`+w.String()+`
		GROUP BY t.holder`, append([]any{micro(now)}, w.args...)...)
	err = each(rs, err, []any{&holder, &n, &m}, func() error {
		open[holder], late[holder] = n, m
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("what is held: %w", err)
	}
	return open, late, nil
}
