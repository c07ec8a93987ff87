package petition_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/ground/fault"
	"motcua/law/petition"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

func newStage(t *testing.T, words ...string) *stage {
	t.Helper()
	return &stage{t: t, words: words, now: calendar.NewDate(2026, 3, 2).At(9, 0)}
}

// TestAnySequenceOfActsKeepsTheLaw plays acts at random, lawful and not, and holds after each what must never break.
func TestAnySequenceOfActsKeepsTheLaw(t *testing.T) {
	t.Parallel()
	kinds := map[petition.Act]int{}
	var acts []petition.Act
	for _, r := range petition.Rules {
		acts = append(acts, r.Act)
	}
	life := func(r *rapid.T) {
		s := newStage(t, string(rapid.SampledFrom(petition.Channels).Draw(r, "channel")), rapid.SampledFrom([]string{"scene", "normal", "linked"}).Draw(r, "kind"))
		if err := s.act(s.now, "agent@care", petition.ActRegister, nil); err != nil {
			r.Fatal(err)
		}
		now := s.now
		for range rapid.IntRange(1, 30).Draw(r, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 2*24*60).Draw(r, "later")) * time.Minute)
			a := rapid.SampledFrom(acts).Draw(r, "act")
			if rapid.Bool().Draw(r, "lawful") && s.p.Next() != nil {
				a = rapid.SampledFrom(s.p.Next()).Draw(r, "open")
			}
			was, n, given := *s.p, len(s.events), args(r)
			if way := onward[s.p.State]; way != nil && rapid.IntRange(0, 2).Draw(r, "onward") > 0 {
				a = rapid.SampledFrom(way).Draw(r, "way")
				given = append(given, "class=own", "level=normal", "reason=personal")
			}
			if rapid.IntRange(0, 5).Draw(r, "night") == 0 {
				a = petition.ActReassign
			}
			err := s.act(now, rapid.SampledFrom([]string{"agent@care", "head@care", "worker@ward", "chief@district"}).Draw(r, "who"), a, given)
			if err != nil {
				if f := fault.As(err); f == nil || f.Kind == fault.Internal {
					r.Fatalf("%s in %s: %v", a, was.State, err)
				}
				if len(s.events) != n || s.p.Version != was.Version {
					r.Fatalf("%s was refused and left something", a)
				}
				continue
			}
			kinds[a]++
			if len(s.events) == n { // nothing of it was the house's to move
				continue
			}
			unbroken(r, s, &was, a)
			if a == petition.ActReassign {
				goneOver(r, s, &was)
			}
		}
	}
	unseen := slices.DeleteFunc(slices.Clone(acts), func(a petition.Act) bool { return a == petition.ActRegister })
	for round := 0; round < 80 && len(unseen) > 0; round++ { // a return takes a transfer before it, and comes in one round of four
		rapid.Check(t, life)
		unseen = slices.DeleteFunc(unseen, func(a petition.Act) bool { return kinds[a] > 0 })
	}
	if len(unseen) > 0 {
		t.Errorf("no life had %v: the play is too tame", unseen)
	}
}

// onward is what leads from a state towards an answer, so that a life has an end.
var onward = map[petition.State][]petition.Act{
	petition.New: {petition.ActClassify}, petition.Handling: {petition.ActDraft}, petition.Waiting: {petition.ActSupply}, petition.Drafted: {petition.ActApprove},
	petition.Approved: {petition.ActAnswer}, petition.Answered: {petition.ActMask, petition.ActPublish, petition.ActWithhold, petition.ActConfirm, petition.ActRate, petition.ActReopen},
	petition.Merged: {petition.ActFollow, petition.ActUnmerge},
}

