package web

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/office"
)

// surveyOf draws a survey of some dossiers that ended.
func (c *town) surveyOf(n int, s survey.Sampling) (id string) {
	c.t.Helper()
	for i := range n {
		c.withdrawn(dossier.ID(fmt.Sprintf("SURVEYED%06d", i)))
	}
	boss, ctx := everywhere(c.Office), c.t.Context()
	sheet, err := c.NewQuestionnaire(ctx, boss, office.Command{Key: "q"}, survey.SIPASQuestionnaire())
	if err != nil {
		c.t.Fatal(err)
	}
	other := boss
	other.Person, other.Account = "khac", "khac"
	if err := c.PublishQuestionnaire(ctx, other, office.Command{Key: "p"}, sheet); err != nil {
		c.t.Fatal(err)
	}
	now := c.clock().AddDate(0, 0, 2)
	c.at(now.Format("2006-01-02 15:04"))
	id, err = c.DrawCampaign(ctx, boss, office.Command{Key: "d"}, survey.Campaign{
		Title: "Hài lòng với việc rút hồ sơ", Questionnaire: sheet, Edition: 1, Sampling: s, Ends: now.AddDate(0, 0, 20),
		Population: survey.Population{Of: survey.OfDossiers, From: now.AddDate(0, 0, -20), To: now.AddDate(0, 0, -1)},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// The sample is drawn a second time from nothing but the page and its file, by the recipe of docs/sampling.md.
func TestAnOutsiderDrawsTheSameSampleFromThePageAndItsFile(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	const size = 4
	id := c.surveyOf(9, survey.Sampling{Stratified: true, Size: size, Seed: "xổ số miền Bắc 26/11: 48213"})
	b := c.holderOf("phong-kiem-tra-giam-sat", "supervisor")
	b.get("/watch/campaigns/" + id)
	b.want(200, "/draw")
	b.want(200, "Nếu gửi lúc này", "/watch/campaigns/"+id+"/draw?told=account") // of a demonstration nothing goes outside
	b.get("/watch/campaigns/" + id + "/draw?told=account")
	b.want(200, "Chỉ thấy lời mời trong trang thông báo của tài khoản")
	b.get("/watch/campaigns/" + id + "/draw")
	b.want(200, "Cách rút lại", "xổ số miền Bắc 26/11: 48213")
	seed := regexp.MustCompile(`xổ số miền Bắc 26/11: 48213\.[0-9a-f]{64}`).FindString(b.body)
	digest := regexp.MustCompile(`>([0-9a-f]{64})<`).FindAllStringSubmatch(b.body, -1)
	b.get("/watch/campaigns/" + id + "/draw?as=csv")
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.body, "\ufeff")))
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 1+9+1 {
		t.Fatalf("%d lines, %v", len(rows), err)
	}
	whole, units := "", map[string][]string{}
	marked := map[string]bool{}
	for _, row := range rows[1:10] {
		whole += row[0] + "\t" + row[1] + "\n"
		n := sha256.Sum256([]byte(seed + "\x00" + row[0]))
		if row[3] != hex.EncodeToString(n[:]) {
			t.Errorf("%s has the number %s, counted again %x", row[0], row[3], n)
		}
		units[row[1]] = append(units[row[1]], row[3]+row[0])
		marked[row[0]] = row[4] == "x"
	}
	sum := sha256.Sum256([]byte(whole))
	if !slices.ContainsFunc(digest, func(m []string) bool { return m[1] == hex.EncodeToString(sum[:]) }) {
		t.Errorf("the digest is %x, on the page %v", sum, digest)
	}
	for unit, all := range units {
		slices.Sort(all)
		for i, x := range all {
			if mark := x[64:]; marked[mark] != (i < size) {
				t.Errorf("%s: %s is number %s and drawn: %v", unit, mark, strconv.Itoa(i+1), marked[mark])
			}
		}
	}
	b.get("/watch/campaigns/" + id + "/draw?only=drawn&from=100000000")
	b.want(200)
	for n := range 9 {
		b.hides(fmt.Sprintf("SURVEYED%06d", n))
	}
}
