package office_test

import (
	"strings"
	"testing"

	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/office"
)

// An answer whose sender had the petition opened again is called unsettled wherever it is read, until another one stands there.
func TestAnAnswerOfBeforeAReopeningIsMarkedWhereverItIsRead(t *testing.T) {
	t.Parallel()
	marks := func(t *testing.T, c *town) {
		const unit = "chi-nhanh-7"
		x := c.answeredBy(unit, "marked", petition.Own, sent())
		head := c.officer(unit, "leader")
		mask := func(who office.Who, publisher office.Who) {
			c.petitionAct(who, x.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn đường", Text: "Đèn đường không sáng.", Answer: "Đã thay bóng đèn."}})
			c.petitionAct(publisher, x.ID, petition.ActPublish, petition.Input{})
		}
		c.age(0, 1)
		mask(head, head)
		first := c.clock()
		stands := func(when string, want, public bool, by string) {
			t.Helper()
			v, err := c.Read(c.ctx, c.whole()).Petition(x.ID)
			if err != nil || v.Unsettled() != want {
				t.Errorf("%s the desk reads %t, %v", when, v.Unsettled(), err)
			}
			f, err := c.Read(c.ctx, nobody).FollowPetition(x.Code, x.Check)
			if err != nil || f.Unsettled != want || f.Answer == "" {
				t.Errorf("%s its sender reads %t, %v", when, f.Unsettled, err)
			}
			p, err := c.Read(c.ctx, nobody).PublicPetition(x.Code)
			if err != nil || p.Unsettled != public || p.AnswerN.ID != by || public && p.Answered.After(first) {
				t.Errorf("%s everybody reads %t of %s, answered %s, %v", when, p.Unsettled, p.AnswerN.ID, p.Answered, err)
			}
			shared, err := c.Read(c.ctx, nobody).SharedPetitions(office.ShareFilter{Codes: []string{x.Code}})
			if err != nil || len(shared) != 1 || shared[0].Unsettled != public {
				t.Errorf("%s other applications read %+v, %v", when, shared, err)
			}
		}
		stands("answered", false, false, unit)
		if err := c.Petition(c.ctx, nobody, office.Command{}, office.OnPetition{ID: x.ID, Check: x.Check}, petition.ActReopen, petition.Input{Words: "Đèn vẫn không sáng."}); err != nil {
			t.Fatal(err)
		}
		stands("reopened", true, true, unit)
		v, err := c.Read(c.ctx, c.whole()).Petition(x.ID)
		if err != nil {
			t.Fatal(err)
		}
		above := v.Petition.Unit
		c.age(1, 0)
		c.answersPetition(above, x)
		stands("answered anew and not published", false, true, unit)
		boss := c.whole() // one publishes what another wrote in place of a text that was taken down
		c.petitionAct(c.officer(above, "leader"), x.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn đường", Text: "Đèn đường không sáng.", Answer: "Đã thay cả cột đèn."}})
		c.petitionAct(boss, x.ID, petition.ActPublish, petition.Input{})
		stands("published anew", false, false, above)
	}
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); marks(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		marks(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}