// args are what somebody may give with an act, often wrong.
func args(r *rapid.T) []string {
	var out []string
	for _, x := range [][]string{
		{"class", "own", "conduct", "other", "scene", "not-accepted", "complaint", ""},
		{"level", "normal", "urgent", "complex", ""},
		{"reason", "no-contact", "competence", "wrong-unit", "personal", ""},
		{"to", "ward", "dept", "care", ""},
		{"from", "ward", "dept", "care", "district"},
		{"officer", "worker", "head", ""},
		{"units", "dept", "ward,dept"},
		{"about", "ward", ""},
		{"whom", "worker", ""},
		{"above", "district", "ward", ""},
		{"other", "FIRST", "STORY", ""},
		{"dossier", "DOSSIER", ""},
		{"rating", "satisfied", "x"},
		{"source", "call", "call", ""},
	} {
		out = append(out, x[0]+"="+rapid.SampledFrom(x[1:]).Draw(r, x[0]))
	}
	return out
}

// goneOver wants a petition to name who carries on wherever it named the unit that ended, found by its letters in what is shown, and
// to be what it was in all else.
func goneOver(r *rapid.T, s *stage, was *petition.Petition) {
	p, to := s.p, s.heir
	want := map[string]bool{}
	for _, u := range was.Named() {
		if u == s.ended {
			u = to
		}
		want[u] = true
	}
	got := map[string]bool{}
	for _, u := range p.Named() {
		got[u] = true
	}
	if !reflect.DeepEqual(got, want) || got[s.ended] && to != s.ended {
		r.Fatalf("%v went over to %s and names %v, want %v", was.Named(), to, got, want)
	}
	for _, u := range was.Reach() {
		if !slices.Contains(p.Reach(), u) {
			r.Fatalf("%s had to do with it, and does not reach it any more: %v", u, p.Reach())
		}
	}
	if p.Code != was.Code || p.State != was.State || p.Class != was.Class || p.Level != was.Level || p.Tier != was.Tier || !reflect.DeepEqual(p.Clocks, was.Clocks) {
		r.Fatalf("it was %+v and is %+v", was, p)
	}
}

// unbroken is what holds after every act.
func unbroken(r *rapid.T, s *stage, was *petition.Petition, a petition.Act) {
	p := s.p
	rule := petition.RuleOf(a)
	switch {
	case !slices.Contains(rule.From, was.State):
		r.Fatalf("%s was done in %s", a, was.State)
	case p.State == petition.Resolved && was.State != petition.Resolved && a != petition.ActConfirm:
		r.Fatalf("%s made it resolved, and only the petitioner may", a)
	case p.State == petition.Answered && a == petition.ActAnswer && (p.Answer == "" || p.Approver == "" || p.Approver == p.Drafter):
		r.Fatalf("answered %q by %q, drafted by %q", p.Answer, p.Approver, p.Drafter)
	case slices.Contains(petition.Verdicts, a) && was.HadPart(p.History[len(p.History)-1].Actor):
		r.Fatalf("%s was written down by who answered", a)
	case p.Text != was.Text || p.Title != was.Title || !reflect.DeepEqual(p.Person, was.Person):
		r.Fatalf("%s changed what was sent", a)
	case a == petition.ActClassify && p.Class == petition.Conduct && p.State == petition.Handling && p.Unit == p.About:
		r.Fatal("a petition about an official stays with that official's unit")
	case p.Bars(p.Lead):
		r.Fatalf("%s is barred and leads", p.Lead)
	case a == petition.ActPublish && p.Masked.Before(p.Answered):
		r.Fatal("published what was masked before it was answered")
	case !p.State.Open() && p.State != petition.Merged && p.State != petition.Answered && p.State != petition.Resolved && s.clocks() != "" && s.clocks() != "city-publish" && s.clocks() != "portal-publish":
		r.Fatalf("%s, and clocks run: %s", p.State, s.clocks())
	}
	for _, c := range p.Clocks {
		if c.Due.Before(c.From) || !c.Ended.IsZero() && c.Ended.Before(c.From) {
			r.Fatalf("a clock runs backwards: %+v", c)
		}
	}
	erased := slices.Clone(s.events)
	for i := range erased {
		erased[i].Private = nil
	}
	q, err := petition.Fold("STORY", erased)
	if err != nil || q.State != p.State || q.Unit != p.Unit || q.Text != "" || q.Person.Name != "" || !reflect.DeepEqual(q.Clocks, p.Clocks) {
		r.Fatalf("erased: %+v, %v", q, err)
	}
}

