package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/office"
	"motcua/words/org"
)

// agent is the care agent of the town, with the post in use.
func (c *town) agent() office.Who {
	c.t.Helper()
	for _, u := range c.World().Org.Units(c.clock()) {
		for _, p := range c.World().Org.Present(u.ID, org.CareAgent, c.clock()) {
			if posts := c.World().Org.PostsOf(p.ID, c.clock()); len(posts) > 0 {
				return c.officer(string(u.ID), string(org.CareAgent))
			}
		}
	}
	c.t.Fatal("the town has no care agent")
	return office.Who{}
}

func TestAConversationGoesFromTheFirstWordToItsOutcome(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	anyone, agent := office.Who{Kind: access.Anyone}, c.agent()
	in := care.Input{Channel: care.Chat, Name: "Nguyễn Văn Ví Dụ", Handle: "0912 345 678", Subject: "Hỏi lệ phí khai sinh", Text: "Cho tôi hỏi lệ phí đăng ký khai sinh?", Unit: "nowhere", Tags: []string{"khác"}}
	ticket, err := c.OpenContact(c.ctx, anyone, office.Command{Key: "chat-1"}, in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.OpenContact(c.ctx, anyone, office.Command{Key: "chat-1"}, in)
	if err != nil || again != ticket {
		t.Fatalf("the same command gave %+v, %v; want %+v", again, err, ticket)
	}
	on := office.OnContact{ID: ticket.ID}
	own := office.OnContact{ID: ticket.ID, Check: ticket.Check}
	do := func(who office.Who, on office.OnContact, a care.Act, in care.Input) {
		t.Helper()
		if err := c.Office.Contact(c.ctx, who, office.Command{}, on, a, in); err != nil {
			t.Fatalf("%s: %v", a, err)
		}
		c.age(0, 1)
	}
	do(agent, on, care.ActTake, care.Input{})
	do(agent, on, care.ActNote, care.Input{Text: "Đã xem biểu phí."})
	do(agent, on, care.ActSay, care.Input{Text: "Đăng ký khai sinh đúng hạn được miễn lệ phí."})
	do(anyone, own, care.ActHear, care.Input{Text: "Cảm ơn."})
	for _, a := range []care.Act{care.ActNote, care.ActSay, care.ActClose} {
		err := c.Office.Contact(c.ctx, anyone, office.Command{}, own, a, care.Input{Text: "x", Outcome: "solved"})
		if f := fault.As(err); f == nil || f.Kind != fault.Missing {
			t.Errorf("whoever wrote may %s: %v", a, err)
		}
	}
	seen, err := c.Read(c.ctx, anyone).OwnContact(ticket.ID, ticket.Check)
	if err != nil {
		t.Fatal(err)
	}
	if len(seen.Messages) != 3 {
		t.Errorf("whoever wrote sees %d messages, want the three that were said and not the note", len(seen.Messages))
	}
	if _, err := c.Read(c.ctx, anyone).OwnContact(ticket.ID, "0000000000"); fault.As(err) == nil {
		t.Error("a wrong check code opens the conversation")
	}
	do(agent, on, care.ActPromise, care.Input{Due: c.clock().Add(4*time.Hour + 20*time.Minute)})
	if err := c.Office.Contact(c.ctx, agent, office.Command{}, on, care.ActClose, care.Input{Outcome: "informed"}); fault.As(err) == nil || fault.As(err).Key != "care.keep-first" {
		t.Errorf("closed while a call is owed: %v", err)
	}
	if err := c.Office.Contact(c.ctx, agent, office.Command{}, on, care.ActKeep, care.Input{Outcome: care.Kept}); fault.As(err) == nil || fault.As(err).Key != "care.keep-no-call" {
		t.Errorf("kept without a call: %v", err)
	}
	c.age(0, 3)
	do(agent, on, care.ActCall, care.Input{})
	do(agent, on, care.ActHangUp, care.Input{Outcome: care.Reached})
	do(agent, on, care.ActKeep, care.Input{Outcome: care.Kept})
	do(agent, on, care.ActClose, care.Input{Outcome: "informed"})
	v, err := c.Read(c.ctx, agent).Contact(ticket.ID)
	if err != nil {
		t.Fatal(err)
	}
	if v.State != care.Closed || len(v.Calls) != 1 || v.Calls[0].Seconds() == 0 || v.Promises[0].Late(c.clock()) {
		t.Errorf("it ended as %+v", v.Contact)
	}
	if rep, err := c.Check(c.ctx); err != nil || len(rep.Damages) != 0 {
		t.Errorf("%v, %v", rep, err)
	}
	for _, words := range []string{"LH", ticket.Code[:4], ticket.Code[:len(ticket.Code)-2], "lh " + ticket.Code[2:4] + " 0", ticket.Code, strings.ToLower(strings.ReplaceAll(ticket.Code, "-", "")), "nguyen vi", "0912345", "345678", "khai sinh le"} {
		if found, _, err := c.Read(c.ctx, agent).Contacts(office.ContactFilter{Words: words}); err != nil || len(found) != 1 {
			t.Errorf("%q finds %d contacts, %v", words, len(found), err)
		}
	}
	for _, words := range []string{"nguyen hoa", ticket.Code[:4] + "-9", "LH99"} {
		if found, _, err := c.Read(c.ctx, agent).Contacts(office.ContactFilter{Words: words}); err != nil || len(found) != 0 {
			t.Errorf("%q, which it has not, finds %d contacts, %v", words, len(found), err)
		}
	}
}

func TestAMailFindsItsConversation(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	system := office.Who{Kind: access.System}
	in := care.Input{Channel: care.Email, System: "mail", External: "<first@mail.example>", Handle: "vidu@mail.example", Subject: "Hỏi giấy tờ", Text: "Cần giấy tờ gì?"}
	first, err := c.OpenContact(c.ctx, system, office.Command{}, in)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.OpenContact(c.ctx, system, office.Command{}, in); err != nil || again != first {
		t.Errorf("the same mail opened %+v, %v", again, err)
	}
	for range 2 { // the second is the same message once more
		if err := c.Office.Contact(c.ctx, system, office.Command{}, office.OnContact{ID: first.ID}, care.ActHear, care.Input{System: "mail", External: "<second@mail.example>", Text: "Gửi thêm."}); err != nil {
			t.Fatal(err)
		}
	}
	for _, external := range []string{"<first@mail.example>", "<second@mail.example>"} {
		if id, ok, err := c.ContactOfReply(c.ctx, system, "mail", external); err != nil || !ok || id != first.ID {
			t.Errorf("%s: %s %v %v", external, id, ok, err)
		}
	}
	if own, err := c.Read(c.ctx, office.Who{Kind: access.Anyone}).OwnContact(first.ID, first.Check); err != nil || len(own.Messages) != 2 {
		t.Errorf("%+v, %v", own, err)
	}
}

func TestWhatWasSaidIsErasedWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent := c.agent()
	said := care.Input{Channel: care.Telephone, System: "tong-dai", External: "cuoc-goi-1", Name: "Trần Thị Ví Dụ", Handle: "0987 654 321", Text: "Hỏi về hồ sơ."}
	ticket, err := c.OpenContact(c.ctx, agent, office.Command{}, said)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.OpenContact(c.ctx, agent, office.Command{}, said); err != nil || again != ticket {
		t.Fatalf("the same identity in another system has %+v and %+v, %v", ticket, again, err)
	}
	if err := c.Office.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: ticket.ID}, care.ActClose, care.Input{Outcome: "informed"}); err != nil {
		t.Fatal(err)
	}
	held := func() *office.ContactView {
		t.Helper()
		v, err := c.Read(c.ctx, c.agent()).Contact(ticket.ID)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if err := office.EraseContactsNow(c.Office, c.ctx); err != nil || held().Name == "" {
		t.Fatalf("erased before its time: %v", err)
	}
	c.age(800, 0)
	if err := office.EraseContactsNow(c.Office, c.ctx); err != nil {
		t.Fatal(err)
	}
	v := held()
	if v.Name != "" || v.Handle != "" || len(v.Messages) != 1 || !v.Messages[0].Gone || v.Messages[0].Text != "" || v.Outcome != "informed" {
		t.Errorf("what is left is %+v", v.Contact)
	}
	if rows, _, err := c.Read(c.ctx, c.agent()).Contacts(office.ContactFilter{Words: "0987654321"}); err != nil || len(rows) != 0 {
		t.Errorf("the number still finds it: %d, %v", len(rows), err)
	}
	err = c.Office.Contact(c.ctx, c.agent(), office.Command{}, office.OnContact{ID: ticket.ID}, care.ActHear, care.Input{Text: "Xin hỏi thêm."})
	if f := fault.As(err); f == nil || f.Key != "care.erased" {
		t.Errorf("it goes on: %v", err)
	}
	if again, err := c.OpenContact(c.ctx, c.agent(), office.Command{}, said); err != nil || again.ID == ticket.ID {
		t.Errorf("whoever comes once more under the same identity is answered %+v, %v", again, err)
	}
	if rep, err := c.Check(c.ctx); err != nil || len(rep.Damages) != 0 {
		t.Errorf("%v, %v", rep, err)
	}
}

