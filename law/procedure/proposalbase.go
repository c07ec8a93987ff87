package procedure

import (
	"strconv"

	"motcua/ground/fault"
	"motcua/words/calendar"
)

// newest gives the newest of a procedure's versions, nil when there is none.
func newest(versions []Record) *Record {
	if len(versions) == 0 {
		return nil
	}
	return &versions[len(versions)-1]
}

// EndsOf is the day from which a procedure is abolished, 0 when it is not.
func EndsOf(versions []Record) calendar.Date {
	if last := newest(versions); last != nil && !last.To.IsZero() {
		return calendar.DateOf(last.To)
	}
	return 0
}

// Behind says that a text which changes version base was overtaken: what became of the procedure since then would be undone
// by it, and nobody would see that. nil: base is the newest version.
func Behind(versions []Record, base int) error {
	last := newest(versions)
	if last == nil || last.Version == base {
		return nil
	}
	return fault.New(fault.Refused, "proposal.behind", "base", strconv.Itoa(base), "newest", strconv.Itoa(last.Version))
}

// CatchUp gives a text as a change of the newest version: what it left as version base had it is taken from the newest one,
// what it changed itself stays; began is what the text was at its beginning.
// choice: where both changed a part the proposal's stands, for the differences from the newest version are all on its page.
func CatchUp(versions []Record, base int, began, mine Record) (text Record, to int, err error) {
	last := newest(versions)
	if last == nil || last.Version == base {
		return mine, base, fault.New(fault.Refused, "proposal.not-behind")
	}
	now, err := last.Draft()
	if err != nil {
		return mine, base, err
	}
	text, _, err = Merge(began, mine, now)
	return text, last.Version, err
}
