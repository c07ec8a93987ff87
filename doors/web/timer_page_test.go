package web

import (
	"strings"
	"testing"
	"time"

	"motcua/ground/text"
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
	c.waitToldEverywhere(id, b, c.signedIn("lanhdao.cn7"))
}

// waitToldEverywhere looks at the owner's page, the desk's and the public one: a wait that is over is named with what ended it, and
// its time is the department's, which announced the house and goes on, not the branch's that received the dossier.
func (c *town) waitToldEverywhere(id dossier.ID, b, clerk *surfer) {
	c.t.Helper()
	v := c.fold(id)
	until := c.clock()
	if v.Promise.At.Before(until) {
		until = v.Promise.At
	}
	held := int(c.World().Calendar.WorkingMinutes(v.Received, until)) // the department's first step begins with the reception
	for lang, want := range map[string][]string{
		"vi": {"Hết thời gian chờ: Chờ 30 ngày kể từ lần đăng tin cuối", "Hệ thống, theo thời hạn của bước"},
		"en": {"The time is over: Thirty days after the last announcement", "The system, by the time limit of the step"},
	} {
		voice := c.site.words.In(text.Lang(lang))
		b.lang, clerk.lang = lang, lang
		b.get("/ho-so/" + string(id))
		clerk.get("/desk/dossiers/" + string(id))
		pages := map[string]string{"owner": b.body, "desk": clerk.body}
		if lang == "vi" {
			pages["public"] = askFor(newBrowse(c.t, c.site), v.Code, v.Check).Body.String()
		}
		for who, page := range pages {
			for _, w := range want {
				if !strings.Contains(page, w) {
					c.t.Errorf("the page of %s in %s does not say %q", who, lang, w)
				}
			}
			_, way, _ := strings.Cut(page, `<ul class="way-key">`)
			way, _, _ = strings.Cut(way, "</ul>")
			dept := unitWords(voice, c.World().Unit("so-xay-dung", c.clock()))
			if w := "<span>" + dept + "</span> <b>" + voice.Work(held) + "</b>"; !strings.HasPrefix(way[strings.Index(way, "<span>"):], w) {
				c.t.Errorf("the time on the page of %s in %s: %s, want first %s", who, lang, way, w)
			}
			if branch := unitWords(voice, c.World().Unit("chi-nhanh-7", c.clock())); strings.Contains(way, branch) {
				c.t.Errorf("the page of %s in %s counts the wait as time of %s", who, lang, branch)
			}
		}
	}
}
