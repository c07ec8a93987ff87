package calendar

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

// small is a calendar of one decided year and one calculated one, one field a line so that lines can be told.
const small = `{
  "format": "motcua.calendar/1",
  "id": "small",
  "name": {"vi": "Lịch"},
  "version": "1",
  "basis": "thử",
  "through": 2027,
  "cutoff": {"time": "15:00", "basis": "thử"},
  "weeks": [{"from": "2026-01-01", "basis": "thử", "hours": {
    "mon": ["08:00-12:00", "13:30-17:30"],
    "tue": ["08:00-12:00", "13:30-17:30"]
  }}],
  "years": [{"year": 2026, "basis": "thử", "days": [
    {"date": "2026-01-05", "kind": "holiday", "name": {"vi": "Lễ"}, "basis": "thử"},
    {"date": "2026-01-10", "kind": "make-up", "name": {"vi": "Làm bù"}, "basis": "thử"}
  ]}],
  "rules": [{"solar": "01-01", "name": {"vi": "Tết Dương lịch"}, "basis": "thử"}],
  "branches": []
}`

func TestParseNamesLineFieldAndMend(t *testing.T) {
	t.Parallel()
	if _, err := Parse([]byte(small)); err != nil {
		t.Fatal(err)
	}
	week := `"weeks": [{"from": "2026-01-01", "basis": "thử", "hours": {`
	for _, c := range []struct{ old, new, want string }{
		{`"format": "motcua.calendar/1"`, `"format": "x"`, `line 2: format: "x" is not known`},
		{`"version": "1"`, `"version": ""`, `line 5: version: is missing`},
		{`"version": "1"`, `"versoin": "1"`, `line 5: unknown field "versoin": docs/calendar-format.md`},
		{`"version": "1"`, `"version": 1`, `line 5: version: a number stands where a text in "quotation marks" belongs`},
		{`"version": "1",`, `"version": "1"`, `line 6: it is not JSON: invalid character`},
		{`"through": 2027`, `"through": 2025`, `line 7: through: 2025 is not between`},
		{`"15:00"`, `"3 pm"`, `line 8: cutoff.time: "3 pm" is no clock time`},
		{`"id": "small",`, `"id": "small", "after_hours_due": "late",`, `line 3: after_hours_due: "late" is not known`},
		{`"from": "2026-01-01", "basis"`, `"from": "2026-02-01", "basis"`, `line 9: weeks[0].from: hours are missing from 2026-01-01 to 2026-01-31`},
		{`"08:00-12:00", "13:30-17:30"],`, `"08:00-12:00", "13:30-17:00"],`, `line 10: weeks[0].hours.mon: the intervals add up to 7 h 30 min`},
		{`"08:00-12:00", "13:30-17:30"],`, `"08:00-13:30", "13:30-16:00"],`, `line 10: weeks[0].hours.mon[1]: 13:30-16:00 overlaps or touches`},
		{`"08:00-12:00", "13:30-17:30"],`, `"12:00-08:00"],`, `line 10: weeks[0].hours.mon[0]: "12:00-08:00" is no interval`},
		{`"mon"`, `"monday"`, `line 10: weeks[0].hours.monday: is no weekday`},
		{week, week + `}, "to": "2026-05-31"}, {"from": "2026-05-01", "basis": "thử", "hours": {`, `weeks[0].to: overlaps the hours from 2026-05-01`},
		{`"basis": "thử", "hours"`, `"to": "2026-12-31", "basis": "thử", "hours"`, `weeks[0].to: hours are missing after 2026-12-31`},
		{`"2026-01-05"`, `"2026-02-30"`, `line 14: years[0].days[0].date: "2026-02-30": that day does not exist, 2026-02 has days 01 to 28`},
		{`"2026-01-05"`, `"2026-13-01"`, `line 14: years[0].days[0].date: "2026-13-01": that day does not exist, a year has months 01 to 12`},
		{`"2026-01-05"`, `"5/1/2026"`, `line 14: years[0].days[0].date: "5/1/2026" is no day: write year, month and day`},
		{`"2026-01-05"`, `20260105`, `line 14: years.days.date: a number stands where a day such as "2026-02-17" belongs`},
		{`2027`, `"2027"`, `line 7: through: a text stands where a whole number belongs`},
		{`"branches": []`, `"branches": {}`, `line 18: branches: an object stands where a list in [brackets] belongs`},
		{`"kind": "holiday"`, `"kind": "holiday", "unconfirmed": "yes"`, `line 14: years.days.unconfirmed: a text stands where true or false belongs`},
		{`"2026-01-05", "kind": "holiday"`, `"2026-08-31", "kind": "swapped-off"`, `line 14: years[0].days[0].kind: 2026-08-31 is swapped off, but no make-up day within 92 days`},
		{`"2026-01-05"`, `"2027-01-05"`, `line 14: years[0].days[0].date: 2027-01-05 is not in 2026`},
		{`"2026-01-10"`, `"2026-01-05"`, `line 15: years[0].days[1].date: 2026-01-05 stands twice`},
		{`"2026-01-10"`, `"2026-01-12"`, `line 15: years[0].days[1].kind: 2026-01-12 is a working day already`},
		{`"kind": "holiday"`, `"kind": "feast"`, `line 14: years[0].days[0].kind: "feast" is not known`},
		{`"2026-01-05", "kind": "holiday"`, `"2026-01-07", "kind": "in-lieu"`, `line 14: years[0].days[0].kind: 2026-01-07 is a weekly rest day already`},
		{`"kind": "make-up",`, `"kind": "make-up", "hours_of": "sun",`, `line 15: years[0].days[1].hours_of: this weekday has no working hours`},
		{`{"vi": "Lễ"}, "basis": "thử"`, `{"vi": "Lễ"}, "basis": ""`, `line 14: years[0].days[0].basis: is missing`},
		{`"years": [{`, `"years": [{"year": 2026, "basis": "thử", "days": []}, {`, `line 13: years[1].year: 2026 stands twice`},
		{`"years": [{`, `"years": [{"year": 2024, "basis": "thử", "days": []}, {`, `line 13: years[1].year: 2025 is missing before 2026`},
		{`"years": [{`, `"years": [{"year": 2027, "basis": "thử", "days": []}, {`, `line 13: years[1].year: 2026 comes after 2027`},
		{`"rules": [{"solar": "01-01", "name": {"vi": "Tết Dương lịch"}, "basis": "thử"}]`, `"rules": []`, `line 17: rules: has no rule for the years until 2027`},
		{`"solar": "01-01"`, `"solar": "13-01"`, `line 17: rules[0].solar: "13-01" is no day`},
		{`"solar": "01-01"`, `"lunar": "3/10"`, `line 17: rules[0].lunar: "3/10" is no lunar day`},
		{`"solar": "01-01",`, ``, `line 17: rules[0]: needs either solar or lunar`},
		{`"branches": []`, `"branches": [{"id": "a", "closures": [{"from": "2026-02-02", "to": "2026-02-01", "name": {"vi": "x"}, "basis": "y"}]}]`, `branches[0].closures[0].to: 2026-02-01 lies before from`},
		{`"branches": []`, `"branches": [{"id": "a"}, {"id": "a"}]`, `branches[1].id: "a" is empty or stands twice`},
		{"\n}", "\n} x", `line 19: something follows its end`},
	} {
		if !strings.Contains(small, c.old) {
			t.Fatalf("%q is not in the sample", c.old)
		}
		_, err := Parse([]byte(strings.Replace(small, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s:\n got %v\nwant %s", c.new, c.old, err, c.want)
		}
	}
}

func TestParseTellsAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	bad := strings.NewReplacer(`"2026-01-05"`, `"2027-01-05"`, `"solar": "01-01"`, `"solar": "01-40"`).Replace(small)
	_, err := Parse([]byte(bad))
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("want two lines, got %v", err)
	}
}

