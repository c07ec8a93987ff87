package dossier_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/law/dossier"
	"motcua/words/calendar"
)

// TestAnySequenceOfActsKeepsTheLaw plays acts at random, lawful and unlawful, with time running on, and holds after each
// what must never break.
func TestAnySequenceOfActsKeepsTheLaw(t *testing.T) {
	t.Parallel()
	lives := map[dossier.State]int{}
	kinds := map[string]int{}
	play := func(r *rapid.T) {
		words := []string{
			rapid.SampledFrom([]string{"plain", "land", "parallel", "chain", "silent"}).Draw(r, "process"),
			rapid.SampledFrom([]string{"3wd", "10wd", "12h", "20d", "1mo"}).Draw(r, "limit"),
			rapid.SampledFrom([]string{"pause", "restart"}).Draw(r, "supplement"),
		}
		s := newStage(t, words)
		l := &life{r: r, s: s}
		now := calendar.NewDate(2026, 3, 2).At(8, 0).Add(time.Duration(rapid.IntRange(0, 90*24*60).Draw(r, "start")) * time.Minute)
		for range rapid.IntRange(1, 40).Draw(r, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(r, "later")) * time.Minute)
			l.act(now)
		}
		lives[s.d.State]++
		for _, e := range s.events {
			kinds[e.Kind]++
		}
	}
	unseen := []string{
		dossier.KindReceived, dossier.KindAsked, dossier.KindWithdrawn, dossier.KindConfirmed, dossier.KindPaid, dossier.KindExempted,
		dossier.KindDrafted, dossier.KindExchanged,
	}
	for round := 0; round < 10 && len(unseen) > 0; round++ { // a rare act may need more lives than one round has
		rapid.Check(t, play)
		unseen = slices.DeleteFunc(unseen, func(k string) bool { return kinds[k] > 0 })
	}
	t.Logf("where they ended: %v; events: %v", lives, kinds)
	if len(unseen) > 0 {
		t.Errorf("no life had %v: the play is too tame", unseen)
	}
}

// A life is one random dossier.
type life struct {
	r *rapid.T
	s *stage
}

// lines are the acts that may be tried, as in a story; NODE is a node at which a task stands.
var lines = [][]string{
	{"desk", "receive"},
	{"desk", "receive", "fee:200000"},
	{"desk", "receive", "fee:200000", "paid"},
	{"citizen", "file"},
	{"citizen", "file", "portal"},
	{"desk", "ask", "-", "a", "paper"},
	{"officer", "ask", "NODE", "a", "paper"},
	{"officer", "ask", "NODE", "again", "a", "paper"},
	{"leader", "permit", "a", "special", "law"},
	{"citizen", "supply", "-", "here"},
	{"citizen", "supply", "-", "here"},
	{"officer", "accept"},
	{"officer", "accept"},
	{"officer", "insist", "not", "this"},
	{"officer", "claim", "NODE"},
	{"officer", "finish", "NODE"},
	{"officer", "finish", "NODE"},
	{"officer", "finish", "NODE"},
	{"officer", "approve", "NODE"},
	{"officer", "return", "NODE", "once", "more"},
	{"officer", "refuse", "NODE", "R01", "no"},
	{"officer", "issue", "NODE", "1/GP"},
	{"officer", "issue", "NODE", "1/GP"},
	{"officer", "consult", "NODE", "health", "1wd", "compulsory", "consent"},
	{"health", "answer", "consult", "agree"},
	{"officer", "presume", "consult"},
	{"officer", "recall", "consult", "the", "wrong", "unit"},
	{"officer", "recall", "sub", "not", "needed"},
	{"officer", "verify", "NODE", "two", "officers"},
	{"citizen", "withdraw", "-"},
	{"leader", "retain", "no"},
	{"desk", "grant", "-"},
	{"leader", "stop", "S01", "no"},
	{"leader", "apologise", "-"},
	{"leader", "apologise", "TO"},
	{"house", "redate", "HOLIDAY"},
	{"house", "reassign", "agency", "agency-2"},
	{"house", "reassign", "desk", "desk-2"},
	{"house", "reassign", "desk-2", "agency"},
	{"desk", "hand-over", "desk"},
	{"leader", "amend", "2/GP", "a", "slip"},
	{"clerk", "reissue", "M01", "lost"},
	{"desk", "reprint", "I01"},
	{"officer", "note", "hm"},
	{"officer", "branch", "NODE", "health", "1wd", "a", "certificate"},
	{"officer", "branch", "NODE", "health", "40wd", "too", "long"},
	{"health", "settle", "sub", "done"},
	{"health", "settle", "sub", "failed", "not", "ours"},
	{"leader", "presume", "NODE"},
	{"house", "hand-out", "NODE", "officer:2", "leader:1"},
	{"agency", "confirm", "NODE"},
	{"agency", "confirm", "NODE"},
	{"agency", "send-back", "NODE", "papers-missing", "two", "sheets"},
	{"desk", "send", "NODE"},
	{"desk", "pay", "fee", "80000", "BL1"},
	{"desk", "pay", "fee", "120000", "BL2"},
	{"desk", "pay", "NODE", "500000", "BL3"},
	{"tax", "finish", "NODE", "sum:900000"},
	{"desk", "exempt", "fee", "50000", "poor-household", "a-law", "a", "card"},
	{"desk", "exempt", "fee", "0", "merit", "a-law", "a", "card"},
	{"officer", "draft", "NODE", "file"},
	{"officer", "number", "NODE", "7/GP"},
	{"desk", "post", "DAY", "EB1"},
	{"desk", "hand-over", "post"},
	{"portal", "exchange", "sent"},
	{"portal", "exchange", "confirmed"},
	{"portal", "exchange", "rejected", "now", "no"},
	{"portal", "exchange", "conflict"},
}

