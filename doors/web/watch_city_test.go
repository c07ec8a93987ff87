package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/city"
	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// A busyCity is a city some weeks after it opened: a few hundred dossiers in every state, made by the office's acts alone.
type busyCity struct {
	*office.Office
	t    testing.TB
	dice *rand.Rand

	mu  sync.Mutex
	now time.Time // guarded by mu

	cases []busyCase
	plans []busyPlan
}

type busyCase struct {
	code   procedure.ID
	id     string
	values form.Values
}

// A busyPlan is the next thing that happens to a dossier.
type busyPlan struct {
	at   time.Time
	id   dossier.ID
	desk string
}

func (c *busyCity) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *busyCity) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
}

// newBusyCity opens a city on a Monday and lets n dossiers come in over seven weeks; it ends in the afternoon of a day.
func newBusyCity(t testing.TB, n int) *busyCity {
	t.Helper()
	c := &busyCity{t: t, dice: rand.New(rand.NewPCG(7, 2026)), now: time.Date(2026, 9, 7, 7, 0, 0, 0, office.Zone)}
	c.Office = openCity(t, c.clock, true)
	c.readCases()
	c.live(n)
	if _, err := c.Follow(context.Background()); err != nil {
		t.Fatal(err)
	}
	return c
}

// readCases takes the cases of the pack that have a process and a filled-in form.
func (c *busyCity) readCases() {
	b, err := fs.ReadFile(city.Hanoi(), "samples.json")
	if err != nil {
		c.t.Fatal(err)
	}
	var all []struct {
		Procedure procedure.ID
		Version   int
		Case      string
		Values    json.RawMessage
	}
	if err := json.Unmarshal(b, &all); err != nil {
		c.t.Fatal(err)
	}
	for _, s := range all {
		rec := c.World().Procedures.Current(s.Procedure, c.clock())
		if rec == nil || rec.Version != s.Version || rec.Case(s.Case) == nil || rec.Case(s.Case).Process == nil {
			continue
		}
		v, err := form.Decode(s.Values)
		if err != nil {
			c.t.Fatal(err)
		}
		c.cases = append(c.cases, busyCase{s.Procedure, s.Case, v})
	}
	if len(c.cases) < 5 {
		c.t.Fatalf("only %d cases of the pack can be lived through", len(c.cases))
	}
}

// live plays the weeks: dossiers come in, and each goes on some hours later, as far as the clock lets it.
func (c *busyCity) live(n int) {
	first := time.Date(2026, 9, 7, 8, 0, 0, 0, office.Zone)
	end := time.Date(2026, 10, 23, 15, 20, 0, 0, office.Zone) // a Friday
	desks := []string{"chi-nhanh-1", "chi-nhanh-7", "chi-nhanh-7", "diem-14", "chi-nhanh-12"}
	for i := range n {
		at := first.AddDate(0, 0, c.dice.IntN(47)).Add(time.Duration(c.dice.IntN(8*60)) * time.Minute)
		if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday || at.After(end) {
			at = end.Add(-time.Duration(i+1) * time.Minute)
		}
		c.plans = append(c.plans, busyPlan{at, dossier.ID(fmt.Sprintf("BUSY%08d", i)), desks[c.dice.IntN(len(desks))]})
	}
	for len(c.plans) > 0 {
		slices.SortFunc(c.plans, func(a, b busyPlan) int {
			return cmp.Or(a.at.Compare(b.at), strings.Compare(string(a.id), string(b.id)))
		})
		p := c.plans[0]
		c.plans = c.plans[1:]
		if p.at.After(end) {
			break
		}
		c.set(p.at)
		if c.step(p) {
			p.at = p.at.Add(time.Duration(1+c.dice.IntN(60)) * time.Hour)
			c.plans = append(c.plans, p)
		}
	}
	c.set(end)
	c.withdrawOne(dossier.Filed) // both still wait for an answer when the figures are read
	c.withdrawOne(dossier.Processing)
}

// withdrawOne lets the owner of some dossier in a state ask for it back.
func (c *busyCity) withdrawOne(st dossier.State) {
	list, err := c.Read(context.Background(), supervisorOf(c)).Dossiers(office.Filter{States: []dossier.State{st}})
	c.must(err)
	if len(list.Rows) == 0 {
		return
	}
	v, err := c.Read(context.Background(), everywhere(c.Office)).Dossier(dossier.ID(list.Rows[0].ID), "read.test")
	c.must(err)
	c.must(c.Withdraw(context.Background(), c.ownerOf(v), office.Command{}, office.On{ID: v.ID}, "đổi ý"))
}

