package letter

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// All people here are made up.

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.FixedZone("+07", 7*3600))
}

// sample is a slip with every field filled.
func sample() Slip {
	return Slip{
		Letterhead: Letterhead{
			Superior: "Ủy ban nhân dân thành phố Hà Nội", Agency: "Trung tâm Phục vụ hành chính công\nthành phố Hà Nội",
			Desk: "Chi nhánh số 3, 258 Võ Chí Công, phường Tây Hồ", Phone: "1022", Number: "0112/TNHS", Place: "Hà Nội",
			Date: at(24, 9, 10), Demo: true,
		},
		Code: "H26.103.25.7-261124-0112", Book: "2026", Serial: "4871",
		Applicant: Person{
			Name: "Nguyễn Thị Thử Nghiệm", ID: "001185012345", Address: "Số 12 ngõ 34 phố Ví Dụ, phường Tây Hồ, thành phố Hà Nội",
			Phone: "0912 000 111", Email: "thu.nghiem@example.vn",
		},
		Owner:         Person{Name: "Công ty TNHH Ví Dụ Bưởi Diễn", ID: "0100233488", Address: "Số 5 phố Mẫu, phường Xuân Đỉnh, thành phố Hà Nội"},
		Procedure:     "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường hợp chuyển nhượng, tặng cho",
		ProcedureCode: "1.012781", Case: "Chuyển nhượng toàn bộ thửa đất", FeeWay: "Trả trực tuyến, 650.000 đ, đã nộp",
		Papers: []Paper{
			{Name: "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất theo Mẫu số 18", Originals: 1},
			{Name: "Giấy chứng nhận đã cấp", Originals: 2, Copies: 1},
			{Name: "Hợp đồng chuyển nhượng đã công chứng", Certified: 3, Electronic: true},
			{Name: "Trích lục hộ tịch", Electronic: true},
		},
		Sets: 1, Limit: "8 ngày làm việc", Received: at(24, 9, 10), Due: time.Date(2026, 12, 4, 9, 10, 0, 0, zone),
		Why:       "tính 8 ngày làm việc từ 09:10 thứ Ba 24/11/2026; không tính thứ Bảy 28/11 và Chủ nhật 29/11.",
		ResultWay: "Đến lấy tại quầy", ResultPlace: "Chi nhánh số 3, 258 Võ Chí Công", Reminder: "Kết quả có thể có sớm hơn ngày hẹn.",
		ByApplicant: Signature{Name: "Nguyễn Thị Thử Nghiệm"},
		ByOfficer:   Signature{Name: "Trần Văn Mẫu", Title: "Công chức tiếp nhận", At: at(24, 9, 12)},
		Lookup:      Lookup{URL: "https://motcua.example.vn/t/K7M2Q9XTPA", CheckCode: "K7M2Q9XTPA"},
	}
}

// withPapers gives the sample n papers, each with a name of one line.
func withPapers(n int) Slip {
	s := sample()
	s.Papers = nil
	for i := range n {
		s.Papers = append(s.Papers, Paper{Name: fmt.Sprintf("Giấy tờ chứng minh quyền sử dụng đất số %02d", i+1), Originals: 1, Copies: i % 3})
	}
	return s
}

// long is a name of 1,094 characters.
func long() string {
	return string([]rune(strings.Repeat("Nguyễn Phước Tường Thụy Quỳnh Hương Ẩn Dật ", 30))[:1094])
}

// several is a slip for n dossiers.
func several(n int) SlipMany {
	s := sample()
	m := SlipMany{
		Letterhead: s.Letterhead, Code: "H26.103.25.7-261124-N017", Applicant: s.Applicant, FeeWay: s.FeeWay, Received: s.Received,
		ResultWay: s.ResultWay, ResultPlace: s.ResultPlace, Reminder: s.Reminder, ByApplicant: s.ByApplicant, ByOfficer: s.ByOfficer, Lookup: s.Lookup,
	}
	for i := range n {
		m.Dossiers = append(m.Dossiers, Item{
			Code: fmt.Sprintf("H26.103.25.7-261124-%04d", 200+i), Procedure: "Cấp bản sao trích lục hộ tịch", Case: "Bản sao giấy khai sinh",
			Owner: fmt.Sprintf("Lê Thị Mẫu Số %d", i+1), CheckCode: fmt.Sprintf("AB%08d", i), Limit: "1 ngày làm việc", Due: at(25, 9, 10).AddDate(0, 0, i%3),
		})
	}
	return m
}

func renderer(t testing.TB) *Renderer {
	t.Helper()
	r, err := NewRenderer()
	if err != nil {
		t.Fatal(err)
	}
	return r
}
