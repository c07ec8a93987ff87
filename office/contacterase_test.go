package office_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/privacy"
	"motcua/office"
)

// saidTexts are what somebody told the care desk and nobody else.
var saidTexts = []string{"Quynhxyz", "quynhxyz", "0987654321", "001185067890", "việc riêng xyzq", "viec rieng xyzq", "Xoá hết giúp tôi xyzq"}

// talked is a conversation by an account with a file, closed; its agent's unit has it.
func (c *town) talked() (who office.Who, id care.ID, code string, file dossier.Attached) {
	c.t.Helper()
	who = office.Who{Kind: access.Citizen, Account: "citizen:q", Name: erasedName, Number: erasedNumber, Key: c.PersonKey(erasedNumber)}
	sent, err := c.PetitionFile(c.ctx, who, "t", "anh-Quynhxyz.pdf", strings.NewReader(smallPDF+"quynhxyz own"))
	if err != nil {
		c.t.Fatal(err)
	}
	file = dossier.Attached{Hash: sent.Hash}
	ticket, err := c.OpenContact(c.ctx, who, office.Command{Key: "t"}, care.Input{Channel: care.Chat, Name: erasedName, Handle: "0987654321", Subject: "Hỏi việc riêng xyzq", Text: "Tôi hỏi việc riêng xyzq.", Files: []care.File{{Hash: file.Hash}}})
	if err != nil {
		c.t.Fatal(err)
	}
	agent := c.officer(careUnit, "care-agent")
	for _, a := range []struct {
		act care.Act
		in  care.Input
	}{{care.ActTake, care.Input{}}, {care.ActSay, care.Input{Text: "Chào chị Quynhxyz, việc riêng xyzq đã rõ."}}, {care.ActClose, care.Input{Outcome: "informed"}}} {
		if err := c.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: ticket.ID}, a.act, a.in); err != nil {
			c.t.Fatal(a.act, err)
		}
	}
	c.work()
	return who, ticket.ID, ticket.Code, file
}

// erasedTalk asks for a conversation's erasure and carries it out.
func (c *town) erasedTalk(who office.Who, id care.ID, code string) {
	t := c.t
	t.Helper()
	about := dossier.ID("contact/" + string(id))
	stranger := office.Who{Kind: access.Citizen, Account: "s", Name: "Lê Văn Mẫu", Number: "001085000001", Key: c.PersonKey("001085000001")}
	if _, err := c.AskData(c.ctx, stranger, office.Command{}, privacy.Erase, about, "Xoá hết giúp tôi xyzq"); !fault.Is(err, fault.Missing) {
		t.Errorf("a stranger asks about it: %v", err)
	}
	own, err := c.Read(c.ctx, who).OwnMatters()
	if err != nil || len(own) != 1 || own[0].About != about || own[0].Code != code {
		t.Errorf("what a request may be about: %+v, %v", own, err)
	}
	asked, err := c.AskData(c.ctx, who, office.Command{}, privacy.Erase, about, "Xoá hết giúp tôi xyzq")
	if err != nil {
		t.Fatal(err)
	}
	leader := c.from(c.whole().Person, careUnit, "leader")
	if all, err := c.Read(c.ctx, leader).DataRequests(true); err != nil || len(all) != 1 || all[0].Code != code || all[0].Dossier != string(about) {
		t.Errorf("whoever decides sees %+v, %v", all, err)
	}
	for what, who := range map[string]office.Who{"its citizen": who, "the agent": c.officer(careUnit, "care-agent"), "another unit's leader": c.officer(c.anOffice("leader", "specialist"), "leader"), "an administrator": admin} {
		if err := c.EraseContact(c.ctx, who, office.Command{}, id, lawfully); !fault.Is(err, fault.Refused) && !fault.Is(err, fault.Missing) {
			t.Errorf("%s erases it: %v", what, err)
		}
	}
	c.age(2, 0)
	if err := c.EraseContact(c.ctx, leader, office.Command{}, id, lawfully); err != nil {
		t.Fatal(err)
	}
	if err := c.EraseContact(c.ctx, leader, office.Command{}, id, lawfully); keyOf(err) != "care.erased" {
		t.Errorf("twice: %v", err)
	}
	c.work()
	if q, err := c.Read(c.ctx, leader).DataRequest(asked); err != nil || q.Outcome != privacy.Gone || q.Words != "" || q.Number != "" || q.Code != code {
		t.Errorf("the request still has %+v, %v", q, err)
	}
	v, err := c.Read(c.ctx, leader).Contact(id)
	if err != nil || v.Name != "" || v.Handle != "" || v.Subject != "" || v.Outcome != "informed" || v.Closed.IsZero() || v.Erasing {
		t.Errorf("what is left: %+v, %v", v.Contact, err)
	}
	if all, _, err := c.Read(c.ctx, leader).Contacts(office.ContactFilter{Words: "0987654321", Over: true}); err != nil || len(all) != 0 {
		t.Errorf("its number finds %+v, %v", all, err)
	}
	list, err := c.Read(c.ctx, leader).Erasures()
	if err != nil || len(list) != 1 || list[0].Code != code || list[0].Dossier != about {
		t.Errorf("the list of erasures: %+v, %v", list, err)
	}
	c.check()
}

