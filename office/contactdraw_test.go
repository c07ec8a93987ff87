package office_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/law/care"
	"motcua/office"
)

// A finding that names a sample is of a contact that was drawn: which those are, the test counts itself.
func TestAFindingIsOfAContactInTheDrawThatItNames(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	lan, lead := c.agent(), c.from(c.whole().Person, careUnit, "leader")
	ids := c.waits(6)
	for _, id := range ids {
		c.contactAct(lan, id, care.ActTake, care.Input{})
		c.contactAct(lan, id, care.ActClose, care.Input{Outcome: "informed"})
		c.now = c.now.Add(time.Minute)
	}
	day := c.now.In(office.Zone).Format("02/01/2006")
	named := func(seed, from, to string) string { return fmt.Sprintf("from=%s&n=2&seed=%s&to=%s", from, seed, to) }
	find := func(id care.ID, draw string) string {
		return keyOf(c.Contact(c.ctx, lead, office.Command{}, office.OnContact{ID: id}, care.ActReview, care.Input{Outcome: care.Good, Draw: draw}))
	}
	// Two are drawn of all; the one of the others that was closed last was never among them, whenever the sample was drawn.
	order := slices.Clone(ids)
	hash := func(id care.ID) string { return fmt.Sprintf("%x", sha256.Sum256([]byte("xuân\x00"+string(id)))) }
	slices.SortFunc(order, func(a, b care.ID) int { return strings.Compare(hash(a), hash(b)) })
	for _, id := range order[:2] {
		if got := find(id, named("xu%C3%A2n", day, day)); got != "" {
			t.Errorf("a finding of one that was drawn: %q", got)
		}
	}
	never := slices.MaxFunc(order[2:], func(a, b care.ID) int { return slices.Index(ids, a) - slices.Index(ids, b) })
	before := 0 // of those closed until then, how many stand before it
	for _, id := range ids[:slices.Index(ids, never)] {
		if hash(id) < hash(never) {
			before++
		}
	}
	want := map[bool]string{true: "care.not-drawn"}[before >= 2]
	if got := find(never, named("xu%C3%A2n", day, day)); got != want {
		t.Errorf("a finding of one before which %d stand: %q, want %q", before, got, want)
	}
	for what, draw := range map[string]string{"another time": named("xu%C3%A2n", "01/01/2020", "02/01/2020"), "no seed": named("", day, day), "other words": "mẫu của tôi", "a wrong day": named("x", "31/31/2026", day)} {
		if got := find(order[0], draw); got != "care.not-drawn" {
			t.Errorf("%s: %q", what, got)
		}
	}
	if got := find(never, ""); got != "" {
		t.Errorf("a finding without a sample: %q", got)
	}
	if got := keyOf(c.Contact(c.ctx, lan, office.Command{}, office.OnContact{ID: never}, care.ActReview, care.Input{Outcome: care.Good, Draw: "mẫu"})); got == "care.not-drawn" || got == "" {
		t.Errorf("whoever draws no samples is told %q", got)
	}
}

// What String writes, ReadDraw reads.
func TestADrawIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	at := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, office.Zone) }
	for want, d := range map[string]office.SampleDraw{
		"from=01%2F03%2F2026&n=5&seed=qu%C3%BD+I&to=02%2F03%2F2026": {Seed: "quý I", N: 5, From: at(1), To: at(3)},
		"from=&n=1&seed=a&to=": {Seed: "a", N: 1},
	} {
		if got := d.String(); got != want {
			t.Errorf("written %q, want %q", got, want)
		}
		if got, ok := office.ReadDraw(want); !ok || got.Seed != d.Seed || got.N != d.N || !got.From.Equal(d.From) || !got.To.Equal(d.To) {
			t.Errorf("read %+v, want %+v", got, d)
		}
	}
}
