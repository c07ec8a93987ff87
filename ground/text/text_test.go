package text

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"
)

// load gives the words that the binary carries.
func load(t *testing.T) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// read reads words that a test wrote.
func read(t *testing.T, s string) *Catalog {
	t.Helper()
	c, err := Read(fstest.MapFS{"a.txt": {Data: []byte(s)}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWordsOfTheBinaryAreSound(t *testing.T) {
	t.Parallel()
	c := load(t)
	if len(c.Keys()) == 0 {
		t.Fatal("no words")
	}
	for _, k := range c.Keys() {
		for _, l := range Langs {
			if s := c.T(l, k); strings.TrimSpace(s) == "" || strings.Contains(s, "⟦") {
				t.Errorf("%s in %s says %q", k, l, s)
			}
		}
	}
}

func TestTextFillsGaps(t *testing.T) {
	t.Parallel()
	type code string
	c := read(t, `days.left
  vi còn {n} ngày
  en {n} {n|day|days} left

long
  vi một câu dài
    viết tiếp ở dòng sau
  en a long sentence
     that goes on

# a remark
wrong-state
  vi hồ sơ {state}
  en the dossier is {state}

state.filed
  vi mới nộp
  en filed
`)
	for _, x := range []struct {
		lang Lang
		key  string
		args []any
		want string
	}{
		{VI, "days.left", []any{"n", 5}, "còn 5 ngày"},
		{EN, "days.left", []any{"n", 5}, "5 days left"},
		{EN, "days.left", []any{"n", 1}, "1 day left"},
		{EN, "days.left", []any{"n", "5.6"}, "5.6 days left"},
		{EN, "days.left", []any{"n", int64(3914)}, "3,914 days left"},
		{VI, "days.left", []any{map[string]string{"n": "2"}}, "còn 2 ngày"},
		{VI, "days.left", nil, "còn {n} ngày"},
		{VI, "long", nil, "một câu dài viết tiếp ở dòng sau"},
		{EN, "long", nil, "a long sentence that goes on"},
		{VI, "wrong-state", []any{"state", "@state.filed"}, "hồ sơ mới nộp"},
		{EN, "wrong-state", []any{"state", "@state.filed"}, "the dossier is filed"},
		{EN, "wrong-state", []any{"state", "@nobody.knows"}, "the dossier is @nobody.knows"},
		{EN, "wrong-state", []any{"state", code("H26")}, "the dossier is H26"},
		{Lang("fr"), "state.filed", nil, "mới nộp"},
	} {
		if got := c.T(x.lang, x.key, x.args...); got != x.want {
			t.Errorf("T(%s, %s, %v) = %q, want %q", x.lang, x.key, x.args, got, x.want)
		}
	}
}

func TestARuleIsCitedAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	c := load(t)
	for _, x := range []struct{ rule, vi, en string }{
		{"nd61-2018/19.4", "khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP", "Article 19, clause 4, Decree 61/2018/NĐ-CP"},
		{"nd61-2018/17", "Điều 17 Nghị định 61/2018/NĐ-CP", "Article 17, Decree 61/2018/NĐ-CP"},
		{"nobody-1900", "nobody-1900", "nobody-1900"},
		{"", "", ""},
	} {
		if vi, en := c.In(VI).Article(x.rule), c.In(EN).Article(x.rule); vi != x.vi || en != x.en {
			t.Errorf("%q is cited as %q and %q, want %q and %q", x.rule, vi, en, x.vi, x.en)
		}
	}
}

func TestMissingTextIsShownAndCounted(t *testing.T) {
	t.Parallel()
	c := read(t, "a.b\n  vi Có\n  en There\n")
	for range 2 {
		if got := c.In(EN).T("no.such-text"); got != "⟦no.such-text⟧" {
			t.Errorf("a missing text says %q", got)
		}
	}
	if got := c.Missed()["no.such-text"]; got != 2 {
		t.Errorf("counted %d times, want 2", got)
	}
	if c.Has("no.such-text") {
		t.Error("Has finds a text that is not there")
	}
}

func TestReadNamesFileAndLineOfAMistake(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ words, want string }{
		{"a.b\n  vi một\n", "a.txt:1: a.b: no text in en"},
		{"a.b\n  en one\n", "a.txt:1: a.b: no text in vi"},
		{"\na.b\n  vi {n} một\n  en one\n", "a.txt:2: a.b: the languages have different gaps"},
		{"a.b\n  vi một\n  en one\n\na.b\n  vi hai\n  en two\n", "a.txt:5: a.b stands already in a.txt:1"},
		{"a.b\n  vi một\n  vi hai\n  en one\n", "a.txt:3: a.b has vi twice"},
		{"a.b\n  vi một\n  fr un\n  en one\n", "a.txt:3: a.b: a text begins"},
		{"A B\n  vi một\n  en one\n", `a.txt:1: "A B" is not a key`},
		{"  vi một\n", "a.txt:1: a text without a key"},
		{"a.b\n\tvi một\n  en one\n", "a.txt:2: a tab"},
		{"a.b\n  vi một {n\n  en one {n}\n", "a { without its }"},
		{"a.b\n  vi một }\n  en one\n", "a } without its {"},
		{"a.b\n  vi {n|ngày}\n  en {n|day|days}\n", "neither {name} nor {name|one|many}"},
	} {
		_, err := Read(fstest.MapFS{"a.txt": {Data: []byte(x.words)}})
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("Read(%q) = %v, want %q", x.words, err, x.want)
		}
	}
}

