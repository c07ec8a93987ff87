package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/law/procedure"
	"motcua/office"
)

// everyWay follows every combination of answers of a record: each choice, two numbers, no paper and all papers.
func everyWay(t *testing.T, rec *procedure.Record, do func(q url.Values, g procedure.Guided)) {
	t.Helper()
	var walk func(q url.Values)
	n := 0
	walk = func(q url.Values) {
		if n++; n > 2000 {
			t.Fatalf("%s asks too much: more than 2000 ways", rec.Code)
		}
		g := guided(rec, q)
		if g.Next == nil {
			do(q, g)
			return
		}
		var answers [][]string
		switch a := g.Next; {
		case a.Kind == procedure.AskPapers:
			answers = [][]string{{guideNone}, append([]string{guideNone}, a.Options...)}
		case a.Options == nil:
			answers = [][]string{{"1"}, {"3"}}
		default:
			for _, o := range a.Options {
				answers = append(answers, []string{o})
			}
		}
		for _, x := range answers {
			next := url.Values{}
			for k, v := range q {
				next[k] = slices.Clone(v)
			}
			if next[guideName(g.Next)] != nil {
				t.Fatalf("%s asks %q again after %v", rec.Code, g.Next.Name(), q)
			}
			next[guideName(g.Next)] = x
			walk(next)
		}
	}
	walk(url.Values{})
}

// TestEveryWayThroughTheGuidanceEndsWithWhatTheCounterReckons walks all answers of all procedures of the pack.
func TestEveryWayThroughTheGuidanceEndsWithWhatTheCounterReckons(t *testing.T) {
	t.Parallel()
	town := newTown(t, true)
	rd := town.Read(t.Context(), office.Who{})
	ways, cases := 0, map[string]bool{}
	for _, rec := range town.World().Procedures.All(rd.Now()) {
		if len(rec.Cases) == 0 {
			continue
		}
		everyWay(t, rec, func(q url.Values, g procedure.Guided) {
			ways++
			if g.Case == nil || rec.Case(g.Case.ID) != g.Case {
				t.Fatalf("%s %v leads to no case", rec.Code, q)
			}
			cases[string(rec.Code)+"/"+g.Case.ID] = true
			if g.Rule == nil {
				return
			}
			offer, err := rd.CaseOffer(rec.Code, g.Case.ID, "", "", g.Values)
			if err != nil {
				t.Fatalf("%s %v: %v", rec.Code, q, err)
			}
			i := slices.IndexFunc(offer.Channels, func(c office.ChannelOffer) bool { return c.Rule.Channel == g.Rule.Channel })
			bill, err := g.Case.Bill(g.Rule.Channel, g.Values, rd.Now(), nil)
			if err != nil || bill.Total != offer.Channels[i].Bill.Total || len(bill.Asks) > 0 && len(offer.Channels[i].Bill.Asks) == 0 {
				t.Errorf("%s %v costs %v here and %v at the counter (%v)", rec.Code, q, bill.Total, offer.Channels[i].Bill.Total, err)
			}
			if g.Case.Process != nil && g.Case.Form != nil && len(bill.Asks) > 0 {
				t.Errorf("%s %v: the fee still hangs on %v", rec.Code, q, bill.Asks)
			}
			for k := range g.Case.Papers {
				if p := &g.Case.Papers[k]; p.Required && !slices.Contains(g.Papers, k) {
					t.Errorf("%s %v leaves out %q", rec.Code, q, p.Name)
				}
			}
		})
	}
	if ways < 300 || len(cases) < 100 {
		t.Errorf("only %d ways to %d cases were walked", ways, len(cases))
	}
}

func TestTheResultOfTheGuidanceShowsFeeAndTime(t *testing.T) {
	t.Parallel()
	town := newTown(t, true)
	base := "/thu-tuc/3.000333/huong-dan"
	body := wantPage(t, town.site, base, 200)
	if !strings.Contains(body, `name="truong-hop" value="phieu-so-1"`) {
		t.Error("the first question is not the case")
	}
	q := "?truong-hop=phieu-so-1&kenh=1&tl.fee_group=reduced&giay-to=-&xa=-"
	body = wantPage(t, town.site, base+q, 200)
	for _, want := range []string{"100.000", "Ngày trả nếu nộp", "data:image/png", "Phiếu lý lịch tư pháp"} {
		if !strings.Contains(body, want) {
			t.Errorf("the result does not say %q", want)
		}
	}
	// Wrong and made-up answers ask again.
	for _, bad := range []string{"?truong-hop=khong-co", "?truong-hop=phieu-so-1&kenh=9", "?truong-hop=phieu-so-1&kenh=1&tl.fee_group=x&hoi=tl.fee_group", "?truong-hop=phieu-so-1&kenh=1&tl.fee_group=reduced&giay-to=99", "?hoi=truong-hop", "?xa=-&truong-hop=%00"} {
		if body := wantPage(t, town.site, base+bad, 200); !strings.Contains(body, `<form method="get" action="/thu-tuc/3.000333/huong-dan"`) {
			t.Errorf("%s is not asked again", bad)
		}
	}
	if body := wantPage(t, town.site, base+"?hoi=truong-hop", 200); !strings.Contains(body, "Hãy chọn một câu trả lời.") {
		t.Error("a question that was passed over is not named")
	}
	for _, code := range []string{"2.000815", "2.000635", "9.000002"} { // fees by the piece
		wantPage(t, town.site, "/thu-tuc/"+code+"/huong-dan", 200)
	}
	body = wantPage(t, town.site, "/thu-tuc/2.000635/huong-dan?truong-hop=ca-nhan&kenh=1&tl.copies=3&giay-to=-&xa=-", 200)
	if !strings.Contains(body, "24.000") || !strings.Contains(body, "× 3") {
		t.Error("three copies at 8.000 are not 24.000")
	}
	wantPage(t, town.site, "/thu-tuc/0.000000/huong-dan", 404)
}

func TestThePlacesOfTheGuidanceServeTheCommune(t *testing.T) {
	t.Parallel()
	town := newTown(t, true)
	rd := town.Read(t.Context(), office.Who{})
	var code, name string
	for _, c := range rd.Communes() {
		if slices.ContainsFunc(rd.Desks(), func(d office.Desk) bool { return slices.Contains(d.Serves, c.Name) }) {
			code, name = c.Code, c.Name
			break
		}
	}
	if code == "" {
		t.Fatal("no place serves a commune")
	}
	body := wantPage(t, town.site, fmt.Sprintf("/thu-tuc/1.000656/huong-dan?truong-hop=co-giay-bao-tu&kenh=1&giay-to=-&xa=%s", code), 200)
	if !strings.Contains(body, name) || !strings.Contains(body, "phục vụ") {
		t.Errorf("the places for %s are not named", name)
	}
}

func TestAnAnswerOfTheGuidanceBeginsTheForm(t *testing.T) {
	t.Parallel()
	town := newTown(t, true)
	rec := town.World().Procedures.Current("3.000333", town.Now())
	got := begunWith(rec.Case("phieu-so-1"), url.Values{"tl.fee_group": {"reduced"}, "tl.full_name": {"x"}, "tl.": {"y"}, "case": {"z"}})
	if len(got) != 1 || got["fee_group"] != "reduced" {
		t.Errorf("the form begins with %v", got)
	}
	if c, _ := rec.Case("phieu-so-1").FormAnswer("fee_group", strconv.Itoa(7)); c != nil {
		t.Error("what is no answer is taken")
	}
}
