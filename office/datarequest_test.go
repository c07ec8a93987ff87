package office_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/privacy"
	"motcua/office"
)

// owner is the citizen whose dossier v is.
func (c *town) owner(v *office.DossierView) office.Who {
	p := v.Parties.Owner
	return office.Who{Kind: access.Citizen, Account: "owner", Name: p.Name, Number: p.Number, Key: c.PersonKey(p.Number)}
}

func TestARequestAboutOwnDataIsAnsweredWithinItsLimitAndARestrictionIsShown(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("DATA00000001")
	owner, leader := c.owner(v), c.officer(v.Competent, "leader")
	stranger := office.Who{Kind: access.Citizen, Account: "s", Name: "Lê Văn Mẫu", Number: "001085000001", Key: c.PersonKey("001085000001")}
	words := "Đề nghị chỉ dùng dữ liệu cho hồ sơ này"

	if _, err := c.AskData(c.ctx, stranger, office.Command{Key: "1"}, privacy.Restrict, v.ID, words); !fault.Is(err, fault.Missing) {
		t.Errorf("a stranger asks about it: %v", err)
	}
	if _, err := c.AskData(c.ctx, leader, office.Command{Key: "1"}, privacy.Restrict, v.ID, words); !fault.Is(err, fault.Refused) {
		t.Errorf("an officer asks: %v", err)
	}
	for c.clock().In(office.Zone).Weekday() != time.Friday { // over a weekend the two ways of counting days differ
		c.age(1, 0)
	}
	id, err := c.AskData(c.ctx, owner, office.Command{Key: "1"}, privacy.Restrict, v.ID, words)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.AskData(c.ctx, owner, office.Command{Key: "1"}, privacy.Restrict, v.ID, words); err != nil || again != id {
		t.Errorf("the same command asks twice: %s, %v", again, err)
	}
	if _, err := c.AskData(c.ctx, owner, office.Command{Key: "2"}, privacy.Restrict, v.ID, words); fault.As(err) == nil || fault.As(err).Key != "request.waits" {
		t.Errorf("the same request twice: %v", err)
	}
	all, err := c.Read(c.ctx, leader).DataRequests(true)
	if err != nil || len(all) != 1 || all[0].Words != words || all[0].Code != v.Code {
		t.Fatalf("the leader's list is %+v, %v", all, err)
	}
	if due := all[0].Due.In(office.Zone); due.Weekday() != time.Tuesday || due.Sub(all[0].Asked) < 3*24*time.Hour {
		t.Errorf("asked on Friday %s, due %s", all[0].Asked, due)
	}
	if c.dossier(v.ID).Restricted != (time.Time{}) {
		t.Error("it is restricted before it was granted")
	}
	c.answers(id, v, leader, owner)
	if d := c.dossier(v.ID); d.Restricted.IsZero() {
		t.Error("who reads is not told of the restriction")
	}
	c.check()
}

// answers lets everybody try to answer, and the leader do it late.
func (c *town) answers(id string, v *office.DossierView, leader, owner office.Who) {
	t := c.t
	t.Helper()
	const why = "Chấp nhận theo quyền của chủ thể dữ liệu"
	for what, who := range map[string]office.Who{"the clerk": c.officer("chi-nhanh-7", "receiver"), "another unit's leader": c.officer("trung-tam", "leader"), "its owner": owner, "an administrator": admin} {
		if err := c.AnswerData(c.ctx, who, office.Command{}, id, privacy.Accepted, why); !fault.Is(err, fault.Refused) && !fault.Is(err, fault.Missing) {
			t.Errorf("%s answers: %v", what, err)
		}
	}
	before := len(c.reads(v.ID))
	if q, err := c.Read(c.ctx, leader).DataRequest(id); err != nil || q.Late || q.LeftMin <= 0 {
		t.Errorf("the request is %+v, %v", q, err)
	}
	if len(c.reads(v.ID)) != before+1 {
		t.Error("that the request was read stands nowhere")
	}
	c.age(9, 0)
	if q, err := c.Read(c.ctx, leader).DataRequest(id); err != nil || !q.Late || q.LeftMin >= 0 {
		t.Errorf("after nine days the request is %+v, %v", q, err)
	}
	if err := c.AnswerData(c.ctx, leader, office.Command{}, id, privacy.Accepted, "ừ"); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	if err := c.AnswerData(c.ctx, leader, office.Command{}, id, privacy.Accepted, why); err != nil {
		t.Fatal(err)
	}
	if err := c.AnswerData(c.ctx, leader, office.Command{}, id, privacy.Refused, why); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second answer: %v", err)
	}
	mine, err := c.Read(c.ctx, owner).OwnRequests()
	if err != nil || len(mine) != 1 || mine[0].Answer != why || !mine[0].Late || mine[0].Person.Name != "" {
		t.Errorf("its owner sees %+v, %v", mine, err)
	}
}