// step does the next act on a dossier and says whether there is more to come.
func (c *busyCity) step(p busyPlan) bool {
	v, err := c.Read(context.Background(), everywhere(c.Office)).Dossier(p.id, "read.test")
	switch {
	case fault.Is(err, fault.Missing):
		return c.comeIn(p)
	case err != nil:
		c.t.Fatal(err)
	case v.State == dossier.Supplement || v.State == dossier.Withdrawal:
		return c.settle(p, v)
	case len(v.Open) > 0 && v.Open[0].OnWay():
		t := v.Open[0]
		c.must(c.Confirm(context.Background(), c.holder(t.Unit, t.Role), office.Command{}, office.On{ID: p.id, Token: t.Token}, ""))
		return true
	case v.State != dossier.Completed && v.State.Open() && c.turn(p, v):
		return true
	case v.State == dossier.Filed:
		return c.answer(p)
	case v.State == dossier.Completed:
		hand := dossier.HandOver{Manner: "desk", Receiver: v.Parties.Owner}
		c.must(c.HandOver(context.Background(), c.holder(p.desk, "receiver"), office.Command{}, office.On{ID: p.id}, hand))
		return false
	case len(v.Open) == 0:
		return false
	}
	if c.dice.IntN(40) == 0 && (v.State == dossier.Received || v.State == dossier.Processing) {
		_, err := c.Replace(context.Background(), c.holder(p.desk, "receiver"), office.Command{}, office.On{ID: p.id}, office.Replacement{
			NewID: p.id + "R", Intake: c.intake(p.desk, v.Channel), Kept: true, Reason: "wrong-procedure", Words: "chọn nhầm thủ tục",
		})
		c.must(err)
		return false
	}
	task := v.Open[0]
	act, f := dossier.ActFinish, dossier.Finishing{}
	switch {
	case task.Work == procedure.Approve && c.dice.IntN(6) == 0 && slices.Contains(task.Can, "refuse"):
		act, f.Refusal = dossier.ActRefuse, dossier.Refusal{Reason: "not-eligible", Rule: "nd61-2018/19.8", Words: "không đủ điều kiện"}
	case task.Work == procedure.Approve:
		act = dossier.ActApprove
	case task.Work == procedure.Issue:
		act, f.Number = dossier.ActIssue, "12/KQ"
	case len(task.Can) > 0:
		f.Outcome = task.Can[0]
	}
	c.must(c.Finish(context.Background(), c.holder(task.Unit, task.Role), office.Command{}, office.On{ID: p.id, Seen: v.Version, Token: task.Token}, act, f))
	return true
}

// turn lets something else happen to a dossier now and then: papers are asked for, it is asked back, it is stopped. It
// says whether something did.
func (c *busyCity) turn(p busyPlan, v *office.DossierView) bool {
	ctx, on := context.Background(), office.On{ID: p.id}
	var err error
	switch c.dice.IntN(24) {
	case 0, 1, 2:
		asking := dossier.Asking{Reason: "not-valid", Items: []dossier.AskedItem{{Paper: -1, Words: "Ký lại đơn"}}, Warned: true}
		who := c.holder(p.desk, "receiver")
		if v.State != dossier.Filed {
			if len(v.Open) == 0 || v.Open[0].Work != procedure.Examine {
				return false
			}
			on.Token, who = v.Open[0].Token, c.holder(v.Open[0].Unit, v.Open[0].Role)
		}
		err = c.Ask(ctx, who, office.Command{}, on, asking)
	case 3:
		err = c.Withdraw(ctx, c.ownerOf(v), office.Command{}, on, "đổi ý")
	case 4:
		if v.State == dossier.Filed {
			return false
		}
		err = c.Stop(ctx, c.holder(v.Competent, "leader"), office.Command{}, on, dossier.Stopping{Reason: "not-eligible", Rule: "nd61-2018/19", Words: "không đủ điều kiện"})
	default:
		return false
	}
	if fault.As(err) != nil { // the law says no: too late, asked enough
		return false
	}
	c.must(err)
	return true
}

// settle answers what is waited for: papers are brought and accepted, a withdrawal is granted or not.
func (c *busyCity) settle(p busyPlan, v *office.DossierView) bool {
	ctx, on, desk := context.Background(), office.On{ID: p.id}, c.holder(p.desk, "receiver")
	switch {
	case v.State == dossier.Supplement && v.Asked().Supplied.IsZero():
		c.must(c.Supply(ctx, c.ownerOf(v), office.Command{}, on, dossier.Supplying{Words: "đã ký lại"}))
	case v.State == dossier.Supplement:
		c.must(c.Accept(ctx, desk, office.Command{}, on))
	case c.dice.IntN(3) > 0:
		c.must(c.Grant(ctx, desk, office.Command{}, on, dossier.Stopping{Words: "đồng ý"}))
		return false
	default:
		c.must(c.Retain(ctx, c.holder(p.desk, "leader"), office.Command{}, on, "đã có kết quả"))
	}
	return true
}

