package web

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/office"
)

// The screen shows one leaf; each row stands on exactly one, and what follows the list, as its sum, on every one.
func TestEveryRowOfALongListStandsOnOneLeaf(t *testing.T) {
	t.Parallel()
	at := func(n int) string { return "/x?page=" + strconv.Itoa(n) }
	for _, c := range []struct {
		all, most      int
		page           string
		from, to       int64
		prev, next     string
		first, outside int
	}{
		{152, 25, "", 1, 25, "", "/x?page=2", 0, 25},
		{152, 25, "2", 26, 50, "/x?page=1", "/x?page=3", 25, 24},
		{152, 25, "7", 151, 152, "/x?page=6", "", 150, 149},
		{152, 25, "99", 151, 152, "/x?page=6", "", 150, 0},
		{152, 25, "-3", 1, 25, "", "/x?page=2", 0, 151},
		{152, 25, "nine", 1, 25, "", "/x?page=2", 24, 25},
		{25, 25, "", 1, 25, "", "", 24, -1},
	} {
		l := leafOf(c.all, c.page, c.most, "đơn vị", at)
		if p := l.Pages; p.From != c.from || p.To != c.to || p.Total != int64(c.all) || p.Prev != c.prev || p.Next != c.next {
			t.Errorf("leaf %q of %d = %+v", c.page, c.all, p)
		}
		if l.Beyond(c.first) || c.outside >= 0 && !l.Beyond(c.outside) || l.Beyond(c.all) {
			t.Errorf("leaf %q of %d leaves out %v, %v and the sum %v", c.page, c.all, l.Beyond(c.first), l.Beyond(c.outside), l.Beyond(c.all))
		}
		if l.Many() != (c.all > c.most) {
			t.Errorf("leaf %q of %d is one of many: %v", c.page, c.all, l.Many())
		}
	}
	if l := leafOf(0, "3", 25, "đơn vị", at); l.Many() || l.Pages.From != 0 || l.Beyond(0) {
		t.Errorf("a leaf of nothing is %+v", l)
	}
	seen := make([]int, 152)
	for n := 1; n <= 7; n++ {
		l := leafOf(152, strconv.Itoa(n), 25, "đơn vị", at)
		for i := range seen {
			if !l.Beyond(i) {
				seen[i]++
			}
		}
	}
	if slices.Min(seen) != 1 || slices.Max(seen) != 1 {
		t.Errorf("rows stand on %v leaves", seen)
	}
}

// The members of a draw go on where the page before ended; a place behind the end shows the last ones, and the file has them all.
func TestMembersOfADrawGoOnFromPageToPage(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	id := c.surveyOf(drawPiece+3, survey.Sampling{Size: 4, Seed: "xổ số miền Bắc 26/11: 48213"})
	at := "/watch/campaigns/" + id + "/draw"
	b := c.holderOf("phong-kiem-tra-giam-sat", "supervisor")
	marks := func(path string) (out []string) {
		b.get(path)
		for _, row := range strings.Split(b.body, `<th scope="row" class="code">`)[1:] {
			mark, _, _ := strings.Cut(row, "<")
			out = append(out, mark)
		}
		return out
	}
	first := marks(at)
	b.want(200, "1–20 trong 23", "from=20")
	second := marks(at + "?from=20")
	b.want(200, "21–23 trong 23")
	if len(first) != drawPiece || len(second) != 3 {
		t.Fatalf("pages have %d and %d members", len(first), len(second))
	}
	for _, m := range second {
		if slices.Contains(first, m) {
			t.Errorf("%s stands on both pages", m)
		}
	}
	b.get(at + "?as=csv")
	for _, m := range append(first, second...) {
		if !strings.Contains(b.body, m) {
			t.Errorf("the file lacks %s", m)
		}
	}
	b.get(at + "?from=9999")
	b.want(200, "trong 23")
}

// A long copy folds its parts and unfolds them for a reader who asks; a short one stands open.
func TestALongCopyUnfoldsOnDemand(t *testing.T) {
	t.Parallel()
	short, long := &copyPage{Dossiers: make([]copiedDossier, 2), Talks: make([]copiedTalk, 1)}, &copyPage{Dossiers: make([]copiedDossier, 3), Petitions: make([]copiedPetition, 1)}
	if short.fold(false); !short.Open || short.Fold != "" {
		t.Errorf("a short copy: open %v, %q", short.Open, short.Fold)
	}
	if long.fold(false); long.Open || long.Fold != "/ho-so/du-lieu/ban-sao?het=1" {
		t.Errorf("a long copy: open %v, %q", long.Open, long.Fold)
	}
	if long.fold(true); !long.Open || long.Fold != "/ho-so/du-lieu/ban-sao" {
		t.Errorf("a long copy, unfolded: open %v, %q", long.Open, long.Fold)
	}
}

// At most three acts of a petition stand as buttons: those that come next in its state. The others fold, and none is lost.
func TestActsThatComeNextStandAndTheOthersFold(t *testing.T) {
	t.Parallel()
	v := vietnamese(t)
	words := func(all []petitionLink) (out []string) {
		for _, l := range all {
			out = append(out, path.Base(l.Href))
		}
		return out
	}
	for _, c := range []struct {
		state                petition.State
		acts                 string
		stand, fold, senders string
	}{
		{petition.New, "classify transfer return ask note link withdraw", "classify return", "transfer ask note link", "withdraw"},
		{petition.Handling, "classify transfer ask assign note verify draft link explain", "draft ask explain", "classify transfer assign note verify link", ""},
		{petition.Drafted, "note revise approve link", "approve revise", "note link", ""},
		{petition.Answered, "mask publish withhold note confirm reopen", "publish withhold", "mask note", "confirm reopen"},
		{petition.Handling, "note link", "note link", "", ""},
		{petition.Drafted, "note link merge", "", "note link merge", ""},
	} {
		p := &petitionPage{One: &office.PetitionView{Petition: &petition.Petition{State: c.state}}}
		for _, a := range strings.Fields(c.acts) {
			p.One.Acts = append(p.One.Acts, petition.Act(a))
		}
		petitionActs(v, p, "/x")
		if got := strings.Join(words(p.Acts), " "); got != c.stand {
			t.Errorf("%s: %q stand, want %q", c.state, got, c.stand)
		}
		if got := strings.Join(words(p.Others), " "); got != c.fold {
			t.Errorf("%s: %q fold, want %q", c.state, got, c.fold)
		}
		if got := strings.Join(words(p.Sender), " "); got != c.senders {
			t.Errorf("%s: %q are the sender's, want %q", c.state, got, c.senders)
		}
	}
}
