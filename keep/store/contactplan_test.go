package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// plan is how an engine answers a question, one step a line.
func plan(t *testing.T, db *DB, text string, args []any) string {
	t.Helper()
	var steps []string
	if db.eng == postgres {
		var step string
		rs, err := db.Read().query(t.Context(), `EXPLAIN `+text, args...)
		if err := each(rs, err, []any{&step}, func() error { steps = append(steps, step); return nil }); err != nil {
			t.Fatal(err)
		}
		return strings.Join(steps, "\n")
	}
	var id, parent, unused int
	var step string
	rs, err := db.Read().query(t.Context(), `EXPLAIN QUERY PLAN `+text, args...)
	if err := each(rs, err, []any{&id, &parent, &unused, &step}, func() error { steps = append(steps, step); return nil }); err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

// What the console asks again and again touches what is open, and not all that ever was.
func TestTheConsoleOfALargeDeskReadsWhatIsOpenAlone(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		const many = 20_000
		if err := db.FillContacts(t.Context(), many, func(i int) (ContactRow, ContactParts) {
			began := at.Add(time.Duration(i) * time.Minute)
			c := ContactRow{ID: fmt.Sprintf("c%05d", i), Code: fmt.Sprintf("LH26-%06d", i), Channel: "chat", State: "closed", Unit: fmt.Sprintf("u%d", i%7), Agent: fmt.Sprintf("a%d", i%40), Began: began, Closed: began.Add(time.Hour), Search: "aa bb", Version: 3, Updated: began}
			if i >= many-100 {
				c.State, c.Open, c.Closed, c.Waits = "waiting", true, time.Time{}, began
			}
			return c, ContactParts{Reach: []string{c.Unit}, Tags: []string{fmt.Sprintf("t%d", i%3)}}
		}); err != nil {
			t.Fatal(err)
		}
		open := true
		free := ContactFilter{Unit: "u1", NoAgent: true, Open: &open, Waits: true}
		for name, x := range map[string]struct {
			f     ContactFilter
			index []string // any of them
		}{
			"everything open":     {ContactFilter{Open: &open}, []string{"contacts_open", "contacts_unit_open", "contacts_agent_open"}},
			"a state":             {ContactFilter{Open: &open, States: []string{"waiting"}}, []string{"contacts_open"}},
			"nobody's of a unit":  {free, []string{"contacts_unit_open", "contacts_agent_open"}},
			"a word of open ones": {ContactFilter{Open: &open, States: []string{"waiting"}, Words: []string{"aa", "bb"}}, []string{"contacts_open"}},
			"an agent's":          {ContactFilter{Open: &open, Agent: "a1"}, []string{"contacts_agent_open"}},
		} {
			from, w := x.f.where(db.eng)
			got := plan(t, db, `SELECT COUNT(*) FROM `+from+w.String(), w.args)
			if !containsAny(got, x.index) {
				t.Errorf("%s is counted by\n%s", name, got)
			}
		}
		for _, units := range [][]string{nil, {"u1", "u2"}} {
			sums, err := db.Read().ContactSums(t.Context(), units, "waiting", "handed-over", "a1", at)
			want := int64(100)
			if units != nil {
				want = 28
			}
			if err != nil || sums.Open != want || sums.Waiting != want || sums.Channels["chat"] != want || sums.Tags["t0"]+sums.Tags["t1"]+sums.Tags["t2"] != want {
				t.Errorf("of %v are open %+v, %v", units, sums, err)
			}
		}
		loads, err := db.Read().ContactLoads(t.Context(), map[string]time.Time{"a1": at, "a2": at.Add(90 * time.Minute), "nobody": at}, at.Add(2*time.Hour))
		if err != nil || len(loads) != 2 || loads["a1"].Open != 2 || loads["a1"].Waits != 2 || loads["a1"].Shut != 0 { // nobody closed one

			t.Errorf("loads are %+v, %v", loads, err)
		}
	})
}

