package office_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// printed gives a letter's words, for a leader of the city.
func (c *town) printed(id dossier.ID, kind string, nth int) string {
	c.t.Helper()
	return c.pdfWords(c.pdf(id, kind, nth))
}

func (c *town) pdf(id dossier.ID, kind string, nth int) []byte {
	c.t.Helper()
	r := c.Read(c.ctx, c.counters())
	all, err := r.Letters(id)
	if err != nil {
		c.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(l office.Letter) bool { return l.Kind == kind && l.Nth == nth })
	if i < 0 {
		c.t.Fatalf("no %s number %d among %+v", kind, nth, all)
	}
	b, name, err := r.Letter(id, kind, all[i].Version)
	if err != nil {
		c.t.Fatal(err)
	}
	if dir := os.Getenv("MOTCUA_LETTERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, string(id)+"-"+name), b, 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
	return b
}

func (c *town) pdfWords(pdf []byte) string {
	c.t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		c.t.Skip("LEFT OUT: pdftotext is not installed (package poppler-utils)")
	}
	cmd := exec.CommandContext(c.ctx, "pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func (c *town) says(what, got string, want ...string) {
	c.t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			c.t.Errorf("%s does not say %q: %s", what, w, got)
		}
	}
}

// troubled is a dossier that has nearly every letter: papers asked for twice, an apology, a slip made anew, a result.
func (c *town) troubled(id dossier.ID) *office.DossierView {
	c.t.Helper()
	v, clerk := c.received(id)
	task := v.Open[0]
	examiner, leader := c.officer(task.Unit, task.Role), c.officer(v.Competent, "leader")
	on := office.On{ID: id}
	must := func(err error) {
		c.t.Helper()
		if err != nil {
			c.t.Fatal(err)
		}
	}
	ask := func(words string, warned bool) {
		c.t.Helper()
		k := dossier.Asking{Reason: "not-valid", Words: "Mang bản gốc để đối chiếu", Items: []dossier.AskedItem{{Paper: 0, Words: words}}, Warned: warned}
		must(c.Ask(c.ctx, examiner, office.Command{}, office.On{ID: id, Token: task.Token}, k))
	}
	answer := func() {
		c.t.Helper()
		must(c.Supply(c.ctx, clerk, office.Command{}, on, dossier.Supplying{Papers: []dossier.PaperHanded{{Index: 0, Originals: 1}}}))
		must(c.Accept(c.ctx, clerk, office.Command{}, on))
	}
	c.at("2026-03-04 09:00")
	ask("Ký lại đơn", false)
	c.at("2026-03-05 09:00")
	answer()
	must(c.Permit(c.ctx, leader, office.Command{}, on, "Luật thử nghiệm, Điều 9", "Cần thêm"))
	ask("Nộp thêm trang số 3", true)
	c.at("2026-03-06 09:00")
	answer()
	must(c.Reprint(c.ctx, clerk, office.Command{}, on, "typing", "Sai năm sinh"))
	to := c.dossier(id).Promise.At.AddDate(0, 0, 7)
	must(c.Apologise(c.ctx, leader, office.Command{}, on, dossier.Apologising{To: to, Reason: "overload", Words: "Nhiều hồ sơ cùng lúc"}))
	c.finish(id)
	must(c.HandOver(c.ctx, clerk, office.Command{}, on, dossier.HandOver{Manner: "desk", Receiver: v.Parties.Owner, Originals: true}))
	c.check()
	return c.dossier(id)
}

