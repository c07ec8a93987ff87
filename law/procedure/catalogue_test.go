package procedure_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// catalogue publishes records one after the other.
func catalogue(t testing.TB, recs ...procedure.Record) *procedure.Catalogue {
	t.Helper()
	b := procedure.NewCatalogueBuilder()
	for _, r := range recs {
		publish(t, b, r)
	}
	return b.Catalogue()
}

func publish(t testing.TB, b *procedure.CatalogueBuilder, r procedure.Record) {
	t.Helper()
	c := b.Catalogue()
	facts, err := procedure.Publish(c.Versions(r.Code), r, day1)
	if err != nil || len(facts) != 1 {
		t.Fatalf("publish %s: %v, %v", r.Code, facts, err)
	}
	_, seen := c.Stream(r.Code)
	if err := b.Apply(facts[0].Kind, facts[0].Body, day1, seen+1); err != nil {
		t.Fatal(err)
	}
}

func TestTheVersionInForceIsTheNewestWhoseDaysHoldTheMoment(t *testing.T) {
	t.Parallel()
	v1, v2 := whole(), whole()
	v2.From, v2.Name = day2, "Đăng ký khai sinh (mới)"
	cat := catalogue(t, v1, v2)
	for _, tt := range []struct {
		at   time.Time
		want int
	}{{day1.Add(-time.Second), 0}, {day1, 1}, {day2.Add(-time.Second), 1}, {day2, 2}, {now, 2}} {
		got := 0
		if r := cat.Current("1.001193", tt.at); r != nil {
			got = r.Version
		}
		if got != tt.want {
			t.Errorf("%v: version %d, want %d", tt.at, got, tt.want)
		}
	}
	// The one that dossiers are pinned to is still there.
	if r := cat.Version("1.001193", 1); r == nil || r.Name != "Đăng ký khai sinh" {
		t.Errorf("version 1 is %v", r)
	}
	if n := len(cat.All(day1.Add(-time.Second))); n != 0 {
		t.Errorf("%d procedures before the first day", n)
	}
}

func TestWithdrawingEndsAProcedureAndKeepsItsVersions(t *testing.T) {
	t.Parallel()
	b := procedure.NewCatalogueBuilder()
	publish(t, b, whole())
	before := b.Catalogue()
	facts, err := procedure.Withdraw(before.Versions("1.001193"), "1.001193", day2, "1/QĐ-UBND")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Apply(facts[0].Kind, facts[0].Body, day2, 2); err != nil {
		t.Fatal(err)
	}
	after := b.Catalogue()
	if after.Current("1.001193", day2) != nil || after.Current("1.001193", day2.Add(-time.Second)) == nil || after.Version("1.001193", 1) == nil {
		t.Error("the procedure does not end on its day")
	}
	if before.Current("1.001193", day2) == nil {
		t.Error("a catalogue that was given changed")
	}
	if _, err := procedure.Withdraw(after.Versions("1.001193"), "1.001193", day2, ""); !fault.Is(err, fault.Refused) {
		t.Errorf("withdrawn again: %v", err)
	}
	if _, err := procedure.Withdraw(nil, "9.999999", day2, ""); !fault.Is(err, fault.Missing) {
		t.Errorf("unknown: %v", err)
	}
}

func TestPublishingIsRefusedOutOfOrderAndForErrors(t *testing.T) {
	t.Parallel()
	first := whole()
	first.Version = 1
	existing := []procedure.Record{first}
	for name, tt := range map[string]struct {
		change func(*procedure.Record)
		key    string
	}{
		"skips a version":   {func(r *procedure.Record) { r.Version = 3 }, "procedure.version-next"},
		"begins earlier":    {func(r *procedure.Record) { r.From = day1.Add(-time.Hour); r.Name = "x" }, "procedure.version-order"},
		"has no cases":      {func(r *procedure.Record) { r.Cases = nil }, "procedure.unsound"},
		"a broken process":  {func(r *procedure.Record) { r.Cases[0].Process.Flows = nil }, "procedure.unsound"},
		"a misspelt route":  {func(r *procedure.Record) { r.Route = "citty" }, "procedure.unsound"},
		"a negative amount": {func(r *procedure.Record) { r.Cases[0].Channels[0].Fees[0].Amount = -1 }, "procedure.unsound"},
	} {
		r := whole()
		tt.change(&r)
		if facts, err := procedure.Publish(existing, r, now); fault.As(err) == nil || fault.As(err).Key != tt.key || facts != nil {
			t.Errorf("%s: got %v, %v", name, facts, err)
		}
	}
	// The same again is nothing; so is the same without days and number.
	again := whole()
	again.From = time.Time{}
	for _, r := range []procedure.Record{first, whole(), again} {
		if facts, err := procedure.Publish(existing, r, now); facts != nil || err != nil {
			t.Errorf("the same again: %v, %v", facts, err)
		}
	}
}

