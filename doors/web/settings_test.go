package web

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"motcua/office"
	"motcua/words/org"
)

// settingsAddresses are all pages of the settings, with their filters.
var settingsAddresses = []string{
	"/settings", "/settings/rules", "/settings/rules?unconfirmed=1", "/settings/rules?group=calendar", "/settings/rules?group=nothing",
	"/settings/calendar", "/settings/calendar?year=2025", "/settings/calendar?year=2028", "/settings/calendar?year=2090",
	"/settings/procedures", "/settings/procedures?show=worked", "/settings/procedures?show=warned&q=khai+sinh", "/settings/procedures?q=zzz",
	"/settings/rulebooks", "/settings/texts", "/settings/texts?room=desk&page=2", "/settings/texts?q=khong+duoc+tiep+nhan", "/settings/texts?q=zzz",
	"/settings/units", "/settings/units?kind=branch", "/settings/units?ended=1&page=3", "/settings/units?q=zzz", "/settings/units/chi-nhanh-7", "/settings/units/chi-nhanh-7?day=01/06/2025",
	"/settings/house", "/settings/house?day=30/06/2025&against=01/07/2025", "/settings/people/p0001", "/settings/delegations", "/settings/delegations?chip=over", "/settings/system", "/settings/notices", "/settings/letters",
}

func TestTheSettingsAreForThoseWhoAnswerForThem(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	administrator := headOf(c, "trung-tam", "administrator")
	for _, path := range append([]string{"/settings/accounts", "/settings/accounts?q=khanhha", "/settings/accounts?q=zzz"}, settingsAddresses...) {
		wantPage(t, siteFor(t, c, administrator), path, 200)
	}
	for _, who := range []office.Who{supervisorOf(c), headOf(c, "phong-kiem-soat-thu-tuc", "controller"), headOf(c, "so-tu-phap", "leader")} {
		site := siteFor(t, c, who)
		wantPage(t, site, "/settings/rules", 200)
		wantPage(t, site, "/settings/accounts", 403)
	}
	clerk := siteFor(t, c, c.holder("chi-nhanh-7", "receiver"))
	for _, path := range append([]string{"/settings/accounts", "/settings/procedures/1.001193"}, settingsAddresses...) {
		if status, _ := get(t, clerk, path, "vi"); status != 403 {
			t.Errorf("a receiving officer gets %s: %d", path, status)
		}
	}
	wantPage(t, siteFor(t, c, administrator), "/settings/procedures/9.999999", 404)
	wantPage(t, siteFor(t, c, administrator), "/settings/calendar?year=1", 422)
}

func TestTheCalendarCountsTheWorkingDaysOfAYear(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	site := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	// 2025 and 2026 by the decisions on holidays and swapped days, counted by hand.
	for year, want := range map[string]string{"2025": "250", "2026": "249"} {
		root, err := html.Parse(strings.NewReader(wantPage(t, site, "/settings/calendar?year="+year, 200)))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, tr := range all(root, func(n *html.Node) bool { return n.Data == "tr" }) {
			a := first(tr, "a")
			if a == nil || words(a) != year {
				continue
			}
			cells := all(tr, func(n *html.Node) bool { return n.Data == "td" })
			found = true
			if got := words(cells[1]); got != want {
				t.Errorf("%s has %s working days, want %s", year, got, want)
			}
		}
		if !found {
			t.Errorf("the table of years lacks %s", year)
		}
	}
}

func TestUnconfirmedRulesAreMarkedCountedAndFound(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	site := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	open := 0
	for _, x := range c.World().Settings {
		if x.Unconfirmed {
			open++
		}
	}
	if open == 0 {
		t.Fatal("the pack marks no rule as unconfirmed")
	}
	rows := func(path string) (all, marked int) {
		body := wantPage(t, site, path, 200)
		_, table, _ := strings.Cut(body, "<table")
		return strings.Count(table, "<th scope=\"row\">"), strings.Count(table, "pill soon")
	}
	if all, marked := rows("/settings/rules?unconfirmed=1"); all != open || marked != open {
		t.Errorf("the filter shows %d rules, %d of them marked; the pack has %d", all, marked, open)
	}
	if all, marked := rows("/settings/rules"); all != len(c.World().Settings) || marked != open {
		t.Errorf("all rules: %d shown, %d marked; the pack has %d with %d", all, marked, len(c.World().Settings), open)
	}
	if body := wantPage(t, site, "/settings", 200); !strings.Contains(body, "/settings/rules?unconfirmed=1") {
		t.Error("the overview does not lead to the unconfirmed rules")
	}
}