// act tries one line and holds what must hold.
func (l *life) act(now time.Time) {
	s := l.s
	w := append([]string{}, rapid.SampledFrom(l.open()).Draw(l.r, "act")...)
	open := []string{"none"}
	for _, t := range s.d.Tasks {
		if t.Open() {
			open = append(open, t.Node)
		}
	}
	for i := range w {
		switch w[i] {
		case "NODE":
			w[i] = rapid.SampledFrom(open).Draw(l.r, "node")
		case "TO":
			to, err := s.cal.AddMinutes(s.d.Promise.At, int64(rapid.IntRange(0, 3000).Draw(l.r, "to")))
			if err != nil || s.d.Promise.At.IsZero() {
				return
			}
			at := to.In(calendar.Zone)
			w = append(w[:i], at.Format("2006-01-02"), at.Format("15:04"))
		case "DAY":
			w[i] = calendar.DateOf(now).String()
		case "HOLIDAY":
			d := calendar.DateOf(now) + calendar.Date(rapid.IntRange(0, 20).Draw(l.r, "holiday"))
			if !s.cal.IsWorking(d) {
				return
			}
			w[i] = d.String()
		}
	}
	before, left := *s.d, l.left(now)
	before.Charges = slices.Clone(s.d.Charges)
	s.tryAct(now, w)
	s.check("life")
	l.hold(&before, left, now)
	l.holdAxes(&before)
}

// open are the lines that may be tried: four times in five those that the table leaves open.
func (l *life) open() [][]string {
	if rapid.IntRange(0, 4).Draw(l.r, "any") == 0 {
		return lines
	}
	var out [][]string
	onWay := slices.ContainsFunc(l.s.d.Tasks, func(t dossier.Task) bool { return t.OnWay() })
	for _, line := range lines {
		a := dossier.Act(line[1])
		if onWay && rapid.Bool().Draw(l.r, "papers") && a != dossier.ActConfirm && a != dossier.ActSend {
			continue // their way is short among all that may be done
		}
		if l.s.d.State == dossier.None && (a == dossier.ActReceive || a == dossier.ActFile) ||
			slices.ContainsFunc(l.s.d.Next(), func(c dossier.Choice) bool { return c.Act == a }) {
			out = append(out, line)
		}
	}
	if len(out) == 0 {
		return lines
	}
	return out
}

// left is the working time left on the clock.
func (l *life) left(now time.Time) int64 {
	if l.s.d.Promise.NoDue || l.s.d.Received.IsZero() {
		return 0
	}
	k, err := l.s.d.Promise.Clock(l.s.cal)
	if err != nil {
		l.r.Fatalf("the clock cannot be played: %v", err)
	}
	return k.Remaining(now)
}

