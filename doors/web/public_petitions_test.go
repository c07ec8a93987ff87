package web

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/law/petition"
	"motcua/office"
)

// publishedOf sends, answers and publishes a scene report of a ward.
func (c *town) publishedOf(key, commune, title string) string {
	c.t.Helper()
	scene := petition.Input{Channel: petition.Page, Class: petition.Scene, Title: title, Text: "Tôi thấy việc này sáng nay.", Place: "Ngõ 10", Commune: commune}
	ticket, err := c.SendPetition(c.t.Context(), office.Who{Kind: access.Anyone}, office.Command{Key: key}, scene)
	if err != nil {
		c.t.Fatal(err)
	}
	leader, worker := c.officer("so-xay-dung", "leader"), c.officer("so-xay-dung", "specialist")
	for _, step := range []struct {
		who office.Who
		act petition.Act
		in  petition.Input
	}{
		{c.officer("trung-tam-cham-soc-ho-tro", "care-agent"), petition.ActTransfer, petition.Input{To: "so-xay-dung", Reason: "competence"}},
		{leader, petition.ActClassify, petition.Input{Class: petition.Scene}},
		{worker, petition.ActDraft, petition.Input{}},
		{leader, petition.ActApprove, petition.Input{}},
		{worker, petition.ActAnswer, petition.Input{}},
		{worker, petition.ActMask, petition.Input{Public: petition.Public{Title: title, Text: "Một người dân báo việc này.", Answer: "Đơn vị đã xử lý."}}},
		{leader, petition.ActPublish, petition.Input{}},
	} {
		step.in.Words = "Ghi rõ nội dung của việc này."
		if err := c.Petition(c.t.Context(), step.who, office.Command{}, office.OnPetition{ID: ticket.ID}, step.act, step.in); err != nil {
			c.t.Fatal(step.act, err)
		}
	}
	return ticket.Code
}

func TestEveryFigureOfThePublicListOpensExactlyWhatItCounts(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	ward, other := "00004", "00008"
	first := c.publishedOf("a", ward, "Đèn đường không sáng")
	c.publishedOf("b", ward, "Rác đầu ngõ")
	c.publishedOf("c", other, "Nắp cống vỡ")
	c.publishedOf("d", "", "Cây đổ")
	neighbour := c.citizen("khac", "Trần Văn Mẫu", "001080000006")
	neighbour.get("/phan-anh/" + first)
	neighbour.want(200, "Tôi cũng gặp", "Chưa hài lòng")
	neighbour.post("/phan-anh/y-kien/"+first, "key", neighbour.key(), "support", "1")
	neighbour.want(200, "Đã ghi nhận ý kiến", "Rút lại: tôi cũng gặp")
	neighbour.post("/phan-anh/y-kien/"+first, "key", neighbour.key()+"-2", "opinion", "dislike")
	neighbour.want(200, "Nhiều hơn số hài lòng")

	sender := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	sender.get("/phan-anh")
	sender.want(200, "Tất cả 4 phản ánh", "Cũng gặp: 1", "Chưa hài lòng: 1", ">gửi ngày ", ">trả lời ngày ")
	sender.hides("Hài lòng: 0")
	links := regexp.MustCompile(`<a class="chip[^"]*" href="([^"]+)"[^>]*>[^<]*<b>(\d+)</b>`).FindAllStringSubmatch(sender.body, -1)
	sender.get("/phan-anh/ban-do")
	sender.want(200, "Ba Đình: 2, Phường Ba Đình", "quận Ba Đình (trước 01/07/2025)", "1 phản ánh đã công khai không ghi xã, phường")
	links = append(links, regexp.MustCompile(`<td class="n"[^>]*><a href="([^"]+)">(\d+)</a>`).FindAllStringSubmatch(sender.body, -1)...)
	links = append(links, regexp.MustCompile(`<a href="([^"]+)" aria-label="[^"]*: ([1-9]\d*)">`).FindAllStringSubmatch(sender.body, -1)...)
	if len(links) < 10 {
		t.Fatalf("few figures to open: %v", links)
	}
	if tiles := strings.Count(sender.body, `<g transform=`); tiles != len(c.Read(t.Context(), office.Who{Kind: access.Anyone}).Communes()) {
		t.Errorf("the map has %d tiles", tiles)
	}
	for _, l := range links {
		at := strings.ReplaceAll(l[1], "&amp;", "&")
		sender.get(at)
		if got := strconv.Itoa(strings.Count(sender.body, `<li class="card petition">`)); sender.status != 200 || got != l[2] {
			t.Errorf("%s: %s petitions behind the figure %s", at, got, l[2])
		}
	}
	for at, want := range map[string]string{
		"/phan-anh?phuong-xa=" + ward + "&q=rac": "Rác đầu ngõ", "/phan-anh?tu-ngay=01/01/2020&den-ngay=02/01/2020": "Không có phản ánh nào phù hợp", "/phan-anh?ket-qua=disliked": "Đèn đường không sáng",
	} {
		sender.get(at)
		sender.want(200, want)
		sender.hides("Nắp cống vỡ")
	}
	for _, bad := range []string{"/phan-anh?tu-ngay=31/02/2026", "/phan-anh?ket-qua=khong-co", "/phan-anh?sau=xyz", "/phan-anh?tu-ngay=02/01/2026&den-ngay=01/01/2026"} {
		sender.get(bad)
		sender.want(422)
	}
	for _, at := range []string{"/phan-anh", "/phan-anh/ban-do", "/phan-anh/" + first, "/phan-anh?phuong-xa=" + ward} {
		wantPage(t, c.site, at, 200)
	}
	rep, err := c.Check(t.Context())
	if err != nil || len(rep.Damages) > 0 {
		t.Errorf("%v %v", rep, err)
	}
}

