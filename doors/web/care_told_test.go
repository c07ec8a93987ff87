package web

import (
	"net/http"
	"strings"
	"testing"

	"motcua/law/care"
	"motcua/office"
)

// called opens a contact of somebody who called.
func (c *town) called(in care.Input) care.ID {
	c.t.Helper()
	in.Channel = care.Telephone
	t, err := c.OpenContact(c.t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent"), office.Command{}, in)
	if err != nil {
		c.t.Fatal(err)
	}
	return t.ID
}

func TestWhatIsWrittenDownOfACallIsNotCalledSent(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	id := c.called(care.Input{Name: "Người Gọi", Text: "Hỏi giấy hẹn"})
	d, at := c.lan(), "/care/contacts/"+string(id)
	d.get(at)
	d.want(http.StatusOK, "Nội dung đã nói với người dân", "Kênh này không gửi tin")
	if strings.Contains(d.body, "Gửi trả lời") {
		t.Error("the page offers to send an answer to whoever called")
	}
	d.post(at+"/say", "key", d.hidden("key"), "text", "Mời bác đến quầy 4")
	d.want(http.StatusOK, "Mời bác đến quầy 4", "đang xử lý")
	d.get(at + "/promise") // nobody has written down a number
	d.post(at+"/promise", "key", d.hidden("key"), "due", "03/03/2026", "due-hour", "09:30", "text", "")
	d.want(http.StatusConflict, "Chưa có số điện thoại gọi được")
	d.get(at + "/close")
	d.post(at+"/close", "key", d.hidden("key"), "outcome", "petition")
	d.want(http.StatusConflict, "Chưa có phản ánh nào gắn với lượt liên hệ này")
	c.agent(id, care.ActCall, care.Input{})
	d.get(at)
	d.want(http.StatusOK, "Chưa đóng được: Cuộc gọi đang diễn ra")
	d.get(at + "/close")
	d.want(http.StatusConflict, "Cuộc gọi đang diễn ra")
}

func TestTheDeskTakesBackWhatItHandedOver(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Hỏi giấy hẹn")
	c.agent(id, care.ActTake, care.Input{})
	c.agent(id, care.ActHandOver, care.Input{To: "chi-nhanh-7", Reason: "Thuộc chi nhánh."})
	d, at := c.lan(), "/care/contacts/"+string(id)
	d.get("/care?show=handed")
	d.want(http.StatusOK, "trả lời trước")
	if strings.Contains(d.body, "chưa ai nhận") {
		t.Error("what a unit has is said to be nobody's")
	}
	d.get(at)
	d.want(http.StatusOK, "Lấy lại từ đơn vị")
	if strings.Contains(d.body, at+"/take\"") {
		t.Error("the desk is offered to take what another unit has")
	}
	d.get(at + "/hand-over?back=1")
	d.want(http.StatusOK, "Lấy lại từ đơn vị", `value="Trung tâm`)
	d.post(at+"/hand-over", "key", d.hidden("key"), "to", "trung-tam-cham-soc-ho-tro", "reason", "Đã rõ câu trả lời.")
	d.want(http.StatusOK, "lấy lại", "Đã rõ câu trả lời.")
	d.get(at + "/close")
	d.want(http.StatusOK, "Đóng bây giờ là đóng khi chưa trả lời")
}

func TestWithNobodyWaitingTheConsoleSaysSo(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	d := c.lan()
	d.get("/care")
	d.post("/care/next", "key", d.hidden("key"), "had", "0")
	d.want(http.StatusOK, "Không còn ai chờ tiếp nhận")
	if d.at != "/care" {
		t.Errorf("it ends at %s", d.at)
	}
	r := c.holderOf("chi-nhanh-7", "receiver")
	r.get("/care")
	if r.status == http.StatusOK && strings.Contains(r.body, "/care/next") {
		t.Error("whoever is not at the desk is offered to take what waits there")
	}
}

func TestNewMessagesAreLookedForAtAnotherAddressEachTime(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, id := c.visits("Hỏi giấy hẹn")
	at := "/lien-he/chat/" + string(id)
	b.want(http.StatusOK, at+"?lan=1#last")
	b.get(at + "?lan=1")
	b.want(http.StatusOK, at+"?lan=2#last")
}

func TestAContactIsFoundByThePetitionThatWasMadeOfIt(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	id := c.called(care.Input{Name: "Người Gọi", Handle: "0912 345 678", Subject: "Đèn đường", Text: "Đèn đường không sáng."})
	d, at := c.lan(), "/care/contacts/"+string(id)
	d.get(at + "/petition")
	d.post(at+"/petition", "key", d.hidden("key"), "class", "general", "title", "Đèn đường", "text", "Đèn đường không sáng.")
	d.want(http.StatusOK, "PA26-")
	i := strings.Index(d.body, "PA26-")
	code := d.body[i : i+len("PA26-000000")]
	for _, typed := range []string{code, strings.ToLower(strings.ReplaceAll(code, "-", ""))} {
		d.get("/care?q=" + typed)
		d.want(http.StatusOK, at)
	}
	d.get("/care?q=PA26-999999")
	d.want(http.StatusOK, "Không tìm thấy lượt liên hệ nào")
}
