package web

import (
	"strings"
	"testing"

	"motcua/law/procedure"
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
