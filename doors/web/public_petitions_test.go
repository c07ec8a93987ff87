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
	sender.want(200, "Tất cả 4 phản ánh", "Cũng gặp: 1 · Hài lòng: 0 · Chưa hài lòng: 1")
	links := regexp.MustCompile(`<a class="chip[^"]*" href="([^"]+)"[^>]*>[^<]*<b>(\d+)</b>`).FindAllStringSubmatch(sender.body, -1)
	sender.get("/phan-anh/ban-do")
	sender.want(200, "Phường Ba Đình: 2", "Quận Ba Đình", "1 phản ánh đã công khai không ghi xã, phường")
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
