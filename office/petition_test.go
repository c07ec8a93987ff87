package office_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/office"
)

const (
	careUnit = "trung-tam-cham-soc-ho-tro"
	noMark   = "Bà Trần Thị Bí Mật"
)

var nobody = office.Who{Kind: access.Anyone}

func sent() petition.Input {
	return petition.Input{
		Channel: petition.Page, Title: "Đèn đường " + noMark, Text: "Tôi là " + noMark + ", số 0912 345 678. Đèn đường đầu ngõ không sáng đã mười ngày.",
		Place: "Ngõ 10 phố Ví Dụ", Person: petition.Person{Name: noMark, Phone: "0912 345 678", Address: "Số 5 ngõ 10 phố Ví Dụ", Email: "bi.mat@vi-du.vn"},
	}
}

// do does an act and fails the test if it is refused.
func (c *town) petitionAct(who office.Who, id petition.ID, a petition.Act, in petition.Input) {
	c.t.Helper()
	if in.Words == "" {
		in.Words = "Ghi rõ nội dung của việc này."
	}
	if err := c.Petition(c.ctx, who, office.Command{}, office.OnPetition{ID: id}, a, in); err != nil {
		c.t.Fatalf("%s: %v", a, err)
	}
}

func TestAPetitionIsAnsweredMaskedPublishedReopenedAndResolved(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	leader, worker := c.officer(ward, "leader"), c.officer(ward, "specialist")
	cmd := office.Command{Key: "form-1"}
	ticket, err := c.SendPetition(c.ctx, nobody, cmd, sent())
	if err != nil || ticket.Code != "PA26-000001" || len(ticket.Check) != 10 {
		t.Fatalf("%+v, %v", ticket, err)
	}
	if again, err := c.SendPetition(c.ctx, nobody, cmd, sent()); err != nil || again != ticket {
		t.Errorf("the same form again: %+v, %v", again, err)
	}
	v, err := c.Read(c.ctx, agent).Petition(ticket.ID)
	if err != nil || v.Person.Name != noMark || v.Petition.Unit != careUnit || !slices.Contains(v.Acts, petition.ActClassify) {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := c.Read(c.ctx, leader).Petition(ticket.ID); !fault.Is(err, fault.Missing) {
		t.Errorf("a unit that has nothing to do with it: %v", err)
	}
	on := office.OnPetition{ID: ticket.ID}
	if err := c.Petition(c.ctx, leader, office.Command{}, on, petition.ActClassify, petition.Input{Class: petition.Own}); !fault.Is(err, fault.Missing) {
		t.Errorf("another unit's leader acts: %v", err)
	}
	c.petitionAct(agent, ticket.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	if err := c.Petition(c.ctx, agent, office.Command{}, on, petition.ActClassify, petition.Input{Class: petition.Own}); !fault.Is(err, fault.Refused) {
		t.Errorf("the care agent sorts what is another's now: %v", err)
	}
	c.petitionAct(leader, ticket.ID, petition.ActClassify, petition.Input{Class: petition.Own, Level: petition.Normal})
	c.petitionAct(leader, ticket.ID, petition.ActAssign, petition.Input{Officer: worker.Person})
	c.petitionAct(worker, ticket.ID, petition.ActDraft, petition.Input{Words: "Kính gửi " + noMark + ", đèn đã được thay."})
	c.petitionAct(leader, ticket.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(worker, ticket.ID, petition.ActAnswer, petition.Input{})
	c.petitionAct(worker, ticket.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn đường không sáng", Text: "Đèn ở một ngõ không sáng.", Answer: "Đèn đã được thay."}})
	if err := c.Petition(c.ctx, worker, office.Command{}, on, petition.ActPublish, petition.Input{}); !fault.Is(err, fault.Refused) {
		t.Errorf("a specialist publishes: %v", err)
	}
	c.petitionAct(leader, ticket.ID, petition.ActPublish, petition.Input{})
	c.tellsNothing(ticket.Code)
	for _, check := range []string{"", "0000000000", ticket.Check[:9]} {
		if _, err := c.Read(c.ctx, nobody).FollowPetition(ticket.Code, check); !fault.Is(err, fault.Missing) {
			t.Errorf("followed by %q: %v", check, err)
		}
	}
	f, err := c.Read(c.ctx, nobody).FollowPetition(" "+strings.ToLower(ticket.Code), strings.ToLower(ticket.Check))
	if err != nil || f.Answer != "Kính gửi "+noMark+", đèn đã được thay." || !slices.Contains(f.Acts, petition.ActConfirm) {
		t.Fatalf("%+v, %v", f, err)
	}
	if err := c.Petition(c.ctx, nobody, office.Command{}, on, petition.ActConfirm, petition.Input{}); !fault.Is(err, fault.Missing) {
		t.Errorf("anybody calls it resolved: %v", err)
	}
	if err := c.Petition(c.ctx, worker, office.Command{}, on, petition.ActConfirm, petition.Input{}); !fault.Is(err, fault.Refused) {
		t.Errorf("the office calls it resolved: %v", err)
	}
	on.Check = ticket.Check
	if err := c.Petition(c.ctx, nobody, office.Command{}, on, petition.ActReopen, petition.Input{Words: "Đèn vẫn không sáng."}); err != nil {
		t.Fatal(err)
	}
	c.reopened(ticket, worker, leader)
}

// reopened holds what a reopening does: it goes above, and whoever had it has no part.
func (c *town) reopened(ticket office.Ticket, worker, leader office.Who) {
	c.t.Helper()
	boss := c.whole()
	v, err := c.Read(c.ctx, boss).Petition(ticket.ID)
	if err != nil || v.State != petition.Handling || v.Tier != 1 || v.Petition.Unit == leader.Unit || !v.Bars(worker.Person) || !v.Bars(leader.Person) {
		c.t.Fatalf("reopened: %+v, %v", v, err)
	}
	c.petitionAct(boss, ticket.ID, petition.ActDraft, petition.Input{Words: "Đội chiếu sáng đã thay bóng đèn."})
	if err := c.Petition(c.ctx, boss, office.Command{}, office.OnPetition{ID: ticket.ID}, petition.ActApprove, petition.Input{}); !fault.Is(err, fault.Refused) {
		c.t.Errorf("who drafted approves: %v", err)
	}
	sums, err := c.Read(c.ctx, nobody).PetitionFigures(2026)
	if err != nil || sums.All != 1 || sums.Answered != 1 || sums.Resolved != 0 || sums.Reopened != 1 || sums.Published != 1 {
		c.t.Errorf("figures: %+v, %v", sums, err)
	}
	c.check()
}

// anOffice is a unit with somebody in each of the roles.
func (c *town) anOffice(roles ...string) string {
	c.t.Helper()
	w := c.World()
	for _, u := range w.Org.Units(c.clock()) {
		if u.Parent != "" && !slices.ContainsFunc(roles, func(r string) bool { return len(w.Org.Holders(u.ID, orgRole(r), c.clock())) == 0 }) {
			return string(u.ID)
		}
	}
	c.t.Fatalf("no unit has %v", roles)
	return ""
}

// tellsNothing tries everything that is public for a word of what the petitioner sent.
func (c *town) tellsNothing(code string) {
	c.t.Helper()
	rd := c.Read(c.ctx, nobody)
	list, err := rd.PublicPetitions(office.PublicFilter{Words: "den duong"})
	if err != nil || list.Total != 1 || list.Rows[0].Code != code || list.Rows[0].Answer == "" {
		c.t.Fatalf("published: %+v, %v", list, err)
	}
	one, err := rd.PublicPetition(code)
	if err != nil {
		c.t.Fatal(err)
	}
	rows, err := c.Store().Read().Petitions(c.ctx, store.PetitionFilter{})
	if err != nil {
		c.t.Fatal(err)
	}
	for i := range rows {
		rows[i].Title = "" // stands sealed, for those who handle it
	}
	b, err := json.Marshal([]any{list, one, rows})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, secret := range []string{"Bí Mật", "bi mat", "bi.mat", "0912", "Số 5", "mười ngày", "Kính gửi"} {
		if strings.Contains(string(b), secret) {
			c.t.Errorf("what is public says %q: %s", secret, b)
		}
	}
	for _, words := range []string{"bí mật", "0912", "mười ngày"} {
		if list, err := rd.PublicPetitions(office.PublicFilter{Words: words}); err != nil || list.Total != 0 {
			c.t.Errorf("a search for %q finds %d, %v", words, list.Total, err)
		}
	}
}

func TestAPetitionAboutAnOfficialIsForTheUnitAboveAndNotForThem(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	leader, rude := c.officer(ward, "leader"), c.officer(ward, "specialist")
	in := sent()
	in.Channel = petition.Telephone
	if _, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "k"}, in); !fault.Is(err, fault.Refused) {
		t.Errorf("anybody writes down a call: %v", err)
	}
	ticket, err := c.SendPetition(c.ctx, agent, office.Command{Key: "k"}, in)
	if err != nil {
		t.Fatal(err)
	}
	on := office.OnPetition{ID: ticket.ID}
	wrong := petition.Input{Class: petition.Conduct, About: ward, Whom: agent.Person}
	if err := c.Petition(c.ctx, agent, office.Command{}, on, petition.ActClassify, wrong); !fault.Is(err, fault.Invalid) {
		t.Errorf("about somebody who does not work there: %v", err)
	}
	c.petitionAct(agent, ticket.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: ward, Whom: rude.Person})
	for name, who := range map[string]office.Who{"the official": rude, "their leader": leader} {
		if _, err := c.Read(c.ctx, who).Petition(ticket.ID); !fault.Is(err, fault.Missing) {
			t.Errorf("%s reads it: %v", name, err)
		}
	}
	boss := c.whole()
	v, err := c.Read(c.ctx, boss).Petition(ticket.ID)
	if err != nil || v.Petition.Unit == ward || v.Petition.Spoke != agent.Person {
		t.Fatalf("%+v, %v", v, err)
	}
	if err := c.Petition(c.ctx, boss, office.Command{}, on, petition.ActTransfer, petition.Input{To: ward, Reason: "field", Words: "Chuyển về đơn vị."}); !fault.Is(err, fault.Refused) {
		t.Errorf("given to the official's own unit: %v", err)
	}
	c.check()
}

func TestADuplicateFollowsTheOneItRepeats(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent := c.officer(careUnit, "care-agent")
	one, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	two, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "2"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, two.ID, petition.ActMerge, petition.Input{Other: petition.ID(one.Code)})
	c.petitionAct(agent, one.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	f, err := c.Read(c.ctx, nobody).FollowPetition(two.Code, two.Check)
	if err != nil || f.Main != one.Code || f.State != petition.Handling {
		t.Errorf("the duplicate's sender sees %+v, %v", f, err)
	}
	v, err := c.Read(c.ctx, agent).Petition(one.ID)
	if err != nil || len(v.Joined) != 1 || v.Joined[0].Code != two.Code || v.Before != 1 {
		t.Errorf("beside the first: %+v, %v", v, err)
	}
	c.petitionAct(agent, two.ID, petition.ActUnmerge, petition.Input{})
	if v, err = c.Read(c.ctx, agent).Petition(one.ID); err != nil || len(v.Joined) != 0 {
		t.Errorf("parted: %+v, %v", v, err)
	}
	c.check()
}

func TestAPictureIsPublishedWithoutWhatTheCameraWrote(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent := c.officer(careUnit, "care-agent")
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 20)), nil); err != nil {
		t.Fatal(err)
	}
	part := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00GPS 21.0285 105.8542")
	photo := append(append([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, byte(len(part) + 2)}, part...), b.Bytes()[2:]...)
	cmd := office.Command{Key: "with-photo"}
	file, err := c.PetitionFile(c.ctx, nobody, cmd.Key, "anh.jpg", bytes.NewReader(photo))
	if err != nil || file.Clean == "" || file.Clean == file.Hash {
		t.Fatalf("%+v, %v", file, err)
	}
	in := sent()
	in.Files = []petition.File{{Hash: file.Hash}}
	if _, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "another-form"}, in); !fault.Is(err, fault.Invalid) {
		t.Errorf("another's file: %v", err)
	}
	ticket, err := c.SendPetition(c.ctx, nobody, cmd, in)
	if err != nil {
		t.Fatal(err)
	}
	body, _, name, err := c.Read(c.ctx, agent).PetitionFileOf(ticket.ID, file.Hash)
	if err != nil || name != "anh.jpg" {
		t.Fatal(name, err)
	}
	if lines, err := c.Store().Read().ReadsBy(c.ctx, agent.Account, 10); err != nil || len(lines) != 1 || lines[0].Purpose != "read.petition" {
		t.Errorf("the agent's look at the picture left %+v, %v", lines, err)
	}
	kept, err := io.ReadAll(body)
	if err != nil || !bytes.Equal(kept, photo) {
		t.Errorf("the picture as it came has %d bytes, %v", len(kept), err)
	}
	body.Close()
	small, _, _, err := c.Read(c.ctx, agent).PetitionFileOf(ticket.ID, file.Clean)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := io.ReadAll(small); err != nil || len(out) == 0 || bytes.Contains(out, []byte("GPS")) {
		t.Errorf("what the desk's page shows has %d bytes, %v", len(out), err)
	}
	small.Close()
	if lines, err := c.Store().Read().ReadsBy(c.ctx, agent.Account, 10); err != nil || len(lines) != 1 {
		t.Errorf("the copy that the page shows by itself left %+v, %v", lines, err)
	}
	if _, _, _, err := c.Read(c.ctx, nobody).PetitionFileOf(ticket.ID, file.Hash); !fault.Is(err, fault.Missing) {
		t.Errorf("anybody has the picture: %v", err)
	}
	pub := petition.Public{Title: "Đèn đường không sáng", Text: "Đèn ở một ngõ không sáng.", Answer: "Đèn đã được thay.", Files: []string{file.Clean}}
	c.petitionAct(agent, ticket.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	c.petitionAct(agent, ticket.ID, petition.ActDraft, petition.Input{})
	c.petitionAct(c.boss(careUnit), ticket.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(agent, ticket.ID, petition.ActAnswer, petition.Input{})
	c.petitionAct(agent, ticket.ID, petition.ActMask, petition.Input{Public: pub})
	if _, _, err := c.Read(c.ctx, nobody).PublicPicture(ticket.Code, file.Clean); !fault.Is(err, fault.Missing) {
		t.Errorf("shown before it is published: %v", err)
	}
	c.petitionAct(agent, ticket.ID, petition.ActPublish, petition.Input{})
	if _, _, err := c.Read(c.ctx, nobody).PublicPicture(ticket.Code, file.Hash); !fault.Is(err, fault.Missing) {
		t.Errorf("the picture as it came is public: %v", err)
	}
	shown, kind, err := c.Read(c.ctx, nobody).PublicPicture(ticket.Code, file.Clean)
	if err != nil || kind != "image/jpeg" {
		t.Fatal(kind, err)
	}
	defer shown.Close()
	if out, err := io.ReadAll(shown); err != nil || len(out) == 0 || bytes.Contains(out, []byte("GPS")) {
		t.Errorf("the published picture tells where it was taken: %v", err)
	}
	c.petitionAct(agent, ticket.ID, petition.ActWithhold, petition.Input{Reason: "sender-asks", Words: "Người gửi đề nghị gỡ"})
	if _, _, err := c.Read(c.ctx, nobody).PublicPicture(ticket.Code, file.Clean); !fault.Is(err, fault.Missing) {
		t.Errorf("the picture is shown after it was taken down: %v", err)
	}
	if _, err := c.Read(c.ctx, nobody).PublicPetition(ticket.Code); !fault.Is(err, fault.Missing) {
		t.Errorf("the petition is shown after it was taken down: %v", err)
	}
	c.check()
}

// boss is somebody who answers for a unit, from above.
func (c *town) boss(unit string) office.Who {
	who := c.whole()
	who.Units = append(who.Units, unit)
	return who
}

func TestAFloodFromOneAccountEndsAndATypedNumberShutsNobodyOut(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	in := sent()
	flood := func(who office.Who) (n int, err error) {
		for ; err == nil && n < 30; n++ {
			_, err = c.SendPetition(c.ctx, who, office.Command{}, in)
		}
		return n, err
	}
	if n, err := flood(nobody); n != 30 || err != nil {
		t.Errorf("a number that a stranger typed shut its owner out after %d: %v", n, err)
	}
	me := office.Who{Kind: access.Citizen, Account: "me", Name: "Nguyễn Thị Ví Dụ", Number: "001196045678", Key: c.PersonKey("001196045678")}
	n, err := flood(me)
	if f := fault.As(err); f == nil || f.Key != "petition.too-many" || n != 21 {
		t.Errorf("the account after %d: %v", n, err)
	}
	if _, err := c.SendPetition(c.ctx, nobody, office.Command{}, in); err != nil {
		t.Errorf("the same number without an account: %v", err)
	}
	in.Channel = petition.Telephone
	if _, err := c.SendPetition(c.ctx, c.officer(careUnit, "care-agent"), office.Command{}, in); err != nil {
		t.Errorf("a call of theirs: %v", err)
	}
}