func (c *town) reads(id dossier.ID) []string {
	c.t.Helper()
	rows, err := c.Store().Read().Reads(c.ctx, string(id), 1000)
	if err != nil {
		c.t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, r.Purpose)
	}
	return out
}

func TestACopyOfOwnDataHasAllDossiersAndNobodyElses(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("DATA00000002")
	owner := c.owner(v)
	if _, err := c.AskData(c.ctx, owner, office.Command{}, privacy.Copy, "", ""); err != nil {
		t.Fatal(err)
	}
	data, err := c.Read(c.ctx, owner).OwnData()
	if err != nil || len(data.Dossiers) != 1 || data.Dossiers[0].Code != v.Code || data.Person.Name != v.Parties.Owner.Name {
		t.Fatalf("the copy has %+v, %v", data, err)
	}
	if len(data.Requests) != 1 || data.Requests[0].Outcome != privacy.Given {
		t.Errorf("the request for it is %+v", data.Requests)
	}
	stranger := office.Who{Kind: access.Citizen, Account: "s", Name: "Lê Văn Mẫu", Number: "001085000001", Key: c.PersonKey("001085000001")}
	if data, err := c.Read(c.ctx, stranger).OwnData(); err != nil || len(data.Dossiers) != 0 || len(data.Requests) != 0 {
		t.Errorf("a stranger's copy has %+v, %v", data, err)
	}
	if _, err := c.Read(c.ctx, c.officer(v.Competent, "leader")).OwnData(); !fault.Is(err, fault.Refused) {
		t.Errorf("an officer's copy: %v", err)
	}
	c.check()
}

func TestRequestsAboutADossierAreErasedWithIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.twoDossiers()
	v := c.dossier(erasedID)
	owner, leader := c.owner(v), c.officer(v.Competent, "leader")
	id, err := c.AskData(c.ctx, owner, office.Command{}, privacy.Erase, erasedID, "Đề nghị xóa dữ liệu của Quynhxyz")
	if err != nil {
		t.Fatal(err)
	}
	c.age(2, 0)
	if err := c.Erase(c.ctx, leader, office.Command{}, erasedID, lawfully); err != nil {
		t.Fatal(err)
	}
	if err := c.AnswerData(c.ctx, leader, office.Command{}, id, privacy.Accepted, "Đã xóa theo quyết định"); !fault.Is(err, fault.Conflict) {
		t.Errorf("answered after the erasure: %v", err)
	}
	q, err := c.Read(c.ctx, leader).DataRequest(id)
	if err != nil || q.Words != "" || q.Name != "" || q.Number != "" || q.Outcome != privacy.Gone {
		t.Errorf("the request still has %+v, %v", q, err)
	}
	if mine, err := c.Read(c.ctx, owner).OwnRequests(); err != nil || len(mine) != 0 {
		t.Errorf("it is found by the person's key: %+v, %v", mine, err)
	}
	c.check()
}

func TestWhatIsDueForTheArchiveIsCountedBySectorAsItsListsAre(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.twoDossiers()
	v := c.dossier(erasedID)
	leader := c.officer(v.Competent, "leader")
	if all, err := c.Read(c.ctx, leader).Retention(""); err != nil || len(all.Rows) != 0 {
		t.Fatalf("on the day they ended: %+v, %v", all, err)
	}
	c.age(400, 0)
	all, err := c.Read(c.ctx, leader).Retention("")
	if err != nil || len(all.Rows) != 1 || all.Rows[0].Owed != 2 || all.Rows[0].Over != 0 || !all.Classes.Unconfirmed {
		t.Fatalf("after 400 days: %+v, %v", all, err)
	}
	over := false
	list, err := c.Read(c.ctx, leader).Dossiers(office.Filter{Sector: all.Rows[0].Sector, Open: &over, EndedTo: all.InTo})
	if err != nil || list.Total != all.Rows[0].Owed {
		t.Errorf("the list has %d, %v", list.Total, err)
	}
	k := c.dossier(erasedID).Keep
	if k == nil || k.Years != all.Rows[0].Years || k.Sector != all.Rows[0].Sector || k.Until.IsZero() != (k.Years == 0) || !k.Unconfirmed {
		t.Errorf("the dossier says %+v, the list %+v", k, all.Rows[0])
	}
	if mine, err := c.Read(c.ctx, c.owner(v)).Dossier(erasedID, ""); err != nil || mine.Keep != nil {
		t.Errorf("its owner is shown the archive's rule: %+v, %v", mine.Keep, err)
	}
	if _, err := c.Read(c.ctx, c.officer("chi-nhanh-7", "receiver")).Retention(""); !fault.Is(err, fault.Refused) {
		t.Errorf("a clerk: %v", err)
	}
	if _, err := c.Read(c.ctx, leader).Retention("chi-nhanh-1"); !fault.Is(err, fault.Refused) {
		t.Errorf("another unit's: %v", err)
	}
}
