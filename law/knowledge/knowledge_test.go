package knowledge_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/knowledge"
	"motcua/words/ledger"
)

// A tale is an item under the test's hands.
type tale struct {
	t    *testing.T
	evs  []ledger.Event
	item *knowledge.Item
	now  time.Time
}

func newTale(t *testing.T) *tale {
	return &tale{t: t, now: time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC)}
}

// do does an act, and gives the key of its fault, "" when it went through.
func (c *tale) do(who string, a knowledge.Act, in knowledge.Input) string {
	c.t.Helper()
	c.now = c.now.Add(time.Hour)
	facts, err := (&knowledge.Case{Item: c.item, Now: c.now, Actor: who}).Do(a, in)
	if err != nil {
		return fault.As(err).Key
	}
	for _, f := range facts {
		c.evs = append(c.evs, ledger.Event{Fact: f, Stream: "knowledge/x", Version: int64(len(c.evs) + 1)})
	}
	if c.item, err = knowledge.Fold("x", c.evs); err != nil {
		c.t.Fatal(err)
	}
	return ""
}

func (c *tale) want(got, want string) {
	c.t.Helper()
	if got != want {
		c.t.Errorf("got %q, want %q", got, want)
	}
}

func text(title string, links ...knowledge.Link) knowledge.Input {
	return knowledge.Input{Kind: knowledge.Article, Text: knowledge.Text{
		Audience: knowledge.Public, Links: links, VI: knowledge.Words{Title: title, Body: "Trả lời"}, EN: knowledge.Words{Title: title, Body: "Answer"},
	}}
}

func TestWhatReachesPeopleIsReadByASecondPerson(t *testing.T) {
	t.Parallel()
	c := newTale(t)
	c.want(c.do("lan", knowledge.ActWrite, text("Một")), "")
	c.want(c.do("lan", knowledge.ActPublish, knowledge.Input{}), "knowledge.second-person")
	c.want(c.do("minh", knowledge.ActPublish, knowledge.Input{}), "")
	c.want(string(c.item.State), "live")
	c.want(c.do("minh", knowledge.ActWrite, text("Hai")), "")
	c.want(c.item.Live.VI.Title+" "+string(c.item.State), "Một changed")
	c.want(c.do("lan", knowledge.ActReturn, knowledge.Input{}), "knowledge.empty")
	c.want(c.do("lan", knowledge.ActReturn, knowledge.Input{Reason: "chưa rõ"}), "")
	c.want(c.do("lan", knowledge.ActPublish, knowledge.Input{}), "knowledge.not-now")
	c.want(c.do("lan", knowledge.ActWithdraw, knowledge.Input{Reason: "trùng"}), "")
	if c.item.Live != nil || len(c.item.History) != 5 {
		t.Errorf("after it was withdrawn: %+v", c.item)
	}
	inside := text("Kịch bản")
	inside.Kind, inside.Text.Audience = knowledge.Script, knowledge.Inside
	c = newTale(t)
	c.want(c.do("lan", knowledge.ActWrite, inside), "")
	c.want(c.do("lan", knowledge.ActPublish, knowledge.Input{}), "") // it reaches nobody outside
}

