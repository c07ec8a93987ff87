package office_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"motcua/city"
	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

// orders enters delegations and orders to act beside those of the pack.
func (c *town) orders(delegations []org.Delegation, acting []org.Acting) {
	c.t.Helper()
	var file map[string]any
	b, err := fs.ReadFile(city.Hanoi(), "officers.json")
	if err == nil {
		err = json.Unmarshal(b, &file)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	day := func(t time.Time) string { return t.In(office.Zone).Format("2006-01-02") }
	all := file["delegations"].([]any)
	for _, d := range delegations {
		all = append(all, map[string]any{
			"id": d.ID, "giver": d.Giver, "receiver_person": d.ReceiverPerson, "receiver_unit": d.ReceiverUnit, "document": d.Document, "from": day(d.From), "to": day(d.To), "ceiling": d.Ceiling,
		})
	}
	file["delegations"] = all
	orders := []any{}
	for _, a := range acting {
		orders = append(orders, map[string]any{"id": a.ID, "post": a.Post, "person": a.Person, "document": a.Document, "from": day(a.From), "to": day(a.To)})
	}
	file["acting"] = orders
	if b, err = json.Marshal(file); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.ImportPack(c.ctx, system, changed{city.Hanoi(), b}, false); err != nil {
		c.t.Fatal(err)
	}
}

// changed is the pack with other officers.
type changed struct {
	fs.FS
	officers []byte
}

func (f changed) Open(name string) (fs.File, error) {
	if name != "officers.json" {
		return f.FS.Open(name)
	}
	return fstest.MapFS{name: {Data: f.officers}}.Open(name)
}

// delegated is the power of the department, given to the head of a branch for March.
func (c *town) delegated() office.Who {
	c.t.Helper()
	who := c.officer("chi-nhanh-3", "leader")
	from, to := c.clock().AddDate(0, 0, -2), c.clock().AddDate(0, 0, 28)
	c.orders([]org.Delegation{{ID: "uy-quyen-thu", Giver: "so-tai-chinh", ReceiverPerson: org.PersonID(who.Person), Document: "Quyết định số 7/QĐ-UQ", From: from, To: to}}, nil)
	return c.post(who.Person)
}

// post is the officer of a person's post.
func (c *town) post(person string) office.Who {
	c.t.Helper()
	p := c.World().Org.PostsOf(org.PersonID(person), c.clock())[0]
	who := c.from(person, string(p.Unit), string(p.Role))
	who.Post = string(p.ID)
	return who
}

// awaitsDirector brings a dossier to the department's approval, and gives that task.
func (c *town) awaitsDirector(id dossier.ID) dossier.Task {
	c.t.Helper()
	clerk := c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, c.intake("1.009642", "chap-thuan", "chi-nhanh-7")); err != nil {
		c.t.Fatal(err)
	}
	for range 30 {
		open := c.dossier(id).Open
		if i := slices.IndexFunc(open, func(v office.TaskView) bool { return v.Work == procedure.Approve && v.Unit == "so-tai-chinh" }); i >= 0 {
			return open[i].Task
		}
		c.step(id)
	}
	c.t.Fatal("no approval came up")
	return dossier.Task{}
}

func TestADelegateDecidesWhileTheDelegationHoldsAndTheResultNamesIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	task := c.awaitsDirector("DELEGATED0001")
	delegate := c.delegated()
	on := office.On{ID: "DELEGATED0001", Token: task.Token}
	if v, err := c.Read(c.ctx, delegate).Dossier(on.ID, "read.test"); err != nil || len(v.Open) == 0 || !slices.Contains(v.Open[0].Acts, dossier.ActApprove) {
		t.Errorf("the delegate sees %v", err)
	}
	for _, other := range []office.Who{c.officer("so-xay-dung", "leader"), c.officer("chi-nhanh-5", "branch-head")} {
		if err := c.Finish(c.ctx, other, office.Command{}, on, dossier.ActApprove, dossier.Finishing{}); fault.As(err) == nil {
			t.Errorf("%s of %s approves: %v", other.Role, other.Unit, err)
		}
	}
	work, err := c.Read(c.ctx, delegate).Worklist(office.Filter{})
	if err != nil || !slices.ContainsFunc(work.Rows, func(r office.TaskRow) bool { return r.ID == string(on.ID) && r.CanClaim }) {
		t.Errorf("the approval is not in the delegate's work: %v", err)
	}
	if err := c.Finish(c.ctx, delegate, office.Command{}, on, dossier.ActApprove, dossier.Finishing{}); err != nil {
		t.Fatal(err)
	}
	v := c.dossier(on.ID)
	by := v.Signed
	if by == nil || by.Kind != dossier.ByDelegation || by.ID != "uy-quyen-thu" || by.Giver != "so-tai-chinh" || by.Document == "" {
		t.Errorf("the approval rests on %+v", by)
	}
	if !slices.ContainsFunc(v.Steps, func(s office.StepView) bool {
		return s.Kind == dossier.KindApproved && s.Under != nil && s.Person.ID == delegate.Person
	}) {
		t.Error("the story does not name the delegation")
	}
	c.check()
}

