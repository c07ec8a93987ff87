package office_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

// onDisk says which of the texts stand in any file below the folders.
func onDisk(t *testing.T, texts []string, dirs ...string) (found []string) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			for _, s := range texts {
				if bytes.Contains(b, []byte(s)) {
					found = append(found, filepath.Base(path)+": "+s)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

const (
	erasedID, stayingID = dossier.ID("ERASE0000001"), dossier.ID("ERASE0000002")
	erasedName          = "Đặng Quỳnhxyz Ví Dụ"
	erasedNumber        = "001185067890"
)

// erasedTexts are what must be nowhere after the erasure; the folded name stands in plain before it.
var erasedTexts = []string{erasedName, "quynhxyz", erasedNumber, "0987654321", "Số 99 ngõ Xoá", "việc riêng xyzq", "viec rieng xyzq"}

// twoDossiers are received, decided and handed over: that of erasedName, with a file of its own and one that the other has too.
func (c *town) twoDossiers() (own, shared dossier.Attached) {
	c.t.Helper()
	clerk := c.officer("chi-nhanh-7", "receiver")
	own, shared = c.upload(clerk, "can-cuoc-Quynhxyz.pdf", "quynhxyz own"), c.upload(clerk, "chung.pdf", "shared")
	for _, id := range []dossier.ID{erasedID, stayingID} {
		in := c.intake("1.001612", "ca-nhan", "chi-nhanh-7")
		in.Files = []dossier.Attached{shared}
		if id == erasedID {
			p := &in.Parties.Owner
			p.Name, p.Number, p.Phone, p.Address.Text = erasedName, erasedNumber, "0987654321", "Số 99 ngõ Xoá"
			in.Parties.Applicant, in.Subject = in.Parties.Owner, "việc riêng xyzq"
			in.Files = []dossier.Attached{own, shared}
		}
		if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, in); err != nil {
			c.t.Fatal(err)
		}
		c.finish(id)
		c.pdf(id, office.LetterSlip, 1)
		if err := c.HandOver(c.ctx, clerk, office.Command{}, office.On{ID: id}, dossier.HandOver{Manner: "desk", Receiver: c.dossier(id).Parties.Owner}); err != nil {
			c.t.Fatal(err)
		}
	}
	c.work()
	return own, shared
}

var lawfully = dossier.Erasure{Ground: dossier.ErasedOnRequest, Decision: "12/QĐ-VHTT ngày 20/11/2026", Words: "Chủ thể dữ liệu yêu cầu, đã hết thời hạn lưu"}

func TestAnErasedDossierIsNowhereAndTheLedgerHolds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg := store.Config{Dir: dir, Key: []byte(strings.Repeat("k", 32)), Simulated: true}
	c := newTownOn(t, cfg)
	own, shared := c.twoDossiers()
	backup := filepath.Join(t.TempDir(), "motcua.db")
	if err := c.Store().Snapshot(c.ctx, backup); err != nil {
		t.Fatal(err)
	}
	if found := onDisk(t, erasedTexts, dir, c.files); len(found) < 3 {
		t.Fatalf("before the erasure the disk has only %v", found)
	}
	v := c.dossier(erasedID)
	leader := c.officer(v.Competent, "leader")
	for what, who := range map[string]office.Who{
		"the clerk": c.officer("chi-nhanh-7", "receiver"), "an administrator": admin, "another unit's leader": c.officer("trung-tam", "leader"),
	} {
		if err := c.Erase(c.ctx, who, office.Command{}, erasedID, lawfully); !fault.Is(err, fault.Refused) && !fault.Is(err, fault.Missing) {
			t.Errorf("%s erases: %v", what, err)
		}
	}
	if err := c.Erase(c.ctx, leader, office.Command{}, erasedID, dossier.Erasure{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a ground: %v", err)
	}
	c.age(2, 0)
	if err := c.Erase(c.ctx, leader, office.Command{}, erasedID, lawfully); err != nil {
		t.Fatal(err)
	}
	if f := fault.As(c.Erase(c.ctx, leader, office.Command{}, erasedID, lawfully)); f == nil || f.Key != "erasure.was" {
		t.Errorf("a second time: %v", f)
	}
	if found := onDisk(t, erasedTexts, dir, c.files); len(found) > 0 {
		t.Errorf("still on the disk: %v", found)
	}
	if c.kept(own) || !c.kept(shared) {
		t.Errorf("kept: its own file %v, the other's too %v", c.kept(own), c.kept(shared))
	}
	c.gone(v.Code, leader)
	c.check()
	c.work()
	c.check()
	c.replayed(cfg, backup)
}

// gone wants nobody to find who the erased dossier was for, and everybody else's to be as it was.
func (c *town) gone(code string, leader office.Who) {
	c.t.Helper()
	v := c.dossier(erasedID)
	if !v.Erased || v.Parties.Owner.Name != "" || v.Subject != "" || len(v.Files) > 0 || v.Code != code || v.State != dossier.HandedOver {
		c.t.Errorf("the dossier is %+v", v.Dossier)
	}
	r := c.Read(c.ctx, leader)
	for _, text := range []string{"quynhxyz", "xyzq"} {
		if rows, err := r.Search(text); err != nil || len(rows) > 0 {
			c.t.Errorf("%s finds %d dossiers, %v", text, len(rows), err)
		}
	}
	if rows, err := r.Search(code); err != nil || len(rows) != 1 {
		c.t.Errorf("the code finds %d dossiers, %v", len(rows), err)
	}
	if letters, err := c.Read(c.ctx, c.whole()).Letters(erasedID); err != nil || len(letters) > 0 {
		c.t.Errorf("it has letters: %+v, %v", letters, err)
	}
	if _, ok, err := c.Store().Read().Person(c.ctx, c.PersonKey(erasedNumber)); ok || err != nil {
		c.t.Errorf("the person is known: %v, %v", ok, err)
	}
	if notices, err := c.Store().Read().NoticesOf(c.ctx, string(erasedID), 10); err != nil || len(notices) > 0 {
		c.t.Errorf("it has %d notices, %v", len(notices), err)
	}
	other := c.dossier(stayingID)
	if other.Erased || other.Parties.Owner.Name == "" || len(other.Files) != 1 {
		c.t.Errorf("the other dossier is %+v", other.Dossier)
	}
	if _, ok, err := c.Store().Read().Person(c.ctx, c.PersonKey(other.Parties.Owner.Number)); !ok || err != nil {
		c.t.Errorf("the other person is not known any more: %v", err)
	}
	all, err := r.Erasures()
	if err != nil || len(all) != 1 || all[0].Code != code || all[0].Decision != lawfully.Decision || all[0].Person.Name == "" {
		c.t.Errorf("the list of erasures is %+v, %v", all, err)
	}
}

// replayed carries the erasure out on the backup from before it.
func (c *town) replayed(cfg store.Config, backup string) {
	t := c.t
	t.Helper()
	var lines [][]byte
	keep := func(b []byte) error {
		lines = append(lines, slices.Clone(b))
		return nil
	}
	listed := office.Config{DB: c.Store(), Secret: []byte(strings.Repeat("s", 32)), Now: c.clock, Demo: true, Erased: keep}
	o, err := office.Open(c.ctx, listed)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.ListErasures(c.ctx); err != nil || len(lines) != 1 || len(onDisk(t, erasedTexts)) > 0 {
		t.Fatalf("the list is %q, %v", lines, err)
	}
	old := cfg
	old.Dir, old.Now = filepath.Dir(backup), c.clock
	db, err := store.Open(c.ctx, old)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	blobs, err := blob.Open(c.files, nil)
	if err != nil {
		t.Fatal(err)
	}
	letters, err := letter.NewRenderer()
	if err != nil {
		t.Fatal(err)
	}
	listed.DB, listed.Blobs, listed.Letters = db, blobs, letters
	if o, err = office.Open(c.ctx, listed); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		if n, err := o.ReplayErasures(c.ctx, lines); err != nil || n != want {
			t.Errorf("carried out again: %d, %v, want %d", n, err, want)
		}
	}
	if found := onDisk(t, erasedTexts, old.Dir); len(found) > 0 {
		t.Errorf("the restored database still has %v", found)
	}
	rep, err := o.Check(c.ctx)
	if err != nil || len(rep.Damages) > 0 {
		t.Errorf("the restored database: %v, %v", rep.Damages, err)
	}
	whole := office.Who{Kind: access.System, Account: "test"}
	if v, err := o.Read(c.ctx, whole).Dossier(erasedID, "read.test"); err != nil || !v.Erased {
		t.Errorf("the restored dossier: %v", err)
	}
}

