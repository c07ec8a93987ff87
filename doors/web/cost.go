package web

import (
	"motcua/ground/text"
	"motcua/law/fee"
	"motcua/law/procedure"
)

// A savedView is what one case costs a citizen on one channel in two versions.
type savedView struct {
	Case, Channel string
	Rows          []savedRow
}

// A savedRow is one measure of the compliance cost (chi phí tuân thủ).
type savedRow struct {
	Name, Old, Now, Saved string
	Tone                  Tone // ok: less than before, late: more
}

// costSaved compares what two versions cost, case by case and channel by channel, only where they differ.
func (s *Site) costSaved(v text.Voice, old, now *procedure.Record) []savedView {
	var out []savedView
	for _, c := range procedure.CostChanges(old, now, s.o.Office.World().CostAssumptions(), s.o.Office.Now()) {
		x := savedView{Case: c.Name.In(string(v.Lang)), Channel: channelWords(v, c.Channel)}
		saved := c.Saved()
		row := func(key string, say func(int64) string, of func(*procedure.Cost) int64, less int64) {
			r := savedRow{Name: v.T("cost." + key), Old: "–", Now: "–", Saved: "–"}
			if c.Old != nil {
				r.Old = say(of(c.Old))
			}
			if c.Now != nil {
				r.Now = say(of(c.Now))
			}
			if c.Old != nil && c.Now != nil {
				r.Saved = say(max(less, -less))
				switch {
				case less > 0:
					r.Tone, r.Saved = OK, v.T("cost.less", "n", r.Saved)
				case less < 0:
					r.Tone, r.Saved = Late, v.T("cost.more", "n", r.Saved)
				}
			}
			x.Rows = append(x.Rows, r)
		}
		number := func(n int64) string { return v.Number(n) }
		row("minutes", number, func(c *procedure.Cost) int64 { return c.Minutes }, saved.Minutes)
		row("trips", number, func(c *procedure.Cost) int64 { return int64(c.Trips) }, int64(saved.Trips))
		row("papers", number, func(c *procedure.Cost) int64 { return int64(c.Papers) }, int64(saved.Papers))
		row("fees", v.Money, func(c *procedure.Cost) int64 { return int64(c.Fees) }, int64(saved.Fees))
		row("total", v.Money, func(c *procedure.Cost) int64 { return int64(c.Total) }, int64(saved.Total))
		out = append(out, x)
	}
	return out
}

// dong writes an amount.
func dong(v text.Voice, n fee.VND) string { return v.Money(int64(n)) }