func TestABodyIsTheSameBytesEveryTime(t *testing.T) {
	t.Parallel()
	r := whole()
	r.Source = map[string]any{"b": 1, "a": "<&>", "c": nil}
	r.Raw = map[string]string{"z": "1", "y": "2"}
	a, _ := r.Encode()
	for range 20 {
		if b, _ := r.Encode(); string(a) != string(b) {
			t.Fatalf("%s\n%s", a, b)
		}
	}
	if !strings.HasPrefix(string(a), `{"code":"1.001193",`) || strings.Contains(string(a), `\u003c`) {
		t.Errorf("%s", a)
	}
}

func TestARefreshPassesOverWhatItHas(t *testing.T) {
	t.Parallel()
	cat := catalogue(t, whole())
	facts, err := procedure.Publish(nil, whole(), day1)
	if err != nil {
		t.Fatal(err)
	}
	m1, _ := cat.Machine("1.001193", 1, "thuong")
	b := cat.Builder()
	if err := b.Apply(facts[0].Kind, facts[0].Body, day1, 1); err != nil {
		t.Fatal(err)
	}
	next := b.Catalogue()
	if n := len(next.Versions("1.001193")); n != 1 {
		t.Errorf("%d versions after the same event came again", n)
	}
	if m2, _ := next.Machine("1.001193", 1, "thuong"); m1 == nil || m1 != m2 {
		t.Error("what was compiled is compiled again")
	}
	if s, v := next.Stream("1.001193"); s != "procedure/1.001193" || v != 1 {
		t.Errorf("stream %s %d", s, v)
	}
}

