package web

import (
	"strconv"
	"strings"
	"testing"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

func TestThePagesOfTheDeskAreSound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.000656", "co-giay-bao-tu", "chi-nhanh-7", "Nguyễn Thị Ví Dụ")
	long := d.received("1.000656", "co-giay-bao-tu", "chi-nhanh-7", strings.Repeat("Nguyễn", 180))
	task := d.upTo(id, procedure.Examine)
	if task == nil {
		t.Fatal("nothing to examine")
	}
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	_, officer := d.holder(task.Unit, task.Role, 0)
	for _, path := range []string{
		"/desk", "/desk?chip=mine", "/desk?chip=late&q=vi+du", "/desk/hand-over", "/desk/dossiers", "/desk/dossiers?open=1&from=1/3/2026&to=khong&stage=working&state=4,5&below=1",
		"/desk/dossiers/" + string(id), "/desk/dossiers/" + string(id) + "?count=1", "/desk/dossiers/" + string(long),
	} {
		wantPage(t, d, path, 200, clerk)
		if !strings.Contains(path, string(long)) {
			wantPage(t, d, path, 200, officer)
		}
	}
	body := wantPage(t, d, "/desk", 200, officer)
	if !strings.Contains(body, d.view(id).Code) {
		t.Error("the worklist does not have the dossier")
	}
	if body := wantPage(t, d, "/desk/dossiers?q=nguyen+thi", 200, clerk); !strings.Contains(body, d.view(id).Code) {
		t.Error("a search without marks does not find the name")
	}
}

func TestAnOfficerTakesAStepAndTheSecondSeesWhoWasFirst(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.000656", "co-giay-bao-tu", "chi-nhanh-7", "Nguyễn Thị Ví Dụ")
	task := d.upTo(id, procedure.Examine)
	first, one := d.holder(task.Unit, task.Role, 0)
	_, two := d.holder(task.Unit, task.Role, 1)
	mark := string(id) + "." + strconv.Itoa(task.Token) + "." + strconv.FormatInt(d.view(id).Version, 10)
	if body := wantPage(t, d, "/desk", 200, one); !strings.Contains(body, `name="one" value="`+mark+`"`) {
		t.Error("the worklist does not offer the step")
	}
	d.wantDone(d.post("/desk/claim", one, "one", mark), id)
	lost := d.post("/desk/claim", two, "one", mark)
	d.wantDone(lost, id)
	if c := lost.Result().Cookies(); len(c) == 0 {
		t.Error("nothing is said to the second")
	}
	if body := wantPage(t, d, "/desk/dossiers/"+string(id), 200, two); !strings.Contains(body, first.Name) || strings.Contains(body, "/finish") {
		t.Error("the second does not see who holds the step, or may finish it")
	}
	if w := d.post("/desk/claim", one, "one", "nonsense"); w.Code != 422 {
		t.Errorf("a mark that is none: %d", w.Code)
	}
}

func TestABatchIsConfirmedAndTellsWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var ids []dossier.ID
	var marks []string
	var task *office.TaskView
	for range 3 {
		id := d.received("1.000656", "co-giay-bao-tu", "chi-nhanh-7", "Nguyễn Thị Ví Dụ")
		task = d.upTo(id, procedure.Approve)
		ids = append(ids, id)
		marks = append(marks, string(id)+"."+strconv.Itoa(task.Token)+"."+strconv.FormatInt(d.view(id).Version, 10))
	}
	leader, cook := d.holder(task.Unit, task.Role, 0)
	if body := wantPage(t, d, "/desk", 200, cook); strings.Count(body, "data-mark>")+strings.Count(body, "data-mark ") < 3 {
		t.Error("a leader does not see what waits for approval")
	}
	if w := d.post("/desk/batch", cook, "act", "approve"); w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/desk") {
		t.Errorf("nothing marked: %d to %q, want back to the list", w.Code, w.Header().Get("Location"))
	}
	if w := d.post("/desk/batch", cook, "act", "burn", "row", marks[0]); w.Code != 422 {
		t.Errorf("an act that is none: %d", w.Code)
	}
	d.wantAgain(d.post("/desk/batch", cook, "act", "approve", "row", marks[0], "row", marks[1], "row", marks[2], "row", "GONE.1.1"), 200, "Phê duyệt 3 hồ sơ", d.view(ids[1]).Code)
	if d.view(ids[0]).Hand == dossier.HandSigned {
		t.Fatal("the page that asks has approved already")
	}
	// Somebody writes a note on the second meanwhile: its version has moved on.
	if err := d.o.Note(t.Context(), leader, office.Command{}, office.On{ID: ids[1]}, "khoan đã"); err != nil {
		t.Fatal(err)
	}
	body := d.wantAgain(d.post("/desk/batch", cook, "act", "approve", "confirm", "1", "key", "batch-1", "row", marks[0], "row", marks[1], "row", marks[2]), 200, "Xong 2, không xong 1")
	if !strings.Contains(body, "Hồ sơ đã thay đổi") {
		t.Error("the refused one does not say why")
	}
	for i, want := range []bool{true, false, true} {
		if got := d.view(ids[i]).Hand == dossier.HandSigned; got != want {
			t.Errorf("dossier %d is approved: %v, want %v", i, got, want)
		}
	}
	// The same click again: no second approval, the same outcome.
	before := d.view(ids[0]).Version
	d.post("/desk/batch", cook, "act", "approve", "confirm", "1", "key", "batch-1", "row", marks[0], "row", marks[2])
	if d.view(ids[0]).Version != before {
		t.Error("the same batch twice wrote twice")
	}
}

func TestALeaderAssignsAndOthersMayNot(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.000656", "co-giay-bao-tu", "chi-nhanh-7", "Nguyễn Thị Ví Dụ")
	task := d.upTo(id, procedure.Examine)
	other, _ := d.holder(task.Unit, task.Role, 1)
	_, leader := d.holder(task.Unit, "leader", 0)
	_, officer := d.holder(task.Unit, task.Role, 0)
	mark := string(id) + "." + strconv.Itoa(task.Token) + "." + strconv.FormatInt(d.view(id).Version, 10)
	d.wantAgain(d.post("/desk/batch", leader, "act", "assign", "lens.chip", "team", "row", mark), 200, other.Name)
	d.wantAgain(d.post("/desk/batch", leader, "act", "assign", "lens.chip", "team", "row", mark, "confirm", "1"), 422)
	if body := d.post("/desk/batch", officer, "act", "assign", "row", mark, "confirm", "1", "key", "k", "holder", other.Person).Body.String(); !strings.Contains(body, "Vai trò đang dùng") {
		t.Error("an officer who assigns is not refused with the rule")
	}
	d.wantAgain(d.post("/desk/batch", leader, "act", "assign", "lens.chip", "team", "row", mark, "confirm", "1", "key", "k2", "holder", other.Person), 200, "Đã làm")
	if got := d.view(id).Open[0].Holder; got != other.Person {
		t.Errorf("the step is held by %q, want %q", got, other.Person)
	}
}