// A code that is only begun is found by the codes, the newest first: those that bear it came one after another, and lie anywhere.
func TestABegunCodeIsFoundByTheCodes(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		const many = 5_000
		code := func(i int) string { return fmt.Sprintf("LH%d-%06d", 24+i/2000, i%2000) }
		if err := db.FillContacts(t.Context(), many, func(i int) (ContactRow, ContactParts) {
			began := at.Add(time.Duration(i) * time.Minute)
			c := ContactRow{ID: fmt.Sprintf("c%05d", i), Code: code(i), Channel: "chat", State: "closed", Unit: "u1", Began: began, Closed: began.Add(time.Hour), Search: "aa", Version: 3, Updated: began}
			return c, ContactParts{Reach: []string{c.Unit}}
		}); err != nil {
			t.Fatal(err)
		}
		for begins, want := range map[string][]string{ // the highest four, reckoned by hand
			"LH24-":       {"LH24-001999", "LH24-001998", "LH24-001997", "LH24-001996"},
			"LH24-0001":   {"LH24-000199", "LH24-000198", "LH24-000197", "LH24-000196"},
			"LH25-00123":  {"LH25-001239", "LH25-001238", "LH25-001237", "LH25-001236"},
			"LH26-001":    {},
			"LH26-000007": {"LH26-000007"},
			"LH":          {"LH26-000999", "LH26-000998", "LH26-000997", "LH26-000996"},
		} {
			f := ContactFilter{Begins: begins, Limit: 4}
			rows, err := db.Read().Contacts(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for i := range rows {
				got = append(got, rows[i].Code)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s gives %v, want %v", begins, got, want)
			}
			from, w := f.where(db.eng)
			if p := plan(t, db, `SELECT c.id FROM `+from+w.String()+` ORDER BY c.code DESC LIMIT 4`, w.args); !containsAny(p, []string{"contacts_code"}) {
				t.Errorf("%s is found by\n%s", begins, p)
			}
		}
	})
}

// A hash is one word, also where it looks like a number with an exponent or begins with zeros.
func TestAHashOfAWordIsFoundWhole(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		hashes := []string{"31e5ef58bd", "31e5 ef58bd", "0012345678 1e10000000", "00000000e1", "5c8a7d043e 31e5ef58bd", ""}
		if err := db.FillContacts(t.Context(), len(hashes), func(i int) (ContactRow, ContactParts) {
			return ContactRow{ID: fmt.Sprint(i), Code: fmt.Sprint(i), Channel: "chat", State: "closed", Unit: "u1", Began: at, Closed: at, Search: hashes[i], Version: 1, Updated: at}, ContactParts{}
		}); err != nil {
			t.Fatal(err)
		}
		for words, want := range map[string]string{
			"31e5ef58bd": "40", "31e5": "1", "ef58bd": "1", "0012345678": "2", "1e10000000": "2", "00000000e1": "3", "12345678": "", "31e5ef58bd 5c8a7d043e": "4", "5c8a7d043e": "4",
		} {
			rows, err := db.Read().Contacts(t.Context(), ContactFilter{Words: strings.Fields(words)})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for i := range rows {
				got += rows[i].ID
			}
			if got != want {
				t.Errorf("%q finds %q, want %q", words, got, want)
			}
		}
	})
}

func containsAny(s string, any []string) bool {
	for _, x := range any {
		if strings.Contains(s, x+" ") || strings.HasSuffix(s, x) || strings.Contains(s, x+"\n") {
			return true
		}
	}
	return false
}

// What a console shows is another text after each change that it would show, and the same without one.
func TestTheMarkOfTheConsoleMovesWithWhatIsOpen(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		c := ContactRow{ID: "a", Code: "LH26-000001", Channel: "chat", State: "waiting", Open: true, Unit: "u1", Began: at, Waits: at, Version: 1, Updated: at}
		other := c
		other.ID, other.Code, other.Unit = "b", "LH26-000002", "u2"
		if err := db.FillContacts(t.Context(), 2, func(i int) (ContactRow, ContactParts) {
			x := []ContactRow{c, other}[i]
			return x, ContactParts{Reach: []string{x.Unit}}
		}); err != nil {
			t.Fatal(err)
		}
		mark := func() string {
			m, err := db.Read().ContactMark(t.Context(), []string{"u1"})
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		put := func(x ContactRow) {
			act(t, db, func(tx *Tx) error { return tx.PutContact(x, ContactParts{Reach: []string{x.Unit}}) })
		}
		first := mark()
		other.Version, other.Updated = 2, at.Add(time.Minute)
		put(other)
		if again := mark(); again != first {
			t.Errorf("another unit's change moves the mark from %s to %s", first, again)
		}
		c.Version, c.Updated = 2, at.Add(time.Minute)
		put(c)
		second := mark()
		if second == first {
			t.Error("a word more does not move the mark")
		}
		c.Version, c.State, c.Open, c.Waits, c.Closed = 3, "closed", false, time.Time{}, at.Add(2*time.Minute)
		put(c)
		if third := mark(); third == second || third == first {
			t.Error("its end does not move the mark")
		}
	})
}
