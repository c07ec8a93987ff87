package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"motcua/words/ledger"
)

var testKey = []byte("0123456789abcdef0123456789abcdef")

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	c := Config{Dir: t.TempDir(), Key: testKey}
	if err := Create(ctx, c); err != nil {
		t.Fatal(err)
	}
	db, err := Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i := range 5 {
		if err := db.Write(ctx, func(tx *Tx) error { return intake(tx, i) }); err != nil {
			t.Fatal(err)
		}
	}
	n, err := db.Sequence(ctx)
	t.Log(n, err)
	d, err := db.CheckChain(ctx, nil)
	t.Log(d, err)
	rows, err := db.Read().Search(ctx, Scope{All: true}, "nguyen van a")
	t.Log(len(rows), err)
	rows, next, err := db.Read().Dossiers(ctx, DossierFilter{Scope: Scope{Units: []string{"u1"}}, Limit: 2, Sort: ByDue})
	t.Log(len(rows), next, err)
	w, next, err := db.Read().Worklist(ctx, Scope{Units: []string{"u1"}}, nil, DossierFilter{Limit: 2})
	t.Log(len(w), next, err)
}

// intake is an act as the office makes them: about what a reception at a counter writes.
func intake(tx *Tx, i int) error {
	id := fmt.Sprintf("01JD%022d", i)
	_, done, err := tx.Command("desk", id, sha256.Sum256([]byte(id)), []byte(id))
	if err != nil || done {
		return err
	}
	unit := fmt.Sprintf("u%d", i%20)
	n, err := tx.Number(unit, "2026-11-24")
	if err != nil {
		return err
	}
	private := make([]byte, 1500)
	for j := range private {
		private[j] = byte(i + j)
	}
	events, err := tx.Append(ledger.StreamID("dossier/"+id), 0, []ledger.Fact{{
		Kind: "dossier.receive", Actor: "officer-1", Unit: unit, Holder: []byte(`{"n":1}`), Private: private,
	}})
	if err != nil {
		return err
	}
	code := fmt.Sprintf("H26.%s-261124-%04d", unit, n)
	now := tx.Now()
	key := tx.db.PersonKey("citizen", fmt.Sprintf("%012d", i))
	name := names[i%len(names)] + " " + names[i/3%len(names)] + " " + names[i/7%len(names)]
	row := DossierRow{
		ID: id, Code: code, Procedure: "1.004194", ProcVersion: 1, CaseID: "a", Channel: "counter", State: 2,
		Finance: "none", HandOver: "none", Exchange: "none", ReceptionUnit: unit, CompetentUnit: "u1",
		FiledAt: now, ReceivedAt: now, DueAt: now.Add(72 * time.Hour), OriginalDueAt: now.Add(72 * time.Hour),
		OwnerName: name, ApplicantName: name, Subject: "dang ky khai sinh", Title: "Đăng ký khai sinh", StepNames: "Thẩm định",
		Version: events[0].Version, UpdatedAt: now, CheckHash: make([]byte, 32),
		Search: SearchText(name, code, "dang ky khai sinh"),
	}
	err = tx.PutDossier(row,
		[]TaskRow{{Token: "1", Node: "check", Name: "Thẩm định", Work: "check", Unit: "u1", Role: "officer", Since: now, Due: now.Add(72 * time.Hour)}},
		[]CodeRow{{System: "H26", Code: code, Since: now}},
		[]PartyRow{{"owner", key}, {"applicant", key}})
	if err != nil {
		return err
	}
	if err := tx.PutPerson(PersonRow{PersonKey: key, Kind: "citizen", Number: fmt.Sprintf("%012d", i), Name: name, Folded: name, Address: "{}", Updated: now}); err != nil {
		return err
	}
	_, err = tx.PutJob(JobRow{Key: "notify/" + id, Kind: "notify", Args: id})
	return err
}

var names = []string{"nguyen", "tran", "le", "pham", "hoang", "van", "thi", "huu", "minh", "anh", "binh", "cuong", "dung", "lan", "mai"}
