package calendar

import (
	"strings"
	"testing"

	"motcua/ground/text"
)

// words is the catalogue of texts, read once.
var words = func() *text.Catalog {
	c, err := text.Load()
	if err != nil {
		panic(err)
	}
	return c
}()

// told writes reasons in a language as one line.
func told(l text.Lang, rs []Reason) string {
	parts := make([]string, len(rs))
	for i, r := range rs {
		parts[i] = words.T(l, r.Key, r.Args)
	}
	return strings.Join(parts, " ")
}

func TestADueDateExplainsItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start, limit string
		opt          Options
		vi, en       string
	}{
		{
			"2026-02-12 09:32", "5wd",
			Options{},
			"5 ngày làm việc từ 09:32 ngày 12/02. Không tính 14–22/02 (Tết Nguyên đán).",
			"5 working days from 09:32 on 12/02. Not counted: 14–22/02 (Lunar New Year (Tết)).",
		},
		{
			"2026-04-24 14:00", "5wd",
			Options{},
			"5 ngày làm việc từ 14:00 ngày 24/04. Không tính 25–27/04 (Giỗ Tổ Hùng Vương). " +
				"Không tính 30/04–03/05 (Ngày Chiến thắng 30/4, Ngày Quốc tế Lao động 1/5).",
			"5 working days from 14:00 on 24/04. Not counted: 25–27/04 (Hùng Kings' Commemoration Day). " +
				"Not counted: 30/04–03/05 (Victory Day (30 April), Labour Day (1 May)).",
		},
		{
			"2026-03-10 15:30", "1h",
			Options{},
			"1 giờ làm việc từ 15:30 ngày 10/03. Nhận sau 15:00 nên hồ sơ được chuyển đi lúc 08:00 ngày 11/03; hạn trả không vì thế mà đổi.",
			"1 working hour from 15:30 on 10/03. Received after 15:00, so the dossier is handed over at 08:00 on 11/03; this does not move the due date.",
		},
		{
			"2025-12-31 10:00", "6wd",
			Options{},
			"6 ngày làm việc từ 10:00 ngày 31/12. Không tính 01–04/01/2026 (Tết Dương lịch). Có tính ngày làm bù 10/01/2026.",
			"6 working days from 10:00 on 31/12. Not counted: 01–04/01/2026 (New Year's Day). The make-up working day 10/01/2026 is counted.",
		},
		{
			"2026-03-14 09:40", "5wd",
			Options{},
			"5 ngày làm việc từ 09:40 ngày 14/03. Nhận ngoài giờ làm việc nên hạn là giờ đóng cửa của ngày cuối cùng. Không tính 2 ngày nghỉ cuối tuần.",
			"5 working days from 09:40 on 14/03. Received outside working hours, so the term ends at closing time on its last day. 2 weekend days are not counted.",
		},
		{
			"2026-03-14 09:40", "5wd",
			Options{AfterHours: Open},
			"5 ngày làm việc từ 09:40 ngày 14/03. Nhận ngoài giờ làm việc nên tính từ 08:00 ngày 16/03. Không tính 4 ngày nghỉ cuối tuần.",
			"5 working days from 09:40 on 14/03. Received outside working hours, so the count begins at 08:00 on 16/03. 4 weekend days are not counted.",
		},
		{
			"2026-01-30 11:00", "1mo",
			Options{},
			"1 tháng từ 11:00 ngày 30/01. Tháng cuối không có ngày 30 nên lấy ngày cuối tháng, 28/02. " +
				"Ngày cuối rơi vào ngày nghỉ 28/02–01/03 (nghỉ cuối tuần) nên hạn là ngày làm việc kế tiếp, 02/03.",
			"1 month from 11:00 on 30/01. The last month has no day 30, so its last day is taken, 28/02. " +
				"The last day falls on a day off, 28/02–01/03 (weekend), so the term ends on the next working day, 02/03.",
		},
		{
			"2026-03-31 12:10", "30d",
			Options{},
			"30 ngày từ 12:10 ngày 31/03. Nhận ngoài giờ làm việc nên tính từ 13:30. Ngày cuối rơi vào ngày nghỉ 30/04–03/05 " +
				"(Ngày Chiến thắng 30/4, Ngày Quốc tế Lao động 1/5) nên hạn là ngày làm việc kế tiếp, 04/05.",
			"30 days from 12:10 on 31/03. Received outside working hours, so the count begins at 13:30. The last day falls on a day off, 30/04–03/05 " +
				"(Victory Day (30 April), Labour Day (1 May)), so the term ends on the next working day, 04/05.",
		},
		{
			"2026-03-12 15:20", "1wd",
			Options{SameDay: true},
			"Nhận sau 15:00 nên trả kết quả trong ngày làm việc kế tiếp, 13/03.",
			"Received after 15:00, so the result is due on the next working day, 13/03.",
		},
		{
			"2026-12-30 09:00", "2wd",
			Options{},
			"2 ngày làm việc từ 09:00 ngày 30/12. Không tính 01–03/01/2027 (Tết Dương lịch). Tạm tính: chưa có quyết định ngày nghỉ năm 2027.",
			"2 working days from 09:00 on 30/12. Not counted: 01–03/01/2027 (New Year's Day). Provisional: the days off of 2027 have not been decided yet.",
		},
		{
			"2026-08-20 09:15", "2wd",
			Options{},
			"2 ngày làm việc từ 09:15 ngày 20/08. Có tính ngày làm bù 22/08. Lịch ngày 22/08 chưa đối chiếu với văn bản công bố.",
			"2 working days from 09:15 on 20/08. The make-up working day 22/08 is counted. The calendar of 22/08 has not been compared with the published decision.",
		},
	} {
		l, err := ParseLimit(c.limit)
		if err != nil {
			t.Fatal(err)
		}
		d, err := city.Due(at(t, c.start), l, c.opt)
		if err != nil {
			t.Fatal(err)
		}
		if got := told(text.VI, d.Reasons("vi")); got != c.vi {
			t.Errorf("%s from %s:\n got %s\nwant %s", c.limit, c.start, got, c.vi)
		}
		if got := told(text.EN, d.Reasons("en")); got != c.en {
			t.Errorf("%s from %s:\n got %s\nwant %s", c.limit, c.start, got, c.en)
		}
	}
	if got := (Due{}).Reasons("vi"); got != nil {
		t.Errorf("a due time without a calendar explains %v", got)
	}
}

