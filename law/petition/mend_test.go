package petition_test

import (
	"slices"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/petition"
)

func TestTheProposalHasNoNameBehindATitleAndNoneOfAnOfficer(t *testing.T) {
	t.Parallel()
	p := &petition.Petition{}
	for said, want := range map[string]string{
		"Chị Nguyễn Thị Thử, quầy 3, quát tôi.":           "Chị ***, quầy 3, quát tôi.",
		"anh cán bộ Trần Văn Vậy nói":                     "anh cán bộ *** nói",
		"Đồng chí Lê Thử không tiếp":                      "Đồng chí *** không tiếp",
		"gặp chi Nguyen Thi Thu o quay 3":                 "gặp chi *** o quay 3",
		"nhân viên tên là Thử":                            "nhân viên tên là ***",
		"NHÂN VIÊN LÊ THỊ THỬ quát":                       "NHÂN VIÊN *** quát",
		"phố Bà Triệu, phường Ba Đình, chợ Hôm":           "phố Bà Triệu, phường Ba Đình, chợ Hôm",
		"Anh ấy và chị ấy đến. Cô giáo hỏi. Nhanh Chóng.": "Anh ấy và chị ấy đến. Cô giáo hỏi. Nhanh Chóng.",
		"Đỗ Minh Kiểm, quầy 3":                            "***, quầy 3",
		"do minh kiem quầy 3, rồi ông Đỗ Minh Kiểm":       "*** quầy 3, rồi ông ***",
	} {
		if got := p.Propose(said, "Đỗ Minh Kiểm"); got != want {
			t.Errorf("%q is proposed as %q, want %q", said, got, want)
		}
	}
}

func TestACaseThatIsNotOpenSaysWhichActComesFirst(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		at    petition.State
		act   petition.Act
		first petition.Act
	}{
		{petition.New, petition.ActVerify, petition.ActClassify},
		{petition.New, petition.ActApprove, petition.ActClassify},
		{petition.Handling, petition.ActApprove, petition.ActDraft},
		{petition.Handling, petition.ActPublish, petition.ActDraft},
		{petition.Drafted, petition.ActAnswer, petition.ActApprove},
		{petition.Approved, petition.ActPublish, petition.ActAnswer},
		{petition.Withdrawn, petition.ActDraft, ""},
		{petition.Resolved, petition.ActAssign, ""},
	} {
		if got := x.at.Before(x.act); got != x.first {
			t.Errorf("before %s in %s comes %q, want %q", x.act, x.at, got, x.first)
		}
	}
}

