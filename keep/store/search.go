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

// Search gives the newest dossiers in scope that have every word of folded, the last one at least as a
// beginning: at most 20. Text without a word finds none.
func (r *Reader) Search(ctx context.Context, scope Scope, folded string) ([]DossierRow, error) {
	ws := words(folded)
	if len(ws) == 0 {
		return nil, nil
	}
	var w where
	w.text(r.db.eng, ws)
	w.scope(scope)
	rows, err := r.dossiers(ctx, selectDossier+w.String()+`
		ORDER BY d.n DESC
		LIMIT ?`, append(w.args, searchRows)...)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return rows, nil
}