// hold says what no sequence of acts may break.
func (l *life) hold(before *dossier.Dossier, left int64, now time.Time) {
	d := l.s.d
	if before.State.Terminal() && d.State != before.State {
		l.r.Fatalf("terminal %s became %s", before.State, d.State)
	}
	if from, owes := d.OwesFrom(); d.OwesApology(now) != (owes && now.After(from)) || d.OwesApology(now.AddDate(0, 3, 0)) != owes {
		l.r.Fatalf("an apology is owed %v, but owed from %v %s", d.OwesApology(now), owes, from)
	}
	permits, perStage := 0, map[string]int{}
	for _, e := range l.s.events {
		if e.Kind == dossier.KindPermitted {
			permits++
		}
	}
	extensions, lateOnes := 0, 0
	for _, a := range d.Asks {
		perStage[a.Stage]++
	}
	for stage, n := range perStage {
		if n > 1+permits {
			l.r.Fatalf("%d requests at %s with %d permissions", n, stage, permits)
		}
	}
	for _, a := range d.Apologies {
		if a.Late {
			lateOnes++
			continue
		}
		extensions++
		if a.At.After(a.Was) {
			l.r.Fatalf("extended at %s after it had run out at %s", a.At, a.Was)
		}
	}
	if extensions > 1 || lateOnes > 1 {
		l.r.Fatalf("%d extensions, %d late apologies", extensions, lateOnes)
	}
	restarted := len(d.Promise.Turns) > 0 && d.Promise.Turns[len(d.Promise.Turns)-1].Kind == calendar.Restarted
	sameDay := calendar.DateOf(d.Promise.At) == calendar.DateOf(before.Promise.At) // by law either ends with it; the hour is practice
	if !before.Promise.At.IsZero() && d.Promise.At.Before(before.Promise.At) && (!restarted || !sameDay) {
		l.r.Fatalf("the promise moved forward from %s to %s", before.Promise.At, d.Promise.At)
	}
	if after := l.left(now); after < 0 {
		l.r.Fatalf("%d minutes left", after)
	}
	if w, waiting := before.Promise.Waiting(); waiting && w.Holder == calendar.Citizen && d.Asked() == nil && !d.State.Terminal() {
		ask := d.Asks[len(d.Asks)-1]
		after := l.left(ask.Done)
		byDays := strings.HasSuffix(d.Promise.Limit, "d") && !strings.HasSuffix(d.Promise.Limit, "wd") || strings.HasSuffix(d.Promise.Limit, "mo")
		if !byDays && after < left { // calendar days are given back as calendar days, before the end rolls
			l.r.Fatalf("waiting cost time: %d were left, %d when the papers were complete", left, after)
		}
	}
	for _, w := range d.Waits(l.s.cal, now) {
		if w.Minutes < 0 {
			l.r.Fatalf("waited %d minutes for %s", w.Minutes, w.Holder)
		}
	}
	for _, t := range d.Subs() {
		if t.Open() && (d.State == dossier.Completed || d.State.Terminal()) {
			l.r.Fatalf("the sub-dossier %s is open, and the dossier %s", t.Asked.Sub, d.State)
		}
	}
	for i := range before.Tasks {
		t, after := &before.Tasks[i], d.Task(before.Tasks[i].Token)
		if after.Open() && t.OnWay() == after.OnWay() && after.Due.Before(t.Due) && !restarted {
			l.r.Fatalf("the time of %s moved forward from %s to %s", t.Node, t.Due, after.Due)
		}
		if d.StepLate(after, now) && (d.State == dossier.Supplement || d.State == dossier.Withdrawal) && after.Asked == nil {
			l.r.Fatalf("%s is late while somebody is waited for", t.Node)
		}
	}
	for i := range d.Tasks {
		t := &d.Tasks[i]
		if worked := !t.Open() && t.Outcome != "cancelled"; t.Papers != nil && t.Confirmed.IsZero() && worked {
			l.r.Fatalf("the work %s was done before its papers came", t.Node)
		}
		if t.Dealt && t.Holder == "" {
			l.r.Fatalf("%s was given to nobody", t.Node)
		}
		if t.OnWay() && t.Unit == d.PapersAt {
			l.r.Fatalf("the papers of %s are on their way to where they are", t.Node)
		}
	}
	last := ""
	if n := len(l.s.events); n > 0 {
		last = l.s.events[n-1].Kind
	}
	if before.PapersAt != "" && d.PapersAt != before.PapersAt && last != dossier.KindConfirmed && last != dossier.KindReassigned {
		l.r.Fatalf("the papers moved from %s to %s without a confirmation", before.PapersAt, d.PapersAt)
	}
	if !d.Promise.At.IsZero() && !l.s.cal.IsWorking(calendar.DateOf(d.Promise.At)) {
		if day := l.s.cal.Day(calendar.DateOf(d.Promise.At)); !day.Kind.Off() || l.s.cal.Version() == d.Promise.Calendar {
			l.r.Fatalf("due on %s, which is off", d.Promise.At)
		}
	}
}
