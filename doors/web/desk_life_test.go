package web

import (
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

func TestPapersAreAskedForSuppliedAndConfirmedOnThePage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	at := "/desk/dossiers/" + string(id)
	task := d.upTo(id, procedure.Examine)
	n := strconv.Itoa(task.Token)
	_, examiner := d.holder(task.Unit, task.Role, 0)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	if body := wantPage(t, d, at, 200, examiner); !strings.Contains(body, "Hạn chót gửi yêu cầu bổ sung") || !strings.Contains(body, "0, tối đa 1") {
		t.Error("the form does not say how many requests were made, and until when they may be")
	}
	typed := "Giấy báo tử thiếu dấu"
	d.wantAgain(d.post(at+"/ask", examiner, d.on(id, task.Token, "ask"+n+".item.1", typed)...), 422, "Hãy chọn lý do", typed)
	d.wantAgain(d.post(at+"/ask", examiner, d.on(id, task.Token, "ask"+n+".reason", "incomplete")...), 422, "yêu cầu phải đầy đủ trong một lần")
	d.wantDone(d.post(at+"/ask", examiner, d.on(id, task.Token, "ask"+n+".item.1", typed, "ask"+n+".item.-1", "Số điện thoại", "ask"+n+".reason", "incomplete")...), id)
	v := d.view(id)
	if v.State != dossier.Supplement || len(v.Asks) != 1 || v.Asks[0].Papers[0] != 1 || v.Asks[0].Papers[1] != -1 || v.Asks[0].Rule != "nd61-2018/17" {
		t.Fatalf("asked %+v", v.Asks)
	}
	d.later(24 * time.Hour)
	body := wantPage(t, d, at, 200, clerk)
	if !strings.Contains(body, "Đồng hồ đang dừng. Nếu việc đang chờ xong ngay lúc này: hẹn trả") {
		t.Error("the desk is told a date as if nobody were waited for")
	}
	if !strings.Contains(body, "để chờ người nộp bổ sung giấy tờ") || strings.Contains(body, "để chờ bạn") {
		t.Error("an officer is told to bring the applicant's papers")
	}
	for _, want := range []string{typed, "Đang chờ người nộp", "Đang chờ từ", at + "/supply"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	d.wantAgain(d.post(at+"/supply", clerk, d.on(id, 0)...), 422, "Chưa có giấy tờ, tệp hay lời nhắn nào để gửi")
	d.wantDone(d.post(at+"/supply", clerk, d.on(id, 0, "supply.paper.1.originals", "1", "supply.words", "Số mới là 0900000001")...), id)
	if body := wantPage(t, d, at, 200, examiner); !strings.Contains(body, "Đã bổ sung, chờ xác nhận") || !strings.Contains(body, "1 bản chính") {
		t.Error("the answer does not stand where it is confirmed")
	}
	d.wantDone(d.post(at+"/insist", examiner, d.on(id, 0, "insist.words", "Vẫn thiếu dấu")...), id)
	d.wantDone(d.post(at+"/supply", clerk, d.on(id, 0, "supply.paper.1.came", "1")...), id)
	due := d.view(id).Promise.At
	d.wantDone(d.post(at+"/accept", examiner, d.on(id, 0)...), id)
	if v := d.view(id); v.State != dossier.Processing || !v.Promise.At.After(due) || len(v.Asks[0].Answers) != 2 || v.Asks[0].Answers[0].Lacks != "Vẫn thiếu dấu" {
		t.Errorf("state %s, due %s after %s, asks %+v", v.State, v.Promise.At, due, v.Asks)
	}
	// One request at this stage was all: the page says so, and what is sent all the same is refused with its rule.
	if body := wantPage(t, d, at, 200, examiner); !strings.Contains(body, "lãnh đạo phải cho phép theo luật riêng") {
		t.Error("the page does not say that no request is left")
	}
	d.wantAgain(d.post(at+"/ask", examiner, d.on(id, task.Token, "ask"+n+".item.1", "Lần nữa", "ask"+n+".reason", "incomplete")...), 409, "chỉ được yêu cầu bổ sung 1 lần", "Lần nữa")
	_, leader := d.holder(task.Unit, "leader", 0)
	d.wantDone(d.post(at+"/permit", leader, d.on(id, 0, "permit.law", "Luật Hộ tịch năm 2014, Điều 34")...), id)
	if body := wantPage(t, d, at, 200, examiner); !strings.Contains(body, "chỉ số 2.1 tính hồ sơ là trễ hạn") || !strings.Contains(body, "Luật Hộ tịch năm 2014, Điều 34") {
		t.Error("the officer is not told before the second request that index 2.1 counts the dossier late")
	}
	second := []string{"ask" + n + ".item.1", "Lần hai", "ask" + n + ".reason", "incomplete"}
	d.wantAgain(d.post(at+"/ask", examiner, d.on(id, task.Token, second...)...), 422, "Hãy xác nhận bạn đã biết", "Lần hai")
	d.wantDone(d.post(at+"/ask", examiner, d.on(id, task.Token, append(second, "ask"+n+".warned", "1")...)...), id)
	if v := d.view(id); len(v.Asks) != 2 || v.Asks[1].Permit == "" {
		t.Errorf("second request %+v", v.Asks)
	}
}

func TestAnOpinionIsAskedForAndGivenOnThePage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	at := "/desk/dossiers/" + string(id)
	task := d.upTo(id, procedure.Examine)
	n := strconv.Itoa(task.Token)
	_, examiner := d.holder(task.Unit, task.Role, 0)
	question := []string{"consult" + n + ".unit", "so-xay-dung", "consult" + n + ".words", "Có trùng quy hoạch không?"}
	d.wantAgain(d.post(at+"/consult", examiner, d.on(id, task.Token, append(question, "consult"+n+".limit", "0")...)...), 422, "từ 1 đến 250 ngày làm việc", "Có trùng quy hoạch không?")
	d.wantDone(d.post(at+"/consult", examiner, d.on(id, task.Token, append(question, "consult"+n+".limit", "2", "consult"+n+".compulsory", "1")...)...), id)
	v := d.view(id)
	asked := v.Tasks[len(v.Tasks)-1]
	_, other := d.holder("so-xay-dung", "specialist", 0)
	if body := wantPage(t, d, "/desk", 200, other); !strings.Contains(body, at) {
		t.Error("the unit that was asked does not find it in its worklist")
	}
	body := wantPage(t, d, at, 200, other)
	if !strings.Contains(body, "Có trùng quy hoạch không?") || !strings.Contains(body, at+"/answer") || strings.Contains(body, at+"/consult") {
		t.Error("the unit that was asked does not see question and answer, or sees more than it may do")
	}
	m := strconv.Itoa(asked.Token)
	d.wantAgain(d.post(at+"/answer", other, d.on(id, asked.Token, "answer"+m+".outcome", "disagree")...), 422, "Hãy viết rõ nội dung")
	d.wantDone(d.post(at+"/answer", other, d.on(id, asked.Token, "answer"+m+".outcome", "disagree", "answer"+m+".words", "Nằm trong lộ giới")...), id)
	if body := wantPage(t, d, at, 200, examiner); !strings.Contains(body, "Nằm trong lộ giới") || !strings.Contains(body, "Đã có ý kiến: Không đồng ý") {
		t.Error("the opinion does not stand in the history")
	}
	d.wantAgain(d.post(at+"/verify", examiner, d.on(id, task.Token, "verify"+n+".day", "32/1/2026", "verify"+n+".from", "9h30", "verify"+n+".place", "Số 5 phố Ví Dụ")...), 422,
		"Hãy ghi ngày theo dạng", "Số 5 phố Ví Dụ")
	day := d.clock().AddDate(0, 0, -1).Format("2/1/2006")
	d.wantDone(d.post(at+"/verify", examiner, d.on(id, task.Token, "verify"+n+".day", day, "verify"+n+".from", "9h30", "verify"+n+".to", "10:15",
		"verify"+n+".place", "Số 5 phố Ví Dụ", "verify"+n+".members", "Nguyễn Thị Ví Dụ", "verify"+n+".content", "Đúng hiện trạng")...), id)
	if v := d.view(id); len(v.Visits) != 1 || v.Visits[0].To.Sub(v.Visits[0].From) != 45*time.Minute {
		t.Errorf("visits %+v", v.Visits)
	}
	if body := wantPage(t, d, at, 200, examiner); !strings.Contains(body, "Đúng hiện trạng") {
		t.Error("the visit is not on the page")
	}
}

