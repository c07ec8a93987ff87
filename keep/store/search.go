package store

import (
	"context"
	"fmt"
	"strings"
)

// searchRows is how many dossiers a search shows.
const searchRows = 20

// SearchText joins folded texts into the one that DossierRow.Search has: words of letters and digits, each
// once, parted by blanks. Codes fall into their pieces.
func SearchText(folded ...string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, f := range folded {
		for _, w := range words(f) {
			if seen[w] {
				continue
			}
			seen[w] = true
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w)
		}
	}
	return b.String()
}

// words cuts folded text at everything that is not an ASCII letter or digit.
func words(folded string) []string {
	return strings.FieldsFunc(folded, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9')
	})
}

// shortBeginning is the shortest word that is also looked for as a beginning: one letter begins a third of all
// names, and nobody means it.
const shortBeginning = 2

// Search gives the newest dossiers in scope that have every word of folded: at most 20. Where fewer have the last
// word itself, it may also be the beginning of a longer one, for it may be typed only so far. Text without a
// word finds none.
func (r *Reader) Search(ctx context.Context, scope Scope, folded string) ([]DossierRow, error) {
	ws := words(folded)
	if len(ws) == 0 {
		return nil, nil
	}
	rows, err := r.search(ctx, scope, ws, false)
	if err == nil && len(rows) < searchRows && len(ws[len(ws)-1]) >= shortBeginning {
		rows, err = r.search(ctx, scope, ws, true)
	}
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return rows, nil
}

func (r *Reader) search(ctx context.Context, scope Scope, ws []string, begin bool) ([]DossierRow, error) {
	e := r.db.eng
	var w where
	w.add(e.match, e.phrase(ws, begin))
	w.within(scope)
	return r.dossiers(ctx, `
	SELECT `+dossierOutputs+`
	FROM `+e.found+w.String()+`
	ORDER BY `+e.newest+` DESC
	LIMIT ?`, append(w.args, searchRows)...)
}