func TestEachEventHasItsLetter(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v := c.troubled("LETTERS000001")
	code := v.Code
	c.says("the first form 02", c.printed(v.ID, "supplement", 1), "PHIẾU YÊU CẦU BỔ SUNG", code, "Ký lại đơn", v.CaseDef.Papers[0].Name[:20], "Giấy tờ không hợp lệ",
		"khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP", "Sau khi thẩm định hồ sơ", "Mang bản gốc", "/YCBS", "Mẫu 02", "Nguyễn Thị Ví Dụ", "NGƯỜI HƯỚNG DẪN")
	second := c.printed(v.ID, "supplement", 2)
	c.says("the second form 02", second, "Nộp thêm trang số 3", "Luật thử nghiệm, Điều 9", ".2/YCBS")
	if strings.Contains(second, "Ký lại đơn") {
		t.Error("the second form 02 repeats the first")
	}
	a := v.Apologies[0]
	c.says("form 04", c.printed(v.ID, "apology", 1), "GIA HẠN THỜI GIAN GIẢI QUYẾT", hanoi(a.To)[11:], a.To.In(office.Zone).Format("02/01/2006"),
		a.Was.In(office.Zone).Format("02/01/2006"), "Nhiều hồ sơ cùng lúc", "Kính gửi", "Mẫu 04", v.CompetentN.Name)
	c.says("the receipt", c.printed(v.ID, "receipt", 1), "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ", "số 12/KQ", "Đã trả lại bản chính", "NGƯỜI NHẬN KẾT QUẢ", hanoi(v.Ended)[11:])
	c.says("form 06", c.printed(v.ID, "control", 1), "PHIẾU KIỂM SOÁT", "Mẫu 06", "1. ", "2. ", "Chuyển kết quả về", "Trả kết quả", "Đúng hạn", v.CompetentN.Name)
	first, again := c.printed(v.ID, "slip", 1), c.printed(v.ID, "slip", 2)
	c.says("the slip made anew", again, "In lại lần 1, thay giấy đã cấp", v.Check[:5]+" "+v.Check[5:])
	if strings.Contains(first, "In lại") || strings.Contains(first, v.Check[:5]+" "+v.Check[5:]) {
		t.Error("the first slip says what the second says")
	}
	if pdf, _, err := c.Read(c.ctx, c.counters()).Slip(v.ID); err != nil || !bytes.Equal(pdf, c.pdf(v.ID, "slip", 2)) {
		t.Errorf("the slip that stands is not the one made anew: %v", err)
	}
}

func TestRefusalsAndStopsHaveTheirLetters(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("LETTERS000002")
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(v.Parties.Owner.Number)}
	if err := c.Withdraw(c.ctx, owner, office.Command{}, office.On{ID: v.ID}, "Tôi đổi ý"); err != nil {
		t.Fatal(err)
	}
	if err := c.Grant(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, dossier.Stopping{Words: "Đồng ý theo đơn", Papers: true}); err != nil {
		t.Fatal(err)
	}
	c.says("form 05", c.printed(v.ID, "stop", 1), "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Mẫu 05", "Theo đề nghị rút hồ sơ", "Đồng ý theo đơn", "Đã trả lại người nộp", "Người đề nghị", "Phí, lệ phí", "/TBD")
	v, _ = c.received("LETTERS000003")
	c.refuse(v.ID)
	v = c.dossier(v.ID)
	got := c.printed(v.ID, "refusal", 1)
	c.says("form 03", got, "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "Mẫu 03", "Qua thẩm định", "THỦ TRƯỞNG ĐƠN VỊ", "NGƯỜI NỘP HỒ SƠ", "Căn cứ pháp lý")
	all, err := c.Read(c.ctx, owner).Letters(v.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Kind == "control" || l.Kind == "transfer" {
			t.Errorf("the owner is shown %s, which officers keep", l.Kind)
		}
	}
	if _, _, err := c.Read(c.ctx, owner).Letter(v.ID, "control", v.Version); fault.As(err) == nil || fault.As(err).Kind != fault.Missing {
		t.Errorf("the owner opens the control sheet: %v", err)
	}
}

func TestADossierThatWasNotReceivedHasItsRefusal(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	in := c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")
	in.Channel = procedure.Online
	me := office.Who{Kind: access.Citizen, Account: "citizen:1", Key: c.PersonKey("001185012345")}
	if _, err := c.File(c.ctx, me, office.Command{}, "LETTERS000031", in); err != nil {
		t.Fatal(err)
	}
	clerk := c.officer("chi-nhanh-7", "receiver")
	no := dossier.Refusal{Reason: "not-competent", Words: "Nơi sinh không thuộc thành phố"}
	if err := c.Decline(c.ctx, clerk, office.Command{}, office.On{ID: "LETTERS000031"}, no); err != nil {
		t.Fatal(err)
	}
	c.says("form 03 at reception", c.printed("LETTERS000031", "refusal", 1), "PHIẾU TỪ CHỐI TIẾP NHẬN", "Mẫu 03", "NOP-LETT-ERS0-0003", "BẢN MINH HỌA", "không tiếp nhận hồ sơ này",
		"Nơi sinh không thuộc thành phố", "Khi tiếp nhận hồ sơ", "Nộp trực tuyến lúc", "NGƯỜI TỪ CHỐI TIẾP NHẬN", "Điều 17 Nghị định 61/2018/NĐ-CP")
	if _, _, err := c.Read(c.ctx, me).Slip("LETTERS000031"); fault.As(err) == nil || fault.As(err).Key != "letter.not-received" {
		t.Errorf("a slip of a dossier that was not received: %v", err)
	}
}

