package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/office"
)

// withdrawn is a dossier that was asked back, which is an end that people rate.
func (c *town) withdrawn(id dossier.ID) (code, check string) {
	c.t.Helper()
	code, check = c.receive(id, "1.001612", "ca-nhan")
	p := c.fold(id).Parties.Owner
	owner := office.Who{Kind: access.Citizen, Account: "owner", Name: p.Name, Number: p.Number, Key: c.PersonKey(p.Number)}
	if err := c.Withdraw(c.t.Context(), owner, office.Command{}, office.On{ID: id}, "Tôi đổi ý"); err != nil {
		c.t.Fatal(err)
	}
	if err := c.Grant(c.t.Context(), c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: id}, dossier.Stopping{Words: "Đồng ý"}); err != nil {
		c.t.Fatal(err)
	}
	return code, check
}

func TestARatingGoesFromTheDossiersEndToTheLeaderAndBack(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	code, check := c.withdrawn("DANHGIA0000001")
	at := "/danh-gia/" + code
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get(at)
	b.want(200, "kiem-tra")
	b.post(at, "kiem-tra", "0000000000")
	b.want(404, "Không mở được phiếu đánh giá")
	b.post(at, "kiem-tra", "")
	b.want(422, "Hãy nhập mã kiểm tra")
	b.post(at, "kiem-tra", check)
	b.want(200, "Rất không hài lòng", "Rút theo yêu cầu")
	b.post(at, "kiem-tra", check, "act", "rate", "comment", "chờ lâu quá")
	b.want(422, "Hãy chọn mức hài lòng chung", "chờ lâu quá") // refused, and what was typed is still there
	b.post(at, "kiem-tra", check, "act", "rate", "overall", "1", "factor.result", "1", "lacks.result", "punctual", "comment", "chờ lâu quá")
	b.want(200, "Cảm ơn bạn", "Lãnh đạo đơn vị sẽ tìm cách liên hệ")

	leader := c.holderOf(c.fold("DANHGIA0000001").Competent, "leader")
	leader.get("/watch/ratings")
	leader.want(200, code, "Rất không hài lòng")
	leader.get("/desk")
	leader.want(200, "Có đánh giá không hài lòng", `href="/watch/ratings/`)
	leader.hides("chờ lâu quá")
	one := regexp.MustCompile(`/watch/ratings/[0-9a-f]{32}`).FindString(leader.body)
	leader.get(one)
	leader.want(200, "chờ lâu quá", "Trả kết quả đúng hẹn")
	leader.post(one+"/close", "mended", "Thêm người thẩm định ở quầy")
	leader.want(409, "Phải trả lời người dân trước")
	leader.post(one+"/answer", "answer", "Chúng tôi đang xem xét việc này.")
	leader.want(200, "Vụ việc này: đã thử liên hệ 0 trên 2 ngày làm việc.")
	leader.hides(one + `/close"`)
	leader.post(one+"/close", "mended", "Thêm người thẩm định ở quầy", "finding", "as-found")
	leader.want(409, "Chưa đóng được")
	leader.post(one+"/contact", "by", "phone")
	leader.want(422, "Hãy chọn kết quả liên hệ")
	leader.post(one+"/contact", "by", "phone", "result", "reached", "note", "đã nghe")
	leader.post(one+"/answer", "answer", "Xin lỗi vì đã để bạn chờ lâu.")
	leader.want(200, "Đã lưu câu trả lời")
	leader.post(one+"/close", "mended", "Thêm người thẩm định ở quầy")
	leader.want(422, "Hãy chọn kết luận về thái độ", "đã thử liên hệ trong ít nhất 2 ngày làm việc khác nhau", "Vụ việc này: đã trao đổi được.")
	leader.post(one+"/close", "mended", "Thêm người thẩm định ở quầy", "finding", "upheld")
	leader.want(200, "Đã đóng vụ việc", "phản ánh về công chức là đúng")
	if _, err := c.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	leader.get(one) // all turns, and who was told of them
	leader.want(200, "Người dân đánh giá: Rất không hài lòng", "Đã báo ", "Điện thoại: Đã trao đổi được", "Xin lỗi vì đã để bạn chờ lâu.", "Đóng vụ việc, đã khắc phục", "Báo người dân. Trong trang: Đã gửi")
	owner := c.fold("DANHGIA0000001").Parties.Owner
	told, err := c.Read(t.Context(), office.Who{Kind: access.Citizen, Account: "owner", Name: owner.Name, Number: owner.Number, Key: c.PersonKey(owner.Number)}).Notices("vi", time.Time{}, 10)
	if err != nil || len(told) < 2 || !slices.ContainsFunc(told, func(n office.NoticeLine) bool { return n.Kind == "rating-closed" && strings.Contains(n.Title, code) }) {
		t.Errorf("whoever rated is told %+v, %v", told, err)
	}
	desk := c.officer("chi-nhanh-7", "receiver")
	if sent, err := c.Read(t.Context(), desk).Told("DANHGIA0000001", "vi"); err != nil || slices.ContainsFunc(sent, func(x office.ToldLine) bool { return strings.Contains(x.Title, "đánh giá của bạn") }) {
		t.Errorf("the desk learns that somebody was dissatisfied: %+v, %v", sent, err)
	}
	leader.get("/watch/satisfaction?by=month")
	leader.want(200, "Chưa công bố: chưa đủ 5 đánh giá trong một nhóm", "Chưa công bố 1 trên 1 dòng") // one answer shows nobody's figure

	b.get(at)
	b.post(at, "kiem-tra", check) // the check code alone neither shows nor changes what was said
	b.want(200, "Hồ sơ này đã được đánh giá ngày")
	for _, said := range []string{"chờ lâu quá", "Xin lỗi vì đã để bạn chờ lâu.", "Rất không hài lòng", `value="rate"`, `value="confirm"`} {
		b.hides(said)
	}
	b.get(at)
	b.post(at, "kiem-tra", check, "act", "rate", "overall", "5")
	b.want(409, "mã kiểm tra chỉ dùng để đánh giá một lần")
	b.get(at)
	b.post(at, "kiem-tra", check, "act", "confirm")
	b.want(409, "mã kiểm tra chỉ dùng để đánh giá một lần")
	signed := c.citizen("chu-ho-so", owner.Name, owner.Number)
	leader.get("/desk")
	leader.hides("Có đánh giá không hài lòng") // nothing is left to do
	signed.get("/ho-so/thong-bao")
	signed.want(200, `href="`+at+`#on-thoa"`, `href="`+at+`#da-lam"`)
	signed.get("/ho-so/DANHGIA0000001")
	signed.want(200, "Việc này đã được giải quyết ổn thỏa chưa?", `href="`+at+`#on-thoa"`)
	signed.get(at)
	signed.want(200, "Xin lỗi vì đã để bạn chờ lâu.", "ổn thỏa chưa", `id="on-thoa"`, "Bạn sửa được đến hết ngày", `<details class="inside" open>`)
	signed.hides("Chúng tôi đang xem xét việc này.") // another answer took its place before the case was closed
	signed.post(at, "act", "dispute", "why", "Chưa nói rõ vì sao chậm")
	signed.want(200, "Vụ việc đã được chuyển lên bộ phận giám sát")
	signed.get(at)
	signed.want(200, "Người dân chưa đồng ý, chờ bộ phận giám sát xử lý", "Chưa ổn thỏa: “Chưa nói rõ vì sao chậm”")
	signed.hides("Chưa liên hệ")
	if a, b := strings.Index(signed.body, "Thêm người thẩm định ở quầy"), strings.Index(signed.body, "Chưa nói rõ vì sao chậm"); a < 0 || b < a {
		t.Errorf("the story of the case is out of order: %d, %d", a, b)
	}
	above := c.holderOf("phong-kiem-tra-giam-sat", "supervisor")
	above.get("/desk")
	above.want(200, "người dân trả lời rằng việc họ đánh giá không hài lòng chưa được giải quyết. Nơi xử lý: Bộ phận giám sát của Thành phố.", `href="`+one+`"`)
	above.hides("Có đánh giá không hài lòng")
	above.get("/watch/ratings")
	above.want(200, "Bộ phận giám sát của Thành phố", "Người dân chưa đồng ý, chờ bộ phận giám sát xử lý")
	above.post(one+"/answer", "answer", "Giám sát đã xem lại toàn bộ vụ việc.")
	above.post(one+"/close", "mended", "Đã nhắc nhở đơn vị", "finding", "as-found")
	above.want(200, "Đã đóng vụ việc", "phản ánh về công chức là đúng") // what was found before stands
	signed.get(at)
	signed.want(200, "vụ việc không được chuyển tiếp")
	signed.hides("Bạn sửa được đến hết ngày")
	signed.post(at, "act", "confirm")
	signed.want(200, "Vụ việc được kết thúc")
	leader.get("/watch/ratings?open=0&from=9999") // the list has become shorter
	leader.want(200, "1–1 trong 1 đánh giá")
	leader.get("/watch/ratings?open=0")
	leader.want(200, "Người dân xác nhận đã ổn thỏa")
	if n := strings.Count(leader.body, "Người dân xác nhận đã ổn thỏa"); n != 1 {
		t.Errorf("the list says %d times that it is settled", n)
	}
	for _, path := range []string{"/hai-long", "/danh-gia/cam-on", "/danh-gia/cam-on?lien-he=1", at} {
		wantPage(t, c.site, path, http.StatusOK)
	}
	leader.get("/watch/satisfaction?from=abc")
	leader.want(422, "Tháng không đọc được")
}

