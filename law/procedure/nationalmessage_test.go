package procedure_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// wholeMessage has every field of the national message.
const wholeMessage = `{
  "ID": 8123, "MATTHC": "1.999901.000.00.00.H26", "TENTTHC": "Cấp giấy phép ví dụ", "MACOQUANCONGBO": "H26", "QUYETDINH": "01/QĐ-VD",
  "IDQUYETDINHCONGBO": "QD-77", "LOAITTHC": "TTHC được luật giao quy định chi tiết", "TRANGTHAI": "CONGKHAI", "TUKHOA": "giấy phép, ví dụ",
  "MOTA": "Mô tả ngắn", "YEUCAU": "Đủ 18 tuổi", "DIACHITIEPNHAN": "Số 1 phố Ví Dụ", "MOTADOITUONGTHUCHIEN": "Người ở tại thành phố",
  "MOTACOQUANTHUCHIEN": "", "MOTACOQUANTHAMQUYEN": "Theo phân cấp",
  "LINHVUCTHUCHIEN": [{"MALINHVUC": "LV01", "TENLINHVUC": "Ví dụ"}],
  "CAPTHUCHIEN": [{"CAPTHUCHIEN": 2, "TENCAP": "Cấp tỉnh"}, {"CAPTHUCHIEN": 4, "TENCAP": "Cấp xã"}],
  "DOITUONGTHUCHIEN": [{"MADOITUONG": "CD", "TENDOITUONG": "Công dân Việt Nam"}],
  "TRINHTUTHUCHIEN": [{"TRUONGHOP": "Trường hợp cấp mới", "TRINHTU": [{"TENTRINHTU": "Nộp hồ sơ"}, {"TENTRINHTU": "Nhận kết quả"}]}],
  "CACHTHUCTHUCHIEN": [
    {"KENH": 1, "THOIGIAN": [{"THOIGIANGIAIQUYET": 5, "DONVITINH": "Ngày làm việc", "MOTA": "Kể từ ngày nhận đủ hồ sơ", "PHILEPHI": [
      {"MAPHILEPHI": "LP01", "SOTIEN": 50000, "DONVI": "VNĐ", "MOTA": "Lệ phí", "TENTEP": "bieu-phi.pdf", "URL": "https://vi-du.example/bieu-phi.pdf"},
      {"MAPHILEPHI": "LP02", "SOTIEN": 20, "DONVI": "USD", "MOTA": "Người nước ngoài"}]},
      {"THOIGIANGIAIQUYET": 8, "DONVITINH": "Giờ", "MOTA": "Cấp lại", "PHILEPHI": []}]},
    {"KENH": 2, "THOIGIAN": [{"THOIGIANGIAIQUYET": 3, "DONVITINH": "Ngày làm việc", "MOTA": "", "PHILEPHI": [{"MAPHILEPHI": "LP01", "SOTIEN": 0, "DONVI": "VNĐ", "MOTA": ""}]}]},
    {"KENH": 3, "THOIGIAN": []}],
  "THANHPHANHOSO": [
    {"TRUONGHOP": "", "GIAYTO": [{"MAGIAYTO": "GT01", "TENGIAYTO": "Đơn đề nghị", "SOBANCHINH": 1, "SOBANSAO": 0, "TENMAUDON": "don.docx", "URL": "https://vi-du.example/don.docx", "MA_KQ_THAYTHE": ""}]},
    {"TRUONGHOP": "Trường hợp cấp lại", "GIAYTO": [{"MAGIAYTO": "GT02", "TENGIAYTO": "Giấy phép đã cấp", "SOBANCHINH": 0, "SOBANSAO": 1, "TENMAUDON": "", "URL": "", "MA_KQ_THAYTHE": "KQ.01,KQ.02"}]}],
  "KETQUATHUCHIEN": [{"MAKETQUA": "KQ.VD", "TENKETQUA": "Giấy phép ví dụ", "TENTEP": "mau.docx", "URL": "https://vi-du.example/mau.docx"}],
  "CANCUPHAPLY": [{"SOVANBAN": "01/2026/NĐ-CP", "TENVANBAN": "Nghị định ví dụ", "NGAYBANHANH": "02/01/2026", "NGAYHIEULUC": "01/07/2026", "COQUANBANHANH": "Chính phủ", "DIACHITRUYCAP": "https://vi-du.example/nd"}],
  "COQUANTHUCHIEN": [{"MADONVI": "D1", "TENDONVI": "Sở Ví dụ"}], "COQUANCOTHAMQUYEN": [{"MADONVI": "D2", "TENDONVI": "Ủy ban nhân dân thành phố"}],
  "COQUANDUOCUYQUYEN": [{"MADONVI": "D3", "TENDONVI": "Ủy ban nhân dân cấp xã"}], "COQUANPHOIHOP": [{"MADONVI": "D4", "TENDONVI": "Công an cấp xã"}],
  "TTHCLIENQUAN": ["1.999902"], "TTHCLIENTHONG": [{"MATTHC": "1.999903", "TENTTHC": "Thủ tục liền sau"}], "TRUONGMOI": {"A": [1, null, "x"]}
}`

