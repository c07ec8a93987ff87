package privacy

import (
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

var monday = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func eventsOf(facts ...ledger.Fact) (out []ledger.Event) {
	for i, f := range facts {
		out = append(out, ledger.Event{Fact: f, Version: int64(i + 1)})
	}
	return out
}

func TestARequestIsAnsweredOnceAndWithItsReason(t *testing.T) {
	t.Parallel()
	facts, err := Ask(Request{Kind: Correct, Dossier: "D1", Unit: "u", Name: "Nguyễn Thị Ví Dụ", Number: "1", Words: "Ngày sinh ghi sai", Due: monday.AddDate(0, 0, 2)}, monday)
	if err != nil {
		t.Fatal(err)
	}
	q, err := Fold("R", eventsOf(facts...))
	if err != nil || !q.Open() || q.Words != "Ngày sinh ghi sai" || q.Unit != "u" || !q.Due.Equal(monday.AddDate(0, 0, 2)) {
		t.Fatalf("asked: %+v, %v", q, err)
	}
	for _, bad := range [][2]string{{"", "Đã sửa theo giấy khai sinh"}, {Accepted, "rồi"}, {Given, "Đã sửa theo giấy khai sinh"}, {Refused, strings.Repeat("a", mostWords+1)}} {
		if _, err := Answer(q, bad[0], bad[1], "p", "u", monday); !fault.Is(err, fault.Invalid) {
			t.Errorf("answered %q with %q: %v", bad[0], bad[1], err)
		}
	}
	more, err := Answer(q, Accepted, "Đã sửa theo giấy khai sinh", "p", "u", monday.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if q, err = Fold("R", eventsOf(append(facts, more...)...)); err != nil || q.Open() || q.Outcome != Accepted || q.Actor != "p" || q.Answer == "" {
		t.Errorf("answered: %+v, %v", q, err)
	}
	if _, err := Answer(q, Refused, "Đã sửa theo giấy khai sinh", "p", "u", monday); !fault.Is(err, fault.Conflict) {
		t.Errorf("answered twice: %v", err)
	}
}

func TestARequestSaysWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for _, q := range []Request{
		{Kind: "other", Words: "Đề nghị hạn chế xử lý"},
		{Kind: Restrict, Words: "ngắn"},
		{Kind: Correct, Words: "Ngày sinh ghi sai"},
		{Kind: Erase, Words: "Đề nghị xóa dữ liệu"},
		{Kind: Restrict, Dossier: "contact/C1", Words: "Đề nghị hạn chế xử lý"},
	} {
		if _, err := Ask(q, monday); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	facts, err := Ask(Request{Kind: Copy, Name: "A", Number: "1"}, monday)
	if err != nil || len(facts) != 2 {
		t.Fatalf("a copy has %d events, %v", len(facts), err)
	}
	if q, err := Fold("R", eventsOf(facts...)); err != nil || q.Open() || q.Outcome != Given {
		t.Errorf("a copy: %+v, %v", q, err)
	}
}

func TestAnErasedRequestIsReadWithoutItsPersonalParts(t *testing.T) {
	t.Parallel()
	facts, err := Ask(Request{Kind: Restrict, Name: "A", Number: "1", Words: "Đề nghị hạn chế xử lý"}, monday)
	if err != nil {
		t.Fatal(err)
	}
	facts[0].Private = nil
	if q, err := Fold("R", eventsOf(facts...)); err != nil || q.Name != "" || q.Words != "" || q.Kind != Restrict {
		t.Errorf("erased: %+v, %v", q, err)
	}
}

func TestTheLastGrantedRestrictionOrLiftingHolds(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return monday.Add(time.Duration(h) * time.Hour) }
	for _, c := range []struct {
		all  []Request
		want bool
	}{
		{nil, false},
		{[]Request{{Kind: Restrict}}, false},
		{[]Request{{Kind: Restrict, Outcome: Refused, Ended: at(1)}}, false},
		{[]Request{{Kind: Restrict, Outcome: Accepted, Ended: at(1)}}, true},
		{[]Request{{Kind: Lift, Outcome: Accepted, Ended: at(2)}, {Kind: Restrict, Outcome: Partly, Ended: at(1)}}, false},
		{[]Request{{Kind: Lift, Outcome: Refused, Ended: at(2)}, {Kind: Restrict, Outcome: Accepted, Ended: at(1)}}, true},
		{[]Request{{Kind: Lift, Outcome: Accepted, Ended: at(2)}, {Kind: Restrict, Outcome: Accepted, Ended: at(3)}}, true},
		{[]Request{{Kind: Erase, Outcome: Accepted, Ended: at(2)}}, false},
	} {
		if _, got := Restricted(c.all); got != c.want {
			t.Errorf("%+v: %v", c.all, got)
		}
	}
}