func TestALeaderApologisesInTimeAndLate(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.009642", "chap-thuan", "chi-nhanh-1", "Công ty TNHH Ví Dụ")
	at := "/desk/dossiers/" + string(id)
	v := d.view(id)
	_, leader := d.holder(v.Competent, "leader", 0)
	words := []string{"apologise.reason", "overload", "apologise.words", "Chúng tôi xin lỗi."}
	day := v.Promise.At.AddDate(0, 0, 7)
	body := wantPage(t, d, at, 200, leader)
	if !strings.Contains(body, "Ngày cuối được hẹn lại") {
		t.Error("the form does not say until when a new date may be given")
	}
	d.wantAgain(d.post(at+"/apologise", leader, d.on(id, 0, words...)...), 422, "Hãy ghi ngày hẹn mới", "Chúng tôi xin lỗi.")
	d.wantDone(d.post(at+"/apologise", leader, d.on(id, 0, append(words, "apologise.to", day.Format("2/1/2006"), "apologise.hour", "9:00")...)...), id)
	v = d.view(id)
	if len(v.Apologies) != 1 || v.Apologies[0].Late || !v.Promise.Extended() {
		t.Fatalf("apologies %+v", v.Apologies)
	}
	if body := wantPage(t, d, at, 200, leader); strings.Contains(body, at+"/apologise") {
		t.Error("a second new date is offered")
	}
	d.later(v.Promise.At.Sub(d.clock()) + 72*time.Hour)
	if body := wantPage(t, d, at, 200, leader); !strings.Contains(body, "không đổi ngày hẹn") || strings.Contains(body, "apologise.to") {
		t.Error("the form of a late apology still asks for a date")
	}
	d.wantDone(d.post(at+"/apologise", leader, d.on(id, 0, words...)...), id)
	v = d.view(id)
	if len(v.Apologies) != 2 || !v.Apologies[1].Late {
		t.Errorf("apologies %+v", v.Apologies)
	}
	if body := wantPage(t, d, at, 200, leader); !strings.Contains(body, "Gửi khi đã muộn") {
		t.Error("the page does not mark the late apology")
	}
}