func TestAClockExplainsItself(t *testing.T) {
	t.Parallel()
	k := clock(t, "2026-05-11 09:00", "10wd")
	k = then(t, k, "citizen", "2026-05-13 14:30")
	want := "10 working days from 09:00 on 11/05. 4 weekend days are not counted. " +
		"The clock has stood since 14:30 on 13/05/2026, waiting for you to supply papers; this time does not count."
	if got := told(text.EN, k.Reasons("en")); got != want {
		t.Errorf("waiting:\n got %s\nwant %s", got, want)
	}
	on := then(t, k, "resume", "2026-05-18 10:00")
	want = "10 ngày làm việc từ 09:00 ngày 11/05. Không tính 4 ngày nghỉ cuối tuần. Thời gian chờ bạn bổ sung giấy tờ (14:30 13/05/2026 – 10:00 18/05/2026) không tính vào thời hạn: cộng thêm 21 giờ làm việc."
	if got := told(text.VI, on.Reasons("vi")); got != want {
		t.Errorf("resumed:\n got %s\nwant %s", got, want)
	}
	anew := then(t, k, "restart", "2026-05-18 10:00")
	anew = then(t, anew, "tax", "2026-05-19 10:00")
	anew = then(t, anew, "resume", "2026-05-19 11:20")
	want = "Counted anew from the completion of the papers at 10:00 on 18/05/2026; first promised for 09:00 25/05/2026. " +
		"10 working days from 10:00 on 18/05. 4 weekend days are not counted. The time spent waiting for the tax office to fix the amount " +
		"(10:00 19/05/2026 – 11:20 19/05/2026) does not count: 1 h 20 min of working time are added."
	if got := told(text.EN, anew.Reasons("en")); got != want {
		t.Errorf("restarted:\n got %s\nwant %s", got, want)
	}
	days := then(t, clock(t, "2026-03-02 09:00", "15d"), "citizen", "2026-03-05 14:00")
	days = then(t, days, "resume", "2026-03-10 16:00")
	want = "15 days from 09:00 on 02/03. The last day falls on a day off, 22/03 (weekend), so the term ends on the next working day, 23/03. " +
		"The time spent waiting for you to supply papers (14:00 05/03/2026 – 16:00 10/03/2026) does not count: 5 days are added."
	if got := told(text.EN, days.Reasons("en")); got != want {
		t.Errorf("by days:\n got %s\nwant %s", got, want)
	}
	over, err := k.Stop(at(t, "2026-05-18 10:00")) // nothing is added to a term that ended while somebody was waited for
	if err != nil {
		t.Fatal(err)
	}
	want = "10 working days from 09:00 on 11/05. 4 weekend days are not counted. " +
		"The clock stood from 14:30 on 13/05/2026, waiting for you to supply papers, until the dossier ended."
	if got := told(text.EN, over.Reasons("en")); got != want {
		t.Errorf("stopped while waiting:\n got %s\nwant %s", got, want)
	}
	longer := then(t, clock(t, "2026-03-03 09:00", "5wd"), "extend", "2026-03-04 09:00")
	if got := told(text.EN, longer.Reasons("en")); !strings.Contains(got, "A new date was set once, with an apology: from 09:00 10/03/2026 to 16:00 13/03/2026.") {
		t.Errorf("extended: %s", got)
	}
}

func TestASameDayResultThatWaitedStillNamesItsFirstDay(t *testing.T) {
	t.Parallel()
	k, err := city.Start(at(t, "2026-03-10 10:15"), Limit{}, Options{SameDay: true})
	if err != nil {
		t.Fatal(err)
	}
	k = then(t, k, "citizen", "2026-03-10 11:00")
	k = then(t, k, "resume", "2026-03-12 09:00")
	want := "The result is due on the same day, by closing time on 10/03. " +
		"The time spent waiting for you to supply papers (11:00 10/03/2026 – 09:00 12/03/2026) does not count: 14 working hours are added."
	if got := told(text.EN, k.Reasons("en")); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