// oneLineOf gives JSON on one line.
func oneLineOf(t interface{ Fatalf(string, ...any) }, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

// messageTrip reads a message, publishes it, and writes it again.
func messageTrip(t interface{ Fatalf(string, ...any) }, in map[string]any) procedure.Record {
	kept, _, err := roundTrip(t, oneLineOf(t, in))
	if err != nil {
		t.Fatalf("%v in %s", err, oneLineOf(t, in))
	}
	out, err := procedure.EncodeMessage(kept)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if !sameJSON(generic(t, out), in) {
		t.Fatalf("came  %s\nwrote %s", oneLineOf(t, in), out)
	}
	return kept
}

func TestAMessageIsReadIntoItsPlacesAndComesBackWhole(t *testing.T) {
	t.Parallel()
	r := messageTrip(t, generic(t, []byte(wholeMessage)))
	if r.Code != "1.999901" || r.Suffix != ".000.00.00.H26" || r.Name != "Cấp giấy phép ví dụ" || r.Publisher != "H26" || r.Decision != "01/QĐ-VD" ||
		r.Sector != "Ví dụ" || r.SectorCode != "LV01" || !slices.Equal(r.Levels, []string{"province", "commune"}) || !slices.Equal(r.Audiences, []string{"citizen"}) ||
		!slices.Equal(r.Keywords, []string{"giấy phép", "ví dụ"}) || r.Description != "Mô tả ngắn" || r.Conditions != "Đủ 18 tuổi" ||
		r.StepsText != "Trường hợp cấp mới\nNộp hồ sơ\nNhận kết quả" {
		t.Errorf("got %+v", r)
	}
	for name, got := range map[string][]procedure.Agency{"D1": r.Performing, "D2": r.Competent, "D3": r.Delegated, "D4": r.Coordinating} {
		if len(got) != 1 || got[0].Code != name {
			t.Errorf("agency %s: %v", name, got)
		}
	}
	if b := r.Bases[0]; b.Issued != "2026-01-02" || b.From != "2026-07-01" || b.Agency != "Chính phủ" || b.Name != "Nghị định ví dụ" {
		t.Errorf("basis %+v", b)
	}
	if x := r.Results[0]; x.Code != "KQ.VD" || x.File != "mau.docx" || !strings.HasSuffix(x.URL, "mau.docx") {
		t.Errorf("result %+v", x)
	}
	if !slices.Equal(r.Related, []string{"1.999902"}) || !slices.Equal(r.Interlinked, []string{"1.999903"}) {
		t.Errorf("related %v, interlinked %v", r.Related, r.Interlinked)
	}
	if len(r.Cases) != 2 || len(r.Cases[0].Papers) != 1 || len(r.Cases[1].Papers) != 2 {
		t.Fatalf("cases %+v", r.Cases)
	}
	if p := r.Cases[1].Papers[1]; p.Code != "GT02" || p.Copies != 1 || !slices.Equal(p.ReplacedBy, []string{"KQ.01", "KQ.02"}) {
		t.Errorf("paper %+v", p)
	}
	rules := r.Cases[1].Channels
	if len(rules) != 4 || *rules[0].Limit != (calendar.Limit{N: 5, Unit: calendar.WorkingDay}) || *rules[1].Limit != (calendar.Limit{N: 8, Unit: calendar.Hour}) ||
		len(rules[0].Fees) != 2 || rules[0].Fees[0].Amount != 50000 || rules[0].Fees[0].Currency != "" || rules[0].Fees[1].Currency != "USD" || rules[0].Free || !rules[2].Free ||
		rules[3].Channel != procedure.Post {
		t.Errorf("rules %+v", rules)
	}
}

func TestAMessageWithoutFieldsComesBackWithoutThem(t *testing.T) {
	t.Parallel()
	whole := generic(t, []byte(wholeMessage))
	for key := range whole {
		less := maps.Clone(whole)
		delete(less, key)
		if key == "MATTHC" || key == "TENTTHC" {
			_, err := procedure.DecodeNational(oneLineOf(t, less))
			var no *procedure.Refusal
			if !errors.As(err, &no) || no.Field != key {
				t.Errorf("without %s: %v", key, err)
			}
			continue
		}
		messageTrip(t, less)
		less[key] = nil
		messageTrip(t, less)
	}
}

func TestWhateverPartsAMessageHasComeBack(t *testing.T) {
	t.Parallel()
	whole := generic(t, []byte(wholeMessage))
	rapid.Check(t, func(t *rapid.T) {
		messageTrip(t, thinned(t, whole, 0).(map[string]any))
	})
}

// thinned leaves out parts of a value, empties texts and repeats what stands in lists; code and name stay.
func thinned(t *rapid.T, v any, deep int) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if k == "KENH" || deep == 0 && (k == "MATTHC" || k == "TENTTHC") {
				out[k] = v[k]
			} else if rapid.IntRange(0, 5).Draw(t, k) > 0 {
				out[k] = thinned(t, v[k], deep+1)
			}
		}
		return out
	case []any:
		out := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			if len(v) > 0 {
				out = append(out, thinned(t, rapid.SampledFrom(v).Draw(t, "one"), deep+1))
			}
		}
		return out
	case string:
		return rapid.SampledFrom([]any{v, v, v, "", nil, "Không có thông tin", " " + v}).Draw(t, "text")
	}
	return v
}