func TestAWithdrawalIsAskedForDeclinedGrantedOnThePage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	at := "/desk/dossiers/" + string(id)
	task := d.upTo(id, procedure.Examine)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	_, leader := d.holder(task.Unit, "leader", 0)
	d.wantDone(d.post(at+"/withdraw", clerk, d.on(id, 0, "withdraw.words", "Không cần nữa")...), id)
	if v := d.view(id); v.State != dossier.Withdrawal {
		t.Fatalf("state %s", v.State)
	}
	d.wantAgain(d.post(at+"/retain", leader, d.on(id, 0)...), 422, "Hãy viết rõ nội dung")
	d.wantDone(d.post(at+"/retain", leader, d.on(id, 0, "retain.words", "Đã có kết quả dự thảo")...), id)
	d.wantDone(d.post(at+"/withdraw", clerk, d.on(id, 0)...), id)
	d.wantDone(d.post(at+"/grant", clerk, d.on(id, 0, "grant.papers", "1")...), id)
	v := d.view(id)
	if v.State != dossier.Stopped || v.Reason != "withdrawn" {
		t.Errorf("state %s, reason %s", v.State, v.Reason)
	}
	if body := wantPage(t, d, at, 200, clerk); !strings.Contains(body, "Người nộp xin rút hồ sơ.") || !strings.Contains(body, "Đã có kết quả dự thảo") {
		t.Error("the history does not tell of the withdrawal")
	}
}

