package survey_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"motcua/law/survey"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

type decision = func(*survey.Case) ([]ledger.Fact, error)

func contact(result string) decision {
	return func(c *survey.Case) ([]ledger.Fact, error) { return c.Contact("phone", result, "") }
}

func respond(c *survey.Case) ([]ledger.Fact, error) {
	return c.Respond("Xin lỗi vì đã để chờ lâu.")
}

func closeWith(finding string) decision {
	return func(c *survey.Case) ([]ledger.Fact, error) {
		return c.Close("Bố trí thêm người hướng dẫn", finding)
	}
}

// Whatever happens in whichever order, what was found of an official's conduct is what the last closing said that said something: no
// contact, answer, dispute, alarm, correction or silent closing changes it.
func TestAFindingIsTakenBackByAClosingThatSaysSoAndByNothingElse(t *testing.T) {
	t.Parallel()
	acts := []decision{
		contact("reached"), contact("not-reached"), respond, respond, closeWith(survey.Upheld), closeWith(survey.Unfounded), closeWith(survey.AsFound), closeWith(survey.AsFound),
		func(c *survey.Case) ([]ledger.Fact, error) { return c.Raise() },
		func(c *survey.Case) ([]ledger.Fact, error) { return c.Confirm() },
		func(c *survey.Case) ([]ledger.Fact, error) {
			return c.Dispute("Vẫn chưa được trả lời đúng việc")
		},
		func(c *survey.Case) ([]ledger.Fact, error) {
			return c.Give(matter, survey.Answer{Overall: 1}, "", survey.Page, time.Time{})
		},
	}
	says := map[int]string{4: survey.Upheld, 5: survey.Unfounded} // by the act's number
	closedTwice, kept := 0, 0
	for seed := range uint64(400) {
		r, p, want, closings := rand.New(rand.NewPCG(seed, 1)), &paper{t: t}, "", 0
		if err := p.give(days(1), 1, survey.Page); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			act := r.IntN(len(acts))
			before := len(p.events)
			if err := p.do(days(1).Add(time.Duration(i)*time.Hour), acts[act]); err == nil && len(p.events) > before && act >= 4 && act <= 7 {
				if closings++; says[act] != "" {
					want = says[act]
				} else if closings > 1 && want != "" {
					kept++
				}
			}
			if got := p.fold().Follow.Finding; got != want {
				t.Fatalf("seed %d, step %d (act %d): found %q, want %q", seed, i, act, got, want)
			}
		}
		if closings > 1 {
			closedTwice++
		}
	}
	if closedTwice < 20 || kept < 10 {
		t.Errorf("only %d were closed twice, %d with a finding that was left", closedTwice, kept)
	}
}

func TestEveryClosingSaysWhatItFinds(t *testing.T) {
	t.Parallel()
	for _, finding := range []string{"", "right"} {
		p := &paper{t: t}
		if err := p.give(days(1), 1, survey.Page); err != nil {
			t.Fatal(err)
		}
		if err := p.do(days(1), respond); err != nil {
			t.Fatal(err)
		}
		if err := p.do(days(1), closeWith(finding)); key(err) != "rating.finding" {
			t.Errorf("%q: %v", finding, err)
		}
	}
}

// Closings that were written before could say that a complaint was right, and nothing else.
func TestAClosingOfBeforeThatSaysNothingLeavesTheFinding(t *testing.T) {
	t.Parallel()
	at := func(n int64, kind, holder string) ledger.Event {
		return ledger.Event{Stream: survey.Stream("R1"), Version: n, RecordedAt: days(int(n)), Fact: ledger.Fact{Kind: kind, At: days(int(n)), Holder: []byte(holder)}}
	}
	r, err := survey.Fold("R1", []ledger.Event{
		at(1, survey.KindGiven, `{"answer":{"overall":1},"way":"page"}`), at(2, survey.KindOpened, `{"level":1}`), at(3, survey.KindAnswered, `{}`),
		at(4, survey.KindClosed, `{"mended":"x","upheld":true}`), at(5, survey.KindDisputed, `{}`), at(6, survey.KindOpened, `{"level":2}`),
		at(7, survey.KindAnswered, `{}`), at(8, survey.KindClosed, `{"mended":"y"}`),
	})
	if err != nil || r.Follow.Finding != survey.Upheld || r.Turns[3].Finding != survey.Upheld || r.Turns[7].Finding != "" {
		t.Errorf("%+v, %v", r, err)
	}
}

// 10/3/2026 is a Tuesday, so that days(4) and days(5) are a weekend.
func TestACaseIsClosedOnceTheCitizenWasReachedOrCanReadOrWasTriedOnTwoWorkingDays(t *testing.T) {
	t.Parallel()
	type try struct {
		day    int
		result string
	}
	for name, c := range map[string]struct {
		way   survey.Way
		tries []try
		want  string
	}{
		"by the account":              {survey.Page, nil, ""},
		"by the link":                 {survey.Link, nil, ""},
		"on the tablet, nobody tried": {survey.Tablet, nil, "rating.reach-first"},
		"once not reached":            {survey.Code, []try{{1, "not-reached"}}, "rating.reach-first"},
		"twice on one day":            {survey.Paper, []try{{1, "not-reached"}, {1, "not-reached"}}, "rating.reach-first"},
		"on Friday and on Saturday":   {survey.Phone, []try{{3, "not-reached"}, {4, "not-reached"}}, "rating.reach-first"},
		"on Friday and on Monday":     {survey.Phone, []try{{3, "not-reached"}, {6, "not-reached"}}, ""},
		"reached at once":             {survey.Tablet, []try{{1, "reached"}}, ""},
	} {
		p := &paper{t: t}
		if err := p.give(days(1), 1, c.way); err != nil {
			t.Fatal(err)
		}
		for _, x := range c.tries {
			if err := p.do(days(x.day), contact(x.result)); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.do(days(7), respond); err != nil {
			t.Fatal(err)
		}
		err := p.do(days(7), func(k *survey.Case) ([]ledger.Fact, error) {
			k.Workday = func(d calendar.Date) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }
			return k.Close("Bố trí thêm người hướng dẫn", survey.AsFound)
		})
		if key(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