func TestReadFindsAKeyThatTwoFilesHave(t *testing.T) {
	t.Parallel()
	one := []byte("a.b\n  vi một\n  en one\n")
	_, err := Read(fstest.MapFS{"a.txt": {Data: one}, "b.txt": {Data: one}})
	if err == nil || !strings.Contains(err.Error(), "b.txt:1: a.b stands already in a.txt:1") {
		t.Errorf("got %v", err)
	}
}

func TestTimesAreSaidAsPeopleSayThem(t *testing.T) {
	t.Parallel()
	c := load(t)
	vi, en := c.In(VI), c.In(EN)
	// 10:02 UTC is 17:02 in Hà Nội; 18:30 UTC is the next day there.
	due := time.Date(2026, 12, 8, 10, 2, 0, 0, time.UTC)
	night := time.Date(2026, 11, 23, 18, 30, 0, 0, time.UTC)
	for _, x := range []struct{ got, want string }{
		{vi.DateTime(due), "17:02 thứ Ba 08/12/2026"},
		{en.DateTime(due), "17:02 Tuesday 8 December 2026"},
		{vi.Date(due), "08/12/2026"},
		{en.Date(due), "8 December 2026"},
		{vi.Day(night), "thứ Ba 24/11/2026"},
		{en.Day(night), "Tuesday 24 November 2026"},
		{vi.Time(night), "01:30"},
		{vi.Short(due), "08/12/2026 17:02"},
		{en.Short(due), "8 Dec 2026 17:02"},
		{vi.DayMonth(due), "08/12"},
		{en.DayMonth(due), "8 December"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestWorkingTimeIsSaidInItsUsefulUnit(t *testing.T) {
	t.Parallel()
	c := load(t)
	vi, en := c.In(VI), c.In(EN)
	for _, x := range []struct{ got, want string }{
		{vi.Left(2700), "còn 5,6 ngày làm việc"}, // 45 h = 5.625 days, down
		{en.Left(2700), "5.6 working days left"},
		{vi.Left(480), "còn 1 ngày làm việc"},
		{en.Left(480), "1 working day left"},
		{vi.Left(479), "còn 7 giờ 59 phút"},
		{vi.Left(240), "còn 4 giờ"},
		{vi.Left(25), "còn 25 phút"},
		{vi.Left(0), "hết giờ"},
		{vi.Left(-180), "trễ 3 giờ"},
		{en.Left(-180), "3 hours late"},
		{vi.Left(-481), "trễ 1,1 ngày làm việc"}, // late is rounded up
		{en.Left(-1), "1 minute late"},
		{vi.Ago(0), "vừa xong"},
		{vi.Ago(90), "1 giờ 30 phút trước"},
		{vi.Work(3922), "65 giờ 22 phút"},
		{vi.Work(698), "11 giờ 38 phút"},
		{en.Work(360), "6 hours"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestNumbersAreWrittenByLanguage(t *testing.T) {
	t.Parallel()
	c := load(t)
	vi, en := c.In(VI), c.In(EN)
	for _, x := range []struct{ got, want string }{
		{vi.Number(3914), "3.914"},
		{en.Number(3914), "3,914"},
		{vi.Number(-1234567), "−1.234.567"},
		{vi.Number(999), "999"},
		{vi.Percent(987, 1000), "98,7%"},
		{en.Percent(987, 1000), "98.7%"},
		{vi.Percent(4999, 5000), "99,9%"}, // not said to be all
		{vi.Percent(1, 5000), "0,1%"},     // not said to be none
		{vi.Percent(5000, 5000), "100%"},
		{vi.Percent(0, 5), "0%"},
		{vi.Percent(0, 0), "–"},
		{vi.Share(0.987), "98,7%"},
		{en.Share(0.987), "98.7%"},
		{vi.Share(1), "100,0%"},
		{vi.Share(math.NaN()), ""},
		{vi.Money(150000), "150.000\u00a0đ"},
		{en.Money(150000), "VND\u00a0150,000"},
		{vi.Money(0), "0\u00a0đ"},
		{vi.Decimal(-0.04, 1), "0,0"},
		{vi.Digits("82.5"), "82,5"},
		{en.Digits("82.5"), "82.5"},
		{vi.Digits("1234567.125"), "1.234.567,125"},
		{vi.Digits("-0.5"), "−0,5"},
		{vi.Digits("1.2.3"), "1.2.3"},
		{vi.Digits("x"), "x"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestNumberLosesNoDigit(t *testing.T) {
	t.Parallel()
	c := load(t)
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.Int64Range(-1<<62, 1<<62).Draw(r, "n")
		s := strings.NewReplacer(".", "", "−", "-").Replace(c.In(VI).Number(n))
		if got, err := strconv.ParseInt(s, 10, 64); err != nil || got != n {
			r.Fatalf("%d is written as %s", n, s)
		}
	})
}

func TestLeftNeverPromisesMoreThanThereIs(t *testing.T) {
	t.Parallel()
	v := load(t).In(EN)
	rapid.Check(t, func(r *rapid.T) {
		m := rapid.IntRange(480, 200000).Draw(r, "minutes")
		said, err := strconv.ParseFloat(strings.ReplaceAll(strings.Fields(v.Left(m))[0], ",", ""), 64)
		if err != nil {
			r.Fatal(err)
		}
		if said*480 > float64(m)+0.001 {
			r.Fatalf("%d minutes are said to be %v days", m, said)
		}
		late, err := strconv.ParseFloat(strings.ReplaceAll(strings.Fields(v.Left(-m))[0], ",", ""), 64)
		if err != nil || late*480 < float64(m)-0.001 {
			r.Fatalf("%d minutes late are said to be %v days", m, late)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("a.b\n  vi một {n}\n  en one {n|day|days}\n")
	f.Add("a\n  vi }{\n  en {}\n")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Read(fstest.MapFS{"a.txt": {Data: []byte(s)}})
		if err != nil {
			return
		}
		for _, k := range c.Keys() {
			if c.T(EN, k, "n", 1) == "" && !strings.Contains(s, "|") {
				t.Errorf("%q says nothing", k)
			}
			if !slices.IsSorted(c.Gaps(k)) {
				t.Errorf("gaps %v", c.Gaps(k))
			}
		}
	})
}

func TestWhatIsSaidLaterIsSaidInTheLanguageAroundIt(t *testing.T) {
	t.Parallel()
	c := load(t)
	inner := Say("flaw.twice-id", "id", "ten")
	want := c.T(VI, "import.at", "place", "A1", "says", c.T(VI, "flaw.twice-id", "id", "ten"))
	if got := c.T(VI, "import.at", "place", "A1", "says", string(inner)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Say("import.at", "place", "A1", "says", inner).In(c.In(VI)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := inner.String(), c.T(EN, "flaw.twice-id", "id", "ten"); got != want || inner.In(c.In(VI)) == want {
		t.Errorf("in English %q, want %q", got, want)
	}
	if got := Said("plain words").In(c.In(VI)); got != "plain words" {
		t.Errorf("words that stand for themselves become %q", got)
	}
}

// TestTheSignOfPerCentStandsAtItsNumber holds the words to what Percent and Share write; "điểm %" are points and no share.
func TestTheSignOfPerCentStandsAtItsNumber(t *testing.T) {
	t.Parallel()
	c, apart := load(t), regexp.MustCompile(`[0-9}][ \x{a0}\x{202f}]%`)
	for _, lang := range []Lang{VI, EN} {
		for _, key := range c.Keys() {
			if said := c.In(lang).T(key); apart.MatchString(said) {
				t.Errorf("%s in %s: %q", key, lang, said)
			}
		}
	}
}

// TestWhatPeopleWroteEndsAsTheyEndedIt has their full stop and none of ours behind it.
func TestWhatPeopleWroteEndsAsTheyEndedIt(t *testing.T) {
	t.Parallel()
	c := load(t)
	for _, lang := range []Lang{VI, EN} {
		if said := c.In(lang).T("cases.level-2", "why", "Vẫn chưa đúng."); !strings.HasSuffix(said, ": “Vẫn chưa đúng.”") || strings.Count(said, ".") != 1 {
			t.Errorf("%s: %q", lang, said)
		}
	}
}