func TestAGuidanceBeforeReceptionIsNumberedKeptAndGoesWithTheDossier(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	in := c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")
	all := in.Papers
	in.Papers = nil
	const id = dossier.ID("GUIDANCE000001")
	nobody := in
	nobody.Parties = dossier.Parties{}
	if _, err := c.Guide(c.ctx, clerk, office.Command{}, id, nobody, ""); fault.As(err) == nil || fault.As(err).Key != "dossier.guide-nobody" {
		t.Errorf("a guidance for nobody: %v", err)
	}
	complete := in
	complete.Papers = all
	if _, err := c.Guide(c.ctx, clerk, office.Command{}, id, complete, ""); fault.As(err) == nil || fault.As(err).Key != "dossier.guide-nothing" {
		t.Errorf("a guidance that says nothing: %v", err)
	}
	cmd := office.Command{Key: "guide-1"}
	for range 2 { // pressed twice
		if nth, err := c.Guide(c.ctx, clerk, cmd, id, in, "Mang theo bản gốc để đối chiếu"); err != nil || nth != 1 {
			t.Fatalf("guidance %d, %v", nth, err)
		}
	}
	pdf, name, err := c.Read(c.ctx, clerk).Guidance(id, 1)
	if err != nil || !strings.HasSuffix(name, "-260303-HD001.pdf") {
		t.Fatalf("%s: %v", name, err)
	}
	if dir := os.Getenv("MOTCUA_LETTERS"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, name), pdf, 0o600)
	}
	c.says("form 02 before reception", c.pdfWords(pdf), "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Hướng dẫn trước khi tiếp nhận", "Mẫu 02", "260303-HD001", "/YCBS",
		"Tờ khai đăng ký khai sinh", "cần nộp 1 bản chính", "Mang theo bản gốc", "Khi tiếp nhận hồ sơ", "chưa tính thời hạn giải quyết", "NGƯỜI HƯỚNG DẪN", "gọi 1022", in.Parties.Owner.Name)
	if _, _, err := c.Read(c.ctx, c.officer("chi-nhanh-3", "receiver")).Guidance(id, 1); fault.As(err) == nil || fault.As(err).Kind != fault.Missing {
		t.Errorf("another branch opens it: %v", err)
	}
	if _, _, err := c.Read(c.ctx, office.Who{Kind: access.Officer, Role: "administrator", City: true, Unit: "chi-nhanh-7"}).Guidance(id, 1); fault.As(err) == nil {
		t.Error("an administrator opens it")
	}
	if nth, err := c.Guide(c.ctx, clerk, office.Command{}, id, in, ""); err != nil || nth != 2 {
		t.Fatalf("the second: %d, %v", nth, err)
	}
	c.at("2026-03-04 09:00")
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, complete); err != nil {
		t.Fatal(err)
	}
	if again := c.pdf(id, "guidance", 1); !bytes.Equal(again, pdf) {
		t.Error("printed again after the reception it has other bytes")
	}
	c.says("the second guidance", c.printed(id, "guidance", 2), "260303-HD002")
	if n := len(c.dossier(id).Asks); n != 0 {
		t.Errorf("the dossier counts %d requests for papers", n)
	}
	c.check()
}

func TestLettersAreForThoseWhoMayRead(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("LETTERS000004")
	for name, who := range map[string]office.Who{
		"nobody": {Kind: access.Anyone}, "a stranger": {Kind: access.Citizen, Account: "x", Key: c.PersonKey("001099999999")},
		"an administrator": {Kind: access.Officer, Role: "administrator", City: true, Account: "a"}, "another branch": c.officer("chi-nhanh-3", "receiver"),
	} {
		r := c.Read(c.ctx, who)
		if _, err := r.Letters(v.ID); fault.As(err) == nil || fault.As(err).Kind != fault.Missing {
			t.Errorf("%s lists the letters: %v", name, err)
		}
		if _, _, err := r.Letter(v.ID, "slip", 1); fault.As(err) == nil || fault.As(err).Kind != fault.Missing {
			t.Errorf("%s opens the slip: %v", name, err)
		}
	}
	before := c.dossier(v.ID).Reads
	c.at("2026-03-03 08:31")
	c.pdf(v.ID, "slip", 1)
	c.at("2026-03-03 08:32")
	if after := c.dossier(v.ID).Reads; after < before+2 { // the page and the letter
		t.Errorf("%d readings before, %d after a letter was opened", before, after)
	}
}