func TestTheFeedOfPetitionsKeepsTheRulesOfAtomAndHasTheWardsOwn(t *testing.T) {
	t.Parallel()
	c := &town{t: t}
	c.at("2026-03-03 08:30")
	c.Office = openCityWith(t, c.clock, true, office.Config{Base: "https://mot-cua.example"})
	c.site = c.pages(Options{})
	if d := wantAtom(t, c, "/phan-anh/feed.xml"); len(d.Entries) != 0 {
		t.Errorf("of nothing: %+v", d.Entries)
	}
	code := c.publishedOf("a", "00004", "Đèn <b>đường</b> & cống")
	c.publishedOf("b", "00008", "Rác đầu ngõ")
	for at, want := range map[string]int{"/phan-anh/feed.xml": 2, "/phan-anh/feed.xml?lang=en": 2, "/phan-anh/feed.xml?phuong-xa=00004": 1, "/phan-anh/feed.xml?lang=en&phuong-xa=00008": 1} {
		if d := wantAtom(t, c, at); len(d.Entries) != want {
			t.Errorf("%s has %d entries, want %d", at, len(d.Entries), want)
		}
	}
	d := wantAtom(t, c, "/phan-anh/feed.xml?phuong-xa=00004")
	if e := d.Entries[0]; e.ID != "https://mot-cua.example/phan-anh/"+code || e.Title != "Đèn <b>đường</b> & cống" || !strings.Contains(d.Title, "Phường Ba Đình") {
		t.Errorf("%+v", d)
	}
	if w, _ := readFeed(t, c.site, "/phan-anh/feed.xml?phuong-xa=99999"); w.Code != 404 {
		t.Errorf("a ward that there is not: %d", w.Code)
	}
}

func TestAFloodOfPetitionsOnThePageIsToldToWaitAndLosesNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	sender := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	taken := 0
	for i := range 40 {
		sender.get("/phan-anh/gui")
		key := sender.key()
		sender.post("/phan-anh/gui", "key", key, "class", "scene", "title", "Rác đầu ngõ", "text", "Rác chưa thu gom, lần "+strconv.Itoa(i)+".", "place", "Ngõ 10")
		if sender.status == 200 {
			taken++
			continue
		}
		sender.want(429, "lần "+strconv.Itoa(i)+".", "Ngõ 10", `value="`+key+`"`)
	}
	_, n, err := c.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Petitions(office.PetitionFilter{})
	if err != nil || taken != 30 || n != 30 {
		t.Errorf("%d were taken, %d are there, %v", taken, n, err)
	}
}
