package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// shown gives every figure of a page that opens dossiers: the address and the number that stands on it.
func shown(t *testing.T, body string) map[string]int {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, a := range all(root, func(n *html.Node) bool { return n.Data == "a" }) {
		href, _ := attr(a, "href")
		if !strings.HasPrefix(href, "/desk/dossiers?") {
			continue
		}
		text := words(a)
		if b := first(a, "b"); b != nil {
			text = words(b)
		}
		n, err := strconv.Atoi(strings.ReplaceAll(text, ".", ""))
		if err != nil {
			t.Errorf("the figure at %s says %q", href, text)
			continue
		}
		if was, ok := out[href]; ok && was != n {
			t.Errorf("two figures with the address %s: %d and %d", href, was, n)
		}
		out[href] = n
	}
	return out
}

func TestEveryFigureOnThePageOpensExactlyItsDossiers(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 240)
	states := map[dossier.State]bool{}
	list, err := c.Read(t.Context(), supervisorOf(c)).Dossiers(office.Filter{Limit: 5000})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range list.Rows {
		states[row.State] = true
	}
	for _, st := range []dossier.State{dossier.Filed, dossier.Received, dossier.Declined, dossier.Processing, dossier.Stopped, dossier.Completed, dossier.HandedOver} {
		if !states[st] {
			t.Errorf("no dossier of the city is %s", st)
		}
	}
	checked, more := 0, 0
	for _, k := range []struct {
		who   office.Who
		units []string
	}{
		{supervisorOf(c), []string{"", "chi-nhanh-7", "diem-14", "cap-xa-00070", "so-tu-phap"}},
		{headOf(c, "chi-nhanh-7", "branch-head"), []string{"", "diem-14"}},
	} {
		site := siteFor(t, c, k.who)
		for _, unit := range k.units {
			for _, period := range []string{"today", "7d", "month", "quarter", "year", "days&from=2026-09-14&to=18/09/2026"} {
				for _, by := range []string{"reception", "competent"} {
					path := "/watch?unit=" + unit + "&period=" + period + "&by=" + by
					status, body := get(t, site, path, "vi")
					if status != 200 {
						t.Fatalf("GET %s = %d", path, status)
					}
					figures := shown(t, body)
					if len(figures) < 15 {
						t.Errorf("%s shows %d figures", path, len(figures))
					}
					for href, n := range figures {
						checked++
						if n > 0 {
							more++
						}
						if got := rowsAt(t, site, k.who, c, href); got != n {
							t.Errorf("%s: the figure says %d, its list has %d: %s", path, n, got, href)
						}
					}
				}
			}
		}
	}
	if more < 500 {
		t.Errorf("only %d of %d figures count anything: the test proves little", more, checked)
	}
}

// rowsAt counts the dossiers that an address of the list chooses.
func rowsAt(t *testing.T, _ *Site, who office.Who, c *busyCity, href string) int {
	t.Helper()
	u, err := url.Parse(href)
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.Read(t.Context(), who).Dossiers(filterOf(u.Query()))
	if err != nil {
		t.Fatal(err)
	}
	return list.Total
}

// filterOf reads the filters of an address by itself.
func filterOf(q url.Values) office.Filter {
	day := func(name string, more int) time.Time {
		t, err := time.ParseInLocation("2006-01-02", q.Get(name), calendar.Zone)
		if err != nil {
			return time.Time{}
		}
		return t.AddDate(0, 0, more)
	}
	flag := func(name string) *bool {
		if q.Get(name) == "" {
			return nil
		}
		yes := q.Get(name) == "1"
		return &yes
	}
	return office.Filter{
		Unit: q.Get("unit"), By: q.Get("by"), Below: q.Get("below") == "1", Stage: office.Stage(q.Get("stage")), Late: flag("late"), Open: flag("open"),
		From: day("from", 0), To: day("to", 1), EndedFrom: day("ended-from", 0), EndedTo: day("ended-to", 1), DueFrom: day("due-from", 0), DueTo: day("due-to", 1),
	}
}

func TestTheOverviewIsAPageInBothLanguages(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 30)
	site := siteFor(t, c, supervisorOf(c))
	for _, path := range []string{"/watch", "/watch?period=year&order=open-late", "/watch?unit=chi-nhanh-7&order=share", "/watch?unit=so-y-te&period=today"} {
		wantPage(t, site, path, 200)
	}
	wantPage(t, site, "/watch?period=days&from=31/02/2026&to=01/03/2026", 422)
	wantPage(t, site, "/watch?period=days&from=05/03/2026&to=01/03/2026", 422)
	if body := wantPage(t, site, "/watch?period=days&from=1.10.2026&to=h%C3%B4m+qua", 422); !strings.Contains(body, "hôm qua") {
		t.Error("what was typed is gone")
	}
	wantPage(t, site, "/watch?unit=nowhere", 404)
	empty := siteFor(t, c, headOf(c, "chi-nhanh-2", "branch-head"))
	if body := wantPage(t, empty, "/watch", 200); !strings.Contains(body, "Chưa có hồ sơ nào") {
		t.Error("a unit without dossiers does not say so")
	}
}

func TestALeaderSeesTheOwnUnitsFiguresOnly(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 10)
	head := siteFor(t, c, headOf(c, "chi-nhanh-7", "branch-head"))
	wantPage(t, head, "/watch?unit=diem-14", 200)
	for _, unit := range []string{"chi-nhanh-1", "ubnd-thanh-pho", "trung-tam"} {
		if body := wantPage(t, head, "/watch?unit="+unit, 403); !strings.Contains(body, "đơn vị của mình") {
			t.Errorf("the refusal for %s does not say the rule", unit)
		}
	}
	wantPage(t, siteFor(t, c, c.holder("chi-nhanh-7", "receiver")), "/watch", 403)
	if body := wantPage(t, head, "/watch?unit=diem-14", 200); strings.Contains(body, "unit=trung-tam") {
		t.Error("the crumbs lead above the reader's own unit")
	}
}

func TestPeriodsAreComparedWithAsManyDaysBefore(t *testing.T) {
	t.Parallel()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, calendar.Zone) }
	now := time.Date(2026, 3, 31, 9, 0, 0, 0, calendar.Zone)
	for _, k := range []struct {
		q                string
		from, to, bf, bt time.Time
	}{
		{"period=today", day(2026, 3, 31), day(2026, 3, 31), day(2026, 3, 30), day(2026, 3, 30)},
		{"period=7d", day(2026, 3, 25), day(2026, 3, 31), day(2026, 3, 18), day(2026, 3, 24)},
		{"", day(2026, 3, 1), day(2026, 3, 31), day(2026, 2, 1), day(2026, 2, 28)},
		{"period=quarter", day(2026, 1, 1), day(2026, 3, 31), day(2025, 10, 1), day(2025, 12, 29)},
		{"period=year", day(2026, 1, 1), day(2026, 3, 31), day(2025, 1, 1), day(2025, 3, 31)},
		{"from=10/02/2026&to=2026-02-12", day(2026, 2, 10), day(2026, 2, 12), day(2026, 2, 7), day(2026, 2, 9)},
	} {
		q, _ := url.ParseQuery(k.q)
		s, err := spanOf(q, now)
		if err != nil {
			t.Errorf("%q: %v", k.q, err)
		}
		got := []time.Time{s.From, s.To, s.BeforeFrom, s.BeforeTo}
		if !slices.EqualFunc(got, []time.Time{k.from, k.to, k.bf, k.bt}, time.Time.Equal) {
			t.Errorf("%q: got %v", k.q, got)
		}
	}
}
