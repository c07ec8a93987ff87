package procedure_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"motcua/law/procedure"
)

// walkJSON goes over all parts of a value and puts what change gives in their places.
func walkJSON(v any, change func(any) any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = walkJSON(x[k], change)
		}
	case []any:
		for i := range x {
			x[i] = walkJSON(x[i], change)
		}
	}
	return change(v)
}

// listOf gives what stands in a list of the record as maps.
func listOf(rec map[string]any, key string) []map[string]any {
	var out []map[string]any
	l, _ := rec[key].([]any)
	for _, e := range l {
		if m, ok := e.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// portal are ways in which exports of the same records differ.
var portal = map[string]func(rec map[string]any){
	"null for empty lists": func(rec map[string]any) {
		walkJSON(rec, func(v any) any {
			if l, ok := v.([]any); ok && len(l) == 0 {
				return nil
			}
			return v
		})
	},
	"null for empty texts": func(rec map[string]any) {
		walkJSON(rec, func(v any) any {
			if v == "" || v == "Không có thông tin" {
				return nil
			}
			return v
		})
	},
	"whole numbers in quotation marks": func(rec map[string]any) {
		walkJSON(rec, func(v any) any {
			if n, ok := v.(json.Number); ok {
				if f, err := n.Float64(); err == nil && f == float64(int64(f)) && f >= 0 {
					return strconv.FormatInt(int64(f), 10)
				}
			}
			return v
		})
	},
	"HTML in texts": func(rec map[string]any) {
		for _, k := range []string{"trinh_tu_thuc_hien", "yeu_cau_dieu_kien", "dia_chi_tiep_nhan"} {
			s, _ := rec[k].(string)
			rec[k] = "<p>" + strings.ReplaceAll(s, "\n", "<br/>\r\n") + "&nbsp;</p><script>alert(1)</script>"
		}
	},
	"odd texts of fees": func(rec map[string]any) {
		for i, m := range listOf(rec, "cach_thuc") {
			m["note"] = []string{"Miễn phí", "50.000 đ/lần", "Phí : 1,000,000VNĐ(thẩm định)) ; Lệ phí: 0 đồng", "Theo quy định của HĐND", "", "VNĐ", "(", "10 USD (khứ hồi"}[i%8]
		}
	},
	"fields that nobody knows": func(rec map[string]any) {
		rec["ngay_cong_bo"], rec["ngayHieuLuc"], rec["tags"] = "31/12/2025", "2026-01-01T00:00:00.000+07:00", []any{"a", nil, 1.5, map[string]any{"x": []any{}}}
		rec["version"], rec["code"], rec[""] = json.Number("12345678901234567890"), "x", false
		for _, k := range []string{"cach_thuc", "ho_so", "ket_qua"} {
			for _, m := range listOf(rec, k) {
				m["id"], m["ghiChu"] = "019d2bf7", map[string]any{"dd": "01/02/2026"}
			}
		}
	},
	"lists for agencies and levels": func(rec map[string]any) {
		for _, k := range []string{"co_quan_thuc_hien", "co_quan_co_tham_quyen", "co_quan_phoi_hop", "cap_thuc_hien", "doi_tuong_thuc_hien", "thu_tuc_lien_quan"} {
			s, _ := rec[k].(string)
			var l []any
			for _, w := range strings.Split(s, ", ") {
				l = append(l, w)
			}
			rec[k] = l
		}
	},
	"several agencies in one text": func(rec map[string]any) {
		rec["co_quan_thuc_hien"] = "Sở Xây dựng; Ủy ban nhân dân cấp xã\n- Sở Tài chính, Công an cấp tỉnh (PC06, PA08), "
	},
	"texts for lists": func(rec map[string]any) {
		var bases, results []string
		l, _ := rec["can_cu_phap_ly_so_hieu"].([]any)
		for _, b := range l {
			bases = append(bases, fmt.Sprint(b))
		}
		rec["can_cu_phap_ly_so_hieu"] = strings.Join(bases, "; ")
		for _, m := range listOf(rec, "ket_qua") {
			results = append(results, fmt.Sprint(m["ten"]))
		}
		rec["ket_qua"] = strings.Join(results, "\n")
	},
	"results that are names": func(rec map[string]any) {
		l, _ := rec["ket_qua"].([]any)
		for i, m := range listOf(rec, "ket_qua") {
			l[i] = m["ten"]
		}
	},
	"no papers and no channels": func(rec map[string]any) { delete(rec, "ho_so"); rec["cach_thuc"] = []any{} },
	"nothing but a code and a name": func(rec map[string]any) {
		for k := range rec {
			if k != "ma_thu_tuc" && k != "ten_thu_tuc" {
				delete(rec, k)
			}
		}
	},
	"blanks around and inside": func(rec map[string]any) {
		for _, k := range []string{"linh_vuc", "so_quyet_dinh", "cap_thuc_hien", "trinh_tu_thuc_hien"} {
			if s, ok := rec[k].(string); ok {
				rec[k] = " \u00a0" + s + "\t\r\n\u200b"
			}
		}
	},
	"a very long text": func(rec map[string]any) {
		rec["yeu_cau_dieu_kien"] = strings.Repeat("Điều kiện rất dài. ", 60_000)
	},
}

// Real records are taken in each of the ways in which exports differ, and none of what came is lost.
func TestRecordsOfOtherExportsComeBackWhole(t *testing.T) {
	t.Parallel()
	lines := sharedRecords(t)
	for n, name := range slices.Sorted(maps.Keys(portal)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, every := portal[name], 4 // each record in some of the ways
			if name == "a very long text" {
				every = 40 // a megabyte each
			}
			for i, line := range lines {
				if i%every != n%every {
					continue
				}
				rec := generic(t, line)
				change(rec)
				b, err := json.Marshal(rec)
				if err != nil {
					t.Fatal(err)
				}
				_, out, err := roundTrip(t, b)
				if err != nil {
					t.Fatalf("line %d is refused: %v", i+1, err)
				}
				if want, got := generic(t, b), generic(t, out); !sameJSON(want, got) {
					for k := range want {
						if !sameJSON(want[k], got[k]) {
							t.Fatalf("line %d, %s: got %.300v, want %.300v", i+1, k, got[k], want[k])
						}
					}
				}
			}
		})
	}
}

