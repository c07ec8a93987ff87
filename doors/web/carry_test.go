package web

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

func TestWhatAnOfficerTypedForAnActSurvivesAnExpiredSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	at := "/desk/dossiers/" + string(id)
	b := d.officer("chi-nhanh-7", "receiver")
	name := d.o.World().Org.Holders("chi-nhanh-7", "receiver", d.clock())[0].Username
	b.get(at)
	before := d.view(id).Version
	b.expired(name, at+"/note", url.Values{"note.words": {"Đã gọi điện, hẹn <chiều> mai"}}) // it ends while somebody types
	b.want(http.StatusConflict, "Đã gọi điện, hẹn <chiều> mai", "chưa được thực hiện")
	if now := d.view(id).Version; now != before {
		t.Errorf("signing in again did what was typed: version %d, was %d", now, before)
	}
	b.post(at+"/note", "note.words", "Đã gọi điện, hẹn <chiều> mai")
	if notes := d.view(id).Notes; len(notes) != 1 {
		t.Errorf("sent once more there are %d notes: %d %s", len(notes), b.status, b.problem())
	}

	for next, want := range map[string]bool{
		at + "/note": true, at: false, at + "/note/x": false, "//evil.example/desk/dossiers/x/note": false, "/desk/dossiers//note": false, "/dang-xuat": false,
	} {
		if _, ok := carriedAct(next); ok != want {
			t.Errorf("%s is taken for an act: %t", next, ok)
		}
	}
}

// officer opens an account for the n-th holder of a role, under a site with real sessions, and signs in.
func (d *desk) officer(unit, role string) *surfer {
	d.t.Helper()
	site, err := New(Options{Office: d.o, Now: d.clock})
	if err != nil {
		d.t.Fatal(err)
	}
	p := d.o.World().Org.Holders(org.UnitID(unit), org.Role(role), d.clock())[0]
	a := office.Account{ID: "officer:" + string(p.ID), Username: p.Username, Kind: "officer", Person: string(p.ID), Name: p.Name}
	if err := d.o.AddAccount(d.t.Context(), office.Who{Kind: access.System}, a, password, 4); err != nil {
		d.t.Fatal(err)
	}
	b := &surfer{t: d.t, site: site, cookies: map[string]string{}, lang: "vi"}
	b.signIn(p.Username)
	return b
}

// expired sends a form whose session is over, signs in again and gives the page that comes then.
func (b *surfer) expired(username, path string, q url.Values) {
	b.t.Helper()
	q.Set(tokenField, b.token())
	delete(b.cookies, sessionCookie)
	b.send(b.formRequest(path, q))
	b.want(http.StatusForbidden, "Phiên đăng nhập đã hết")
	b.post("/dang-nhap", "username", username, "password", password, "tiep", path, carriedField, hiddenOnPage(b.body, carriedField))
}

func TestWhatIsTypedForSeveralDossiersSurvivesAnExpiredSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	task := d.upTo(id, procedure.Examine)
	b := d.officer(task.Unit, "leader")
	name := d.o.World().Org.Holders(org.UnitID(task.Unit), "leader", d.clock())[0].Username
	b.get("/desk?chip=team")
	mark := string(id) + "." + strconv.Itoa(task.Token) + "." + strconv.FormatInt(d.view(id).Version, 10)
	colleague := d.o.World().Org.Holders(org.UnitID(task.Unit), org.Role(task.Role), d.clock())[0].ID
	before := d.view(id).Version
	b.expired(name, "/desk/batch", url.Values{
		"act": {"assign"}, "row": {mark}, "confirm": {"1"}, "lens.chip": {"team"}, "holder": {string(colleague)}, "words": {"Ưu tiên <gấp>"},
	})
	b.want(http.StatusConflict, "Ưu tiên <gấp>", "chưa được thực hiện", d.view(id).Code)
	if now := d.view(id).Version; now != before {
		t.Errorf("signing in again assigned the step: version %d, was %d", now, before)
	}

	d.upTo(id, "")
	clerk := d.officer("chi-nhanh-7", "receiver")
	name = d.o.World().Org.Holders("chi-nhanh-7", "receiver", d.clock())[0].Username
	clerk.get("/desk/hand-over")
	mark = string(id) + ".0." + strconv.FormatInt(d.view(id).Version, 10)
	clerk.expired(name, "/desk/hand-over", url.Values{
		"row": {mark}, "confirm": {"1"}, "hand-over.manner": {"desk"}, "hand-over.receiver": {"Nguyễn Thị Ví Dụ"}, "hand-over.authority": {"Giấy ủy quyền số 7"},
	})
	clerk.want(http.StatusConflict, "Giấy ủy quyền số 7", "chưa được thực hiện")
	if s := d.view(id).State; s != dossier.Completed {
		t.Errorf("signing in again handed the result over: %s", s)
	}
}
