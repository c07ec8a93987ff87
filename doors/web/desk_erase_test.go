package web

import (
	"net/http"
	"strings"
	"testing"

	"motcua/law/dossier"
	"motcua/office"
)

// handedOver is a death that was registered and whose result was handed over.
func (d *desk) handedOver() dossier.ID {
	d.t.Helper()
	id := d.death()
	d.upTo(id, "")
	clerk, _ := d.holder("chi-nhanh-7", "receiver", 0)
	if err := d.o.HandOver(d.t.Context(), clerk, office.Command{}, office.On{ID: id}, dossier.HandOver{Manner: "desk", Receiver: d.view(id).Parties.Owner}); err != nil {
		d.t.Fatal(err)
	}
	return id
}

func TestALeaderErasesADossierThatIsOverAndNobodyElseCan(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	open, id := d.death(), d.handedOver()
	at := "/desk/dossiers/" + string(id) + "/erase"
	v := d.view(id)
	_, leader := d.holder(v.Competent, "leader", 0)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	form := []string{"ground", "request", "decision", "12/QĐ-UBND ngày 20/11/2026", "words", "Chủ thể dữ liệu yêu cầu, hết thời hạn lưu", "sure", "1"}

	if body := wantPage(t, d, "/desk/dossiers/"+string(id), 200, clerk); strings.Contains(body, at) {
		t.Error("a clerk is offered the erasure")
	}
	wantPage(t, d, at, http.StatusForbidden, clerk)
	if w := d.post(at, clerk, form...); w.Code != http.StatusForbidden {
		t.Errorf("a clerk erases: %d", w.Code)
	}
	if body := wantPage(t, d, "/desk/dossiers/"+string(open)+"/erase", 200, leader); strings.Contains(body, "<button class=\"btn grave\"") {
		t.Error("the erasure of an open dossier is offered")
	}
	d.wantAgain(d.post("/desk/dossiers/"+string(open)+"/erase", leader, form...), 409, "chưa kết thúc")
	if body := wantPage(t, d, "/desk/dossiers/"+string(id), 200, leader); !strings.Contains(body, at) {
		t.Error("the leader is not offered the erasure")
	}
	wantPage(t, d, at, 200, leader)
	d.wantAgain(d.post(at, leader, form[:6]...), 422, "Hãy xác nhận", "12/QĐ-UBND")
	d.wantAgain(d.post(at, leader, "sure", "1", "decision", "12/QĐ-UBND"), 422, "Hãy chọn căn cứ", "12/QĐ-UBND", "Lý do phải từ 20")
	d.wantDone(d.post(at, leader, form...), id)
	if v := d.view(id); !v.Erased || v.Parties.Owner.Name != "" {
		t.Errorf("the owner is %q still", v.Parties.Owner.Name)
	}
	body := wantPage(t, d, "/desk/dossiers/"+string(id), 200, leader)
	if !strings.Contains(body, "Dữ liệu cá nhân đã được xóa") || strings.Contains(body, "Nguyễn Thị Ví Dụ") || strings.Contains(body, at) {
		t.Error("the page of the erased dossier shows a name, or offers to erase it again")
	}
	d.wantAgain(d.post(at, leader, form...), 409, "đã được xóa")
	if body := wantPage(t, d, "/watch/erasures", 200, leader); !strings.Contains(body, v.Code) || !strings.Contains(body, "12/QĐ-UBND") {
		t.Error("the list does not have the erasure")
	}
	wantPage(t, d, "/watch/erasures", http.StatusForbidden, clerk)
}