// What another export says in another form is understood, not only kept.
func TestOtherFormsOfARecordSayTheSame(t *testing.T) {
	t.Parallel()
	want, err := procedure.DecodeNational([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"whole numbers in quotation marks", "lists for agencies and levels", "results that are names", "null for empty lists", "fields that nobody knows"} {
		rec := generic(t, []byte(example))
		portal[name](rec)
		b, err := json.Marshal(rec)
		if err != nil {
			t.Fatal(err)
		}
		got, err := procedure.DecodeNational(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got.Source, want.Source = nil, nil
		for i := range got.Results {
			if name == "results that are names" {
				got.Results[i].Code = want.Results[i].Code
			}
		}
		if d := procedure.VersionDiff(want, got); len(d) > 0 {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

// anyJSON draws a value of any depth.
func anyJSON(deep int) *rapid.Generator[any] {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{2}/[0-9]{2}/20[0-9]{2}`), rapid.Just("<b>x</b>\r\n"), rapid.Just("motcua"))
	kinds := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Map(text, func(s string) any { return s }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }), rapid.Map(rapid.Float64Range(-1e12, 1e12), func(f float64) any { return f }),
	}
	if deep > 0 {
		kinds = append(kinds,
			rapid.Map(rapid.SliceOfN(anyJSON(deep-1), 0, 3), func(l []any) any { return append([]any{}, l...) }),
			rapid.Map(rapid.MapOfN(text, anyJSON(deep-1), 0, 3), func(m map[string]any) any { return m }))
	}
	return rapid.OneOf(kinds...)
}

// A file of records with anything in them: each line comes back whole or is refused with its line and a reason, and none twice.
func TestAFileOfAnyRecordsIsTakenOrRefusedLineByLine(t *testing.T) {
	t.Parallel()
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		var lines [][]byte
		file := bytes.NewBufferString(rapid.SampledFrom([]string{"", "\xEF\xBB\xBF"}).Draw(t, "mark"))
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\n\n"}).Draw(t, "end")
		for range rapid.IntRange(1, 5).Draw(t, "records") {
			rec := generic(t, []byte(example))
			rec["ma_thu_tuc"] = fmt.Sprintf("1.00119%d", rapid.IntRange(0, 6).Draw(t, "code"))
			for _, name := range rapid.SliceOfN(rapid.SampledFrom(slices.Sorted(maps.Keys(portal))), 0, 2).Draw(t, "export") {
				portal[name](rec)
			}
			for range rapid.IntRange(0, 3).Draw(t, "fields") {
				at := rec
				if l := listOf(rec, rapid.SampledFrom([]string{"", "ho_so", "cach_thuc", "ket_qua", "raw"}).Draw(t, "in")); len(l) > 0 {
					at = l[0]
				}
				at[rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"note", "ten", "unit", "raw", "group"})).Draw(t, "key")] = anyJSON(2).Draw(t, "value")
			}
			b, err := json.Marshal(rec)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, b)
			file.Write(b)
			file.WriteString(end)
		}
		got := map[int]procedure.Record{}
		rep, err := procedure.ReadNational(bytes.NewReader(procedure.Unwrap(file.Bytes())), func(line int, rec procedure.Record) error {
			got[line] = rec
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		refused := map[int]bool{}
		for _, no := range rep.Refusals {
			refused[no.Line] = true
			if no.Reason == "" || got[no.Line].Code != "" {
				t.Fatalf("line %d is refused without a reason, or taken as well: %+v", no.Line, no)
			}
		}
		codes := map[procedure.ID]int{}
		for i, line := range lines {
			n := 1 + i*strings.Count(end, "\n")
			rec, ok := got[n]
			switch {
			case ok:
				taken++
				out, err := procedure.EncodeNational(rec)
				if err != nil || !sameJSON(generic(t, line), generic(t, out)) {
					t.Fatalf("%s\ncame back as\n%s, %v", line, out, err)
				}
				if codes[rec.Code]++; codes[rec.Code] > 1 {
					t.Fatalf("%s is taken twice", rec.Code)
				}
			case !refused[n] && !slices.ContainsFunc(lines[:i], func(l []byte) bool { return bytes.Equal(l, line) }):
				t.Fatalf("line %d is neither taken nor refused: %+v", n, rep)
			}
		}
	})
	if taken < 50 {
		t.Errorf("only %d records were taken", taken)
	}
}

func TestANumberInQuotationMarksThatMayMeanTwoIsRefused(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"25.000", "1,5", "-1", "1e3", "một", ""} {
		rec := generic(t, []byte(example))
		listOf(rec, "ho_so")[0]["originals"] = value
		b, err := json.Marshal(rec)
		if err != nil {
			t.Fatal(err)
		}
		_, err = procedure.DecodeNational(b)
		var no *procedure.Refusal
		if !errors.As(err, &no) || no.Field != "ho_so.0.originals" {
			t.Errorf("%q: %v", value, err)
		}
	}
}
