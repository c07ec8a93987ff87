package office

import (
	"time"

	"motcua/law/dossier"
	"motcua/law/procedure"
)

// An OwnResult is a document that the city issued to the reader.
type OwnResult struct {
	Dossier dossier.ID
	Code    string // of the dossier
	Result  string // code of the result, "" where it has none
	Name    string
	Number  string
	At      time.Time
	By      procedure.ID
}

// mostOwn is how many of the reader's own dossiers are looked through for results, the newest first.
const mostOwn = 100

// OwnResults lists what the city issued in dossiers of which the reader is applicant, owner or representative.
func (r *Reader) OwnResults() ([]OwnResult, error) {
	over := false
	list, err := r.Mine(Filter{Open: &over, Limit: mostOwn})
	if err != nil {
		return nil, err
	}
	var out []OwnResult
	for _, row := range list.Rows {
		d, err := r.o.fold(r.ctx, r.db, dossier.ID(row.ID))
		if err != nil {
			return nil, err
		}
		rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion)
		if d.Result.At.IsZero() || rec == nil {
			continue
		}
		x := OwnResult{Dossier: d.ID, Code: d.Code, Result: d.Result.Code, Number: d.Result.Number, At: d.Result.At, By: d.Procedure}
		for _, res := range rec.Results {
			if res.Code == d.Result.Code || d.Result.Code == "" {
				x.Name = res.Name
				break
			}
		}
		if x.Name != "" {
			out = append(out, x)
		}
	}
	return out, nil
}