func TestAConversationErasedByDecisionIsNowhereAndAReplayErasesItAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg := store.Config{Dir: dir, Key: []byte(strings.Repeat("k", 32)), Simulated: true}
	c := newTownOn(t, cfg)
	who, id, code, file := c.talked()
	backup := filepath.Join(t.TempDir(), "motcua.db")
	if err := c.Store().Snapshot(c.ctx, backup); err != nil {
		t.Fatal(err)
	}
	if found := onDisk(t, saidTexts, dir, c.files); len(found) == 0 {
		t.Fatal("nothing of it is on the disk before the erasure")
	}
	c.erasedTalk(who, id, code)
	if found := onDisk(t, saidTexts, dir, c.files); len(found) > 0 {
		t.Errorf("still on the disk: %v", found)
	}
	if c.kept(file) {
		t.Error("its file is kept")
	}
	var lines [][]byte
	listed := office.Config{DB: c.Store(), Secret: []byte(strings.Repeat("s", 32)), Now: c.clock, Demo: true, Erased: func(b []byte) error {
		lines = append(lines, slices.Clone(b))
		return nil
	}}
	o, err := office.Open(c.ctx, listed)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.ListErasures(c.ctx); err != nil || len(lines) != 1 {
		t.Fatalf("the list is %q, %v", lines, err)
	}
	cfg.Dir, cfg.Now = filepath.Dir(backup), c.clock
	if listed.DB, err = store.Open(c.ctx, cfg); err != nil {
		t.Fatal(err)
	}
	defer listed.DB.Close()
	if listed.Blobs, err = blob.Open(c.files, nil); err != nil {
		t.Fatal(err)
	}
	if o, err = office.Open(c.ctx, listed); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		if n, err := o.ReplayErasures(c.ctx, lines); err != nil || n != want {
			t.Errorf("carried out again: %d, %v, want %d", n, err, want)
		}
	}
	if rep, err := o.Check(c.ctx); err != nil || len(rep.Damages) > 0 {
		t.Errorf("the restored database: %v, %v", rep, err)
	}
	if found := onDisk(t, saidTexts, cfg.Dir); len(found) > 0 {
		t.Errorf("the restored database still has %v", found)
	}
}

func TestAnErasureOfAConversationOnPostgreSQL(t *testing.T) {
	t.Parallel()
	c := newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 6})
	who, id, code, file := c.talked()
	c.erasedTalk(who, id, code)
	if c.kept(file) {
		t.Error("its file is kept")
	}
}

func TestAConversationThatIsOpenIsNotErased(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, id, _, _ := c.talked()
	agent, leader := c.officer(careUnit, "care-agent"), c.from(c.whole().Person, careUnit, "leader")
	if err := c.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: id}, care.ActReopen, care.Input{}); err != nil {
		t.Fatal(err)
	}
	if err := c.EraseContact(c.ctx, leader, office.Command{}, id, lawfully); keyOf(err) != "care.erase-open" {
		t.Errorf("it is erased: %v", err)
	}
	c.check()
}

func TestWhatIsAskedAboutAPetitionIsItsUnitsAndGoesWithIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, owner := c.officer(careUnit, "care-agent"), c.sender("001085000077")
	one, err := c.SendPetition(c.ctx, owner, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	about := dossier.ID("petition/" + string(one.ID))
	if _, err := c.AskData(c.ctx, c.sender("001085000078"), office.Command{}, privacy.Correct, about, "Tên của tôi ghi sai"); !fault.Is(err, fault.Missing) {
		t.Errorf("a stranger asks about it: %v", err)
	}
	id, err := c.AskData(c.ctx, owner, office.Command{Key: "c"}, privacy.Correct, about, "Tên của tôi ghi sai")
	if err != nil {
		t.Fatal(err)
	}
	clerk := c.officer("chi-nhanh-7", "receiver")
	taken := office.CounterRequest{Kind: privacy.Erase, Code: one.Code, Name: noMark, Number: "001085000078", Words: "Đề nghị xóa dữ liệu", Seen: true}
	if _, _, err := c.TakeRequest(c.ctx, clerk, office.Command{}, taken); keyOf(err) != "request.taken-dossier" {
		t.Errorf("a counter takes another's: %v", err)
	}
	taken.Number = "001085000077"
	if _, _, err := c.TakeRequest(c.ctx, clerk, office.Command{}, taken); err != nil {
		t.Error(err)
	}
	c.petitionAct(agent, one.ID, petition.ActClassify, petition.Input{Class: petition.NotAccepted, Reason: "unclear"})
	leader := c.from(c.whole().Person, careUnit, "leader")
	all, err := c.Read(c.ctx, leader).DataRequests(true)
	if err != nil || len(all) != 2 || all[0].Code != one.Code || all[1].Code != one.Code {
		t.Fatalf("whoever answers sees %+v, %v", all, err)
	}
	if err := c.AnswerData(c.ctx, leader, office.Command{}, id, privacy.Refused, "Tên ghi đúng như người gửi đã nhập"); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(c.ctx, owner).Notices("vi", time.Time{}, 20); err != nil || !slices.ContainsFunc(n, func(x office.NoticeLine) bool { return x.Petition == one.Code && x.Kind == "data-answered" }) {
		t.Errorf("whoever asked is told %+v, %v", n, err)
	}
	if err := c.ErasePetition(c.ctx, leader, office.Command{}, one.ID, lawfully); err != nil {
		t.Fatal(err)
	}
	for _, open := range []bool{true, false} {
		all, err := c.Read(c.ctx, leader).DataRequests(open)
		if err != nil || open && len(all) > 0 {
			t.Errorf("after the erasure: %+v, %v", all, err)
		}
		for _, q := range all {
			if q.Name != "" || q.Words != "" || q.Answer != "" || q.Code != one.Code {
				t.Errorf("the request still has %+v", q)
			}
		}
	}
	c.check()
}