func TestFormsAndMachinesComeFromTheirVersion(t *testing.T) {
	t.Parallel()
	v2, closed := whole(), whole()
	v2.From = day2
	v2.Cases[0].Form.Version = 2
	v2.Cases[0].Form.Sections[0].Fields[0].Required = true
	closed.Code = "2.000815"
	closed.Cases[0].Process, closed.Cases[0].Form = nil, nil
	cat := catalogue(t, whole(), v2, closed)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n, required := range map[int]bool{1: false, 2: true} {
				f, err := cat.Form("1.001193", n, "thuong")
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := f.Judge(form.Values{}, now); (err != nil) != required {
					t.Errorf("version %d: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
	if f, err := cat.Form("2.000815", 1, "thuong"); f != nil || err != nil {
		t.Errorf("no form: %v, %v", f, err)
	}
	for _, tt := range []struct {
		id   procedure.ID
		n    int
		c    string
		kind fault.Kind
	}{{"9.999999", 1, "thuong", fault.Missing}, {"1.001193", 3, "thuong", fault.Missing}, {"1.001193", 1, "khac", fault.Invalid}, {"2.000815", 1, "thuong", fault.Refused}} {
		if _, err := cat.Machine(tt.id, tt.n, tt.c); !fault.Is(err, tt.kind) {
			t.Errorf("%v: %v", tt, err)
		}
	}
}

func TestSearchFindsWithoutMarksAndRanksByPlace(t *testing.T) {
	t.Parallel()
	cat := catalogue(t, city(t)...)
	at := func(q string) []string {
		var out []string
		hits, _ := cat.Search(procedure.Query{Text: q, At: now, Limit: 3})
		for _, h := range hits {
			out = append(out, string(h.Record.Code))
		}
		return out
	}
	for q, want := range map[string]string{
		"dang ky khai sinh": "1.001193", "ĐĂNG KÝ KHAI SINH": "1.001193", "dang ky khai sin": "1.001193", "1.001193": "1.001193",
		"1.001193.000.00.00.H26": "1.001193", "3.0003": "3.000333", "hộ kinh doanh thành lập": "1.001612", "giấy phép xây dựng nhà ở riêng lẻ": "1.013225",
		"o tro": "1.004194", "temporary residence": "1.004194",
	} {
		if got := at(q); len(got) == 0 || got[0] != want {
			t.Errorf("%s: got %v, want %s first", q, got, want)
		}
	}
	if got := at("xyzzy khai sinh"); got != nil {
		t.Errorf("a word that is nowhere: %v", got)
	}
	all, n := cat.Search(procedure.Query{At: now})
	if len(all) != n || n != len(cat.All(now)) {
		t.Errorf("%d of %d hits, %d in force", len(all), n, len(cat.All(now)))
	}
}

// One letter wrong, missing or swapped still finds; nonsense finds nothing, and what is found exactly is never mixed with
// what is only near.
func TestSearchForgivesALetter(t *testing.T) {
	t.Parallel()
	cat := catalogue(t, city(t)...)
	for q, want := range map[string]string{
		"khai sihn": "1.001193", "khai snh": "1.001193", "kai sinh": "1.001193", "dang ky ket hn": "1.000894", "ket hom": "1.000894", "doc thn": "1.004873",
		"giay phep xay dung nha": "1.013225", "giay phep xay dugn nha": "1.013225", "birth certificate": "1.001193", "birth cirtificate": "1.001193",
		"construction permit": "1.013225", "marrige registration": "1.000894",
	} {
		hits, _ := cat.Search(procedure.Query{Text: q, At: now, Limit: 3})
		if len(hits) == 0 || string(hits[0].Record.Code) != want {
			t.Errorf("%s: got %d hits %v, want %s first", q, len(hits), hits, want)
		}
	}
	for _, q := range []string{"asdfgh", "xyzzy qwerty", "zzzz", "xx", "khai xyzzy", "qwe", "b c d", "sn", "hello world again", "1.9999"} {
		if hits, n := cat.Search(procedure.Query{Text: q, At: now}); n > 0 {
			t.Errorf("%q finds %d, such as %s", q, n, hits[0].Record.Name)
		}
	}
	exact, _ := cat.Search(procedure.Query{Text: "khai sinh", At: now})
	for _, h := range exact {
		if h.Near() {
			t.Errorf("%s is called near for an exact question", h.Record.Name)
		}
	}
	near := procedure.Query{Text: "khai sihn", At: now}
	hits, n := cat.Search(near)
	if n == 0 || !hits[0].Near() {
		t.Fatalf("%d hits for a misspelt word", n)
	}
	total := 0
	for _, f := range cat.FacetsOf(near).Sectors {
		total += f.N
	}
	if total != n {
		t.Errorf("the fields count %d, the list %d", total, n)
	}
}

func TestSearchFilters(t *testing.T) {
	t.Parallel()
	a, b := whole(), whole()
	b.Code, b.Sector, b.Audiences, b.LifeEvents, b.Name, b.ShortName = "2.000815", "Chứng thực", []string{"business"}, nil, "Chứng thực bản sao", ""
	b.Competent = []procedure.Agency{{Name: "Sở Tư pháp", Unit: "so-tu-phap"}}
	b.Cases[0].Process = nil
	cat := catalogue(t, a, b)
	for _, tt := range []struct {
		q    procedure.Query
		want string
	}{
		{procedure.Query{Sector: "ho tich"}, "1.001193"},
		{procedure.Query{Audience: "business"}, "2.000815"},
		{procedure.Query{LifeEvent: "co-con-nho"}, "1.001193"},
		{procedure.Query{Agency: "sở tư pháp"}, "2.000815"},
		{procedure.Query{Agency: "so-tu-phap"}, "2.000815"},
		{procedure.Query{Open: true}, "1.001193"},
		{procedure.Query{Text: "giay chung sinh", Audience: "business"}, "2.000815"},
	} {
		hits, n := cat.Search(tt.q)
		if n != 1 || string(hits[0].Record.Code) != tt.want {
			t.Errorf("%+v: %d hits %v, want %s", tt.q, n, hits, tt.want)
		}
	}
	if _, n := cat.Search(procedure.Query{At: day1.Add(-time.Hour)}); n != 0 {
		t.Errorf("%d hits before the first day", n)
	}
	// A name counts more than a paper.
	hits, _ := cat.Search(procedure.Query{Text: "ban sao"})
	if len(hits) != 1 || hits[0].Rank != 70 {
		t.Errorf("got %v", hits)
	}
	if hits, _ = cat.Search(procedure.Query{Text: "giay sinh"}); len(hits) != 2 || hits[0].Rank != 40 {
		t.Errorf("got %v", hits)
	}
	f := cat.Facets(now)
	for _, x := range []struct {
		q    procedure.Query
		want string // counts of sectors, then of audiences
	}{
		{procedure.Query{}, "[{Chứng thực 1} {Hộ tịch 1}] 2"},
		{procedure.Query{Audience: "business"}, "[{Chứng thực 1}] 2"},
		{procedure.Query{Sector: "ho tich"}, "[{Chứng thực 1} {Hộ tịch 1}] 1"},
		{procedure.Query{Sector: "ho tich", Audience: "business"}, "[{Chứng thực 1}] 1"},
		{procedure.Query{Text: "chung thuc ban sao"}, "[{Chứng thực 1}] 1"},
		{procedure.Query{Level: "nowhere"}, "[] 0"},
	} {
		f := cat.FacetsOf(x.q)
		if got := fmt.Sprint(f.Sectors, len(f.Audiences)); got != x.want {
			t.Errorf("%+v: facets %s, want %s", x.q, got, x.want)
		}
	}
	if !reflect.DeepEqual(f.Sectors, []procedure.Facet{{Value: "Chứng thực", N: 1}, {Value: "Hộ tịch", N: 1}}) || f.Audiences[0].N != 1 {
		t.Errorf("facets %+v", f)
	}
}

func TestCheckFindsEachDefectAndNotItsRepair(t *testing.T) {
	t.Parallel()
	words := screen(t)
	if found := procedure.Check(whole()); len(found) != 0 {
		t.Fatalf("the whole record has findings:\n%v", found)
	}
	ch := func(r *procedure.Record) *procedure.ChannelRule { return &r.Cases[0].Channels[0] }
	for _, tt := range []struct {
		code, path string
		isError    bool
		change     func(*procedure.Record)
	}{
		{"code", "code", true, func(r *procedure.Record) { r.Code = "1.1" }},
		{"code", "code", true, func(r *procedure.Record) { r.Suffix = ".H26" }},
		{"missing", "name", true, func(r *procedure.Record) { r.Name = " " }},
		{"unknown", "route", true, func(r *procedure.Record) { r.Route = "" }},
		{"unknown", "service", true, func(r *procedure.Record) { r.Service = "half" }},
		{"missing", "partial_why", false, func(r *procedure.Record) { r.Service = "partial" }},
		{"days", "to", true, func(r *procedure.Record) { r.To = r.From }},
		{"missing", "cases", true, func(r *procedure.Record) { r.Cases = nil }},
		{"part", "sector", false, func(r *procedure.Record) { r.Sector = "" }},
		{"part", "audiences", false, func(r *procedure.Record) { r.Audiences = nil }},
		{"part", "competent", false, func(r *procedure.Record) { r.Competent = nil }},
		{"part", "results", false, func(r *procedure.Record) { r.Results = nil }},
		{"part", "bases", false, func(r *procedure.Record) { r.Bases = nil }},
		{"part", "steps_text", false, func(r *procedure.Record) { r.StepsText = ""; r.Cases[0].Process = nil }},
		{"part", "cases.0.papers", false, func(r *procedure.Record) { r.Cases[0].Papers = nil }},
		{"part", "cases.0.channels", false, func(r *procedure.Record) { r.Cases[0].Channels = nil }},
		{"case-id", "cases.0.id", true, func(r *procedure.Record) { r.Cases[0].ID = "a b" }},
		{"twice", "cases.1.id", true, func(r *procedure.Record) { r.Cases = append(r.Cases, r.Cases[0]) }},
		{"missing", "cases.0.name", true, func(r *procedure.Record) { r.Cases[0].Name = form.Text{} }},
		{"unknown", "cases.0.supplement.mode", true, func(r *procedure.Record) { r.Cases[0].Supplement = &procedure.Supplement{Mode: "stop"} }},
		{"unknown", "cases.0.supplement.approver", true, func(r *procedure.Record) { r.Cases[0].Supplement = &procedure.Supplement{Approver: "chef"} }},
		{"negative", "cases.0.supplement", true, func(r *procedure.Record) {
			less := -1
			r.Cases[0].Supplement = &procedure.Supplement{AfterExam: &less}
		}},
		{"limit", "cases.0.supplement", true, func(r *procedure.Record) {
			r.Cases[0].Supplement = &procedure.Supplement{NoticeWithin: &calendar.Limit{Unit: calendar.WorkingDay}}
		}},
		{"unknown", "cases.0.channels.0.channel", true, func(r *procedure.Record) { ch(r).Channel = 4 }},
		{"limit", "cases.0.channels.0.limit", true, func(r *procedure.Record) { ch(r).Limit.N = 0 }},
		{"part", "cases.0.channels.0.limit", true, func(r *procedure.Record) { ch(r).Limit = nil }},
		{"channel-twice", "cases.0.channels.1", false, func(r *procedure.Record) { r.Cases[0].Channels = append(r.Cases[0].Channels, *ch(r)) }},
		{"negative", "cases.0.channels.0.fees.0", true, func(r *procedure.Record) { ch(r).Fees[0].Amount = -1 }},
		{"fee-small", "cases.0.channels.0.fees.0", false, func(r *procedure.Record) { ch(r).Fees[0].Amount = 25 }},
		{"fee-overlap", "cases.0.channels.0.fees.1", true, func(r *procedure.Record) { ch(r).Fees = append(ch(r).Fees, ch(r).Fees[0]) }},
		{"fee-gap", "cases.0.channels.0.fees", false, func(r *procedure.Record) {
			f := &r.Cases[0].Form.Sections[0].Fields[0]
			f.Kind, f.Options = form.Choice, []form.Option{{Value: "a", Label: form.Text{VI: "a"}}, {Value: "b", Label: form.Text{VI: "b"}}}
			ch(r).Fees[0].When = []fee.Match{{Input: "name", In: []string{"a"}}}
		}},
		{"negative", "cases.0.papers.0", true, func(r *procedure.Record) { r.Cases[0].Papers[0].Copies = -1 }},
		{"paper-count", "cases.0.papers.0", false, func(r *procedure.Record) { r.Cases[0].Papers[0].Originals = 20251 }},
		{"missing", "cases.0.papers.0.name", false, func(r *procedure.Record) { r.Cases[0].Papers[0].Name = "." }},
		{"form", "cases.0.form.sections.0.fields.0", true, func(r *procedure.Record) { r.Cases[0].Form.Sections[0].Fields[0].Kind = "x" }},
		{"process", "cases.0.process.nodes.1", true, func(r *procedure.Record) { r.Cases[0].Process.Nodes[1].Work = "x" }},
		{"process", "cases.0.process.flows.4", true, func(r *procedure.Record) { r.Cases[0].Process.Flows[4].When = `form.nmae == ""` }},
		{"lead-alone", "cases.0.process.nodes.1", false, func(r *procedure.Record) { r.Cases[0].Process.Nodes[1].Lead = true }},
		{"task-role", "cases.0.process.nodes.1", false, func(r *procedure.Record) { r.Cases[0].Process.Nodes[1].Role = "" }},
		{"approve", "cases.0.process.nodes.3", true, func(r *procedure.Record) { r.Cases[0].Process.Nodes[3].Outcomes[0].Value = "yes" }},
		{"no-result", "cases.0.process", false, func(r *procedure.Record) { r.Cases[0].Process.Nodes[5].Result = false }},
	} {
		r := whole()
		tt.change(&r)
		found := procedure.Check(r)
		if len(found) != 1 || found[0].Code != tt.code || found[0].Path != tt.path || found[0].Error != tt.isError {
			t.Errorf("%s at %s: got\n%v", tt.code, tt.path, found)
			continue
		}
		key, args := found[0].Text()
		if said := words.T(text.VI, key, args); strings.ContainsAny(said, "⟦{") {
			t.Errorf("%s is said as %s", tt.code, said)
		}
	}
}

func TestVersionDiffSaysWhatADossierHasToKnow(t *testing.T) {
	t.Parallel()
	a, b := whole(), whole()
	c := &b.Cases[0]
	c.Papers = []procedure.Paper{{Name: "Giấy chứng sinh", Originals: 0, Copies: 1}, {Name: "Ảnh", Originals: 2}}
	c.Channels = []procedure.ChannelRule{
		{Channel: procedure.Desk, SameDay: true, Fees: []fee.Item{{Code: "a", Name: "Lệ phí", Amount: 5000}}},
		{Channel: procedure.Online, Limit: &calendar.Limit{N: 1, Unit: calendar.WorkingDay}},
	}
	c.Form.Sections[0].Fields[0].Required = true
	c.Process.Nodes[1].Hours = 2
	b.Cases = append(b.Cases, procedure.Case{ID: "moi", Name: form.Text{VI: "Mới"}})
	b.Bases = []procedure.Basis{{Number: "61/2025/QH15"}}
	b.Decision = "2/QĐ"
	var got []string
	for _, x := range procedure.VersionDiff(a, b) {
		got = append(got, strings.Join([]string{x.Kind, x.Part, x.Case, x.What, x.Aspect, x.Old, x.New}, "|"))
	}
	want := []string{
		"added|channel|thuong||||1wd", "changed|paper|thuong|Giấy chứng sinh||* 1+0|0+1", "added|paper|thuong|Ảnh|||2+0", "added|case|moi|Mới|||",
		"changed|limit|thuong|||2wd|same-day", "changed|fee|thuong|Lệ phí||8000|5000", "changed|field|thuong|Họ tên|required|false|true",
		"added|basis||61/2025/QH15|||", "removed|basis||60/2014/QH13|||", "changed|step|thuong|examine|hours|8|2", "changed|decision|||||2/QĐ",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if d := procedure.VersionDiff(a, whole()); d != nil {
		t.Errorf("the same differs: %v", d)
	}
	back := procedure.VersionDiff(b, a)
	if len(back) != len(want) {
		t.Errorf("backwards there are %d changes, want %d", len(back), len(want))
	}
}

// screen reads the words as the screen does.
func screen(t *testing.T) *text.Catalog {
	t.Helper()
	words, err := text.Read(os.DirFS("../../ground/text/words"))
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func TestEveryChangeHasItsWords(t *testing.T) {
	t.Parallel()
	words := screen(t)
	a, b := whole(), whole()
	b.Name, b.Cases[0].Channels[0].Limit = "Khai sinh", nil
	b.Cases[0].Papers, b.Cases[0].Form.Sections[0].Fields[0].Required = nil, true
	for _, c := range procedure.VersionDiff(a, b) {
		if got := c.Line(words.In(text.EN)); strings.ContainsAny(got, "@{⟦") {
			t.Errorf("%+v is said as %s", c, got)
		}
	}
}

// big is a catalogue of 2,500 procedures: the real records, or the city's, again and again under other codes.
func big(b *testing.B) *procedure.Catalogue {
	var recs []procedure.Record
	for _, line := range sharedRecords(b) {
		r, err := procedure.DecodeNational(line)
		if err != nil {
			b.Fatal(err)
		}
		recs = append(recs, r)
	}
	builder := procedure.NewCatalogueBuilder()
	for i := range 2500 {
		r := recs[i%len(recs)]
		r.Code = procedure.ID(fmt.Sprintf("9.%06d", i))
		r.Version = 1
		body, err := r.Encode()
		if err != nil {
			b.Fatal(err)
		}
		if err := builder.Apply(procedure.KindPublished, body, day1, 1); err != nil {
			b.Fatal(err)
		}
	}
	return builder.Catalogue()
}

func BenchmarkSearch2500(b *testing.B) {
	cat := big(b)
	cat.Warm()
	for _, q := range []string{"dang ky", "cap giay phep", "c", "giay chung nhan quyen su dung dat", "khong co dau", "dang ky khai sihn", "giay chung nhn quyen su dugn dat"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				cat.Search(procedure.Query{Text: q, At: now, Limit: 20})
			}
		})
	}
}

func BenchmarkIndex2500(b *testing.B) {
	cat := big(b)
	for b.Loop() {
		cat.Builder().Catalogue().Warm()
	}
}

func BenchmarkReadNational(b *testing.B) {
	lines := sharedRecords(b)
	for b.Loop() {
		for _, l := range lines {
			if _, err := procedure.DecodeNational(l); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkFinish(b *testing.B) {
	m := machine(b, threeAgencies())
	mark, opened, _ := m.Start(procedure.Env{})
	for b.Loop() {
		if _, _, err := m.Finish(mark, opened[0].ID, "", procedure.Env{}); err != nil {
			b.Fatal(err)
		}
	}
}
