package web

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"motcua/law/petition"
	"motcua/office"
)

// TestEachFigureOfPetitionsOpensAsManyAsItSays follows every number of the page of figures to its list and counts the lines there.
func TestEachFigureOfPetitionsOpensAsManyAsItSays(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	unit := unitOf(c, "phuongnga.sxd")
	agent := c.officer("trung-tam-cham-soc-ho-tro", "care-agent")
	for i, class := range []petition.Class{petition.Own, petition.NotAccepted, "", petition.Own} {
		x, err := c.SendPetition(t.Context(), office.Who{}, office.Command{Key: strconv.Itoa(i)}, petition.Input{
			Channel: petition.Page, Title: "Đèn đường không sáng", Text: "Đèn không sáng mười ngày.", Person: petition.Person{Name: whoPetitions, Phone: "091234567" + strconv.Itoa(i), Address: "Số 5"},
		})
		if err != nil {
			t.Fatal(err)
		}
		do := func(a petition.Act, in petition.Input) {
			t.Helper()
			in.Words = "Ghi rõ nội dung của việc này."
			if err := c.Petition(t.Context(), agent, office.Command{}, office.OnPetition{ID: x.ID}, a, in); err != nil {
				t.Fatal(err)
			}
		}
		if class != "" {
			do(petition.ActClassify, petition.Input{Class: class, Reason: "unclear"})
		}
		if class == petition.Own {
			do(petition.ActTransfer, petition.Input{To: unit, Reason: "competence"})
		}
	}
	b := c.signedIn("phuongnga.sxd")
	b.get("/watch/petitions?period=year")
	b.want(200, "Xử lý đúng hạn (5.2)", "Theo phân loại (5.1)")
	links := regexp.MustCompile(`href="(/desk/petitions\?[^"]+)">([0-9.]+)</a>`).FindAllStringSubmatch(b.body, -1)
	if len(links) < 6 {
		t.Fatalf("%d numbers lead to a list:\n%s", len(links), b.body)
	}
	for _, l := range links {
		b.get(strings.ReplaceAll(l[1], "&amp;", "&"))
		if n := strings.Count(b.body, `<th scope="row"><a href="/desk/petitions/`); strconv.Itoa(n) != l[2] {
			t.Errorf("%s says %s and its list has %d", l[1], l[2], n)
		}
	}
	b.get("/watch/petitions?period=year&as=csv")
	b.want(200, "Theo kênh tiếp nhận", "Tất cả")
	b.get("/watch/petitions?from=abc&to=1")
	b.want(422)
	b.get("/watch/alarms")
	b.want(200, "alarm=petition-late", "Quá một thời hạn, chưa giải trình")
	b.get("/desk/petitions?alarm=petition-late&stands=late&fault=any")
	b.want(200, "Phản ánh quá hạn", "Quá hạn (5.2)", "Bỏ điều kiện này")
	for _, path := range []string{"/phan-anh", "/phan-anh/gui"} {
		wantPage(t, c.site, path, 200)
	}
}