// lateLife is of a petition that was late at the care desk, and then given to a ward.
func lateLife(t *testing.T, kind string) *stage {
	s := newStage(t, "page", kind)
	for _, x := range []struct {
		at, who string
		act     petition.Act
		args    []string
	}{
		{"2026-03-02 09:00", "agent@care", petition.ActRegister, nil},
		{"2026-03-10 09:00", "agent@care", petition.ActTransfer, []string{"to=ward", "reason=competence"}},
	} {
		if err := s.act(when(t, x.at), x.who, x.act, x.args); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestADelayIsOfTheUnitThatHadThePetitionThenAndNotOfTheNext(t *testing.T) {
	t.Parallel()
	s := lateLife(t, "normal")
	if s.p.Unit != "ward" || s.p.Charged() != "care" || !slices.Equal(s.p.LateUnits(when(t, "2026-03-10 09:01")), []string{"care"}) {
		t.Errorf("it is with %s, counts for %s, was late at %v", s.p.Unit, s.p.Charged(), s.p.LateUnits(s.now))
	}
	if _, drags := s.p.DragsAt(when(t, "2026-03-11 09:00")); drags {
		t.Error("it drags with a time that runs")
	}
	if err := s.act(when(t, "2026-04-20 09:00"), "head@ward", petition.ActTransfer, []string{"to=district", "reason=above"}); err != nil {
		t.Fatal(err)
	}
	if unit, drags := s.p.DragsAt(when(t, "2026-04-20 10:00")); !drags || unit != "ward" {
		t.Errorf("what dragged on in the ward is charged to %q", unit)
	}
}

func TestWhatIsOpenAndLateIsOwedAnExplanationUntilItIsGiven(t *testing.T) {
	t.Parallel()
	s := newStage(t, "page", "normal")
	if err := s.act(when(t, "2026-03-02 09:00"), "agent@care", petition.ActRegister, nil); err != nil {
		t.Fatal(err)
	}
	due := when(t, "2026-03-04 09:00")
	if s.p.OwesWhy(due) || !s.p.OwesWhy(due.Add(60e9)) {
		t.Errorf("owed from %s on", s.p.Unexplained())
	}
	if err := s.act(when(t, "2026-03-05 09:00"), "head@care", petition.ActExplain, []string{"words=Chờ đơn vị chiếu sáng khảo sát."}); err != nil {
		t.Fatal(err)
	}
	if err := s.act(when(t, "2026-03-06 09:00"), "agent@care", petition.ActClassify, []string{"class=own"}); err != nil {
		t.Fatal(err)
	}
	if s.p.OwesWhy(when(t, "2026-03-06 09:01")) || s.p.Excuser != "care" {
		t.Errorf("explained by %q, and owed since %s", s.p.Excuser, s.p.Unexplained())
	}
	if !s.p.OwesWhy(when(t, "2026-04-20 09:00")) {
		t.Error("the answer's own time ran out later, and nothing is owed")
	}
}

func TestWhatIsPublishedOfAComplaintAboutSomebodyWasReadByTwo(t *testing.T) {
	t.Parallel()
	s := newStage(t, "desk", "normal")
	do := func(at, who string, a petition.Act, args ...string) error { return s.act(when(t, at), who, a, args) }
	for _, x := range []struct {
		who  string
		act  petition.Act
		args []string
	}{
		{"agent@care", petition.ActRegister, nil},
		{"agent@care", petition.ActClassify, []string{"class=conduct", "about=ward", "whom=rude", "above=district"}},
		{"second@district", petition.ActDraft, nil},
		{"chief@district", petition.ActApprove, nil},
		{"second@district", petition.ActAnswer, nil},
		{"chief@district", petition.ActMask, nil},
	} {
		if err := do("2026-03-02 09:00", x.who, x.act, x.args...); err != nil {
			t.Fatalf("%s: %v", x.act, err)
		}
	}
	if f := fault.As(do("2026-03-02 10:00", "chief@district", petition.ActPublish)); f == nil || f.Key != "petition.mask-two-people" {
		t.Errorf("who masked it publishes it: %v", f)
	}
	if err := do("2026-03-02 10:00", "head@district", petition.ActPublish); err != nil {
		t.Errorf("another does not: %v", err)
	}
}

func TestWhatReplacesAPublishedTextIsReadByASecondBeforeItIsShown(t *testing.T) {
	t.Parallel()
	s := newStage(t, "desk", "normal")
	for _, x := range []struct {
		who  string
		act  petition.Act
		args []string
	}{
		{"agent@care", petition.ActRegister, nil},
		{"agent@care", petition.ActClassify, []string{"class=own"}},
		{"second@care", petition.ActDraft, nil},
		{"chief@care", petition.ActApprove, nil},
		{"second@care", petition.ActAnswer, nil},
		{"chief@care", petition.ActMask, nil},
		{"chief@care", petition.ActPublish, nil},
		{"chief@care", petition.ActMask, nil},
	} {
		if err := s.act(when(t, "2026-03-02 09:00"), x.who, x.act, x.args); err != nil {
			t.Fatalf("%s: %v", x.act, err)
		}
	}
	if !s.p.Published.IsZero() {
		t.Error("what one person wrote over a published text is shown")
	}
	if f := fault.As(s.act(when(t, "2026-03-02 10:00"), "chief@care", petition.ActPublish, nil)); f == nil || f.Key != "petition.mask-two-people" {
		t.Errorf("who wrote it publishes it: %v", f)
	}
	if err := s.act(when(t, "2026-03-02 10:00"), "head@care", petition.ActPublish, nil); err != nil || s.p.Published.IsZero() {
		t.Errorf("another does not: %v", err)
	}
}

func when(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := moment(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
