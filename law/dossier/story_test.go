package dossier_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/ledger"
)

// TestStories plays testdata/*.txt: dated lines are acts ("!" before the verb: must be refused), indented lines say what
// must hold afterwards. An officer can read and correct them.
func TestStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 6 {
		t.Fatalf("stories: %d files, err %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			play(t, name)
		})
	}
}

func play(t *testing.T, name string) {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var s *stage
	acts := 0
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		at := fmt.Sprintf("%s:%d: %s", name, n, strings.TrimSpace(line))
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "procedure "):
			s = newStage(t, strings.Fields(line)[1:])
		case strings.HasPrefix(line, " "):
			key, want, _ := strings.Cut(strings.TrimSpace(line), "=")
			if got := s.state(strings.TrimSpace(key)); got != strings.TrimSpace(want) {
				t.Errorf("%s: got %q", at, got)
			}
		default:
			s.act(at, strings.Fields(line))
			acts++
		}
	}
	if acts == 0 {
		t.Errorf("%s has no acts", name)
	}
}

// A stage is one dossier on its way, with the clock of its last act.
type stage struct {
	t       *testing.T
	rec     *procedure.Record
	machine *procedure.Machine
	cal     *calendar.Calendar
	d       *dossier.Dossier
	now     time.Time
	events  []ledger.Event
}

func newStage(t *testing.T, words []string) *stage {
	limit, err := calendar.ParseLimit(words[1])
	if err != nil {
		t.Fatal(err)
	}
	p := processes[words[0]]
	m, err := procedure.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	rec := &procedure.Record{Code: "1.000001", Version: 1, Name: words[0], Cases: []procedure.Case{{
		ID: "main", Process: p, Papers: []procedure.Paper{{Name: "Đơn", Required: true, Originals: 1}}, Supplement: supplementOf(words[2:]), Conduct: conductOf(words[2:]),
		Channels: []procedure.ChannelRule{{Channel: procedure.Desk, Limit: &limit}, {Channel: procedure.Online, Limit: &limit}},
	}}}
	d, err := dossier.Fold("STORY00001", nil)
	if err != nil {
		t.Fatal(err)
	}
	return &stage{t: t, rec: rec, machine: m, cal: cityCalendar(t), d: d}
}

// supplementOf reads the words behind the limit: "pause", "answer 10wd".
func supplementOf(words []string) *procedure.Supplement {
	out := &procedure.Supplement{}
	for i, w := range words {
		switch w {
		case "pause", "restart":
			out.Mode = w
		case "agreed":
			out.Approver = procedure.ApproverLeader
		case "never":
			out.AtReception, out.AfterExam = new(int), new(int)
		case "answer":
			l, err := calendar.ParseLimit(words[i+1])
			if err != nil {
				panic(err)
			}
			out.AnswerWithin = &l
		}
	}
	return out
}

