package web

import (
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/law/petition"
	"motcua/office"
)

// Whoever drafts, approves, sends or publishes an answer sees what it goes by; the sender reads what they were asked and supplied, and
// nothing that officers noted.
func TestWhoeverAnswersAPetitionSeesWhatWasSuppliedAndFound(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	const asked, supplied, found, why = "Xin cho biết số thứ tự.", "Tôi lấy số mười hai.", "Máy gọi số hỏng từ tám giờ.", "Việc thuộc Sở, xin xử lý."
	const draft, aside = "Kính gửi ông: máy gọi số đã được sửa.", "Chuyển bộ phận một cửa biết."
	ticket, err := c.SendPetition(t.Context(), office.Who{Kind: access.Anyone}, office.Command{Key: "b"}, petition.Input{
		Channel: petition.Page, Class: petition.Scene, Title: "Không gọi số", Text: "Tôi chờ hai giờ ở quầy số ba.", Place: "Quầy 3",
	})
	if err != nil {
		t.Fatal(err)
	}
	on := office.OnPetition{ID: ticket.ID}
	do := func(who office.Who, a petition.Act, in petition.Input) {
		t.Helper()
		x := on
		if who.Kind == access.Anyone {
			x.Check = ticket.Check
		}
		if err := c.Petition(t.Context(), who, office.Command{}, x, a, in); err != nil {
			t.Fatal(a, err)
		}
	}
	agent, lead, work := c.officer("trung-tam-cham-soc-ho-tro", "care-agent"), c.officer("so-xay-dung", "leader"), c.officer("so-xay-dung", "specialist")
	do(agent, petition.ActAsk, petition.Input{Words: asked})
	do(office.Who{Kind: access.Anyone}, petition.ActSupply, petition.Input{Words: supplied})
	do(agent, petition.ActTransfer, petition.Input{To: "so-xay-dung", Reason: "competence", Words: why})
	do(lead, petition.ActClassify, petition.Input{Class: petition.Scene})
	do(work, petition.ActVerify, petition.Input{Words: found})
	at := "/desk/petitions/" + string(ticket.ID)
	leader, worker := c.holderOf("so-xay-dung", "leader"), c.holderOf("so-xay-dung", "specialist")
	worker.get(at + "/draft")
	worker.want(200, supplied, found)
	do(work, petition.ActDraft, petition.Input{Words: draft})
	leader.get(at + "/approve")
	leader.want(200, supplied, found, "Dự thảo trả lời", "Ghi chú nội bộ", "người gửi không nhận")
	if body := leader.body; strings.Index(body, draft) > strings.Index(body, `name="words"`) {
		t.Error("the answer that is approved stands behind the form")
	}
	do(lead, petition.ActApprove, petition.Input{Words: aside})
	worker.get(at)
	worker.want(200, "Câu trả lời đã duyệt", draft)
	worker.hides("<h2>Dự thảo trả lời</h2>")
	worker.get(at + "/answer")
	worker.want(200, "Câu trả lời đã duyệt", "Ghi chú nội bộ")
	do(work, petition.ActAnswer, petition.Input{})
	worker.get(at)
	worker.want(200, "<h2>Câu trả lời</h2>")
	worker.hides("<h2>Dự thảo trả lời</h2>") // the answer says it
	worker.hides("<h2>Câu trả lời đã duyệt</h2>")
	worker.get(at + "/mask")
	worker.want(200, supplied, draft)
	worker.hides(found)

	sender := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	sender.get("/phan-anh/theo-doi")
	sender.post("/phan-anh/theo-doi", "ma", ticket.Code, "kiem-tra", ticket.Check)
	sender.want(200, asked, supplied, draft)
	for _, hidden := range []string{found, why, aside} {
		sender.hides(hidden)
	}
	if strings.Contains(sender.body, `<div class="card"></div>`) {
		t.Error("an empty card")
	}
}