func TestADossierThatIsNotOverIsNotErased(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("ERASE0000003")
	if f := fault.As(c.Erase(c.ctx, c.officer(v.Competent, "leader"), office.Command{}, v.ID, lawfully)); f == nil || f.Key != "erasure.not-over" {
		t.Errorf("an open dossier: %v", f)
	}
	c.check()
}

func TestAnErasureOnPostgreSQL(t *testing.T) {
	t.Parallel()
	c := newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 6})
	own, shared := c.twoDossiers()
	v := c.dossier(erasedID)
	leader := c.officer(v.Competent, "leader")
	c.age(2, 0)
	if err := c.Erase(c.ctx, leader, office.Command{}, erasedID, lawfully); err != nil {
		t.Fatal(err)
	}
	if c.kept(own) || !c.kept(shared) {
		t.Errorf("kept: its own file %v, the other's too %v", c.kept(own), c.kept(shared))
	}
	c.gone(v.Code, leader)
	c.check()
}

func TestAnErasureTakesTheMandatesThatAreOverWithTheLastDossierOfTheirPrincipal(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.twoDossiers()
	owner := c.someone("citizen", erasedName, erasedNumber)
	give := func(name, number string) string {
		t.Helper()
		id, err := c.GiveMandate(c.ctx, owner.Who, office.Command{}, access.Mandate{Holder: access.Represented{Name: name, Number: number}, From: c.Now()})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	over, holds := give("Lê Minh Châu", "001194990404"), give("Đỗ Văn Hải", "001082990505")
	if err := c.EndMandate(c.ctx, owner.Who, over); err != nil {
		t.Fatal(err)
	}
	leader := c.officer(c.dossier(erasedID).Competent, "leader")
	if err := c.Erase(c.ctx, leader, office.Command{}, erasedID, lawfully); err != nil {
		t.Fatal(err)
	}
	events := func(id string) (private int) {
		t.Helper()
		evs, err := c.Store().Read().Events(c.ctx, access.MandateStream(id))
		if err != nil || len(evs) == 0 {
			t.Fatalf("its events are %v, %v", evs, err)
		}
		for i := range evs {
			private += len(evs[i].Private)
		}
		return private
	}
	row, ok, err := c.Store().Read().Mandate(c.ctx, over)
	if err != nil || !ok || row.State != string(access.MandateEnded) {
		t.Errorf("that there was a mandate is gone: %+v, %v", row, err)
	}
	if n := events(over); n != 0 || row.Principal != "" || row.Holder != "" || strings.Contains(row.People, "Châu") {
		t.Errorf("of the mandate that is over %d private bytes stay: %+v", n, row)
	}
	if row, _, err := c.Store().Read().Mandate(c.ctx, holds); err != nil || events(holds) == 0 || row.Principal != c.PersonKey(erasedNumber) {
		t.Errorf("the mandate that holds was erased: %+v, %v", row, err)
	}
	c.check()
}