func TestHoursNeedNotSumUpWhereOnlyHoursAreCounted(t *testing.T) {
	t.Parallel()
	c, err := Parse([]byte(strings.NewReplacer("13:30-17:30", "13:30-17:00", `"id": "small",`, `"id": "small", "hours_only": true,`).Replace(small)))
	if err != nil {
		t.Fatal(err)
	}
	start := at(t, "2026-01-06 08:00")
	if d, err := c.Due(start, Limit{8, Hour}, Options{}); err != nil || !d.At.Equal(at(t, "2026-01-10 08:30")) {
		t.Errorf("8 h end at %s %v, want on the make-up Saturday at 08:30", d.At, err)
	}
	if _, err := c.Due(start, Limit{1, WorkingDay}, Options{}); err == nil {
		t.Error("a working day was counted")
	}
}

func TestDocumentRoundTrip(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../city/hanoi/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	doc := city.Document()
	if doc.Years[0].Days[0].Name.VI = "x"; city.doc.Years[0].Days[0].Name.VI == "x" {
		t.Fatal("the copy of the document is the document")
	}
	again, err := json.Marshal(city.Document())
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("writing the document loses something")
	}
}

func TestAnnounceRefusesAnUndecidedYear(t *testing.T) {
	t.Parallel()
	row := Row{Date: date(t, "2027-03-01"), Kind: Holiday, Name: Name{VI: "Lễ"}, Basis: "thử"}
	if _, err := city.Announce("x", row); faultKey(err) != "calendar.announce.undecided" {
		t.Error(err)
	}
	row.Date, row.Basis = date(t, "2026-12-01"), ""
	if _, err := city.Announce("x", row); err == nil || !strings.Contains(err.Error(), "basis: is missing") {
		t.Error(err)
	}
	row.Basis = "thử"
	next, err := city.Announce("x", row)
	if err != nil || next.IsWorking(row.Date) || !city.IsWorking(row.Date) || next.Version() != "x" {
		t.Errorf("%v: the new day is off in the new version only", err)
	}
}

