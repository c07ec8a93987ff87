package office_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

// TestAListPutsAsManyQuestionsForManyRowsAsForFew reads every list of the city with few rows and with many: a question to the
// database for each row would show at once.
func TestAListPutsAsManyQuestionsForManyRowsAsForFew(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	citizen := c.someone("citizen", "Nguyễn Thị Ví Dụ", "001185012345")
	var who office.Who
	fill := func(from, to int) {
		for i := from; i < to; i++ {
			id := dossier.ID(fmt.Sprintf("NHIEU%08d", i))
			c.publishedScene(string(id))
			on := c.toApprove(id)
			if task := c.dossier(on.ID).Open[0]; who.Person == "" {
				who = c.officer(task.Unit, task.Role)
				c.thirty(who)
			}
			if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id + "B"}, c.intake("1.009642", "chap-thuan", "chi-nhanh-7")); err != nil {
				t.Fatal(err)
			}
			if _, err := c.File(c.ctx, citizen.Who, office.Command{}, id+"C", c.intake("1.004873", "viec-khac", "chi-nhanh-7")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Follow(c.ctx); err != nil {
			t.Fatal(err)
		}
	}
	lists := map[string]func() (rows int, err error){
		"the worklist of an officer with thirty delegations": func() (int, error) {
			l, err := c.Read(c.ctx, who).Worklist(office.Filter{Limit: 200})
			return len(l.Rows), err
		},
		"the dossiers of an officer with thirty delegations": func() (int, error) {
			l, err := c.Read(c.ctx, who).Dossiers(office.Filter{Limit: 200})
			return len(l.Rows), err
		},
		"the dossiers of a desk": func() (int, error) {
			l, err := c.Read(c.ctx, clerk).Dossiers(office.Filter{Limit: 200})
			return len(l.Rows), err
		},
		"the unreceived of a desk": func() (int, error) {
			l, err := c.Read(c.ctx, clerk).Unreceived(office.Filter{Limit: 200})
			return len(l.Rows), err
		},
		"the own dossiers of a citizen": func() (int, error) {
			l, err := c.Read(c.ctx, citizen.Who).Mine(office.Filter{Limit: 200})
			return len(l.Rows), err
		},
		"the petitions of the care desk": func() (int, error) {
			l, _, err := c.Read(c.ctx, c.officer(careUnit, "care-agent")).Petitions(office.PetitionFilter{Over: true})
			return len(l), err
		},
		"the published petitions": func() (int, error) {
			l, err := c.Read(c.ctx, nobody).PublicPetitions(office.PublicFilter{})
			return len(l.Rows), err
		},
		"the petitions that other applications are told of": func() (int, error) {
			l, err := c.Read(c.ctx, nobody).SharedPetitions(office.ShareFilter{})
			return len(l), err
		},
		"a search": func() (int, error) {
			l, err := c.Read(c.ctx, clerk).Search("ho so thu")
			return len(l), err
		},
	}
	asked := map[string]int64{}
	for round, n := range []int{2, 12} {
		fill(2*round, n)
		for name, list := range lists {
			if _, err := list(); err != nil { // statements are prepared, the world is read
				t.Fatal(name, err)
			}
			before := c.Store().Queries()
			rows, err := list()
			if err != nil || rows < n {
				t.Errorf("%s has %d rows of %d, %v", name, rows, n, err)
			}
			if now := c.Store().Queries() - before; round == 0 {
				asked[name] = now
			} else if now > asked[name] || now == 0 || now > 4 {
				t.Errorf("%s puts %d questions for few rows and %d for many", name, asked[name], now)
			}
		}
	}
}

// thirty hands the power of thirty agencies to an officer.
func (c *town) thirty(who office.Who) {
	c.t.Helper()
	now := c.clock()
	units := c.World().Org.Units(now, org.Commune)
	units = slices.DeleteFunc(units, func(u *org.Unit) bool { return string(u.ID) == who.Unit })
	if len(units) < 30 {
		c.t.Fatalf("the city has %d communes", len(units))
	}
	for i, u := range units[:30] {
		d := org.Delegation{
			Giver: u.ID, ReceiverPerson: org.PersonID(who.Person), Document: fmt.Sprintf("%d/QĐ-UQ", i+1), From: now.Add(-24 * time.Hour), To: now.Add(90 * 24 * time.Hour),
			Procedures: []string{"1.000656", "1.004873"},
		}
		if err := c.Delegate(c.ctx, office.Who{Kind: access.System}, office.Command{}, d); err != nil {
			c.t.Fatal(err)
		}
	}
}
