package office

import (
	"fmt"
	"time"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// Prove proves a version of a procedure for the city as it stands, from the day of t on twelve months ahead. It never keeps
// anything from being done; what it found stands beside the record. It is proved once a day and once for each change of
// what it rests on. Many goroutines may call it.
func (w *World) Prove(rec *procedure.Record, t time.Time) procedure.Proof {
	return w.proveText(fmt.Sprint(rec.Code, " ", rec.Version), rec, t)
}

// proveText proves a record that no version of the catalogue is; key names it.
func (w *World) proveText(key string, rec *procedure.Record, t time.Time) procedure.Proof {
	day := calendar.DateOf(t)
	key = fmt.Sprint(key, " ", day)
	if p, ok := w.proofs.Load(key); ok {
		return p.(procedure.Proof)
	}
	ctx := &procedure.Context{Org: w.Org, Calendar: w.Calendar, From: day.Time()}
	for _, r := range w.Procedures.All(t) {
		ctx.Known = append(ctx.Known, *r)
	}
	p := procedure.Prove(*rec, ctx)
	w.proofs.Store(key, p)
	return p
}
