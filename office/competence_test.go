package office_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

var townAdmin = office.Who{Kind: access.Officer, Account: "admin", Person: "p0001", Unit: "trung-tam", Role: "administrator"}

func TestADecisionOnCompetenceGoesBeforeTheCatalogueAndEndsWithoutAGap(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	now := c.Now()
	communes := c.World().Org.Units(now, org.Commune)
	home, other := communes[0].ID, communes[1].ID
	rec := openRecord(t, c.World(), "commune-of:owner")
	ask := func(commune org.UnitID, at time.Time) office.Decider {
		t.Helper()
		d, err := c.Read(c.ctx, townAdmin).Decider(rec.Code, commune, at)
		if err != nil {
			t.Fatalf("who decides for %s: %v", commune, err)
		}
		return d
	}
	if d := ask(home, now); d.Unit.ID != string(home) || d.Why != "rule" || d.Rule != "commune-of:owner" {
		t.Errorf("by the catalogue: %+v", d)
	}
	if _, err := c.Read(c.ctx, townAdmin).Decider(rec.Code, "", now); keyOf(err) != "org.competence-commune" {
		t.Errorf("without a commune: %v", err)
	}
	given := org.Competence{Unit: other, Procedures: []string{string(rec.Code)}, Areas: []org.UnitID{home}, Document: "12/QĐ-UBND", From: now.Add(-time.Hour), To: now.AddDate(0, 6, 0)}
	for what, x := range map[string]struct {
		err  error
		want string
	}{
		"a clerk":             {c.GiveCompetence(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, given), "access.may-not"},
		"an unknown code":     {c.GiveCompetence(c.ctx, townAdmin, office.Command{}, org.Competence{Unit: other, Procedures: []string{"9.9"}, Document: "1", From: now}), "org.procedure-unknown"},
		"without a document":  {c.GiveCompetence(c.ctx, townAdmin, office.Command{}, org.Competence{Unit: other, Procedures: given.Procedures, Document: " ", From: now}), "org.competence-document"},
		"the end of nothing":  {c.EndCompetence(c.ctx, townAdmin, office.Command{}, "tq-no-1", now, "2/QĐ"), "org.competence-unknown"},
		"a good one":          {c.GiveCompetence(c.ctx, townAdmin, office.Command{}, given), ""},
		"a gap by the clerk":  {c.EndCompetence(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, "tq-x", now, "2/QĐ"), "access.may-not"},
		"gaps asked by clerk": {func() error { _, err := c.Read(c.ctx, c.officer("chi-nhanh-7", "receiver")).Gaps(); return err }(), "access.settings"},
	} {
		if got := keyOf(x.err); got != x.want {
			t.Errorf("%s: %q, want %q", what, got, x.want)
		}
	}
	d := ask(home, now)
	if d.Unit.ID != string(other) || d.Why != "decision" || d.Decision.Document != "12/QĐ-UBND" {
		t.Errorf("by the decision: %+v", d)
	}
	if d := ask(other, now); d.Why != "rule" {
		t.Errorf("another commune is decided by %+v", d)
	}
	if d := ask(home, now.AddDate(0, 7, 0)); d.Unit.ID != string(home) {
		t.Errorf("after its end %s decides", d.Unit.ID)
	}
	if err := c.EndCompetence(c.ctx, townAdmin, office.Command{}, d.Decision.ID, now.Add(time.Hour), "13/QĐ-UBND"); err != nil {
		t.Errorf("the rule of the catalogue takes over, and yet: %v", err)
	}
	c.check()
}

// openRecord gives a procedure that is worked on here and finds its agency by a rule.
func openRecord(t *testing.T, w *office.World, rule string) *procedure.Record {
	t.Helper()
	for _, rec := range w.Procedures.All(w.Procedures.Changed(time.Now()).AddDate(50, 0, 0)) {
		if rec.Open() && len(rec.Competent) > 0 && rec.Competent[0].Rule == rule && len(rec.Delegated) == 0 {
			return rec
		}
	}
	t.Fatalf("no open procedure with the rule %s", rule)
	return nil
}