func TestAStopNamesItsBasisAndAWrongResultIsAmended(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	at := "/desk/dossiers/" + string(id)
	_, leader := d.holder(d.view(id).Competent, "leader", 0)
	d.wantAgain(d.post(at+"/stop", leader, d.on(id, 0, "stop.reason", "dispute", "stop.words", "Có đơn tranh chấp")...), 422, "Hãy nêu căn cứ pháp lý", "Có đơn tranh chấp")
	d.wantDone(d.post(at+"/stop", leader, d.on(id, 0, "stop.reason", "unanswered", "stop.words", "Quá hạn bổ sung")...), id)
	if v := d.view(id); v.State != dossier.Stopped {
		t.Errorf("state %s", v.State)
	}
	done := d.death()
	at = "/desk/dossiers/" + string(done)
	task := d.upTo(done, procedure.Issue)
	n := strconv.Itoa(task.Token)
	_, sealer := d.holder(task.Unit, task.Role, 0)
	d.wantDone(d.post(at+"/issue", sealer, d.on(done, task.Token, "issue"+n+".number", "12/TLKT")...), done)
	_, chief := d.holder(d.view(done).Competent, "leader", 0)
	same := []string{"amend.number", "12/TLKT", "amend.reason", "result-wrong", "amend.words", "Sai ngày mất"}
	d.wantAgain(d.post(at+"/amend", chief, d.on(done, 0, same...)...), 422, "Kết quả đính chính cần một số khác", "Sai ngày mất")
	same[1] = "13/TLKT"
	d.wantDone(d.post(at+"/amend", chief, d.on(done, 0, same...)...), done)
	body := wantPage(t, d, at, 200, chief)
	if !strings.Contains(body, "Hết giá trị, đã có kết quả thay thế") || !strings.Contains(body, "13/TLKT") {
		t.Error("the page does not show which result is void")
	}
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	third := d.death()
	old := d.view(third).Check
	d.wantDone(d.post("/desk/dossiers/"+string(third)+"/reprint", clerk, d.on(third, 0, "reprint.reason", "typing")...), third)
	if d.view(third).Check == old {
		t.Error("the new slip has the old check code")
	}
}

// filed is a dossier that its owner filed online at branch 7.
func (d *desk) filed() dossier.ID {
	d.t.Helper()
	id := dossier.ID("NOP0000001")
	someone := dossier.Party{
		Kind: dossier.Citizen, Name: "Lê Thị Mẫu", Number: "001185012345", Birth: "1985-03-02", Sex: "female", Phone: "0912345678",
		Address: dossier.Address{Text: "Số 12 phố Ví Dụ", Commune: "00004", List: office.CommuneList},
	}
	in := office.Intake{
		Procedure: "1.000656", Case: "co-giay-bao-tu", Channel: procedure.Online, Reception: "chi-nhanh-7", Return: "desk", FormBy: 1,
		Parties: dossier.Parties{Applicant: someone, Owner: someone}, Values: sampleOf(d.t, "1.000656", "co-giay-bao-tu"),
	}
	for i, p := range d.o.World().Procedures.Current(in.Procedure, d.clock()).Case(in.Case).Papers {
		if p.Required {
			in.Papers = append(in.Papers, dossier.PaperHanded{Index: i, Digital: true})
		}
	}
	who := office.Who{Kind: access.Citizen, Account: "citizen:mau", Name: someone.Name, Number: someone.Number, Key: d.o.PersonKey(someone.Number)}
	if _, err := d.o.File(d.t.Context(), who, office.Command{Key: "k"}, id, in); err != nil {
		d.t.Fatal(err)
	}
	return id
}

func TestWhatWaitsForItsApplicantStandsApartInTheInbox(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, reception := d.filed(), "chi-nhanh-7"
	at := "/desk/dossiers/" + string(id)
	_, clerk := d.holder(reception, "receiver", 0)
	if body := wantPage(t, d, at+"/receive", 200, clerk); !strings.Contains(body, at+"#ask") {
		t.Error("where a dossier is received there is no way to ask for papers")
	}
	d.wantDone(d.post(at+"/ask", clerk, d.on(id, 0, "ask.item.0", "Tờ khai chưa ký", "ask.reason", "incomplete")...), id)
	if body := wantPage(t, d, "/desk/inbox", 200, clerk); strings.Contains(body, at) {
		t.Error("what waits for its applicant stands among what waits for the desk")
	}
	if body := wantPage(t, d, "/desk/inbox?chip=awaited", 200, clerk); !strings.Contains(body, at) {
		t.Error("what waits for its applicant is not listed")
	}
	d.wantDone(d.post(at+"/supply", clerk, d.on(id, 0, "supply.words", "Đã ký lại")...), id)
	if body := wantPage(t, d, "/desk/inbox?chip=awaited", 200, clerk); strings.Contains(body, at) {
		t.Error("an answered request still waits for the applicant")
	}
	for _, list := range []string{"/desk/inbox?chip=supplied", "/desk/dossiers?stage=supplied"} {
		if body := wantPage(t, d, list, 200, clerk); !strings.Contains(body, at) {
			t.Errorf("%s does not have the answer", list)
		}
	}
	if body := wantPage(t, d, "/desk", 200, clerk); !strings.Contains(body, "Đã bổ sung, chờ xác nhận") {
		t.Error("the worklist does not tell of the answer")
	}
	d.wantDone(d.post(at+"/accept", clerk, d.on(id, 0)...), id)
	if body := wantPage(t, d, "/desk/inbox", 200, clerk); !strings.Contains(body, at) {
		t.Error("a complete dossier does not come back to the inbox")
	}
}

