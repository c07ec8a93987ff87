package web

import (
	"net/http"
	"net/url"
	"testing"

	"motcua/law/access"
	"motcua/office"
	"motcua/words/org"
)

func TestWhatAnOfficerTypedForAnActSurvivesAnExpiredSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	at := "/desk/dossiers/" + string(id)
	site, err := New(Options{Office: d.o, Now: d.clock})
	if err != nil {
		t.Fatal(err)
	}
	p := d.o.World().Org.Holders(org.UnitID("chi-nhanh-7"), org.Role("receiver"), d.clock())[0]
	a := office.Account{ID: "officer:" + string(p.ID), Username: p.Username, Kind: "officer", Person: string(p.ID), Name: p.Name}
	if err := d.o.AddAccount(t.Context(), office.Who{Kind: access.System}, a, password, 4); err != nil {
		t.Fatal(err)
	}
	b := &surfer{t: t, site: site, cookies: map[string]string{}, lang: "vi"}
	b.signIn(p.Username)
	b.get(at)
	before := d.view(id).Version
	token := b.token()
	delete(b.cookies, sessionCookie) // the session is over while somebody types
	b.send(b.formRequest(at+"/note", url.Values{"csrf": {token}, "note.words": {"Đã gọi điện, hẹn <chiều> mai"}}))
	b.want(http.StatusForbidden, "Phiên đăng nhập đã hết")
	carried := hiddenOnPage(b.body, carriedField)
	b.post("/dang-nhap", "username", p.Username, "password", password, "tiep", at+"/note", carriedField, carried)
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
