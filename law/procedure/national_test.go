package procedure_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/ground/fault"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// sharedRecords gives the lines of the real national records, or says that they are left out.
func sharedRecords(t testing.TB) [][]byte {
	t.Helper()
	path := filepath.Join(cmp.Or(os.Getenv("SHARED"), "../../../shared/data"), "procedures", "tthc_shared.jsonl")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("LEFT OUT: the real procedure records, %v", err)
	}
	return bytes.Split(bytes.TrimSpace(b), []byte("\n"))
}

// generic reads JSON into maps with exact numbers.
func generic(t interface{ Fatalf(string, ...any) }, b []byte) map[string]any {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v map[string]any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %.200s", err, b)
	}
	return v
}

// sameJSON compares values; numbers by value. It is written apart from the package's own comparison.
func sameJSON(a, b any) bool {
	norm := func(v any) any {
		var walk func(any) any
		walk = func(v any) any {
			switch v := v.(type) {
			case map[string]any:
				m := map[string]any{}
				for k, e := range v {
					m[k] = walk(e)
				}
				return m
			case []any:
				l := make([]any, len(v))
				for i, e := range v {
					l[i] = walk(e)
				}
				return l
			case json.Number:
				if f, err := v.Float64(); err == nil && len(v) < 16 {
					return f
				}
				return string(v)
			}
			return v
		}
		return walk(v)
	}
	return reflect.DeepEqual(norm(a), norm(b))
}

// roundTrip reads a line, keeps the record as the ledger does, reads it back and writes it again.
func roundTrip(t interface{ Fatalf(string, ...any) }, line []byte) (procedure.Record, []byte, error) {
	rec, err := procedure.DecodeNational(line)
	if err != nil {
		return rec, nil, err
	}
	facts, err := procedure.Publish(nil, rec, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatalf("publish: %v", err)
	}
	b := procedure.NewCatalogueBuilder()
	if err := b.Apply(facts[0].Kind, facts[0].Body, time.Now(), 1); err != nil {
		t.Fatalf("fold: %v", err)
	}
	kept := b.Catalogue().Version(rec.Code, 1)
	if kept == nil {
		t.Fatalf("%s is not in the catalogue", rec.Code)
	}
	out, err := procedure.EncodeNational(*kept)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return *kept, out, nil
}

func TestEveryRealRecordComesBackWhole(t *testing.T) {
	t.Parallel()
	lines := sharedRecords(t)
	if len(lines) != 332 {
		t.Fatalf("%d records", len(lines))
	}
	kept := map[string]int{}
	for i, line := range lines {
		rec, out, err := roundTrip(t, line)
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if want, got := generic(t, line), generic(t, out); !sameJSON(want, got) {
			for k := range want {
				if !sameJSON(want[k], got[k]) {
					t.Errorf("line %d, %s: got %.300v, want %.300v", i+1, k, got[k], want[k])
				}
			}
		}
		for k := range rec.Source {
			kept[k]++
		}
	}
	// The record has a place for nearly everything: only what the source says in no words is kept as it was written.
	t.Logf("kept as written: %v", kept)
	for k, most := range map[string]int{
		"ten_thu_tuc": 0, "linh_vuc": 0, "so_quyet_dinh": 0, "cap_thuc_hien": 0, "doi_tuong_thuc_hien": 0, "ho_so": 0, "raw": 0,
		"ket_qua": 0, "can_cu_phap_ly_so_hieu": 0, "trinh_tu_thuc_hien": 0, "co_quan_co_tham_quyen": 0, "co_quan_thuc_hien": 60,
		"thu_tuc_lien_quan": 332, "yeu_cau_dieu_kien": 231, "cach_thuc": 60,
	} {
		if kept[k] > most {
			t.Errorf("%d records keep %s apart, at most %d should", kept[k], k, most)
		}
	}
}

