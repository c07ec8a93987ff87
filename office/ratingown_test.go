package office_test

import (
	"fmt"
	"testing"
	"time"

	"motcua/keep/store"
	"motcua/law/survey"
	"motcua/office"
)

// Ten people rated themselves, six through an officer, of whom one is left over, and five with the check code, who are not content and are
// counted apart; the month is over.
func TestTheFigureWithoutWhatStaffEnteredStandsBesideTheOneOfAll(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	last := c.clock().AddDate(0, -1, 0)
	ways := []survey.Way{
		survey.Page, survey.Page, survey.Page, survey.Link, survey.Link, survey.Link, survey.Link, survey.Link, survey.Link, survey.Link,
		survey.Code, survey.Code, survey.Code, survey.Code, survey.Code,
		survey.Tablet, survey.Tablet, survey.Tablet, survey.Tablet, survey.Tablet, survey.Phone,
	}
	err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
		for i, w := range ways {
			q := store.RatingRow{
				ID: fmt.Sprintf("r%03d", i), Dossier: fmt.Sprintf("d%03d", i), Unit: "chi-nhanh-7", Reception: "chi-nhanh-7", Procedure: "1.001612", Channel: "1",
				Way: string(w), Given: last, Recorded: last.Add(time.Duration(i) * time.Minute), Points: "500000",
			}
			if i < 3 || w == survey.Code { // three of those who rated themselves are not content
				q.Points = "100000"
			}
			if err := tx.PutRating(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Read(c.ctx, c.whole()).Satisfaction(office.SatisfactionQuery{})
	if err != nil {
		t.Fatal(err)
	}
	g := got.Total.Figures
	if g.Count != (survey.Count{Answers: 15, Good: 12}) || g.Own != (survey.Count{Answers: 10, Good: 7}) || got.Total.OwnPart {
		t.Errorf("of all %+v, without staff %+v, a part is %v", g.Count, g.Own, got.Total.OwnPart)
	}
	if len(g.Ways) != 3 || g.Ways[survey.Tablet] != 5 || g.Ways[survey.Link] != 5 || g.Ways[survey.Code] != 5 { // of no other way are there five
		t.Errorf("by way %+v", g.Ways)
	}
	if got.Counted != 16 || got.Came != 21 || g.Spread[1] != 3 {
		t.Errorf("%d count of %d that came, %d of one point", got.Counted, got.Came, g.Spread[1])
	}
	if len(got.Lines) != 1 || got.Lines[0].Figures.Own != g.Own || got.Lines[0].OwnPart {
		t.Errorf("the lines are %+v", got.Lines)
	}
}