func TestGapsInCompetenceAreFoundBeforeTheyCome(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	gaps := func() office.Gaps {
		t.Helper()
		g, err := c.Read(c.ctx, townAdmin).Gaps()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	was := gaps()
	if was.Procedures == 0 || was.Communes == 0 {
		t.Fatalf("nothing was looked at: %+v", was)
	}
	for _, g := range was.Gaps {
		t.Errorf("%s %s from %s: %d procedures, %d communes", g.Why, g.Named, g.From, len(g.Procedures), len(g.Communes))
	}
	file := `{"effective":"2026-06-01","basis":"5/NQ","acts":[{"act":"end","unit":"so-quy-hoach-kien-truc"}]}`
	rec := openRecord(t, c.World(), "unit:so-quy-hoach-kien-truc")
	if _, err := c.Reorganise(c.ctx, townAdmin, office.Command{}, "x.json", []byte(file)); err != nil {
		t.Fatal(err)
	}
	now := gaps()
	if len(now.Gaps) != 1 {
		t.Fatalf("%d gaps, want one: %+v", len(now.Gaps), now.Gaps)
	}
	g := now.Gaps[0]
	if g.Why != "org.unit-unknown" || g.Named != "so-quy-hoach-kien-truc" || g.From.In(office.Zone).Format("2006-01-02") != "2026-06-01" || !g.Until.IsZero() ||
		len(g.Communes) != now.Communes || len(g.Procedures) != 1 || g.Procedures[0] != rec.Code {
		t.Errorf("the gap is %+v", g)
	}
	give := org.Competence{Unit: "so-xay-dung", Procedures: []string{string(rec.Code)}, Document: "6/QĐ", From: g.From}
	if err := c.GiveCompetence(c.ctx, townAdmin, office.Command{}, give); err != nil {
		t.Fatal(err)
	}
	if now = gaps(); len(now.Gaps) != 0 {
		t.Errorf("the gap is closed, and yet %+v", now.Gaps)
	}
	err := c.EndCompetence(c.ctx, townAdmin, office.Command{}, "tq-so-xay-dung-1", g.From.AddDate(0, 1, 0), "7/QĐ")
	if keyOf(err) != "org.competence-gap" {
		t.Errorf("a gap is opened again: %v", err)
	}
}

func TestNobodyHandsOnAPowerThatIsNotTheirs(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	now := c.Now()
	rec := openRecord(t, c.World(), "unit:so-xay-dung")
	code := []string{string(rec.Code)}
	d := func(giver, to org.UnitID, until time.Time) org.Delegation {
		return org.Delegation{Giver: giver, ReceiverUnit: to, Procedures: code, Document: "1/UQ", From: now.Add(-time.Hour), To: until}
	}
	year, half := now.AddDate(1, 0, 0), now.AddDate(0, 6, 0)
	if err := c.Delegate(c.ctx, townAdmin, office.Command{}, d("so-tai-chinh", "chi-nhanh-7", half)); keyOf(err) != "org.delegation-no-power" {
		t.Errorf("a power of another's: %v", err)
	}
	if err := c.Delegate(c.ctx, townAdmin, office.Command{}, d("so-xay-dung", "so-tai-chinh", half)); err != nil {
		t.Fatal(err)
	}
	if err := c.Delegate(c.ctx, townAdmin, office.Command{}, d("so-tai-chinh", "chi-nhanh-7", year)); keyOf(err) != "org.delegation-own-long" {
		t.Errorf("longer than it has it: %v", err)
	}
	if err := c.Delegate(c.ctx, townAdmin, office.Command{}, d("so-tai-chinh", "chi-nhanh-7", half)); err != nil {
		t.Errorf("as long as it has it: %v", err)
	}
	all := c.World().Org.DelegationsTo("chi-nhanh-7", "", code[0], now)
	if len(all) != 1 || all[0].Under == "" {
		t.Errorf("it rests on nothing: %+v", all)
	}
}

func faultOf(t *testing.T, err error) *fault.Fault {
	t.Helper()
	f := fault.As(err)
	if f == nil {
		t.Fatalf("no fault: %v", err)
	}
	return f
}