// TestRealRecordsAreUnderstood compares what was read with a count of the file that uses nothing of the package.
func TestRealRecordsAreUnderstood(t *testing.T) {
	t.Parallel()
	lines := sharedRecords(t)
	want, got := map[string]int{}, map[string]int{}
	units := map[string]calendar.Unit{"Giờ": calendar.Hour, "Ngày làm việc": calendar.WorkingDay, "Ngày": calendar.CalendarDay, "Tháng": calendar.Month}
	words := map[string]procedure.Channel{"Trực tiếp": procedure.Desk, "Trực tuyến": procedure.Online, "Dịch vụ bưu chính": procedure.Post}
	for i, line := range lines {
		rec, err := procedure.DecodeNational(line)
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		src := generic(t, line)
		for _, c := range src["cach_thuc"].([]any) {
			m := c.(map[string]any)
			key := fmt.Sprintf("channel %d", words[m["channel"].(string)])
			if u, ok := m["unit"].(string); ok {
				f, _ := m["duration"].(json.Number).Float64()
				key += fmt.Sprintf(" limit %d%s", int(f), units[u])
			}
			for _, v := range m["fee_vnd"].([]any) {
				key += " fee " + v.(json.Number).String()
			}
			if strings.HasPrefix(m["note"].(string), "100 USD") || strings.HasPrefix(m["note"].(string), "10 USD") {
				key += " USD"
			}
			want[key]++
		}
		for _, c := range rec.Cases[0].Channels {
			key := fmt.Sprintf("channel %d", c.Channel)
			if c.Limit != nil {
				key += " limit " + c.Limit.String()
			}
			for _, f := range c.Fees {
				if f.Currency == "" {
					key += fmt.Sprint(" fee ", int64(f.Amount))
				} else {
					key += " " + f.Currency
				}
			}
			got[key]++
		}
		papers := map[int]bool{}
		for _, c := range rec.Cases {
			for _, p := range c.Papers {
				papers[p.Line] = true
			}
		}
		if len(papers) != len(src["ho_so"].([]any)) {
			t.Errorf("line %d: %d papers, want %d", i+1, len(papers), len(src["ho_so"].([]any)))
		}
	}
	if !reflect.DeepEqual(got, want) {
		for _, k := range slices.Sorted(maps.Keys(want)) {
			if got[k] != want[k] {
				t.Errorf("%s: %d times, want %d", k, got[k], want[k])
			}
		}
		for k := range got {
			if want[k] == 0 {
				t.Errorf("%s: %d times, want none", k, got[k])
			}
		}
	}
}

// example is a record in the national form with every field, made up.
const example = `{"ma_thu_tuc":"1.001193","ten_thu_tuc":"Đăng ký khai sinh","so_quyet_dinh":"1/QĐ-X","cap_thuc_hien":"Cấp tỉnh, Cấp xã","loai_thu_tuc":"",
"linh_vuc":"Hộ tịch","doi_tuong_thuc_hien":"Công dân Việt Nam, Cán bộ, công chức, viên chức","co_quan_thuc_hien":"Không có thông tin",
"co_quan_co_tham_quyen":"Ủy ban nhân dân cấp xã, phường","dia_chi_tiep_nhan":"","co_quan_phoi_hop":"","thu_tuc_lien_quan":"Không có thông tin",
"bo_nganh":"bo-tu-phap","detail_url":"https://example.vn","trinh_tu_thuc_hien":"Bước 1","yeu_cau_dieu_kien":"Không có thông tin",
"cach_thuc":[{"channel":"Trực tiếp","duration":1.0,"unit":"Ngày làm việc","free":true,"fee_vnd":[],"note":"Miễn phí(Không)Nộp tại nơi cư trú"},
{"channel":"Trực tuyến","duration":0.5,"unit":"Ngày làm việc","free":false,"fee_vnd":[25],"note":"25 VNĐ(25.000đ)"},
{"channel":"Dịch vụ bưu chính","duration":null,"unit":null,"free":false,"fee_vnd":[],"note":"100 USD(100 USD/thẻ.)"}],
"ho_so":[{"group":null,"name":"Tờ khai","form_file":"a.doc","originals":1,"copies":0},
{"group":"1. Trường hợp ở nước ngoài","name":"Hộ chiếu","form_file":null,"originals":0,"copies":2},
{"group":"Lưu ý","name":"Ảnh","form_file":null,"originals":2,"copies":0},
{"group":"b) Đối với trẻ bị bỏ rơi","name":"Biên bản","form_file":null,"originals":1,"copies":0},
{"group":"Trường hợp ủy quyền","name":"Giấy ủy quyền","form_file":null,"originals":1,"copies":0}],
"can_cu_phap_ly_so_hieu":["60/2014/QH13","2323/2023/QH15"],"ket_qua":[{"ten":"Giấy khai sinh","ma":"KQ.G15.000031"}],
"raw":{"cach_thuc_thuc_hien":"x","thanh_phan_ho_so":"y"}}`