func TestATextIsStaleFromTheMomentOnAtWhichANewerVersionHolds(t *testing.T) {
	t.Parallel()
	july := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	inForce := func(at time.Time) func(string) int {
		return func(code string) int {
			switch {
			case code == "ended" && !at.Before(july):
				return 0
			case code == "1" && !at.Before(july):
				return 2
			}
			return 1
		}
	}
	c := newTale(t)
	c.do("lan", knowledge.ActWrite, text("Một", knowledge.Link{Code: "1", Version: 1}, knowledge.Link{Code: "3", Version: 1}))
	c.do("minh", knowledge.ActPublish, knowledge.Input{})
	if got := c.item.Live.StaleAt(inForce(july.Add(-time.Microsecond))); got != nil {
		t.Errorf("before: %+v", got)
	}
	if got, want := c.item.Live.StaleAt(inForce(july)), []knowledge.Stale{{Code: "1", Written: 1, Now: 2}}; !slices.Equal(got, want) {
		t.Errorf("from then on: %+v, want %+v", got, want)
	}
	c.want(c.do("lan", knowledge.ActConfirm, knowledge.Input{Links: []knowledge.Link{{Code: "1", Version: 2}}}), "knowledge.ended")
	c.want(c.do("lan", knowledge.ActConfirm, knowledge.Input{Links: []knowledge.Link{{Code: "1", Version: 2}, {Code: "3", Version: 1}}}), "")
	if got := c.item.Live.StaleAt(inForce(july)); len(got) != 1 || c.item.Checker != "" {
		t.Errorf("whoever wrote it found it right alone: %+v by %q", got, c.item.Checker)
	}
	again := knowledge.Input{Links: []knowledge.Link{{Code: "1", Version: 2}, {Code: "3", Version: 1}}}
	c.want(c.do("lan", knowledge.ActConfirm, again), "knowledge.second-look")
	c.want(c.do("minh", knowledge.ActConfirm, again), "")
	if got := c.item.Live.StaleAt(inForce(july)); got != nil || c.item.Checker != "minh" || c.item.Vouched != nil {
		t.Errorf("after it was confirmed: %+v by %q", got, c.item.Checker)
	}
	c = newTale(t)
	c.do("lan", knowledge.ActWrite, text("Hai", knowledge.Link{Code: "ended", Version: 1}))
	if got, want := c.item.New.StaleAt(inForce(july)), []knowledge.Stale{{Code: "ended", Written: 1}}; !slices.Equal(got, want) {
		t.Errorf("a procedure that ended: %+v, want %+v", got, want)
	}
}

func TestOnlyGapsOfTheClosedListAreTaken(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		kind knowledge.Kind
		body string
		want string
	}{
		{knowledge.Reply, "Hồ sơ {code} hẹn {due}, phí {fee:2.000815/ban-giay/desk}", ""},
		{knowledge.Reply, "Hồ sơ {ma}", "knowledge.gap"},
		{knowledge.Reply, "{code:1}", "knowledge.gap"},
		{knowledge.Article, "Hồ sơ {code}", "knowledge.gap"}, // nobody fills it there
		{knowledge.Article, "{limit:1.004873} {procedure:1.004873} {setting:notice.phone}", ""},
		{knowledge.Article, "{limit:unknown}", "knowledge.gap"},
		{knowledge.Article, "{limit}", "knowledge.gap"},
		{knowledge.Article, "{fee:1/2/3/4}", "knowledge.gap"},
	} {
		in := text("Một")
		in.Kind, in.Text.VI.Body = x.kind, x.body
		if x.kind == knowledge.Reply {
			in.Text.Audience = knowledge.Inside
		}
		_, err := (&knowledge.Case{Known: func(g knowledge.Gap) bool { return g.Of != "unknown" }}).Do(knowledge.ActWrite, in)
		got := ""
		if err != nil {
			got = fault.As(err).Key
		}
		if got != x.want {
			t.Errorf("%s %q: %q, want %q", x.kind, x.body, got, x.want)
		}
	}
	got := knowledge.Fill("{code} và {khác}", func(g knowledge.Gap) (string, bool) { return "X", g.Name == "code" })
	if got != "X và {khác}" {
		t.Errorf("filled: %q", got)
	}
}

// syllables of made-up texts.
var syllables = strings.Fields("giấy khai sinh đăng ký kết hôn hộ tịch nộp phí lệ trích lục bản sao chứng thực đất nhà ở tạm trú thường người phép xây dựng hẹn trễ quá hạn")

func library(n int, seed uint64) []*knowledge.Item {
	rng := rand.New(rand.NewPCG(seed, 7))
	some := func(k int) string {
		var out []string
		for range k {
			out = append(out, syllables[rng.IntN(len(syllables))])
		}
		return strings.Join(out, " ")
	}
	var out []*knowledge.Item
	for i := range n {
		out = append(out, &knowledge.Item{ID: knowledge.ID(fmt.Sprintf("i%05d", i)), Kind: knowledge.Kinds[i%3], State: knowledge.Live, New: knowledge.Text{
			VI: knowledge.Words{Title: some(3 + rng.IntN(5)), Body: some(40 + rng.IntN(80))}, EN: knowledge.Words{Title: "item " + fmt.Sprint(i), Body: "text"},
		}})
	}
	return out
}