func TestATextWhereANumberBelongsIsRefusedAtItsPlace(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ old, now, field string }{
		{`"KENH": 2`, `"KENH": "hai"`, "CACHTHUCTHUCHIEN.1.KENH"},
		{`"KENH": 2`, `"KENH": 7`, "CACHTHUCTHUCHIEN.1.KENH"},
		{`"THOIGIANGIAIQUYET": 8`, `"THOIGIANGIAIQUYET": "tám"`, "CACHTHUCTHUCHIEN.0.THOIGIAN.1.THOIGIANGIAIQUYET"},
		{`"SOTIEN": 20`, `"SOTIEN": "hai mươi"`, "CACHTHUCTHUCHIEN.0.THOIGIAN.0.PHILEPHI.1.SOTIEN"},
		{`"SOTIEN": 20`, `"SOTIEN": -1`, "CACHTHUCTHUCHIEN.0.THOIGIAN.0.PHILEPHI.1.SOTIEN"},
		{`"SOBANSAO": 1`, `"SOBANSAO": "một"`, "THANHPHANHOSO.1.GIAYTO.0.SOBANSAO"},
		{`"MADONVI": "D3"`, `"MADONVI": 3`, "COQUANDUOCUYQUYEN.0.MADONVI"},
		{`"TTHCLIENQUAN": [`, `"TTHCLIENQUAN": [5, `, "TTHCLIENQUAN.0"},
		{`"MATTHC": "1.999901.000.00.00.H26"`, `"MATTHC": "abc"`, "MATTHC"},
	} {
		bad := strings.Replace(wholeMessage, x.old, x.now, 1)
		if bad == wholeMessage {
			t.Fatalf("%s is not there", x.old)
		}
		file := string(oneLineOf(t, generic(t, []byte(wholeMessage)))) + "\n\n" + string(oneLineOf(t, generic(t, []byte(bad)))) + "\n"
		rep, err := procedure.ReadNational(strings.NewReader(file), func(int, procedure.Record) error { return nil })
		if err != nil || rep.Imported != 1 || len(rep.Refusals) != 1 || rep.Refusals[0].Line != 3 || rep.Refusals[0].Field != x.field {
			t.Errorf("%s: %+v, %v", x.now, rep, err)
		}
	}
	digits := strings.Replace(strings.Replace(wholeMessage, `"KENH": 2`, `"KENH": "2"`, 1), `"SOTIEN": 20`, `"SOTIEN": "20"`, 1)
	if r := messageTrip(t, generic(t, []byte(digits))); r.Cases[0].Channels[0].Fees[1].Amount != 20 || r.Cases[0].Channels[2].Channel != procedure.Online {
		t.Errorf("digits in quotation marks: %+v", r.Cases[0].Channels)
	}
}