func TestOnlyAPetitionsOwnEventsInOrderAreFolded(t *testing.T) {
	t.Parallel()
	s := newStage(t, "page")
	for i, a := range []petition.Act{petition.ActRegister, petition.ActNote, petition.ActAsk} {
		if err := s.act(s.now.Add(time.Duration(i)*time.Hour), "agent@care", a, nil); err != nil {
			t.Fatal(err)
		}
	}
	swapped, gap, foreign := slices.Clone(s.events), slices.Clone(s.events), slices.Clone(s.events)
	swapped[1], swapped[2] = swapped[2], swapped[1]
	gap = append(gap[:1], gap[2:]...)
	foreign[1].Kind = "dossier.noted"
	for what, evs := range map[string][]ledger.Event{"none is there": nil, "two are swapped": swapped, "one is missing": gap, "one is another's": foreign} {
		if _, err := petition.Fold("STORY", evs); err == nil {
			t.Errorf("where %s: it was folded", what)
		}
	}
}

func TestWhatIsSentIsJudgedAllAtOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t, "page")
	for want, change := range map[string]func(*petition.Input){
		"name":    func(in *petition.Input) { in.Person.Name = " " },
		"address": func(in *petition.Input) { in.Person.Address = "" },
		"phone":   func(in *petition.Input) { in.Person.Phone = "" },
		"email":   func(in *petition.Input) { in.Person.Email = "an@" },
		"title":   func(in *petition.Input) { in.Title = "" },
		"text":    func(in *petition.Input) { in.Text = strings.Repeat("a", petition.MostText+1) },
		"place":   func(in *petition.Input) { in.Class, in.Place, in.Point = petition.Scene, "", nil },
		"point":   func(in *petition.Input) { in.Point = &petition.Point{Lat: 105.8, Long: 21.0} },
		"level":   func(in *petition.Input) { in.Level = "soon" },
		"class":   func(in *petition.Input) { in.Class = petition.Conduct },
		"files":   func(in *petition.Input) { in.Files = make([]petition.File, 11) },
	} {
		in := s.register()
		change(&in)
		err := s.do(s.now, "applicant", "", petition.ActRegister, in)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Field != want || len(f.More) > 0 {
			t.Errorf("%s: %v", want, err)
		}
	}
	in := s.register()
	in.Person, in.Text, in.Title = petition.Person{}, "", ""
	if f := fault.As(s.do(s.now, "applicant", "", petition.ActRegister, in)); f == nil || len(f.More) != 4 {
		t.Errorf("five mistakes at once: %v", f)
	}
	in = s.register() // what is seen on the spot may come without a name, and what was said is written down as it was said
	in.Class, in.Person = petition.Scene, petition.Person{}
	if err := s.do(s.now, "applicant", "", petition.ActRegister, in); err != nil {
		t.Error(err)
	}
	s = newStage(t, "telephone")
	in = s.register()
	in.Person = petition.Person{}
	if err := s.do(s.now, "agent", "care", petition.ActRegister, in); err != nil || s.p.Spoke != "agent" {
		t.Errorf("by telephone, written by %q: %v", s.p.Spoke, err)
	}
}