func TestTheTabletAsksOnceNamesNobodyAndWipesItself(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	code, _ := c.withdrawn("DANHGIA0000002")
	desk := c.holderOf("chi-nhanh-7", "receiver")
	desk.get("/desk/rate")
	desk.want(200, code)
	owner := c.fold("DANHGIA0000002").Parties.Owner.Name
	desk.get("/desk/rate?dossier=DANHGIA0000002")
	desk.want(200, "Rất hài lòng")
	if strings.Contains(desk.body, owner) || strings.Contains(desk.body, `class="menu"`) {
		t.Error("the tablet shows who it is about, or the officer's menu")
	}
	desk.post("/desk/rate", "dossier", "DANHGIA0000002")
	desk.want(422, "Hãy chọn mức hài lòng chung")
	desk.post("/desk/rate", "dossier", "DANHGIA0000002", "overall", "5")
	desk.want(200, "Xin gửi lại máy")
	rest := regexp.MustCompile(`/desk/rate/thanks\?rest=1`).FindString(desk.body)
	desk.get(rest) // where it goes by itself too, while the citizen still holds it
	desk.want(200, "Xin gửi lại máy", "về danh sách")
	if strings.Contains(desk.body, code) || strings.Contains(desk.body, `class="menu"`) || strings.Contains(desk.body, `class="who`) {
		t.Error("between two citizens the tablet shows a dossier, or the officer's name or menu")
	}
	desk.get("/desk/rate")
	desk.want(200, "Không có hồ sơ nào chờ đánh giá tại quầy", `href="/desk/rate"`) // who rated is not asked again
	desk.hides(code)
	desk.get("/desk/dossiers/DANHGIA0000002")
	desk.post("/desk/rate/entry", "dossier", "DANHGIA0000002", "way", "phone", "overall", "5")
	desk.want(409, "mỗi người đánh giá một lần")
}