func TestADelegationIsLookedAtInTheMomentOfTheDecision(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	task := c.awaitsDirector("DELEGATED0002")
	delegate := c.delegated() // as a session of that day knows him
	on := office.On{ID: "DELEGATED0002", Token: task.Token}
	if err := c.Claim(c.ctx, delegate, office.Command{}, on); err != nil {
		t.Fatal(err)
	}
	c.at("2026-04-01 08:30")
	err := c.Finish(c.ctx, delegate, office.Command{}, on, dossier.ActApprove, dossier.Finishing{})
	if f := fault.As(err); f == nil || f.Key != "access.delegation.over" || f.Args["document"] != "Quyết định số 7/QĐ-UQ" {
		t.Errorf("an ended delegation still approves: %v", err)
	}
	if rows, err := c.Read(c.ctx, delegate).Dossiers(office.Filter{}); err != nil || slices.ContainsFunc(rows.Rows, func(r office.Row) bool { return r.ID == string(on.ID) }) {
		t.Errorf("and still lists: %v", err)
	}
}

func TestWhoActsForAnotherDoesSoByAnOrderThatTheEventNames(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	task := c.awaitsDirector("ACTING0000001")
	on := office.On{ID: "ACTING0000001", Token: task.Token}
	lead := c.officer("so-tai-chinh", "leader")
	deputy := c.officer("so-tai-chinh", "specialist")
	posts := c.World().Org.PostsOf(org.PersonID(lead.Person), c.clock())
	deputy.Post, deputy.Role = string(posts[0].ID), "leader"
	if err := c.Finish(c.ctx, deputy, office.Command{}, on, dossier.ActApprove, dossier.Finishing{}); fault.As(err) == nil {
		t.Fatalf("without an order: %v", err)
	}
	a := access.Judge(deputy, "worklist", access.Object{Org: c.World().Org, At: c.clock()})
	if a.Refusal == nil {
		t.Error("a post that is another's serves without an order")
	}
	c.orders(nil, []org.Acting{{
		ID: "phu-trach-thu", Post: posts[0].ID, Person: org.PersonID(deputy.Person), Document: "Quyết định số 8/QĐ-PT", From: c.clock().AddDate(0, 0, -1), To: c.clock().AddDate(0, 0, 5),
	}})
	if err := c.Finish(c.ctx, deputy, office.Command{}, on, dossier.ActApprove, dossier.Finishing{}); err != nil {
		t.Fatal(err)
	}
	if by := c.dossier(on.ID).Signed; by == nil || by.Kind != dossier.ByOrder || by.Document != "Quyết định số 8/QĐ-PT" || by.For != lead.Person {
		t.Errorf("the approval rests on %+v", by)
	}
	c.check()
}

func TestADossierIsOpenedWithoutARightForAReasonAndAShortTime(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.awaitsDirector("OPENED0000001")
	v := c.dossier("OPENED0000001")
	stranger := c.post(c.officer("chi-nhanh-5", "receiver").Person)
	read := func() error {
		_, err := c.Read(c.ctx, stranger).Dossier(v.ID, "read.desk")
		return err
	}
	if err := read(); !fault.Is(err, fault.Missing) {
		t.Fatalf("another branch reads: %v", err)
	}
	const reason = "Chủ hồ sơ đang cấp cứu, cần số điện thoại người nhà"
	for _, k := range [][2]string{{v.Code, "vội"}, {"H26.99-261126-0001", reason}} {
		if _, err := c.Open(c.ctx, stranger, office.Command{}, k[0], k[1]); fault.As(err) == nil {
			t.Errorf("opened by %q for %q", k[0], k[1])
		}
	}
	for role, may := range map[string]bool{"editor": false, "administrator": true} {
		who := c.from("x", "trung-tam", role)
		if _, err := c.Open(c.ctx, who, office.Command{}, v.Code, reason); (err == nil) != may {
			t.Errorf("%s opens: %v", role, err)
		}
	}
	if id, err := c.Open(c.ctx, stranger, office.Command{}, v.Code, reason); err != nil || id != v.ID {
		t.Fatalf("%s %v", id, err)
	}
	if err := read(); err != nil {
		t.Fatalf("opened, and still: %v", err)
	}
	if err := c.Note(c.ctx, stranger, office.Command{}, office.On{ID: v.ID}, "ghi"); fault.As(err) == nil {
		t.Error("whoever opened it may act on it")
	}
	if list, err := c.Read(c.ctx, stranger).Dossiers(office.Filter{}); err != nil || len(list.Rows) > 0 {
		t.Errorf("an opening puts dossiers into lists: %v %v", list.Rows, err)
	}
	boss := c.post("p0360")
	told, err := c.Read(c.ctx, boss).UnitNotices()
	if err != nil || len(told) != 2 || told[0].Code != v.Code {
		t.Errorf("supervision was told %+v %v", told, err)
	}
	all, err := c.Read(c.ctx, boss).Openings()
	if err != nil || len(all) != 2 || all[0].Reason != reason {
		t.Errorf("the list has %+v %v", all, err)
	}
	if _, err := c.Read(c.ctx, stranger).Openings(); fault.As(err) == nil {
		t.Error("others see the list")
	}
	owner := office.Who{Kind: access.Citizen, Account: "o", Key: c.PersonKey("001185012345")}
	looks, err := c.Read(c.ctx, owner).Looks(v.ID)
	if err != nil || !slices.ContainsFunc(looks, func(l office.Look) bool {
		return l.Reason == reason && l.Unit.ID == "chi-nhanh-5" && l.Role == "receiver"
	}) {
		t.Errorf("the owner sees %+v %v", looks, err)
	}
	other := office.Who{Kind: access.Citizen, Account: "p", Key: c.PersonKey("001185099999")}
	if _, err := c.Read(c.ctx, other).Looks(v.ID); !fault.Is(err, fault.Missing) {
		t.Errorf("another citizen sees who looked: %v", err)
	}
	c.later(2*time.Hour + time.Minute)
	if err := read(); !fault.Is(err, fault.Missing) {
		t.Errorf("it stays open: %v", err)
	}
	c.check()
}