func TestARecordIsReadIntoItsPlaces(t *testing.T) {
	t.Parallel()
	rec, out, err := roundTrip(t, []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	if !sameJSON(generic(t, []byte(example)), generic(t, out)) {
		t.Errorf("came back as %s", out)
	}
	if !reflect.DeepEqual(rec.Audiences, []string{"citizen", "official"}) || !reflect.DeepEqual(rec.Levels, []string{"province", "commune"}) {
		t.Errorf("audiences %v, levels %v", rec.Audiences, rec.Levels)
	}
	if rec.Performing != nil || rec.Conditions != "" || rec.Related != nil || rec.Ministry != "Bộ Tư pháp" || len(rec.Competent) != 1 {
		t.Errorf("what the source does not say is %v, %q, %v; ministry %q, competent %v", rec.Performing, rec.Conditions, rec.Related, rec.Ministry, rec.Competent)
	}
	var cases []string
	for _, c := range rec.Cases {
		var papers []string
		for _, p := range c.Papers {
			papers = append(papers, p.Name)
		}
		cases = append(cases, c.ID+": "+strings.Join(papers, ", "))
	}
	want := []string{
		"chung: Tờ khai, Ảnh, Giấy ủy quyền",
		"1-truong-hop-o-nuoc-ngoai: Tờ khai, Hộ chiếu, Ảnh, Giấy ủy quyền",
		"b-doi-voi-tre-bi-bo-roi: Tờ khai, Ảnh, Biên bản, Giấy ủy quyền",
	}
	if !reflect.DeepEqual(cases, want) {
		t.Errorf("cases:\n%s\nwant\n%s", strings.Join(cases, "\n"), strings.Join(want, "\n"))
	}
	ch := rec.Cases[1].Channels
	if ch[0].Limit.String() != "1wd" || ch[0].FeeText != "Miễn phí(Không)" || ch[0].Note != "Nộp tại nơi cư trú" {
		t.Errorf("desk: %+v", ch[0])
	}
	if ch[1].Limit != nil || ch[1].LimitText != "0.5 Ngày làm việc" || ch[1].Fees[0].Amount != 25 {
		t.Errorf("online: %+v", ch[1])
	}
	if f := ch[2].Fees[0]; ch[2].Limit != nil || f.Currency != "USD" || f.Amount != 100 || ch[2].FeeText != "100 USD(100 USD/thẻ.)" {
		t.Errorf("post: %+v", ch[2])
	}
	if rec.Bases[1].Number != "2323/2023/QH15" {
		t.Errorf("a number that is stuck together was changed: %v", rec.Bases)
	}
	if p := rec.Cases[0].Papers; !p[0].Required || p[1].Required || p[2].Required {
		t.Errorf("required: %v", p)
	}
}

func TestAFieldThatWasChangedIsWrittenAnew(t *testing.T) {
	t.Parallel()
	rec, err := procedure.DecodeNational([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	rec.Conditions = "Có nơi cư trú"
	rec.Performing = []procedure.Agency{{Name: "Sở Tư pháp"}}
	rec.Cases[0].Channels[1].Limit = &calendar.Limit{N: 2, Unit: calendar.WorkingDay}
	b, err := procedure.EncodeNational(rec)
	if err != nil {
		t.Fatal(err)
	}
	got := generic(t, b)
	online := got["cach_thuc"].([]any)[1].(map[string]any)
	if got["yeu_cau_dieu_kien"] != "Có nơi cư trú" || got["co_quan_thuc_hien"] != "Sở Tư pháp" || online["duration"] != json.Number("2") || got["thu_tuc_lien_quan"] != "Không có thông tin" {
		t.Errorf("got %s", b)
	}
}

func TestAdoptingKeepsWhatTheDeskNeeds(t *testing.T) {
	t.Parallel()
	in, err := procedure.DecodeNational([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	now := whole()
	now.Version, now.From = 1, day1
	got, err := procedure.Adopt(&now, in)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Open() || got.Route != procedure.RouteCity || got.ShortName != "Khai sinh" || got.Competent[0].Rule == "" {
		t.Errorf("the city's part is lost: %+v", got)
	}
	if got.Decision != "1/QĐ-X" || got.Kind != in.Kind || got.SourceURL != "https://example.vn" || got.Version != 0 {
		t.Errorf("the national part is not taken: %+v", got)
	}
	facts, err := procedure.Publish([]procedure.Record{now}, got, day2)
	if err != nil || len(facts) != 1 {
		t.Fatalf("%v, %v", facts, err)
	}
	cat := catalogue(t, whole())
	b := cat.Builder()
	if err := b.Apply(facts[0].Kind, facts[0].Body, day2, 2); err != nil {
		t.Fatal(err)
	}
	second := b.Catalogue().Version("1.001193", 2)
	out, err := procedure.EncodeNational(*second)
	if err != nil || !sameJSON(generic(t, []byte(example)), generic(t, out)) {
		t.Errorf("the national record came back as %s, %v", out, err)
	}
	again, err := procedure.Adopt(second, in)
	if err != nil {
		t.Fatal(err)
	}
	if facts, err := procedure.Publish([]procedure.Record{now, *second}, again, now.From); facts != nil || err != nil {
		t.Errorf("adopted again: %v, %v", facts, err)
	}
	// Where no dossier is received the national record has the say, but for the city's own words.
	now.Cases[0].Process = nil
	got, err = procedure.Adopt(&now, in)
	if err != nil || len(got.Cases) != len(in.Cases) || got.ShortName != "Khai sinh" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err = procedure.Adopt(nil, in); err != nil || !reflect.DeepEqual(got, in) {
		t.Errorf("a new procedure: %+v, %v", got, err)
	}
}

func TestABillFollowsTheForm(t *testing.T) {
	t.Parallel()
	c := &procedure.Case{Channels: []procedure.ChannelRule{{Channel: procedure.Desk, Fees: []fee.Item{
		{Name: "a", Amount: 8000, Per: "bản", Count: "copies"},
		{Name: "b", Amount: 100, When: []fee.Match{{Input: "house.kind", In: []string{"new"}}}},
		{Name: "c", Amount: 10, When: []fee.Match{{Input: "fast", In: []string{"true"}}}},
	}}}}
	v := form.Values{"copies": int64(3), "fast": true, "house": map[string]any{"kind": "new"}}
	if b, err := c.Bill(procedure.Desk, v, now, nil); err != nil || b.Total != 24110 || b.AtLeast {
		t.Errorf("got %+v, %v", b, err)
	}
	if _, err := c.Bill(procedure.Post, v, now, nil); !fault.Is(err, fault.Refused) {
		t.Errorf("a closed channel: %v", err)
	}
}

func TestBrokenLinesAreRefusedWithFieldAndReason(t *testing.T) {
	t.Parallel()
	change := func(old, now string) string {
		if !strings.Contains(example, old) {
			t.Fatalf("%s is not in the example", old)
		}
		return strings.Replace(example, old, now, 1)
	}
	tests := []struct{ name, line, field, reason string }{
		{"no JSON", `{"ma_thu_tuc":`, "", "ends too early"},
		{"words", `hello`, "", "not JSON"},
		{"a list", `[1]`, "", "not a JSON object"},
		{"two records", `{"ma_thu_tuc":"1.001193"} {}`, "", "behind the end"},
		{"bytes", "{\"ma_thu_tuc\":\"\xff\"}", "", "UTF-8"},
		{"half a letter", change("Đăng ký khai sinh", `\ud800`), "", "half a letter"},
		{"a nul", change("Đăng ký khai sinh", `\u0000`), "", "take it out"},
		{"no code", change(`"ma_thu_tuc":"1.001193",`, ``), "ma_thu_tuc", "missing"},
		{"null code", change(`"1.001193"`, `null`), "ma_thu_tuc", "missing"},
		{"wrong code", change("1.001193", "1.00119"), "ma_thu_tuc", "1.00119"},
		{"a number for a code", change(`"1.001193"`, `1.001193`), "ma_thu_tuc", "text belongs"},
		{"no name", change("Đăng ký khai sinh", " "), "ten_thu_tuc", "missing"},
		{"the same field twice", change(`"linh_vuc":"Hộ tịch"`, `"linh_vuc":"a","linh_vuc":"b"`), "linh_vuc", "twice"},
		{"the same field twice, deep", change(`"form_file":"a.doc"`, `"form_file":"a","form_file":"b"`), "form_file", "twice"},
		{"duration in words", change(`"duration":1.0`, `"duration":"một"`), "cach_thuc.0.duration", "number belongs"},
		{"negative duration", change(`"duration":1.0`, `"duration":-1`), "cach_thuc.0.duration", "negative"},
		{"a duration beyond reason", change(`"duration":1.0`, `"duration":1e999999999`), "cach_thuc.0.duration", "number belongs"},
		{"free in words", change(`"free":true`, `"free":"yes"`), "cach_thuc.0.free", "true or false"},
		{"a fee of half a đồng", change(`[25]`, `[25.5]`), "cach_thuc.1.fee_vnd.0", "whole đồng"},
		{"a negative fee", change(`[25]`, `[-25]`), "cach_thuc.1.fee_vnd.0", "whole đồng"},
		{"a fee beyond 64 bits", change(`[25]`, `[9223372036854775808]`), "cach_thuc.1.fee_vnd.0", "whole đồng"},
		{"a fee in words", change(`[25]`, `["hai mươi"]`), "cach_thuc.1.fee_vnd.0", "number belongs"},
		{"a fee whose point may be either", change(`[25]`, `["25.000"]`), "cach_thuc.1.fee_vnd.0", "number belongs"},
		{"channels that are no list", change(`"raw":{`, `"cach_thuc":{},"x":{`), "cach_thuc", "twice"},
		{"papers that are no list", change(`"ho_so":[{`, `"ho_so":5,"x":[{`), "ho_so", "list belongs"},
		{"a paper that is a text", change(`"ho_so":[{`, `"ho_so":["a",{`), "ho_so.0", "object belongs"},
		{"half an original", change(`"originals":1`, `"originals":1.5`), "ho_so.0.originals", "whole number"},
		{"a result without its text", change(`{"ten":"Giấy khai sinh"`, `{"ten":5`), "ket_qua.0.ten", "text belongs"},
		{"a basis that is a number", change(`["60/2014/QH13"`, `[60`), "can_cu_phap_ly_so_hieu.0", "text belongs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := procedure.DecodeNational([]byte(tt.line))
			var no *procedure.Refusal
			if !errors.As(err, &no) || no.Field != tt.field || !strings.Contains(no.Reason.String(), tt.reason) {
				t.Errorf("got %v, want %s: …%s…", err, tt.field, tt.reason)
			}
		})
	}
}

// odd are values that real and broken sources may have anywhere.
var odd = []any{
	nil, "", " ", "Không có thông tin", "Không có", "Ngày lịch", "Tuần", "Năm", "tháng", "giờ làm việc", "Nộp qua zalo", "Đối với hộ", "a, B, c",
	"VNĐ", "1,000 EUR", "Miễn phí(", "Miễn phí (một) hai", true, false, 0, 1, -1, 0.5, 1e15, json.Number("3.0"), json.Number("1e3"), json.Number("12345678901234567890"),
	[]any{},
	[]any{nil},
	[]any{"x"},
	map[string]any{},
	map[string]any{"x": []any{1.5, "y"}},
}

func TestWhateverIsTakenComesBackWhole(t *testing.T) {
	t.Parallel()
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		v := generic(t, []byte(example))
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			mutate(t, v)
		}
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		_, out, err := roundTrip(t, line)
		if err != nil {
			return
		}
		taken++
		if !sameJSON(generic(t, line), generic(t, out)) {
			t.Fatalf("%s\ncame back as\n%s", line, out)
		}
	})
	if taken < 20 {
		t.Errorf("only %d changed records were taken", taken)
	}
}

// mutate changes one field somewhere: takes it away, gives it an odd value, or adds one that is not known.
func mutate(t *rapid.T, v map[string]any) {
	keys := append(slices.Sorted(maps.Keys(v)), "ghi_chu")
	k := rapid.SampledFrom(keys).Draw(t, "field")
	if l, ok := v[k].([]any); ok && len(l) > 0 && rapid.Bool().Draw(t, "deep") {
		i := rapid.IntRange(0, len(l)-1).Draw(t, "entry")
		if m, ok := l[i].(map[string]any); ok {
			mutate(t, m)
			return
		}
		l[i] = rapid.SampledFrom(odd).Draw(t, "value")
		return
	}
	if rapid.IntRange(0, 4).Draw(t, "away") == 0 {
		delete(v, k)
		return
	}
	v[k] = rapid.SampledFrom(odd).Draw(t, "value")
}

func TestAFileIsReadLineByLine(t *testing.T) {
	t.Parallel()
	one := strings.ReplaceAll(example, "\n", "")
	two := strings.Replace(one, "1.001193", "2.000815", 1)
	three := strings.Replace(one, "1.001193", "2.000816", 1)
	file := "\xEF\xBB\xBF" + one + "\r\n\n" + "{broken\n" + two + "\n" + strings.Repeat("x", 5<<20) + "\n" +
		one + "\n" + strings.Replace(one, "khai sinh", "khai tử", 1) + "\n" + strings.Replace(two, "2.000815", "2.000817", 1) + "\n" + three
	var got []string
	rep, err := procedure.ReadNational(strings.NewReader(file), func(line int, r procedure.Record) error {
		if r.Code == "2.000817" {
			return fault.New(fault.Invalid, "procedure.unsound").At("code")
		}
		got = append(got, fmt.Sprint(line, " ", r.Code))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"1 1.001193", "4 2.000815", "9 2.000816"}; !reflect.DeepEqual(got, want) {
		t.Errorf("took %v, want %v", got, want)
	}
	if rep.Imported != 4 || rep.Refused != 4 {
		t.Errorf("report %+v", rep)
	}
	var lines []int
	for _, r := range rep.Refusals {
		lines = append(lines, r.Line)
	}
	if !reflect.DeepEqual(lines, []int{3, 5, 7, 8}) {
		t.Errorf("refused lines %v", rep.Refusals)
	}
	b, _ := json.Marshal(procedure.ImportReport{Imported: 1, Refused: 1, Refusals: []procedure.Refusal{{Line: 2, Field: "a", Reason: "b"}}})
	if string(b) != `{"imported":1,"refused":1,"refusals":[{"line":2,"field":"a","reason":"b"}]}` {
		t.Errorf("as JSON: %s", b)
	}
}

type brokenReader struct{ r *bufio.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	if n, err := b.r.Read(p); err == nil {
		return n, nil
	}
	return 0, errors.New("the disk is gone")
}

func TestAnErrorOfReadingIsNotARefusal(t *testing.T) {
	t.Parallel()
	in := brokenReader{bufio.NewReader(strings.NewReader(strings.ReplaceAll(example, "\n", "") + "\n"))}
	rep, err := procedure.ReadNational(in, func(int, procedure.Record) error { return nil })
	if err == nil || rep.Imported != 1 {
		t.Errorf("got %+v, %v", rep, err)
	}
	if _, err = procedure.ReadNational(strings.NewReader(strings.ReplaceAll(example, "\n", "")), func(int, procedure.Record) error { return errors.New("full") }); err == nil {
		t.Error("an error of the taker was passed over")
	}
}

func FuzzReadNationalNeverPanics(f *testing.F) {
	f.Add([]byte(strings.ReplaceAll(example, "\n", "")))
	f.Add([]byte("{\n}\n[1]\n\"x\""))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := procedure.ReadNational(bytes.NewReader(b), func(_ int, r procedure.Record) error {
			_, err := procedure.EncodeNational(r)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
