package web

import (
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// While the process itself waits, owner and desk read what it waits for and until when; when time is over the next step is
// open and nothing is waited for.
func TestOwnerAndDeskSeeWhatTheProcessWaitsFor(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	id := dossier.ID("THUENHA001")
	c.receive(id, "1.012897", "truoc-06-6-2013")
	finish := func() {
		c.mu.Lock()
		c.now = c.now.Add(time.Hour)
		c.mu.Unlock()
		task := c.fold(id).Open[0]
		f := dossier.Finishing{Outcome: procedure.Done}
		if err := c.Finish(t.Context(), c.officer(task.Unit, task.Role), office.Command{}, office.On{ID: id, Token: task.Token}, dossier.ActFinish, f); err != nil {
			t.Fatal(err)
		}
	}
	finish() // examined
	finish() // announced at 10:30 on 3 March
	if v := c.fold(id); len(v.Open) > 0 || len(v.Timers) != 1 {
		t.Fatalf("%d tasks open, timers %+v", len(v.Open), v.Timers)
	}
	b := c.citizen("vidu", theOwner, theID)
	clerk := c.signedIn("thuha.cn7")
	for lang, want := range map[string]string{
		"vi": "Chờ 30 ngày kể từ lần đăng tin cuối: chờ đến 10:30 thứ Năm 02/04/2026",
		"en": "Thirty days after the last announcement: waiting until 10:30 Thursday 2 April 2026",
	} {
		b.lang, clerk.lang = lang, lang
		b.get("/ho-so/" + string(id))
		b.want(200, want)
		clerk.get("/desk/dossiers/" + string(id))
		clerk.want(200, want)
	}
	c.at("2026-04-02 10:31")
	if _, err := c.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.lang = "vi"
	b.signIn("vidu") // a month later
	b.get("/ho-so/" + string(id))
	b.want(200, "Kiểm tra có tranh chấp, khiếu kiện không")
	if v := c.fold(id); len(v.Timers) > 0 || len(v.Open) != 1 || v.Open[0].Node != "disputes" {
		t.Errorf("after the wait: tasks %+v, timers %+v", v.Open, v.Timers)
	}
}
