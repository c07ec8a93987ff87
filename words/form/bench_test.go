package form_test

import (
	"fmt"
	"testing"

	"motcua/words/form"
)

// BenchmarkJudge judges a form of thirty fields as a citizen fills it in: names, numbers, dates, addresses, a condition,
// three checks. The aim is 15 µs.
func BenchmarkJudge(b *testing.B) {
	fields := []form.Field{
		field("kind", form.Choice, required, options("new", "again")),
		field("reason", form.Line, required, when(`kind == "again"`)),
		field("born", form.Date, required, past, check(`years(born, today) >= 18`, "")),
		field("mail", form.Email), field("phone", form.Phone, required), field("tax", form.TaxCode),
		field("home", form.Address, required), field("pledge", form.YesNo, required, check("pledge == true", "")),
		field("copies", form.Integer, required, bounds(1, 50)), field("price", form.Money), field("size", form.Decimal, check(`more(size, 0)`, "")),
		field("note", form.LongText),
	}
	in := form.Values{
		"kind": "new", "born": "1985-03-02", "mail": "an@example.vn", "phone": "0912345678", "tax": "0100233488", "pledge": true,
		"home": map[string]any{"text": "Số 5 phố Hàng Bài", "commune": "00070"}, "copies": 2.0, "price": "1.500.000", "size": "82.5",
		"note": "Đề nghị cấp giấy xác nhận để bổ túc hồ sơ xin việc.",
	}
	for i := len(fields); i < 30; i++ {
		id := fmt.Sprintf("f%d", i)
		switch i % 3 {
		case 0:
			fields, in[id] = append(fields, field(id, form.PersonalID, required)), "001085012345"
		case 1:
			fields, in[id] = append(fields, field(id, form.Date, past)), "02/03/1985"
		default:
			fields, in[id] = append(fields, field(id, form.Line, required)), "Nguyễn Thị Ánh Nguyệt"
		}
	}
	c := compiled(b, fields...)
	if c.Fields() != 30 {
		b.Fatalf("%d fields", c.Fields())
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Judge(in, filing); err != nil {
			b.Fatal(err)
		}
	}
}
