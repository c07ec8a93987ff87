package survey_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/survey"
	"motcua/words/ledger"
)

var noon = time.Date(2026, 3, 10, 5, 0, 0, 0, time.UTC)

func days(n int) time.Time { return noon.AddDate(0, 0, n) }

var matter = survey.Matter{Dossier: "D1", End: survey.HandedOver, Ended: noon, Unit: "so", Reception: "cn7", Procedure: "1.0", Channel: "desk"}

// A paper is a rating as it grows.
type paper struct {
	t      *testing.T
	events []ledger.Event
}

func (p *paper) fold() *survey.Rating {
	p.t.Helper()
	if len(p.events) == 0 {
		return nil
	}
	r, err := survey.Fold("R1", p.events)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// do lets a decision happen at a moment.
func (p *paper) do(at time.Time, decide func(*survey.Case) ([]ledger.Fact, error)) error {
	p.t.Helper()
	c := &survey.Case{Rating: p.fold(), Rules: survey.Usual, Actor: "x", Owner: "so", Due: at.AddDate(0, 0, 3), Now: at}
	facts, err := decide(c)
	if err != nil {
		return err
	}
	for _, f := range facts {
		p.events = append(p.events, ledger.Event{
			Stream: survey.Stream("R1"), Version: int64(len(p.events) + 1), RecordedAt: at, Fact: f,
		})
	}
	return nil
}

func (p *paper) give(at time.Time, overall int, way survey.Way) error {
	p.t.Helper()
	return p.do(at, func(c *survey.Case) ([]ledger.Fact, error) {
		return c.Give(matter, survey.Answer{Overall: overall}, "lời góp ý", way, time.Time{})
	})
}

func key(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	return ""
}

func TestThereIsOneAnswerAndItIsPutRightByThePersonAlone(t *testing.T) {
	t.Parallel()
	p := &paper{t: t}
	if err := p.give(days(1), 5, survey.Link); err != nil {
		t.Fatal(err)
	}
	for way, want := range map[survey.Way]string{
		survey.Tablet: "rating.given-already", survey.Paper: "rating.given-already", survey.Phone: "rating.given-already",
	} {
		if err := p.give(days(2), 1, way); key(err) != want {
			t.Errorf("again by %s: %v, want %s", way, err, want)
		}
	}
	if err := p.give(days(2), 3, survey.Link); err != nil {
		t.Errorf("again by the link: %v", err)
	}
	if err := p.give(days(3), 4, survey.Page); err != nil {
		t.Fatal(err)
	}
	if r := p.fold(); r.Answer.Overall != 4 || len(r.Earlier) != 2 || r.Earlier[1].Overall != 3 || r.Earlier[0].Overall != 5 || r.Way != survey.Link {
		t.Errorf("after the correction: %+v", r)
	}
	for _, way := range []survey.Way{survey.Page, survey.Link} {
		if err := p.give(days(9), 5, way); key(err) != "rating.correct-over" {
			t.Errorf("eight days later by %s: %v", way, err)
		}
	}
}

func TestWhoeverHadAPartWritesDownNoRatingAndACodeReplacesOnlyWhatStaffEntered(t *testing.T) {
	t.Parallel()
	for way, want := range map[survey.Way]string{survey.Paper: "rating.own-hands", survey.Phone: "rating.own-hands", survey.Tablet: ""} {
		p := &paper{t: t}
		err := p.do(days(1), func(c *survey.Case) ([]ledger.Fact, error) {
			c.Hands = []string{"y", "x"}
			return c.Give(matter, survey.Answer{Overall: 5}, "", way, time.Time{})
		})
		if key(err) != want {
			t.Errorf("by %s: %v, want %q", way, err, want)
		}
	}
	for _, c := range []struct {
		first, then survey.Way
		want        string
	}{
		{survey.Code, survey.Code, "rating.code-used"},
		{survey.Code, survey.Link, ""},
		{survey.Code, survey.Page, ""},
		{survey.Code, survey.Tablet, "rating.given-already"},
		{survey.Paper, survey.Code, ""},
		{survey.Tablet, survey.Link, ""},
		{survey.Link, survey.Code, "rating.code-used"},
		{survey.Page, survey.Code, "rating.code-used"},
	} {
		p := &paper{t: t}
		if err := p.give(days(1), 5, c.first); err != nil {
			t.Fatal(err)
		}
		err := p.give(days(20), 1, c.then) // after the days of correcting
		if key(err) != c.want {
			t.Errorf("%s after %s: %v, want %q", c.then, c.first, err, c.want)
		}
		if r := p.fold(); (r.Way == c.then) != (err == nil || c.first == c.then) {
			t.Errorf("%s after %s counts as %s", c.then, c.first, r.Way)
		}
	}
}

func TestAnswersComeWithinTheWindow(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "", 30: "", 31: "rating.window-over"} {
		p := &paper{t: t}
		if err := p.give(days(n), 5, survey.Page); key(err) != want {
			t.Errorf("day %d: %v, want %q", n, err, want)
		}
	}
	for n, want := range map[int]string{-2: "rating.day-before", 1: "", 5: "rating.day-ahead"} {
		p := &paper{t: t}
		err := p.do(days(3), func(c *survey.Case) ([]ledger.Fact, error) {
			return c.Give(matter, survey.Answer{Overall: 3}, "", survey.Paper, days(n))
		})
		if key(err) != want {
			t.Errorf("a paper of day %d: %v, want %q", n, err, want)
		}
		if want == "" && (p.events[0].Class != ledger.LateEntry || !p.events[0].At.Equal(days(n))) {
			t.Errorf("a paper of day %d is %s of %s", n, p.events[0].Class, p.events[0].At)
		}
	}
}

