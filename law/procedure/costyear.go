package procedure

import (
	"time"

	"motcua/law/fee"
)

// A YearCount is how many dossiers of a case came in on a channel in a year.
type YearCount struct {
	Case    string
	Channel Channel
	N       int
}

// A YearLine is what the dossiers of one case on one channel cost citizens in a year.
type YearLine struct {
	YearCount
	Once fee.VND // what one dossier costs, by the version in force now
	Sum  fee.VND
	Part bool // Once does not hold everything, see Cost.Open
}

// A YearCost is the compliance cost of a procedure in a year: the sum over its cases and channels, each with the dossiers that came in
// by it.
type YearCost struct {
	Lines   []YearLine // in the order of the record, those without a dossier too
	Counted int        // dossiers in Sum
	Other   int        // of a case or channel that the version in force has not: nothing says what they cost
	Sum     fee.VND
}

// CostYear adds up a year.
// choice: every dossier counts at the fees that make its case dearest and by the version in force now, so that two versions are compared
// on the same dossiers.
func CostYear(r *Record, a Assumptions, on time.Time, counts []YearCount) YearCost {
	var y YearCost
	all := 0
	for _, c := range counts {
		all += c.N
	}
	for i := range r.Cases {
		for _, ch := range []Channel{Desk, Online, Post} {
			x, ok := CostOf(r, &r.Cases[i], ch, a, on)
			if !ok {
				continue
			}
			l := YearLine{YearCount: YearCount{Case: x.Case, Channel: ch}, Once: x.Total, Part: len(x.Open) > 0}
			for _, c := range counts {
				if c.Case == l.Case && c.Channel == ch {
					l.N += c.N
				}
			}
			l.Sum = fee.VND(l.N) * l.Once
			y.Counted, y.Sum, y.Lines = y.Counted+l.N, y.Sum+l.Sum, append(y.Lines, l)
		}
	}
	y.Other = all - y.Counted
	return y
}