func TestAProcedureShowsItsVersionsAndWhatChanged(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	site := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	several := 0
	for _, rec := range c.World().Procedures.All(c.clock()) {
		versions := c.World().Procedures.Versions(rec.Code)
		if len(versions) < 2 {
			continue
		}
		several++
		body := wantPage(t, site, "/settings/procedures/"+string(rec.Code), 200)
		if n := strings.Count(body, `class="version"`); n != len(versions) {
			t.Errorf("%s has %d versions, the page shows %d", rec.Code, len(versions), n)
		}
		if !strings.Contains(body, "Sửa đổi ") && !strings.Contains(body, "Bổ sung ") {
			t.Errorf("%s does not say what changed", rec.Code)
		}
	}
	if several == 0 {
		t.Error("no procedure of the pack has two versions: nothing was tried")
	}
}

func TestAProcedureShowsWhatItsProofFound(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	site := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	rec := c.World().Procedures.Current("1.001193", c.clock())
	proof := c.World().Prove(rec, c.clock())
	if !proof.Sound() || len(proof.Defects) == 0 {
		t.Fatalf("got %+v, want a sound procedure with warnings", proof)
	}
	body := wantPage(t, site, "/settings/procedures/1.001193", 200)
	for _, want := range []string{"Đã chứng minh", "Trả kết quả trong ngày chỉ kịp khi nhận trước", "Đường đi: “"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestAccountsAreListedWithoutPasswords(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	admin := headOf(c, "trung-tam", "administrator")
	person := c.World().Org.Holders(org.UnitID("chi-nhanh-7"), org.Role("receiver"), c.clock())[0]
	a := office.Account{ID: "officer:" + string(person.ID), Username: person.Username, Kind: "officer", Person: string(person.ID), Name: person.Name}
	if err := c.AddAccount(t.Context(), admin, a, "một cụm mật khẩu dài", 10); err != nil {
		t.Fatal(err)
	}
	site := siteFor(t, c, admin)
	before := wantPage(t, site, "/settings/accounts", 200)
	if !strings.Contains(before, person.Username) || !strings.Contains(before, "Không còn lưu") {
		t.Errorf("the account of %s is not listed, or seems signed in", person.Username)
	}
	if strings.Contains(before, "argon2") || strings.Contains(before, "mật khẩu dài") {
		t.Error("something of the password is on the page")
	}
	if _, err := c.SignIn(t.Context(), person.Username, "một cụm mật khẩu dài", office.Device{}); err != nil {
		t.Fatal(err)
	}
	if after := wantPage(t, site, "/settings/accounts", 200); strings.Contains(after, "Không còn lưu") {
		t.Error("the sign-in is not shown")
	}
}

func TestTemplatesOfPapersAndNoticesAreShownWithWhatIsUnconfirmed(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 1)
	site := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	body := wantPage(t, site, "/settings/letters", 200)
	for _, want := range []string{
		"Thông tư số 03/2025/TT-VPCP", "Thông tư số 01/2018/TT-VPCP", "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "SỔ THEO DÕI HỒ SƠ", "tt03-2025/supplement/", "Chưa đối chiếu", "15/09/2025",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the list of forms does not say %q", want)
		}
	}
	older := body[strings.Index(body, "Thông tư số 01/2018/TT-VPCP"):]
	if n := strings.Count(older, "Chưa đối chiếu"); n != 4 { // 02 before and after reception, 03 at both stages
		t.Errorf("%d forms of the older set are to be confirmed, want 4", n)
	}
	body = wantPage(t, site, "/settings/notices", 200)
	for _, want := range []string{"Ho so ‹code› da gui", "Hồ sơ ‹code› đã được tiếp nhận", "/160 ký tự"} {
		if !strings.Contains(body, want) {
			t.Errorf("the words of the notices do not say %q", want)
		}
	}
}

// TestTheClocksOfPetitionsSayWhatTheyHoldForInWords has a label before channel, class and level, and the setting by what it is called.
func TestTheClocksOfPetitionsSayWhatTheyHoldForInWords(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	site := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	for lang, want := range map[string][3]string{"vi": {"Kênh: ", "Loại: ", "Mức độ: "}, "en": {"Channel: ", "Class: ", "Level: "}} {
		status, page := get(t, site, "/settings/petitions", lang)
		root, err := html.Parse(strings.NewReader(page))
		if err != nil || status != 200 {
			t.Fatalf("%s: %d, %v", lang, status, err)
		}
		rows := all(first(root, "tbody"), func(n *html.Node) bool { return n.Data == "tr" })
		if len(rows) == 0 {
			t.Fatalf("%s: no row", lang)
		}
		for _, tr := range rows {
			cell := words(all(tr, func(n *html.Node) bool { return n.Data == "td" })[1])
			for _, label := range want {
				if !strings.Contains(cell, label) {
					t.Errorf("%s: %q lacks %q", lang, cell, label)
				}
			}
		}
		if name := c.World().Setting("petition.clocks").Label; strings.Contains(page, "petition.clocks") || !strings.Contains(words(root), map[string]string{"vi": name.VI, "en": name.EN}[lang]) {
			t.Errorf("%s: the setting is not called %q", lang, name.VI)
		}
	}
}