func TestWhatIsNoAnswerIsRefused(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]survey.Answer{
		"rating.overall": {}, "rating.factor": {Overall: 5, Factors: map[string]int{"access": 6}}, "rating.item": {Overall: 5, Lacks: []string{"nothing"}},
		"rating.times": {Overall: 5, Contacts: "often"},
	} {
		p := &paper{t: t}
		err := p.do(days(1), func(c *survey.Case) ([]ledger.Fact, error) { return c.Give(matter, a, "", survey.Page, time.Time{}) })
		if key(err) != want {
			t.Errorf("%+v: %v, want %s", a, err, want)
		}
	}
	p := &paper{t: t}
	err := p.do(days(1), func(c *survey.Case) ([]ledger.Fact, error) {
		return c.Give(survey.Matter{}, survey.Answer{Overall: 5}, "", survey.Page, time.Time{})
	})
	if key(err) != "rating.not-ended" {
		t.Errorf("of a dossier that goes on: %v", err)
	}
}

func TestABadRatingIsFollowedUpUntilTheCitizenSaysSo(t *testing.T) {
	t.Parallel()
	p := &paper{t: t}
	if err := p.give(days(1), 3, survey.Page); err != nil {
		t.Fatal(err)
	}
	if p.fold().Follow != nil {
		t.Fatal("three points opened a case")
	}
	if err := p.give(days(2), 2, survey.Page); err != nil {
		t.Fatal(err)
	}
	if f := p.fold().Follow; !f.Open() || f.Unit != "so" || f.Level != 1 {
		t.Fatalf("the corrected answer is bad, and the case is %+v", f)
	}
	raise := func(c *survey.Case) ([]ledger.Fact, error) { return c.Raise() }
	for n, want := range map[int]int{3: 0, 6: 1} {
		c := &survey.Case{Rating: p.fold(), Rules: survey.Usual, Now: days(n)}
		if facts, err := raise(c); err != nil || len(facts) != want {
			t.Errorf("day %d: %d alarms, %v", n, len(facts), err)
		}
	}
	closing := func(c *survey.Case) ([]ledger.Fact, error) {
		return c.Close("Bố trí thêm người hướng dẫn ở quầy", survey.Upheld)
	}
	if err := p.do(days(3), closing); key(err) != "rating.answer-first" {
		t.Errorf("closed without an answer: %v", err)
	}
	steps := []func(c *survey.Case) ([]ledger.Fact, error){
		func(c *survey.Case) ([]ledger.Fact, error) {
			return c.Contact("phone", "reached", "đã nghe trình bày")
		},
		func(c *survey.Case) ([]ledger.Fact, error) { return c.Respond("Xin lỗi vì đã để chờ lâu.") },
		closing,
	}
	for i, s := range steps {
		if err := p.do(days(3+i), s); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	f := p.fold().Follow
	if f.State() != "closed" || f.Finding != survey.Upheld || f.Late(days(9)) || len(f.Contacts) != 1 {
		t.Errorf("closed on its last day: %+v", f)
	}
	why := func(c *survey.Case) ([]ledger.Fact, error) {
		return c.Dispute("Vẫn chưa được trả lời đúng việc")
	}
	if err := p.do(days(6), why); err != nil {
		t.Fatal(err)
	}
	if f := p.fold().Follow; f.State() != "open" || f.Level != 2 || f.Late(days(8)) || !f.Late(days(10)) {
		t.Errorf("disputed: %+v", f)
	}
	for i, s := range steps[1:] {
		if err := p.do(days(7+i), s); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.do(days(9), func(c *survey.Case) ([]ledger.Fact, error) { return c.Confirm() }); err != nil {
		t.Fatal(err)
	}
	if f := p.fold().Follow; f.State() != survey.Confirmed || f.Why != "Vẫn chưa được trả lời đúng việc" {
		t.Errorf("at the end: %+v", f)
	}
	if err := p.do(days(9), why); key(err) != "rating.said-already" {
		t.Errorf("said twice: %v", err)
	}
}

func TestWhoSignedTheDossierHasNoPartInWhatIsSaidOfIt(t *testing.T) {
	t.Parallel()
	f := &survey.Follow{Barred: []string{"p1"}}
	if !f.Bars("p1") || f.Bars("p2") || f.Bars("") {
		t.Error("the wrong ones are kept apart")
	}
	c := &survey.Case{Rating: &survey.Rating{Follow: f}, Actor: "p1"}
	if _, err := c.Respond("Chúng tôi xin lỗi ông bà."); key(err) != "rating.signed" {
		t.Errorf("who signed answers: %v", err)
	}
	c.Actor = "p2"
	if _, err := c.Respond("Chúng tôi xin lỗi ông bà."); err != nil {
		t.Errorf("a deputy answers: %v", err)
	}
}

func TestAnErasedRatingKeepsItsPointsAndLosesItsWords(t *testing.T) {
	t.Parallel()
	p := &paper{t: t}
	if err := p.give(days(1), 1, survey.Page); err != nil {
		t.Fatal(err)
	}
	for i := range p.events {
		p.events[i].Private = nil
	}
	if r := p.fold(); r.Answer.Overall != 1 || r.Comment != "" || !r.Follow.Open() {
		t.Errorf("%+v", r)
	}
}

func TestIndicatorsOfADossier(t *testing.T) {
	t.Parallel()
	const u = survey.Unknown
	for name, c := range map[string]struct {
		h    survey.Handled
		want [5]int // 1, 2, 3, 4, 7
	}{
		"early":      {survey.Handled{Ended: days(1), Due: days(2), Steps: []survey.Span{{days(1), days(2)}}, Agencies: survey.None}, [5]int{2, 2, 2, 2, 2}},
		"on the day": {survey.Handled{Ended: noon, Due: noon.Add(time.Hour), Asked: 1}, [5]int{1, u, 1, u, 1}},
		"late":       {survey.Handled{Ended: days(3), Due: days(2), Steps: []survey.Span{{days(1), days(2)}, {days(3), days(2)}}, Asked: 3}, [5]int{0, 0, 0, u, u}},
		"upheld":     {survey.Handled{Ended: days(1), Due: days(2), Upheld: true, Contacts: survey.More}, [5]int{2, u, 0, u, 0}},
		"no promise": {survey.Handled{Ended: days(1), Contacts: survey.None, Asked: 2}, [5]int{u, u, 2, u, u}},
	} {
		p := c.h.Scores()
		if got := [5]int{p[1], p[2], p[3], p[4], p[7]}; got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestAnOfficerHasAClassOnlyWhenNothingIsMissing(t *testing.T) {
	t.Parallel()
	var s survey.Score
	s.Add([survey.Indicators + 1]int{survey.Unknown, 2, 1, 0, survey.Unknown, -1, -1, 1, -1, -1})
	if _, class, missing := s.Officer(); class != "" || len(missing) != 1 || missing[0] != 4 {
		t.Errorf("class %q, missing %v", class, missing)
	}
	s.Add([survey.Indicators + 1]int{survey.Unknown, 2, 1, 1, 1, -1, -1, 1, -1, -1})
	if total, class, missing := s.Officer(); total != 5.5 || class != "full" || missing != nil {
		t.Errorf("%v %q %v", total, class, missing)
	}
	for total, want := range map[float64]string{18: "excellent", 14.9: "good", 9: "fair", 6: "average", 5.9: "weak"} {
		if got := survey.UnitClass(total); got != want {
			t.Errorf("%v: %s", total, got)
		}
	}
}
