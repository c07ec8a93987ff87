package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/office"
)

func TestAFormIsGivenToAPaperByItsContentAndTakenAwayAgain(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815")
	p, err := c.Read(t.Context(), office.Who{Kind: access.System}).Proposal(strings.TrimPrefix(at, "/control/proposals/"))
	if err != nil {
		t.Fatal(err)
	}
	of := p.Record.Cases[0].ID
	page := at + "/papers/" + of
	send := func(name string, content []byte, more ...string) {
		t.Helper()
		b.get(page)
		var pairs []string
		for k, v := range b.boxes() {
			if k != "csrf" && k != "r.0.blank" {
				pairs = append(pairs, k, v[0])
			}
		}
		b.upload(page, "r.0.blank", name, content, append(pairs, append([]string{"do", "save"}, more...)...)...)
	}
	send("mẫu.exe", []byte("MZ\x90\x00this is no form"))
	b.want(http.StatusUnprocessableEntity, "mẫu.exe")
	send("mẫu.pdf", append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("x"), 11<<20)...))
	b.want(http.StatusUnprocessableEntity)
	send("tờ khai.pdf", scan)
	b.want(http.StatusOK, "Đang dùng: tờ khai.pdf")
	b.get(at)
	b.want(http.StatusOK, "tờ khai.pdf") // the change is told
	now, err := c.Read(t.Context(), office.Who{Kind: access.System}).Proposal(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	form := &now.Record.Cases[0].Papers[0]
	w := httptest.NewRecorder()
	if err := c.site.sendBlank(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), form); err != nil || !bytes.Equal(w.Body.Bytes(), scan) {
		t.Errorf("the form comes as %d bytes, %v", w.Body.Len(), err)
	}
	if h := w.Header(); !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Content-Type") != "application/pdf" {
		t.Errorf("it is sent as %v", h)
	}
	forged := *form
	blank := *form.Blank
	blank.Mark = strings.Repeat("0", len(blank.Mark))
	forged.Blank = &blank
	if err := c.site.sendBlank(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), &forged); err == nil {
		t.Error("a file that this city did not keep as a form is given out")
	}
	send("", nil, "r.0.noblank", "1")
	b.want(http.StatusOK)
	b.hides("Đang dùng: tờ khai.pdf")
}

func TestADeclarationIsPrintedToBeFilledInByHand(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	c.at("2026-11-10 08:30")
	for _, at := range []string{"/thu-tuc/1.000656?truong-hop=co-giay-bao-tu", "/thu-tuc/1.000656/giay-to/co-giay-bao-tu"} {
		body := wantPage(t, c.site, at, 200)
		if !strings.Contains(body, `href="/thu-tuc/1.000656/to-khai/co-giay-bao-tu"`) || !strings.Contains(body, "Chỉ cần một trong 3 giấy tờ sau") {
			t.Errorf("%s does not lead to the blank form, or does not say that one of three papers is enough", at)
		}
	}
	body := wantPage(t, c.site, "/thu-tuc/1.000656/to-khai/co-giay-bao-tu", 200)
	for _, want := range []string{"Tờ khai đăng ký khai tử", "<dt>Họ, chữ đệm, tên</dt>", "☐\u00a0Nam", "(Ký, ghi rõ họ tên)", "Người yêu cầu ký tên"} {
		if !strings.Contains(body, want) {
			t.Errorf("the sheet does not have %q", want)
		}
	}
	for _, at := range []string{"/thu-tuc/1.000656/to-khai/khong-co", "/thu-tuc/1.000656/mau/co-giay-bao-tu/1", "/thu-tuc/1.000656/mau/co-giay-bao-tu/99", "/thu-tuc/1.000656/mau/co-giay-bao-tu/x", "/thu-tuc/0.000000/to-khai/c"} {
		wantPage(t, c.site, at, 404)
	}
}

// Of three papers that prove a death one is enough.
func TestTheGuidanceAsksWhichOfSeveralPapersSomebodyBrings(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	c.at("2026-11-10 08:30")
	body := wantPage(t, c.site, "/thu-tuc/1.000656/huong-dan?truong-hop=co-giay-bao-tu&kenh=1", 200)
	if !strings.Contains(body, "Bạn sẽ nộp giấy tờ nào?") || !strings.Contains(body, `name="mot-trong.1"`) {
		t.Error("it is not asked which of three papers somebody brings")
	}
	body = wantPage(t, c.site, "/thu-tuc/1.000656/huong-dan?truong-hop=co-giay-bao-tu&kenh=1&mot-trong.1=2&giay-to=-&xa=-", 200)
	if !strings.Contains(body, "Bản án, quyết định có hiệu lực của Tòa án") || strings.Contains(body, "Biên bản xác nhận việc chết") {
		t.Error("the list is not the one that was chosen")
	}
}