func TestAReplyWithAGapIsNotSent(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent := c.agent()
	ticket, err := c.OpenContact(c.ctx, agent, office.Command{}, care.Input{Channel: care.Desk, Name: "Trần Thị Ví Dụ", Text: "Hỏi về hồ sơ."})
	if err != nil {
		t.Fatal(err)
	}
	say := func(text string) error {
		return c.Office.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: ticket.ID}, care.ActSay, care.Input{Text: text})
	}
	if f := fault.As(say("Hồ sơ {code} hẹn trả {due}.")); f == nil || f.Key != "care.gap" || f.Args["gap"] != "{code}" {
		t.Errorf("a reply with gaps: %v", f)
	}
	if err := say("Hồ sơ H26.1 {theo giấy hẹn} trả ngày mai."); err != nil {
		t.Errorf("brackets of another kind: %v", err)
	}
}

// TestWhoeverIsSecondReadsWhoHasTheConversationAndSinceWhen has three agents' pages of one conversation; the citizen reads no name.
func TestWhoeverIsSecondReadsWhoHasTheConversationAndSinceWhen(t *testing.T) {
	onEngines(t, func(t *testing.T, c *town) {
		c.at("2026-03-04 09:00")
		talk := c.handedTo("second", "", "", care.Input{})
		first := c.officer(careUnit, "care-agent")
		second := c.from(first.Person+"-2", careUnit, "care-agent")
		seen, err := c.Read(c.ctx, second).Contact(talk.ID)
		if err != nil {
			t.Fatal(err)
		}
		c.at("2026-03-04 09:32")
		if err := c.Contact(c.ctx, first, office.Command{}, office.OnContact{ID: talk.ID}, care.ActTake, care.Input{}); err != nil {
			t.Fatal(err)
		}
		c.at("2026-03-04 10:00")
		say := func(who office.Who, version int64) *fault.Fault {
			return fault.As(c.Contact(c.ctx, who, office.Command{}, office.OnContact{ID: talk.ID, Version: version}, care.ActNote, care.Input{Text: "Đã xem."}))
		}
		f := say(second, seen.Version)
		if f == nil || f.Kind != fault.Conflict || f.Key != "care.moved-to" || f.Args["name"] != c.World().Org.Person(org.PersonID(first.Person)).Name || f.Args["time"] != "09:32 04/03/2026" {
			t.Errorf("the second reads %v", f)
		}
		if f := say(first, seen.Version); f == nil || f.Key != "care.moved" || len(f.Args) > 0 {
			t.Errorf("whoever has it reads %v", f)
		}
		if err := c.Contact(c.ctx, first, office.Command{}, office.OnContact{ID: talk.ID}, care.ActRelease, care.Input{}); err != nil {
			t.Fatal(err)
		}
		if f := say(second, seen.Version); f == nil || f.Key != "care.moved" {
			t.Errorf("of one that nobody has the second reads %v", f)
		}
	})
}