func TestADossierThatIsNotOverSaysWhenItCanBeRatedAndOneThatIsOverLeadsThere(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	code, check := c.receive("DANHGIA0000003", "1.001612", "ca-nhan")
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/danh-gia/" + code)
	b.post("/danh-gia/"+code, "kiem-tra", check)
	b.want(200, "chưa đánh giá được", "Hẹn trả kết quả lúc", "bạn có 30 ngày")
	b.get("/tra-cuu?ma=" + code)
	b.hides("/danh-gia/")
	b.post("/tra-cuu", "ma", code, "kiem-tra", check)
	b.hides("/danh-gia/")

	code, check = c.withdrawn("DANHGIA0000004")
	b.get("/tra-cuu?ma=" + code)
	b.want(200, `href="/danh-gia/`+code+`"`, "Mời bạn đánh giá", "Bạn cần mã kiểm tra")
	b.post("/tra-cuu", "ma", code, "kiem-tra", check)
	b.want(200, `action="/danh-gia/`+code+`"`, "Mời bạn đánh giá")
	b.post("/danh-gia/"+code, "kiem-tra", check) // as the button sends it
	b.want(200, "Rút theo yêu cầu", "Rất hài lòng")
	b.post("/danh-gia/"+code, "kiem-tra", check, "act", "rate", "overall", "4")
	b.want(200, "Cảm ơn bạn")
	b.get("/tra-cuu")
	b.post("/tra-cuu", "ma", code, "kiem-tra", check)
	b.want(200, "Hồ sơ này đã được đánh giá lúc", "mở liên kết đã gửi cho bạn")
	b.hides(`action="/danh-gia/`) // it would open nothing
	b.hides("Xem đánh giá của bạn")
	b.hides("Bạn đã đánh giá")   // it may have been somebody else who has the receipt
	b.get("/tra-cuu?ma=" + code) // whoever has the code alone does not learn that it was rated
	b.hides("đã được đánh giá")
}

func TestWhenADossierCanBeRatedFollowsFromWhereItStands(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	v := c.voice()
	for state, want := range map[dossier.State]string{
		dossier.Completed: "mở ngay khi bạn nhận kết quả", dossier.Stopped: "hồ sơ thay thế", dossier.Filed: "hoặc khi hồ sơ kết thúc theo cách khác",
	} {
		n := notYet(v, &office.BallotView{State: state, Next: "H26.1-260302-0001", Rules: survey.Usual})
		if !strings.Contains(n.Words, want) || (n.Link.Href != "") != (state == dossier.Stopped) {
			t.Errorf("%s: %+v", state, n)
		}
	}
}