func TestAPreparedApologyStandsInTheLeadersFormAndIsOnlyIssuedByHim(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.009642", "chap-thuan", "chi-nhanh-1", "Công ty TNHH Ví Dụ")
	at := "/desk/dossiers/" + string(id)
	v := d.view(id)
	_, leader := d.holder(v.Competent, "leader", 0)
	by, ok := v.ApologyBy(d.o.World().Calendar)
	if !ok {
		t.Fatal("no day for an apology")
	}
	d.later(by.Time().Add(10 * time.Hour).Sub(d.clock())) // the first step has long used up its hours
	who, _ := d.holder(v.Competent, "leader", 0)
	draft, err := d.o.Read(t.Context(), who).ApologyDraft(id)
	if err != nil {
		t.Fatal(err)
	}
	late := d.view(id).Open[0]
	if draft.Over == 0 || draft.Fault.ID != late.Unit || draft.Step != late.Name || draft.Reason != "overload" {
		t.Fatalf("draft %+v blames %s at %s, want %s at %s", draft.Reason, draft.Step, draft.Fault.ID, late.Name, late.Unit)
	}
	body := wantPage(t, d, "/watch/alarms/"+string(id)+"/apology", 200, leader)
	for _, want := range []string{late.Name.VI, "Số lượng hồ sơ tăng đột biến", at + "#apologise"} {
		if !strings.Contains(body, want) {
			t.Errorf("the draft does not say %q", want)
		}
	}
	body = wantPage(t, d, at, 200, leader)
	form := fieldsWithin(body, at+"/apologise")
	if form.Get("apologise.reason") != "overload" || form.Get("apologise.fault") != late.Unit || !strings.Contains(form.Get("apologise.words"), late.Name.VI) {
		t.Errorf("the form is not prepared: %v", form)
	}
	if n := len(d.view(id).Apologies); n != 0 {
		t.Errorf("%d apologies were issued by looking", n)
	}
	var pairs []string
	for name := range form {
		pairs = append(pairs, name, form.Get(name))
	}
	d.wantDone(d.post(at+"/apologise", leader, pairs...), id)
	said := d.view(id).Apologies
	if len(said) != 1 || !said[0].To.Equal(draft.To.Truncate(time.Minute)) || said[0].Fault != late.Unit {
		t.Errorf("issued as proposed: %+v, want to %s", said, draft.To)
	}
}

// fieldsWithin reads what a browser would send from a form that was left as it is.
func fieldsWithin(body, action string) url.Values {
	_, form, _ := strings.Cut(body, `action="`+action+`"`)
	form, _, _ = strings.Cut(form, "</form>")
	out := url.Values{}
	attr := func(tag, name string) string {
		_, x, _ := strings.Cut(tag, " "+name+`="`)
		x, _, _ = strings.Cut(x, `"`)
		return html.UnescapeString(x)
	}
	for _, part := range strings.Split(form, "<")[1:] {
		tag, inner, _ := strings.Cut(part, ">")
		switch {
		case strings.HasPrefix(tag, "input ") && attr(tag, "name") != tokenField:
			out.Set(attr(tag, "name"), attr(tag, "value"))
		case strings.HasPrefix(tag, "textarea "):
			out.Set(attr(tag, "name"), html.UnescapeString(strings.TrimPrefix(inner, "\n")))
		case strings.HasPrefix(tag, "select "):
			_, list, _ := strings.Cut(form, tag+">")
			list, _, _ = strings.Cut(list, "</select>")
			for _, option := range strings.Split(list, "<option ")[1:] {
				if option, _, _ = strings.Cut(option, ">"); strings.HasSuffix(option, " selected") {
					out.Set(attr(tag, "name"), attr(" "+option, "value"))
				}
			}
		}
	}
	return out
}