func TestMessagesAreFoundInAListAndInAnAnswer(t *testing.T) {
	t.Parallel()
	other := strings.Replace(wholeMessage, "1.999901", "1.999904", 1)
	short := `{"ma_thu_tuc": "1.999905", "ten_thu_tuc": "Một dòng"}`
	for name, x := range map[string]struct {
		file  string
		lines []int
	}{
		"one on many lines": {wholeMessage, []int{1}},
		"a list":            {"[\n" + wholeMessage + ",\n" + other + ", " + short + "]", []int{2, 2 + 1 + strings.Count(wholeMessage, "\n"), 3 + 2*strings.Count(wholeMessage, "\n")}},
		"an answer":         {`{"error_code": "0", "total": 1, "result": {"data": [` + "\n\n" + wholeMessage + "]}}\n", []int{3}},
		"an answer of one":  {"\ufeff" + `{"result": ` + wholeMessage + "}", []int{1}},
		"lines":             {short + "\n" + string(oneLineOf(t, generic(t, []byte(other)))), []int{1, 2}},
	} {
		var lines []int
		rep, err := procedure.ReadNational(bytes.NewReader(procedure.Unwrap([]byte(x.file))), func(n int, _ procedure.Record) error {
			lines = append(lines, n)
			return nil
		})
		if err != nil || rep.Refused > 0 || !slices.Equal(lines, x.lines) {
			t.Errorf("%s: lines %v, want %v; %+v, %v", name, lines, x.lines, rep, err)
		}
	}
	rep, err := procedure.ReadNational(bytes.NewReader(procedure.Unwrap([]byte("["+short+",\n5,\n{\"TEN\": 1}]"))), func(int, procedure.Record) error { return nil })
	if err != nil || rep.Imported != 1 || rep.Refused != 2 {
		t.Errorf("what is no record among records: %+v, %v", rep, err)
	}
}

func TestAMessageAdoptedByTheCityComesBackWhole(t *testing.T) {
	t.Parallel()
	in := generic(t, []byte(wholeMessage))
	rec, err := procedure.DecodeNational(oneLineOf(t, in))
	if err != nil {
		t.Fatal(err)
	}
	city := rec
	city.Cases = slices.Clone(rec.Cases)
	city.Cases[0].Process = &procedure.Process{}
	city.Source = nil
	took, err := procedure.Adopt(&city, rec)
	if err != nil {
		t.Fatal(err)
	}
	out, err := procedure.EncodeMessage(took)
	if err != nil || !sameJSON(generic(t, out), in) || took.Cases[0].Process == nil {
		t.Errorf("%v: %s", err, out)
	}
	asLine, err := procedure.EncodeNational(took)
	if got := generic(t, asLine); err != nil || got["ma_thu_tuc"] != "1.999901.000.00.00.H26" || got["MATTHC"] != nil || got["TRUONGMOI"] != nil {
		t.Errorf("as a line: %v, %s", err, asLine)
	}
}

func TestEveryRealRecordIsWrittenAsAMessageThatSaysTheSame(t *testing.T) {
	t.Parallel()
	for _, l := range sharedRecords(t) {
		rec, err := procedure.DecodeNational(l)
		if err != nil {
			continue // refused lines are another test's
		}
		out, err := procedure.EncodeMessage(rec)
		if err != nil {
			t.Fatal(err)
		}
		got, err := procedure.DecodeNational(out)
		if err != nil {
			t.Fatalf("%s: %v", rec.Code, err)
		}
		if got.Name != rec.Name || got.StepsText != rec.StepsText || len(got.Cases) != len(rec.Cases) || len(got.Cases[0].Papers) != len(rec.Cases[0].Papers) ||
			len(got.Cases[0].Channels) != len(rec.Cases[0].Channels) || len(got.Bases) != len(rec.Bases) {
			t.Errorf("%s: another record comes back", rec.Code)
		}
	}
}

func TestSeveralSumsOfALineAreNotOneFeeSaidTwice(t *testing.T) {
	t.Parallel()
	in := []byte(`{"ma_thu_tuc": "1.999901", "ten_thu_tuc": "Ví dụ", "cach_thuc": [{"channel": "Trực tiếp", "duration": 5, "unit": "Ngày", "free": false, "fee_vnd": [50000, 100000, 50000], "note": ""}]}`)
	kept, out, err := roundTrip(t, in) // it would not be published
	if err != nil || len(kept.Cases[0].Channels[0].Fees) != 3 || !sameJSON(generic(t, out), generic(t, in)) {
		t.Errorf("%v: %+v, %s", err, kept.Cases, out)
	}
}