func TestWhatTheHouseMeantToHideIsHidden(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                              "",
		"Đường hỏng":                    "Đường hỏng",
		"Thằng ngu này, đéo làm gì":     "T*** này, đ*** làm gì",
		"ĐỊT mẹ":                        "Đ*** mẹ",
		"Các bạn lớn, buổi sáng, đi xa": "Các bạn lớn, buổi sáng, đi xa",
		"đồ  chó!":                      "đ***!",
		"Shit happens":                  "S*** happens",
		"thang ngu nay, dit me":         "t*** nay, d***",
		"bo may nha nuoc, lon bia":      "bo may nha nuoc, lon bia", // "bộ máy", "lon bia": everyday words without their marks
		"đ ị t, Đ.Ị.T và đ - ị - t":     "đ***, Đ*** và đ***",
		"đị\u200bt m\u200dẹ":            "đ*** m\u200dẹ",
		"địttttt, fuuuuck":              "đ***, f***",
		"di\u0323t thang: đi\u0323t":    "di\u0323t thang: đ***",
		"giá 100.000 đ/m, hàng A B C":   "giá 100.000 đ/m, hàng A B C",
		"thành lập, coong, xoong":       "thành lập, coong, xoong",
		"đ1t mẹ, d1t me, sh1t!":         "đ***, d***, s***!",
		"c@c, l0n, b1tch và thang n9u":  "c***, l***, b*** và thang n9u",
		"hẻm 15A, lô B1, 21h30, C4":     "hẻm 15A, lô B1, 21h30, C4",
		"thư an@vi-du.vn, 100$, ôi!":    "thư an@vi-du.vn, 100$, ôi!",
	} {
		if got := petition.Clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	s := newStage(t, "page")
	if err := s.act(s.now, "applicant", petition.ActRegister, nil); err != nil {
		t.Fatal(err)
	}
	got := s.p.Propose("Tôi là NGUYỄN VAN VÍ DỤ, điện thoại 0912.345.678, thư a.b@vi-du.vn, đã nộp 150.000.000 đồng ngày 12.03.2026 cho hồ sơ.")
	if want := "Tôi là ***, điện thoại ***, thư ***, đã nộp 150.000.000 đồng ngày 12.03.2026 cho hồ sơ."; got != want {
		t.Errorf("proposed %q", got)
	}
}

func TestNothingThatNamesThePetitionerIsMasked(t *testing.T) {
	t.Parallel()
	s := newStage(t, "page")
	if err := s.act(s.now, "applicant", petition.ActRegister, nil); err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{
		"name": "Bà nguyen van vi du nói rằng rác còn đó.", "number": "Gọi tôi theo số 0912 345 678 nhé.", "email": "Viết cho an@vi-du.vn để hỏi thêm.",
		"address": "Nhà tôi ở số 5 ngõ 10 phố ví dụ, rác đầy.",
	} {
		in := petition.Input{Public: petition.Public{Title: "Rác chưa được thu gom", Text: text}}
		f := fault.As(s.do(s.now, "agent", "care", petition.ActMask, in))
		if f == nil || f.Key != "petition.leak" || f.Field != "public-text" || !strings.Contains(fmt.Sprint(f.Args), what) {
			t.Errorf("%s: %v", what, f)
		}
	}
	in := petition.Input{Public: petition.Public{Title: "Rác", Text: "Rác còn đó, đéo ai dọn.", Files: []string{"abc"}}}
	if f := fault.As(s.do(s.now, "agent", "care", petition.ActMask, in)); f == nil || f.Field != "public-files" {
		t.Errorf("a file that was never sent: %v", f)
	}
	in.Public.Files = nil
	if err := s.do(s.now, "agent", "care", petition.ActMask, in); err != nil || s.p.Public.Text != "Rác còn đó, đ*** ai dọn." {
		t.Errorf("masked %q, %v", s.p.Public.Text, err)
	}
}