func TestTheDeskShowsTheCheckCodeToThoseWhoGiveTheSlipOutAndOffersTheTabletOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	_, check := c.withdrawn("DANHGIA0000003")
	at, shown := "/desk/dossiers/DANHGIA0000003", grouped(check)
	desk, handler := c.holderOf("chi-nhanh-7", "receiver"), c.holderOf(c.fold("DANHGIA0000003").Competent, "leader")
	handler.get(at)
	handler.want(200)
	for _, hidden := range []string{check, shown, "check-code", "slip.pdf", "/letters/slip-"} {
		handler.hides(hidden)
	}
	handler.post(at + "/check-code")
	handler.want(403)
	handler.hides(shown)
	desk.get(at)
	desk.want(200, "Hiện mã kiểm tra", "/desk/rate?dossier=DANHGIA0000003")
	desk.hides(check)
	desk.hides(shown)
	desk.post(at + "/check-code")
	desk.want(200, shown)
	desk.get("/desk/rate?dossier=DANHGIA0000003")
	desk.post("/desk/rate", "dossier", "DANHGIA0000003", "overall", "5")
	desk.get(at)
	desk.want(200)
	for _, gone := range []string{"/desk/rate?dossier=", "/desk/rate/entry?dossier=", "Rất hài lòng"} {
		desk.hides(gone)
	}
	desk.get("/desk/rate?dossier=DANHGIA0000003")
	desk.want(409, "mỗi người đánh giá một lần")
}

// Whoever has no account rates by the link that was sent to them, reads by it what was done, and says by it that this settled it.
func TestByTheSentLinkOneSaysThatItIsSettled(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	code, check := c.withdrawn("DANHGIA0000071")
	link := c.PlayedBallot("DANHGIA0000071", code).Link
	at := "/danh-gia/" + code
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get(at) // somebody with the slip was there first
	b.post(at, "kiem-tra", check, "act", "rate", "overall", "5")
	b.want(200, "Cảm ơn bạn")
	b.get(at + "?k=" + link)
	b.want(200, "đã được đánh giá bằng mã kiểm tra", "Bằng mã kiểm tra trên phiếu tiếp nhận", `value="rate"`)
	b.post(at, "k", link, "act", "rate", "overall", "1", "comment", "chờ lâu quá")
	b.want(200, "Cảm ơn bạn", "Lãnh đạo đơn vị sẽ tìm cách liên hệ")

	leader := c.holderOf(c.fold("DANHGIA0000071").Competent, "leader")
	leader.get("/watch/ratings")
	one := regexp.MustCompile(`/watch/ratings/[0-9a-f]{32}`).FindString(leader.body)
	leader.get(one)
	leader.post(one+"/contact", "by", "phone", "result", "reached", "note", "đã nghe")
	leader.post(one+"/answer", "answer", "Xin lỗi vì đã để bạn chờ lâu.")
	leader.post(one+"/close", "mended", "Thêm người thẩm định ở quầy", "finding", "as-found")
	leader.want(200, "Đã đóng vụ việc", "Qua liên kết đã gửi cho người nộp", "Bằng mã kiểm tra trên phiếu tiếp nhận")

	b.get(at + "?k=" + link)
	b.want(200, "Xin lỗi vì đã để bạn chờ lâu.", "ổn thỏa chưa", "chờ lâu quá")
	b.post(at, "k", "00000000000000000000", "act", "confirm")
	b.want(404, "Không mở được phiếu đánh giá")
	b.post(at, "k", link, "act", "confirm")
	b.want(200, "Vụ việc được kết thúc")
	leader.get("/watch/ratings?open=0")
	leader.want(200, "Người dân xác nhận đã ổn thỏa")
}

// Who handed a dossier over hands the tablet out and enters nothing; a paper is for another clerk.
func TestTheDeskOffersThePaperOnlyToAnotherClerk(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	c.withdrawn("DANHGIA0000072")
	desk := c.holderOf("chi-nhanh-7", "receiver")
	desk.get("/desk/rate")
	desk.want(200, "người khác nhập")
	desk.hides("/desk/rate/entry")
	desk.get("/desk/dossiers/DANHGIA0000072")
	desk.want(200, "/desk/rate?dossier=DANHGIA0000072", "người khác nhập")
	desk.get("/desk/rate/entry?dossier=DANHGIA0000072")
	desk.want(409, "Bạn đã tham gia giải quyết hồ sơ này", "máy tính bảng")
	head := c.holderOf("chi-nhanh-7", "branch-head")
	head.get("/desk/dossiers/DANHGIA0000072")
	head.want(200, "/desk/rate/entry?dossier=DANHGIA0000072")
	head.get("/desk/rate/entry?dossier=DANHGIA0000072")
	head.post("/desk/rate/entry", "key", head.key(), "dossier", "DANHGIA0000072", "way", "paper", "overall", "4")
	head.want(200, "Đã lưu đánh giá")
}