// TestTwoMachinesOnTwoDaysPrintTheSameBytes copies the store before anything was printed, and prints every letter on both
// copies, on different days.
func TestTwoMachinesOnTwoDaysPrintTheSameBytes(t *testing.T) {
	t.Parallel()
	cfg := store.Config{Dir: t.TempDir(), Key: []byte(strings.Repeat("k", 32)), Simulated: true}
	c := newTownOn(t, cfg)
	v := c.troubled("LETTERS000005")
	copied := cfg
	copied.Dir = filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied.Dir, os.DirFS(cfg.Dir)); err != nil {
		t.Fatal(err)
	}
	other := c.another(copied)
	other.at("2026-05-20 14:00")
	all, err := c.Read(c.ctx, c.counters()).Letters(v.ID)
	if err != nil || len(all) < 7 {
		t.Fatalf("%d letters, %v", len(all), err)
	}
	for _, l := range all {
		here, there := c.pdf(v.ID, l.Kind, l.Nth), other.pdf(v.ID, l.Kind, l.Nth)
		if !bytes.Equal(here, there) {
			t.Errorf("%s %d differs between two machines", l.Kind, l.Nth)
		}
		if !bytes.Equal(here, c.pdf(v.ID, l.Kind, l.Nth)) {
			t.Errorf("%s %d differs when it is printed again", l.Kind, l.Nth)
		}
	}
}

func TestDossiersOfBeforeKeepTheOlderForms(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2025-09-12 08:30")
	v, _ := c.received("LETTERS000006")
	c.at("2025-09-16 10:00")
	all, err := c.Read(c.ctx, c.counters()).Letters(v.ID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(l office.Letter) bool { return l.Kind == "control" })
	if all[i].Form != "05" {
		t.Errorf("the control sheet of a dossier of before is form %s, want 05", all[i].Form)
	}
	c.says("the older control sheet", c.printed(v.ID, "control", 1), "Mẫu 05")
}

func TestRegisterIsCountedFromOneWithoutGap(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	var codes []string
	for _, id := range []dossier.ID{"LETTERS000011", "LETTERS000012", "LETTERS000013"} {
		v, _ := c.received(id)
		codes = append(codes, v.Code)
	}
	c.finish("LETTERS000011")
	head := c.officer("chi-nhanh-7", "branch-head")
	pdf, name, err := c.Read(c.ctx, head).Register("chi-nhanh-7", 2026)
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("MOTCUA_LETTERS"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, name), pdf, 0o600)
	}
	c.says("the register", c.pdfWords(pdf), append(codes, "SỔ THEO DÕI HỒ SƠ", "Năm 2026", "01", "02", "03", "Sổ này có 3 hồ sơ", "0912345678", "Mẫu 07")...)
	if _, _, err := c.Read(c.ctx, head).Register("chi-nhanh-3", 2026); fault.As(err) == nil || fault.As(err).Kind != fault.Refused {
		t.Errorf("another branch's register: %v", err)
	}
	if _, _, err := c.Read(c.ctx, c.officer("chi-nhanh-7", "receiver")).Register("chi-nhanh-7", 2026); fault.As(err) == nil {
		t.Error("a clerk prints the register of the branch")
	}
	if _, _, err := c.Read(c.ctx, head).Register("chi-nhanh-7", 2031); fault.As(err) == nil || fault.As(err).Kind != fault.Missing {
		t.Errorf("the register of a year to come: %v", err)
	}
}

func TestBatchPrintsSeveralDossiers(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	var ids []dossier.ID
	var codes []string
	for _, id := range []dossier.ID{"LETTERS000021", "LETTERS000022"} {
		v, _ := c.received(id)
		ids, codes = append(ids, id), append(codes, v.Code)
	}
	r := c.Read(c.ctx, c.counters())
	pdf, _, left, err := r.Batch("slip", ids)
	if err != nil || left != 0 {
		t.Fatalf("%d left out, %v", left, err)
	}
	c.says("the batch", c.pdfWords(pdf), codes...)
	if _, _, _, err := r.Batch("apology", ids); fault.As(err) == nil || fault.As(err).Kind != fault.Missing {
		t.Errorf("a batch of letters that nobody has: %v", err)
	}
	if _, _, _, err := r.Batch("slip", slices.Repeat(ids, 51)); fault.As(err) == nil || fault.As(err).Key != "letter.batch" {
		t.Errorf("a batch of 102: %v", err)
	}
}
