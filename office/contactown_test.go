package office_test

import (
	"encoding/json"
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/law/care"
	"motcua/office"
)

func TestTheCopyOfOwnDataHasOnesConversationsAndNoNotesOfOfficers(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	me := office.Who{Kind: access.Citizen, Account: "an", Name: "Nguyễn Thị Ví Dụ", Number: "001196045678", Key: c.PersonKey("001196045678")}
	talk, err := c.OpenContact(c.ctx, me, office.Command{}, care.Input{Channel: care.Chat, Text: "Tôi hỏi giấy hẹn"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.OpenContact(c.ctx, office.Who{Kind: "anyone"}, office.Command{}, care.Input{Channel: care.Chat, Text: "Lời của người khác"}); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		a  care.Act
		in care.Input
	}{
		{care.ActTake, care.Input{}},
		{care.ActHear, care.Input{Text: "Người dân nói thêm qua máy"}},
		{care.ActSay, care.Input{Text: "Mời bác đến quầy 4"}},
		{care.ActNote, care.Input{Text: "ghi chú nội bộ kín"}},
		{care.ActCall, care.Input{}},
		{care.ActHangUp, care.Input{Outcome: care.Reached, Text: "ghi chú cuộc gọi kín"}},
		{care.ActClose, care.Input{Outcome: "informed", Text: "ghi chú đóng kín"}},
	} {
		if err := c.Contact(c.ctx, c.agent(), office.Command{}, office.OnContact{ID: talk.ID}, x.a, x.in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Read(c.ctx, c.agent()).Contact(talk.ID); err != nil {
		t.Fatal(err)
	}
	data, err := c.Read(c.ctx, me).OwnData()
	if err != nil {
		t.Fatal(err)
	}
	if len(data.Conversations) != 1 {
		t.Fatalf("%d conversations", len(data.Conversations))
	}
	own := data.Conversations[0]
	if own.Code != talk.Code || own.Outcome != "informed" || len(own.Messages) != 3 || len(own.Calls) != 1 {
		t.Errorf("%+v", own)
	}
	if m := own.Messages[1]; m.WrittenBy == "" || own.Messages[0].WrittenBy != "" {
		t.Errorf("what an officer wrote down: %+v", own.Messages)
	}
	b, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"nội bộ kín", "cuộc gọi kín", "đóng kín", "người khác"} {
		if strings.Contains(string(b), words) {
			t.Errorf("the copy says %q", words)
		}
	}
}
