package web

import (
	"encoding/csv"
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
	for _, st := range []dossier.State{dossier.Filed, dossier.Received, dossier.Declined, dossier.Processing, dossier.Supplement, dossier.Withdrawal, dossier.Stopped, dossier.Completed, dossier.HandedOver} {
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
		rows := map[string]int{} // many figures open the same list, whatever the period
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
						if _, counted := rows[href]; !counted {
							rows[href] = rowsAt(t, site, href)
						}
						if got := rows[href]; got != n {
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

// rowsAt counts the dossiers of a list by the lines of its export.
func rowsAt(t *testing.T, site *Site, href string) int {
	t.Helper()
	status, body := get(t, site, href+"&as=csv", "vi")
	if status != 200 {
		t.Fatalf("GET %s = %d", href, status)
	}
	lines, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%s: %d lines, %v", href, len(lines), err)
	}
	return len(unmarked(lines)) - 1 // the head
}

// unmarked takes the line away that says who took a list out.
func unmarked(lines [][]string) [][]string {
	if last := len(lines) - 1; last > 0 && strings.HasPrefix(lines[last][0], "Kết xuất bởi") {
		return lines[:last]
	}
	return lines
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
	_, file := get(t, site, "/watch?period=year&as=csv", "vi")
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if lines = unmarked(lines); err != nil || len(lines) < 3 || lines[len(lines)-1][0] != "Tổng cộng" || lines[len(lines)-1][5] == "0" {
		t.Errorf("the table as a file: %v, %v", lines, err)
	}
	if status, book := get(t, site, "/watch?as=xlsx", "en"); status != 200 || !strings.HasPrefix(book, "PK") {
		t.Errorf("the table as a workbook: %d", status)
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