func TestTheTableOfClocksIsReadWhole(t *testing.T) {
	t.Parallel()
	if len(petition.Limits) < 8 {
		t.Fatalf("%d clocks", len(petition.Limits))
	}
	want := map[string]string{
		"portal-refuse": "2wd", "portal-ask": "5wd", "portal-answer": "15wd", "portal-publish": "2wd", "decree-transfer": "5wd", "scene-accept": "8h", "scene-urgent": "4h",
	}
	for _, l := range petition.Limits {
		if w := want[l.Name]; w != "" && w != l.Term || l.Basis == "" || l.Standing == "read" && l.Basis == "choice" {
			t.Errorf("%+v", l)
		}
		delete(want, l.Name)
	}
	if len(want) > 0 {
		t.Errorf("no clock for %v", want)
	}
	own, err := petition.LimitsWith([]string{"# ours", "scene-urgent | 2h | city-app | scene | urgent | register | answer | - | ours | unconfirmed", "decree-transfer | - | * | * | * | register | transfer | - | x | read"})
	if err != nil || len(own) != len(petition.Limits)-1 {
		t.Fatalf("%d clocks of the city, %v", len(own), err)
	}
	i := slices.IndexFunc(own, func(l petition.Limit) bool { return l.Name == "scene-urgent" })
	if own[i].Term != "2h" || own[i].Basis != "ours" {
		t.Errorf("the city's own: %+v", own[i])
	}
	for _, bad := range []string{
		"x | 2h", "x | soon | * | * | * | register | answer | - | b | read", "x | 2h | radio | * | * | register | answer | - | b | read",
		"x | 2h | * | * | * | begin | answer | - | b | read", "x | 2h | * | * | * | register | answer | ask | b | read", "x | 2h | * | * | * | register | | - | b | read",
		" | 2h | * | * | * | register | answer | - | b | read", "x | 2h | * | * | * | register | answer | - | b | maybe", "x | 2h | * | big | * | register | answer | - | b | read",
	} {
		if _, err := petition.LimitsWith([]string{bad}); err == nil {
			t.Errorf("taken: %s", bad)
		}
	}
}

func TestEveryActHasOneRowAndEveryClassARoad(t *testing.T) {
	t.Parallel()
	seen := map[petition.Act]bool{}
	for _, r := range petition.Rules {
		if seen[r.Act] || len(r.From) == 0 || r.By.Place != petition.AtHouse && len(r.By.Roles) == 0 {
			t.Errorf("%+v", r)
		}
		seen[r.Act] = true
	}
	for _, c := range petition.Classes {
		if petition.RoadOf(c) == nil {
			t.Errorf("%s leads nowhere", c)
		}
	}
	if petition.RoadOf(petition.Conduct).Route != petition.RouteAbove {
		t.Error("a petition about an official does not go above")
	}
}

func TestWhatMayStillTellOfAPersonIsPublishedOnlyByWhoLookedAtItAndThatIsWrittenDown(t *testing.T) {
	t.Parallel()
	s := newStage(t, "page")
	if err := s.act(s.now, "applicant", petition.ActRegister, nil); err != nil {
		t.Fatal(err)
	}
	in := petition.Input{Public: petition.Public{Title: "Xe đỗ trước ngõ", Text: "Xe 30A\u200b-123.45 đỗ trước ngõ, gọi 0 9 8 / 7 6 5 / 4 3 2 1."}}
	if f := fault.As(s.do(s.now, "agent", "care", petition.ActMask, in)); f == nil || f.Key != "petition.doubt" || f.Field != "sure" || !strings.Contains(fmt.Sprint(f.Args), "30A-123.45") || !strings.Contains(fmt.Sprint(f.Args), "0 9 8") {
		t.Fatalf("saved without a look: %v", f)
	}
	in.Sure = true
	if err := s.do(s.now, "agent", "care", petition.ActMask, in); err != nil || !s.p.History[len(s.p.History)-1].Sure {
		t.Fatalf("after a look: %+v, %v", s.p.History[len(s.p.History)-1], err)
	}
	in.Public.Text, in.Sure = "Xe đỗ trước ngõ.", true
	if err := s.do(s.now, "agent", "care", petition.ActMask, in); err != nil || s.p.History[len(s.p.History)-1].Sure {
		t.Errorf("nothing was in doubt: %v", err)
	}
}
