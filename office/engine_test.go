package office_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
)

// onPostgreSQL gives the address of a schema of the test's own in the database that MOTCUA_TEST_PG names.
func onPostgreSQL(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("MOTCUA_TEST_PG")
	if dsn == "" {
		t.Skip("LEFT OUT: PostgreSQL: MOTCUA_TEST_PG names no database")
	}
	join := "?"
	if strings.Contains(dsn, "?") {
		join = "&"
	}
	return fmt.Sprintf("%s%ssearch_path=office_%d_%s", dsn, join, os.Getpid(), strings.ToLower(t.Name()[:min(len(t.Name()), 40)]))
}

// another is a second node on the same PostgreSQL: a process of its own for the database.
func (c *town) another(cfg store.Config) *town {
	c.t.Helper()
	n := &town{t: c.t, ctx: c.ctx, now: c.clock()}
	cfg.Now = n.clock
	n.open(cfg)
	return n
}

func TestManyNodesGiveEachNumberOnceAndEachActHappensOnce(t *testing.T) {
	t.Parallel()
	cfg := store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 6}
	first := newTownOn(t, cfg)
	nodes := []*town{first, first.another(cfg), first.another(cfg)}
	desks := []string{"chi-nhanh-7", "chi-nhanh-1"}
	const each = 12
	var mu sync.Mutex
	codes := map[string][]string{} // by id
	var wg sync.WaitGroup
	for i := range len(nodes) * each * 2 { // every dossier is sent twice, to two nodes
		wg.Go(func() {
			n, node := i/2, nodes[i%len(nodes)]
			desk := desks[n%len(desks)]
			id := dossier.ID(fmt.Sprintf("NODES%06d", n))
			r, err := node.Receive(node.ctx, node.officer(desk, "receiver"), office.Command{Client: "desk", Key: string(id)}, office.On{ID: id},
				node.intake("1.004873", "viec-khac", desk))
			if err != nil {
				t.Errorf("%s: %v", id, err)
				return
			}
			mu.Lock()
			codes[string(id)] = append(codes[string(id)], r.Code)
			mu.Unlock()
		})
	}
	wg.Wait()
	var all []string
	for id, two := range codes {
		if len(two) != 2 || two[0] != two[1] {
			t.Errorf("%s was answered with %v", id, two)
		}
		all = append(all, two[0])
	}
	slices.Sort(all)
	for i, code := range all {
		half := len(all) / 2
		if !strings.HasSuffix(code, fmt.Sprintf("-%04d", i%half+1)) {
			t.Errorf("codes are not 1 to %d for each desk: %v", half, all)
			break
		}
	}
	for _, node := range nodes {
		wg.Go(func() {
			if _, err := node.Follow(node.ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	nodes[2].check()
}

func TestTheCheckFindsViewsAndTalliesThatDifferFromTheirEvents(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	const id = "PLANTED0001"
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, c.intake("1.004873", "viec-khac", "chi-nhanh-7")); err != nil {
		t.Fatal(err)
	}
	c.check()
	db := c.Store()
	row, _, err := db.Read().Dossier(c.ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := db.Read().Tasks(c.ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := db.Read().Codes(c.ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	parties, err := db.Read().Parties(c.ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	other, held, late := row, slices.Clone(tasks), row
	other.OwnerName, held[0].Holder, late.DueAt = "Ai Khác", "p0001", row.DueAt.AddDate(0, 0, 1)
	for _, p := range []struct {
		what, want string
		plant      func(*store.Tx) error
	}{
		{"an owner", "line differ", func(tx *store.Tx) error { return tx.PutDossier(other, tasks, codes, parties) }},
		{"a due date", "line differ", func(tx *store.Tx) error { return tx.PutDossier(late, tasks, codes, parties) }},
		{"a holder", "tasks differ", func(tx *store.Tx) error { return tx.PutDossier(row, held, codes, parties) }},
		{"a code", "codes differ", func(tx *store.Tx) error { return tx.PutDossier(row, tasks, nil, parties) }},
		{"a party", "parties differ", func(tx *store.Tx) error { return tx.PutDossier(row, tasks, codes, parties[:1]) }},
		{"a change of units", "changes of units differ", func(tx *store.Tx) error { return tx.PutWent(id, []store.WentRow{{At: row.UpdatedAt}}) }},
		{"a line taken away", "no line in the views", func(tx *store.Tx) error { return tx.DropDossier(id) }},
	} {
		if err := db.Write(c.ctx, p.plant); err != nil {
			t.Fatalf("%s: %v", p.what, err)
		}
		rep, err := c.Check(c.ctx)
		if err != nil || len(rep.Damages) != 1 || !strings.Contains(rep.Damages[0], p.want) || !strings.Contains(rep.Damages[0], id) {
			t.Errorf("%s was changed: %v, %v", p.what, rep.Damages, err)
		}
		if err := db.Write(c.ctx, func(tx *store.Tx) error { return tx.PutDossier(row, tasks, codes, parties) }); err != nil {
			t.Fatal(err)
		}
	}
	c.check()
	if err := db.Write(c.ctx, func(tx *store.Tx) error { return tx.AddTally("chi-nhanh-7", "received/reception", "2026-03-03", 1) }); err != nil {
		t.Fatal(err)
	}
	rep, err := c.Check(c.ctx)
	if err != nil || len(rep.Damages) != 1 || !strings.Contains(rep.Damages[0], "its events say 1") {
		t.Errorf("a tally was changed: %v, %v", rep.Damages, err)
	}
}

func TestAnErasedDossierFoldsAndItsViewsFollow(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	const id = "ERASED00001"
	got, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, c.intake("1.004873", "viec-khac", "chi-nhanh-7"))
	if err != nil {
		t.Fatal(err)
	}
	c.finish(id)
	if err := c.Store().Erase(c.ctx, dossier.Stream(id)); err != nil {
		t.Fatal(err)
	}
	events, err := c.Store().Read().Events(c.ctx, dossier.Stream(id))
	if err != nil {
		t.Fatal(err)
	}
	d, err := dossier.Fold(id, events)
	if err != nil || !d.Erased || d.Code != got.Code || d.State != dossier.Completed || d.Parties.Owner.Name != "" {
		t.Errorf("an erased dossier folds to %+v, %v", d, err)
	}
	damages, err := c.Store().CheckChain(c.ctx, nil)
	if err != nil || len(damages) > 0 {
		t.Errorf("the ledger does not hold: %v %v", damages, err)
	}
}