func cityCalendar(t *testing.T) *calendar.Calendar {
	b, err := os.ReadFile("../../city/hanoi/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// act plays "2026-03-03 09:32 who [!]verb rest…".
func (s *stage) act(at string, w []string) {
	now, err := time.ParseInLocation("2006-01-02 15:04", w[0]+" "+w[1], calendar.Zone)
	if err != nil {
		s.t.Fatalf("%s: %v", at, err)
	}
	verb, refused := strings.CutPrefix(w[3], "!")
	err = s.tryAct(now, append([]string{w[2], verb}, w[4:]...))
	if refused != (err != nil) {
		s.t.Errorf("%s: got error %v", at, err)
	}
	s.check(at)
}

// tryAct plays "who verb rest…" at now and gives the refusal, if it is one.
func (s *stage) tryAct(now time.Time, w []string) error {
	s.now = now.UTC()
	c := &dossier.Case{
		Dossier: s.d, Procedure: s.rec, Machine: s.machine, Calendar: s.cal, Now: s.now, Actor: w[0], Unit: w[0],
		Locate: func(where string) (string, error) { return strings.TrimPrefix(where, "unit:"), nil },
		Signed: func(file string) (bool, error) { return strings.HasPrefix(file, "signed"), nil },
	}
	facts, err := s.decide(c, dossier.Act(w[1]), w[2:])
	if err != nil {
		return err
	}
	for _, f := range facts {
		e := ledger.Event{Fact: f, Stream: dossier.Stream(s.d.ID), Version: s.d.Version + 1, RecordedAt: s.now}
		if err := s.d.Apply(&e); err != nil {
			s.t.Fatalf("%v: fold: %v", w, err)
		}
		e.Meant = ledger.Meant{} // not stored
		s.events = append(s.events, e)
	}
	return nil
}

// check holds after every act of every story: folding what was stored gives what the acts folded, also without the
// personal parts.
func (s *stage) check(at string) {
	again, err := dossier.Fold(s.d.ID, s.events)
	if err != nil {
		s.t.Fatalf("%s: %v", at, err)
	}
	if !reflect.DeepEqual(again, s.d) {
		s.t.Errorf("%s: folding what was stored gives something else", at)
	}
	bare := make([]ledger.Event, len(s.events))
	for i, e := range s.events {
		e.Erased, e.Private = e.Private != nil, nil
		bare[i] = e
	}
	erased, err := dossier.Fold(s.d.ID, bare)
	if err != nil {
		s.t.Fatalf("%s: fold without personal parts: %v", at, err)
	}
	if erased.State != s.d.State || !erased.Promise.At.Equal(s.d.Promise.At) || erased.Parties.Owner.Name != "" {
		s.t.Errorf("%s: erased fold: state %s due %s owner %q", at, erased.State, erased.Promise.At, erased.Parties.Owner.Name)
	}
	open := 0
	for _, k := range s.d.Tasks {
		if k.Open() {
			open++
		}
	}
	if s.d.State.Terminal() && (open > 0 || len(s.d.Marking.Tokens) > 0 || len(s.d.Timers) > 0) {
		s.t.Errorf("%s: terminal with %d open tasks and %d tokens", at, open, len(s.d.Marking.Tokens))
	}
}

func (s *stage) filing() dossier.Filing {
	someone := dossier.Party{Kind: dossier.Citizen, Name: "Người Mẫu", Number: "001085012345"}
	return dossier.Filing{
		CaseID: "main", Channel: procedure.Desk, Reception: "desk", Competent: "agency", Return: "desk",
		Parties: dossier.Parties{Applicant: someone, Owner: someone}, Values: form.Values{}, FormBy: 1,
		Papers: []dossier.PaperHanded{{Index: 0, Originals: 1}},
	}
}

func (s *stage) decide(c *dossier.Case, a dossier.Act, rest []string) ([]ledger.Fact, error) {
	first, tail := "", ""
	if len(rest) > 0 {
		first, tail = rest[0], strings.Join(rest[1:], " ")
	}
	switch a {
	case dossier.ActFile:
		f := s.filing()
		f.Channel = procedure.Online
		if first == "portal" {
			f.System, f.External = "portal", "G09-0001"
		}
		return c.File(f)
	case dossier.ActReceive:
		f := s.filing()
		if first == "without-papers" {
			f.Papers = nil
		}
		handsIn(&f, first)
		fee, _ := strconv.ParseInt(strings.TrimPrefix(first, "fee:"), 10, 64) // "fee:200000 paid"
		return c.Receive(dossier.Reception{Filing: f, Code: "H26.1-260303-0001", Check: "AB12CD34EF", Fee: fee, FeePaid: tail == "paid"})
	case dossier.ActDecline:
		return c.Decline(dossier.Refusal{Reason: first, Words: tail})
	case dossier.ActClaim:
		return c.Claim(s.token(first))
	case dossier.ActAssign:
		return c.Assign(s.token(first), tail, "")
	case dossier.ActFinish, dossier.ActApprove:
		outcome, sum, _ := strings.Cut(tail, "sum:")
		dong, _ := strconv.ParseInt(sum, 10, 64)
		return c.Finish(a, dossier.Finishing{Token: s.token(first), Outcome: strings.TrimSpace(outcome), Sum: dong})
	case dossier.ActReturn:
		return c.Finish(a, dossier.Finishing{Token: s.token(first), Words: tail})
	case dossier.ActRefuse:
		reason, words, _ := strings.Cut(tail, " ")
		return c.Finish(a, dossier.Finishing{Token: s.token(first), Refusal: dossier.Refusal{Reason: reason, Words: words}})
	case dossier.ActIssue: // issue stamp 12/QĐ [file: signed.pdf]
		number, file, _ := strings.Cut(tail, " file: ")
		return c.Finish(a, dossier.Finishing{Token: s.token(first), Number: number, File: file})
	case dossier.ActHandOver: // hand-over desk [originals]
		return c.HandOver(dossier.HandOver{Manner: first, Receiver: dossier.Party{Name: "Người Mẫu"}, Originals: tail == "originals"})
	case dossier.ActNote:
		return c.Note(strings.Join(rest, " "))
	case dossier.ActCorrect:
		return c.Correct(s.d.Parties, "owner", "wrong-person", strings.Join(rest, " "))
	case dossier.ActReplace:
		return c.Replace("STORY00002", "H26.1-260303-0002", "1.000002", true, "wrong-procedure", strings.Join(rest, " "))
	case dossier.ActLink:
		return c.Link(first, tail)
	}
	return s.decideMore(c, a, first, tail)
}

// decideMore has the acts of waiting, stopping and mending.
func (s *stage) decideMore(c *dossier.Case, a dossier.Act, first, tail string) ([]ledger.Fact, error) {
	switch a {
	case dossier.ActAsk: // ask examine|reception [again] words
		again, words := strings.CutPrefix(tail, "again ")
		if !words {
			again = tail
		}
		k := dossier.Asking{Token: s.token(first), Reason: "not-valid", Warned: words, Words: again}
		if again != "" {
			k.Items = []dossier.AskedItem{{Paper: 0, Words: again}}
		}
		return c.Ask(k)
	case dossier.ActPermit:
		return c.Permit(strings.TrimSpace(first+" "+tail), "")
	case dossier.ActSupply:
		return c.Supply(dossier.Supplying{Papers: []dossier.PaperHanded{{Index: 0, Copies: 1}}, Words: tail})
	case dossier.ActAccept:
		return c.Accept()
	case dossier.ActInsist:
		return c.Insist(strings.TrimSpace(first + " " + tail))
	case dossier.ActConsult: // consult examine unit limit [compulsory] [consent]
		w := strings.Fields(tail)
		limit, err := calendar.ParseLimit(w[1])
		if err != nil {
			return nil, err
		}
		k := dossier.Consulting{Token: s.token(first), Unit: w[0], Limit: limit, Question: "?", Compulsory: strings.Contains(tail, "compulsory")}
		k.Lead = strings.Contains(tail, "leads")
		if strings.Contains(tail, "consent") {
			k.Consent = "a law"
		}
		return c.Consult(k)
	case dossier.ActAnswer:
		opinion, words, _ := strings.Cut(tail, " ")
		return c.Answer(s.token(first), opinion, words)
	case dossier.ActRemind:
		return c.Remind(s.token(first), tail)
	case dossier.ActRecall:
		return c.Recall(s.token(first), tail)
	case dossier.ActElapse:
		for _, k := range s.d.Timers {
			if k.Node == first {
				return c.Elapse(k.Token)
			}
		}
		return c.Elapse(0)
	case dossier.ActPresume:
		return c.Presume(s.token(first))
	case dossier.ActVerify:
		return c.Verify(s.token(first), dossier.Visit{From: s.now.Add(-time.Hour), To: s.now, Place: "the plot", Members: tail, Content: "as drawn"})
	case dossier.ActWithdraw:
		return c.Withdraw(tail)
	case dossier.ActRetain:
		return c.Retain(strings.TrimSpace(first + " " + tail))
	case dossier.ActGrant:
		return c.Grant(dossier.Stopping{Words: tail})
	case dossier.ActStop:
		return c.Stop(dossier.Stopping{Reason: first, Rule: "a law", Words: tail})
	case dossier.ActApologise: // apologise - | 2026-03-10 09:30
		k := dossier.Apologising{Reason: "overload", Words: "we are sorry"}
		if first != "-" {
			to, err := time.ParseInLocation("2006-01-02 15:04", first+" "+tail, calendar.Zone)
			if err != nil {
				s.t.Fatal(err)
			}
			k.To = to
		}
		return c.Apologise(k)
	case dossier.ActRedate:
		row := calendar.Row{Kind: calendar.Holiday, Name: calendar.Name{VI: first}, Basis: "a decision"}
		if err := row.Date.UnmarshalText([]byte(first)); err != nil {
			s.t.Fatal(err)
		}
		cal, err := s.cal.Announce(s.cal.Version()+"+", row)
		if err != nil {
			s.t.Fatal(err)
		}
		s.cal, c.Calendar = cal, cal
		return c.Redate()
	case dossier.ActReassign: // reassign agency new-agency: what the first has goes to the second
		x := dossier.Reassignment{Plan: "p", Moment: s.now, Basis: "a law"}
		heir := func(unit string) string {
			if unit == first {
				return tail
			}
			return ""
		}
		x.Reception, x.Competent, x.Papers = heir(s.d.Reception), heir(s.d.Competent), heir(s.d.PapersAt)
		for _, t := range s.d.Tasks {
			if to := heir(t.Unit); to != "" && t.Open() {
				x.Tasks = append(x.Tasks, dossier.TaskHanded{Token: t.Token, Unit: to, Free: true})
			}
			if t.Open() && t.Papers != nil && heir(t.Papers.From) != "" {
				x.Tasks = append(x.Tasks, dossier.TaskHanded{Token: t.Token, Papers: tail})
			}
		}
		return c.Reassign(x)
	case dossier.ActAmend:
		return c.Amend(dossier.Amending{Number: first, Reason: "result-wrong", Words: tail})
	case dossier.ActReissue:
		return c.Reissue(first, tail)
	case dossier.ActConfirm:
		return c.Confirm(s.token(first), tail)
	case dossier.ActSendBack:
		reason, words, _ := strings.Cut(tail, " ")
		return c.SendBack(s.token(first), reason, words)
	case dossier.ActSend:
		return c.Send(s.token(first), tail)
	case dossier.ActBranch: // branch examine unit limit words
		w := strings.Fields(tail)
		limit, err := calendar.ParseLimit(w[1])
		if err != nil {
			return nil, err
		}
		return c.Branch(dossier.Branching{Token: s.token(first), Unit: w[0], Limit: limit, Words: strings.Join(w[2:], " ")})
	case dossier.ActSettle:
		outcome, words, _ := strings.Cut(tail, " ")
		return c.Settle(s.token(first), outcome, "", words)
	case "hand-out": // hand-out examine a:3 b:2, those who are present with what they hold
		var present []dossier.Load
		for _, w := range strings.Fields(tail) {
			who, n, _ := strings.Cut(w, ":")
			held, _ := strconv.Atoi(n)
			present = append(present, dossier.Load{Person: who, Open: held})
		}
		return c.HandOut(s.token(first), present)
	case dossier.ActReprint:
		return c.Reprint("ZZZZZZZZZZ", first, tail)
	}
	return s.decideAxes(c, a, first, tail)
}

// decideAxes has the acts on money, on the way of the result and on the exchange.
func (s *stage) decideAxes(c *dossier.Case, a dossier.Act, first, tail string) ([]ledger.Fact, error) {
	sum := func() int64 {
		n, _ := strconv.ParseInt(strings.Fields(tail + " 0")[0], 10, 64)
		return n
	}
	switch a {
	case dossier.ActPay: // pay fee|NODE 50000 [receipt]
		_, receipt, _ := strings.Cut(tail, " ")
		return c.Pay(dossier.Payment{Token: s.token(first), Sum: sum(), Way: "cash", Receipt: receipt})
	case dossier.ActExempt: // exempt fee|NODE 50000|0 [group law proof]
		w := strings.Fields(tail + " - - -")
		x := dossier.Exemption{Token: s.token(first), Sum: sum()}
		if w[1] != "-" {
			x.Group, x.Rule, x.Proof = w[1], w[2], strings.Join(w[3:len(w)-3], " ")
		}
		return c.Exempt(x)
	case dossier.ActDraft:
		return c.Draft(dossier.Drafting{Token: s.token(first), File: tail})
	case dossier.ActNumber:
		return c.Register(s.token(first), tail)
	case dossier.ActPost: // post 2026-03-04 waybill
		day, err := time.ParseInLocation("2006-01-02", first, calendar.Zone)
		if err != nil {
			s.t.Fatal(err)
		}
		return c.Post(dossier.Posting{Carrier: "VNPost", Waybill: tail, Day: day})
	case dossier.ActExchange: // exchange sent|confirmed|… [version|now] [reason]
		v, reason, _ := strings.Cut(tail, " ")
		seen, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			seen = s.d.Version
		}
		return c.Exchanged(dossier.ExchangeAnswer{System: "portal", Outcome: dossier.Exchange(first), Seen: seen, Reason: reason})
	}
	s.t.Fatalf("no act %q", a)
	return nil, nil
}

// token finds the last token that stood at a node.
func (s *stage) token(node string) int {
	for i := len(s.d.Tasks) - 1; i >= 0; i-- {
		if s.d.Tasks[i].Node == node {
			return s.d.Tasks[i].Token
		}
	}
	return 0
}

// rings are the alarms that ring at a moment while nothing further happens.
func (s *stage) rings(at time.Time) string {
	rules := dossier.AlarmRules{Shares: [2]int{50, 80}, Hours: 8, Answer: 8, Silent: 20, Apology: 8, Steps: func(*dossier.Task) int { return 8 }}
	var out []string
	for _, k := range dossier.Rings(s.d.Alarms(s.cal, rules), at) {
		out = append(out, string(k))
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, " ")
}

// lateSteps are the steps that are past their own time at a moment while nothing further happens.
func (s *stage) lateSteps(at time.Time) string {
	var out []string
	for i := range s.d.Tasks {
		if t := &s.d.Tasks[i]; s.d.StepLate(t, at) {
			out = append(out, t.Node)
		}
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, " ")
}

func (s *stage) state(key string) string {
	minute := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(calendar.Zone).Format("2006-01-02 15:04")
	}
	if when, ok := strings.CutPrefix(key, "rings "); ok {
		at, err := time.ParseInLocation("2006-01-02 15:04", when, calendar.Zone)
		if err != nil {
			return err.Error()
		}
		return s.rings(at)
	}
	if when, ok := strings.CutPrefix(key, "late-steps "); ok {
		at, err := time.ParseInLocation("2006-01-02 15:04", when, calendar.Zone)
		if err != nil {
			return err.Error()
		}
		return s.lateSteps(at)
	}
	switch key {
	case "parts":
		var out []string
		for i := range s.d.Tasks {
			if t := &s.d.Tasks[i]; t.Open() && s.d.Part(t) != "" {
				out = append(out, t.Unit+" "+string(s.d.Part(t)))
			}
		}
		return strings.Join(out, ", ")
	case "timers":
		var out []string
		for i := range s.d.Timers {
			at, err := s.d.Over(s.cal, &s.d.Timers[i])
			if err != nil {
				return err.Error()
			}
			out = append(out, strings.TrimSpace(s.d.Timers[i].Node+" "+minute(at)))
		}
		return strings.Join(out, ", ")
	case "last":
		last := s.d.History[len(s.d.History)-1]
		return strings.TrimPrefix(last.Kind, "dossier.") + " " + minute(last.At)
	case "state":
		return s.d.State.String()
	case "due":
		return minute(s.d.Promise.At)
	case "ack":
		return minute(s.d.AckBy)
	case "waits":
		var out []string
		for _, w := range s.d.Waits(s.cal, s.now) {
			out = append(out, fmt.Sprintf("%s %dh%02d", w.Holder, w.Minutes/60, w.Minutes%60))
		}
		return strings.Join(out, " ")
	case "bar":
		var out []string
		for _, b := range s.d.Bar(s.cal, s.now, func(u string) bool { return u == "tax" }) {
			out = append(out, fmt.Sprintf("%s %dh%02d", b.Holder, b.Minutes/60, b.Minutes%60))
		}
		return strings.Join(out, ", ")
	case "bar-units":
		var out []string
		for _, b := range s.d.Bar(s.cal, s.now, func(u string) bool { return u == "tax" }) {
			out = append(out, fmt.Sprintf("%s@%s %dh%02d", b.Holder, b.Unit, b.Minutes/60, b.Minutes%60))
		}
		return strings.Join(out, ", ")
	case "expected":
		at, err := s.d.Expected(s.cal, s.d.SupplementRule(&s.rec.Cases[0], procedure.GeneralSupplement()), s.now)
		if err != nil {
			return err.Error()
		}
		return minute(at)
	case "first-due":
		return minute(s.d.Promise.Original)
	case "owes-apology":
		return map[bool]string{true: "yes", false: "no"}[s.d.OwesApology(s.now)]
	case "result":
		return s.d.Result.Number
	case "check":
		return s.d.Check
	case "finance":
		return string(s.d.Finance)
	case "hand":
		return string(s.d.Hand)
	case "exchange":
		return string(s.d.Exchange)
	case "paid":
		return strconv.FormatInt(s.d.Paid(), 10)
	case "rest":
		return strconv.FormatInt(s.d.Rest(), 10)
	case "subs":
		var out []string
		for _, k := range s.d.Subs() {
			out = append(out, strings.TrimSpace(k.Asked.Sub+" "+k.Unit+" "+minute(k.Due)+" "+k.Outcome))
		}
		return strings.Join(out, ", ")
	case "holders":
		var out []string
		for _, k := range s.d.Tasks {
			if k.Open() {
				out = append(out, strings.TrimSpace(k.Node+" "+k.Holder))
			}
		}
		return strings.Join(out, ", ")
	case "papers":
		return s.d.PapersAt
	case "steps-due":
		var out []string
		for _, k := range s.d.Tasks {
			if k.Open() {
				out = append(out, k.Node+" "+minute(k.Due))
			}
		}
		return strings.Join(out, ", ")
	case "degree":
		return strconv.Itoa(s.d.Degree())
	case "late":
		return map[bool]string{true: "yes", false: "no"}[s.d.Late(s.now)]
	case "tasks":
		var open []string
		for _, k := range s.d.Tasks {
			if k.Open() {
				open = append(open, k.Node+"@"+k.Unit)
			}
		}
		return strings.Join(open, " ")
	}
	return "?"
}