// ownerOf is the dossier's owner, signed in.
func (c *busyCity) ownerOf(v *office.DossierView) office.Who {
	return office.Who{Kind: access.Citizen, Account: "citizen", Key: c.PersonKey(v.Parties.Owner.Number)}
}

// comeIn receives a dossier at a counter, or files it online.
func (c *busyCity) comeIn(p busyPlan) bool {
	if c.dice.IntN(3) > 0 {
		in := c.intake(p.desk, procedure.Desk)
		_, err := c.Receive(context.Background(), c.holder(p.desk, "receiver"), office.Command{}, office.On{ID: p.id}, in)
		c.must(err)
		return true
	}
	in := c.intake(p.desk, procedure.Online)
	_, err := c.File(context.Background(), office.Who{Kind: access.Portal, Account: "portal"}, office.Command{}, p.id, in)
	c.must(err)
	return true
}

// answer receives or declines what was filed online.
func (c *busyCity) answer(p busyPlan) bool {
	desk, on := c.holder(p.desk, "receiver"), office.On{ID: p.id}
	if c.dice.IntN(6) == 0 {
		c.must(c.Decline(context.Background(), desk, office.Command{}, on, dossier.Refusal{Reason: "not-competent", Words: "không thuộc thẩm quyền"}))
		return false
	}
	_, err := c.Receive(context.Background(), desk, office.Command{}, on, office.Intake{})
	c.must(err)
	return true
}

func (c *busyCity) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// intake is a complete dossier of some case that is open on the channel, of an owner in some commune.
func (c *busyCity) intake(desk string, channel procedure.Channel) office.Intake {
	pick := c.cases[c.dice.IntN(len(c.cases))]
	rec := c.World().Procedures.Current(pick.code, c.clock())
	for rec.Case(pick.id).Rule(channel) == nil {
		pick = c.cases[c.dice.IntN(len(c.cases))]
		rec = c.World().Procedures.Current(pick.code, c.clock())
	}
	n := c.dice.IntN(1000)
	someone := dossier.Party{
		Kind: dossier.Citizen, Name: fmt.Sprintf("Nguyễn Thị Ví Dụ %d", n), Number: fmt.Sprintf("001185%06d", n), Birth: "1985-03-02", Sex: "female",
		Phone: "0912345678", Address: dossier.Address{
			Text: "Số 12 phố Ví Dụ", Commune: []string{"00004", "00070", "00166"}[c.dice.IntN(3)], List: office.CommuneList,
		},
	}
	in := office.Intake{
		Procedure: pick.code, Case: pick.id, Channel: channel, Reception: desk, Return: "desk", Subject: "Hồ sơ thử",
		Parties: dossier.Parties{Applicant: someone, Owner: someone}, Values: maps.Clone(pick.values),
	}
	if _, signs := in.Values["sign"]; signs { // whoever files signs
		in.Values["sign"] = map[string]any{"name": someone.Name}
	}
	for i, p := range rec.Case(pick.id).Papers {
		if p.Required {
			in.Papers = append(in.Papers, dossier.PaperHanded{Index: i, Originals: max(1, p.Originals)})
		}
	}
	return in
}

// holder acts as the first who holds a role in a unit.
func (c *busyCity) holder(unit, role string) office.Who {
	c.t.Helper()
	for _, p := range c.World().Org.Holders(org.UnitID(unit), org.Role(role), c.clock()) {
		return office.Who{
			Kind: access.Officer, Account: "officer:" + string(p.ID), Person: string(p.ID), Name: p.Name, Unit: unit, Role: role, Units: []string{unit},
		}
	}
	c.t.Fatalf("nobody holds %s in %s", role, unit)
	return office.Who{}
}

// headOf answers for a unit with those below it.
func headOf(c *busyCity, unit, role string) office.Who {
	w := office.Who{Kind: access.Officer, Account: "head", Name: "Trần Thị Phụ Trách", Person: "p0001", Unit: unit, Role: role}
	for _, u := range c.World().Org.Subtree(org.UnitID(unit), c.clock()) {
		w.Units = append(w.Units, string(u))
	}
	return w
}

// supervisorOf sees the whole city.
func supervisorOf(c *busyCity) office.Who {
	w := headOf(c, "phong-kiem-tra-giam-sat", "supervisor")
	w.City = true
	return w
}

// siteFor is the site with the city's office, at which who is signed in.
func siteFor(t testing.TB, c *busyCity, who office.Who) *Site {
	t.Helper()
	s, err := New(Options{Office: c.Office, Demo: true, Now: c.clock, Visitor: func(*http.Request) (Visitor, error) {
		return Visitor{
			Name: who.Name, Desk: true, Admin: who.Role == "administrator", Token: "t",
			Session: &office.Session{Token: "t", CSRF: "t", Who: who, Kind: "officer"},
		}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