// TestSearchFindsWhatReadingEveryItemFinds reads every text anew for each question, as the index does not.
func TestSearchFindsWhatReadingEveryItemFinds(t *testing.T) {
	t.Parallel()
	items := library(300, 1)
	x := knowledge.NewIndex(items)
	rng := rand.New(rand.NewPCG(3, 3))
	found := 0
	for range 400 {
		var typed []string
		for range 1 + rng.IntN(3) {
			typed = append(typed, syllables[rng.IntN(len(syllables))])
		}
		last := []rune(typed[len(typed)-1])
		typed[len(typed)-1] = string(last[:1+rng.IntN(len(last))])
		q, kind := strings.Join(typed, " "), knowledge.Kinds[rng.IntN(3)]
		var want, got []string
		for _, it := range items {
			if it.Kind == kind && holds(it, q) {
				want = append(want, string(it.ID))
			}
		}
		res := x.Search(q, func(it *knowledge.Item) bool { return it.Kind == kind })
		for i, it := range res {
			got = append(got, string(it.ID))
			if i > 0 && inTitle(res[i-1], q) < inTitle(it, q) {
				t.Errorf("%q: %s comes after %s, which has fewer words in its title", q, it.ID, res[i-1].ID)
			}
		}
		slices.Sort(got)
		if found += len(got); !slices.Equal(got, want) {
			t.Fatalf("%q: got %v, want %v", q, got, want)
		}
	}
	if found < 1000 {
		t.Errorf("only %d found in all: the questions prove nothing", found)
	}
}

// holds says whether a text has every word, the last as a beginning.
func holds(it *knowledge.Item, q string) bool {
	all := strings.Fields(vn.Fold(it.New.VI.Title + " " + it.New.VI.Body + " " + it.New.EN.Title + " " + it.New.EN.Body))
	return count(all, q) == len(strings.Fields(q))
}

func inTitle(it *knowledge.Item, q string) int {
	return count(strings.Fields(vn.Fold(it.New.VI.Title+" "+it.New.EN.Title)), q)
}

func count(all []string, q string) (n int) {
	ws := strings.Fields(vn.Fold(q))
	for i, w := range ws {
		if slices.ContainsFunc(all, func(x string) bool { return x == w || i == len(ws)-1 && strings.HasPrefix(x, w) }) {
			n++
		}
	}
	return n
}

func BenchmarkSearchOfTenThousand(b *testing.B) {
	x := knowledge.NewIndex(library(10_000, 2))
	for b.Loop() {
		if len(x.Search("giay khai s", func(*knowledge.Item) bool { return true })) == 0 {
			b.Fatal("nothing found")
		}
	}
}

func TestAScriptFitsByItsSeldomWordsAndByTheProcedureItSpeaksOf(t *testing.T) {
	t.Parallel()
	item := func(id, title, body string, links ...knowledge.Link) *knowledge.Item {
		text := knowledge.Text{VI: knowledge.Words{Title: title, Body: body}, EN: knowledge.Words{Title: id, Body: id}, Links: links}
		return &knowledge.Item{ID: knowledge.ID(id), Kind: knowledge.Script, New: text, Live: &text}
	}
	x := knowledge.NewIndex([]*knowledge.Item{
		item("open", "Mở đầu một cuộc gọi", "Chào, hỏi mã hồ sơ."),
		item("late", "Hỏi tiến độ hồ sơ", "Nếu quá hạn thì xin lỗi."),
		item("birth", "Khai sinh cho trẻ", "Hỏi nơi sinh, hồ sơ nộp ở đâu.", knowledge.Link{Code: "1.001193", Version: 1}),
		item("angry", "Người gọi tức giận", "Nói chậm, không ngắt lời."),
	})
	for _, c := range []struct {
		typed string
		codes []string
		want  string
	}{
		{"hồ sơ của tôi nộp lâu rồi mà tiến độ thế nào", nil, "late"}, // the words that every script has count nothing beside the seldom ones
		{"TIEN DO", nil, "late"},
		{"tức gi", nil, "angry"}, // the last word may be a beginning
		{"hồ sơ quá hạn", nil, "late"},
		{"xyz", []string{"1.001193"}, "birth"},
		{"hỏi tiến độ", []string{"1.001193"}, "birth late"},
		{"zyx", nil, ""},
		{"", nil, ""},
	} {
		var got []string
		for _, it := range x.Fit(c.typed, c.codes, func(it *knowledge.Item) bool { return it.Live != nil }) {
			got = append(got, string(it.ID))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q about %v fits %v, want %q", c.typed, c.codes, got, c.want)
		}
	}
	if got := x.Fit("tiến độ", nil, func(it *knowledge.Item) bool { return it.ID != "late" }); len(got) > 0 && got[0].ID == "late" {
		t.Error("an item that is not wanted fits")
	}
}