func TestHoursMayChangeDuringTheYear(t *testing.T) {
	t.Parallel()
	// From 1/6 Monday and Tuesday have 07:00-11:30 and 13:30-17:00.
	c, err := Parse([]byte(strings.Replace(small, `"weeks": [{"from": "2026-01-01",`,
		`"weeks": [{"from": "2026-01-01", "to": "2026-05-31", "basis": "thử", "hours": {"mon": ["08:00-12:00", "13:30-17:30"], "tue": ["08:00-12:00", "13:30-17:30"]}},
		{"from": "2026-06-01",`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	doc := c.Document()
	summer := []Interval{{7 * 60, 11*60 + 30}, {13*60 + 30, 17 * 60}}
	doc.Weeks[1].Hours = map[string][]Interval{"mon": summer, "tue": summer}
	if c, err = New(doc); err != nil {
		t.Fatal(err)
	}
	for _, x := range [][2]string{
		{"2026-05-26 08:00", "2026-06-01 07:00"}, // no work yet: none then
		{"2026-05-26 11:00", "2026-06-01 10:00"}, // three hours
		{"2026-05-26 11:45", "2026-06-01 10:45"}, // 3:45 hours: a clock time that both have, but other work behind it
		{"2026-05-26 13:30", "2026-06-01 11:00"}, // four hours
		{"2026-05-26 17:15", "2026-06-01 16:45"},
	} {
		d, err := c.Due(at(t, x[0]), Limit{1, WorkingDay}, Options{})
		if err != nil || !d.At.Equal(at(t, x[1])) {
			t.Errorf("1 wd from %s is %s %v, want %s", x[0], d.At, err, x[1])
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{}`))
	f.Add([]byte(strings.Replace(small, `"through": 2027`, `"through": 2100`, 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		if (c == nil) == (err == nil) {
			t.Fatal("either a calendar or an error")
		}
		if c != nil {
			_, _ = c.Due(NewDate(c.doc.Years[0].Year, 1, 1).At(9, 0), Limit{3, WorkingDay}, Options{})
		}
	})
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"5wd", "4h", "30d", "1mo", "0d", "-1h", "wd", "999999999999999999999h", "5 wd", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLimit(s)
		if err != nil {
			return
		}
		if again, err := ParseLimit(l.String()); err != nil || again != l || l.N <= 0 {
			t.Errorf("%q is %+v, which is %+v %v", s, l, again, err)
		}
	})
}

func TestAFileFromWindowsIsReadAndALongOneRefused(t *testing.T) {
	t.Parallel()
	if _, err := Parse([]byte("\uFEFF" + strings.ReplaceAll(small, "\n", "\r\n"))); err != nil {
		t.Error(err)
	}
	if _, err := Parse([]byte(small + strings.Repeat(" ", MaxSize))); err == nil || !strings.Contains(err.Error(), "longer than 1024 KB") {
		t.Errorf("a file of 1 MB: %v", err)
	}
	twice := strings.Replace(small, `"through": 2027,`, `"through": 2027, "through": 2030,`, 1)
	if _, err := Parse([]byte(twice)); err == nil || !strings.Contains(err.Error(), "line 7: through: stands twice") {
		t.Errorf("a field that stands twice: %v", err)
	}
}

func TestADueTimeBeyondTheLastYearIsProvisional(t *testing.T) {
	t.Parallel()
	c, err := Parse([]byte(strings.Replace(small, `"weeks": [{"from": "2026-01-01",`, `"weeks": [{"from": "2026-01-01", "to": "2027-12-31",`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	// Mondays and Tuesdays are worked: 27 and 28/12/2027, 3 and 4/1/2028; 1/1/2028 is a Saturday, made up for on the 3rd.
	d, err := c.Due(at(t, "2027-12-27 09:00"), Limit{2, WorkingDay}, Options{})
	if err != nil || !d.At.Equal(at(t, "2028-01-04 09:00")) || !d.Provisional {
		t.Errorf("%s %v, provisional %t", d.At, err, d.Provisional)
	}
	if got := told("en", d.Reasons("en")); !strings.Contains(got, "Provisional: the days off of 2028 have not been decided yet.") {
		t.Error(got)
	}
}
