package office_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
)

// age moves the clock by days and hours, and with it the age of every kept file: those put since the last time were put just before.
func (c *town) age(days int, hours time.Duration) {
	c.t.Helper()
	c.mu.Lock()
	was := c.now
	c.now = was.AddDate(0, 0, days).Add(hours * time.Hour)
	c.mu.Unlock()
	err := filepath.WalkDir(c.files, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if info, err := e.Info(); err != nil || info.ModTime().Before(was) {
			return err
		}
		return os.Chtimes(path, time.Time{}, was)
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// dayBegins does what time brings until nothing is due.
func (c *town) dayBegins() {
	c.t.Helper()
	if err := c.Tick(c.ctx); err != nil {
		c.t.Fatal(err)
	}
	c.work()
}

// kept says whether a file is on the disk.
func (c *town) kept(a dossier.Attached) bool {
	c.t.Helper()
	s, err := blob.Open(c.files, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	ok, err := s.Has(blob.Hash(a.Hash))
	if err != nil {
		c.t.Fatal(err)
	}
	return ok
}

// receivedWithFile receives DRAFT-0000000001 with a file, and gives the file.
func (c *town) receivedWithFile() dossier.Attached {
	c.t.Helper()
	in, _ := c.mine()
	clerk := c.officer("chi-nhanh-7", "receiver")
	named := c.upload(clerk, "to-khai.pdf", "named")
	in.Files = []dossier.Attached{named}
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "DRAFT-0000000001"}, in); err != nil {
		c.t.Fatal(err)
	}
	return named
}

func TestASweepForgetsWhatWasNeverFiledAndKeepsWhatAnEventNames(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	in, me := c.mine()
	named, unused, again := c.upload(me, "to-khai.pdf", "named"), c.upload(me, "thua.pdf", "unused"), c.upload(me, "lai.pdf", "again")
	in.Files = []dossier.Attached{named}
	if _, err := c.File(c.ctx, me, office.Command{}, "DRAFT-0000000001", in); err != nil {
		t.Fatal(err)
	}
	if err := c.SaveDraft(c.ctx, me, office.Draft{ID: "DRAFT-0000000002", Kind: "file:x/y", Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	c.age(100, 0)
	c.dayBegins()
	if _, err := c.Read(c.ctx, me).Draft("DRAFT-0000000002"); !fault.Is(err, fault.Missing) {
		t.Errorf("a draft of 100 days ago: %v, want missing", err)
	}
	for _, a := range []dossier.Attached{named, unused, again} {
		if !c.kept(a) {
			t.Errorf("%s is gone before its end", a.Name)
		}
	}
	c.age(81, 0)
	c.dayBegins() // the rows go now, their files an hour later
	for _, a := range []dossier.Attached{named, unused, again} {
		if !c.kept(a) {
			t.Errorf("%s is gone while an act may still be naming it", a.Name)
		}
	}
	c.check() // a crash here leaves nothing that is damage
	c.age(0, 2)
	c.upload(me, "lai.pdf", "again")
	c.dayBegins()
	if !c.kept(named) || c.kept(unused) || !c.kept(again) {
		t.Errorf("kept: named %v, unused %v, sent again %v", c.kept(named), c.kept(unused), c.kept(again))
	}
	in.Files = []dossier.Attached{unused}
	_, err := c.File(c.ctx, me, office.Command{}, "DRAFT-0000000003", in)
	if f := fault.As(err); f == nil || f.Key != "dossier.file-not-sent" {
		t.Errorf("naming a file that was swept: %v", err)
	}
	c.check()
}

func TestACityOfAnEarlierVersionSweepsNoFileBeforeItKnowsWhichAreNamed(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	named := c.receivedWithFile()
	// As the migration finds it: no line says which files are named, and a job is to make them.
	err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
		if err := tx.PutFiles("DRAFT-0000000001", nil); err != nil {
			return err
		}
		if _, err := tx.PutJob(store.JobRow{Key: "file/" + named.Hash, Kind: "file", Args: named.Hash, RunAt: tx.Now().Add(time.Minute)}); err != nil {
			return err
		}
		_, err := tx.PutJob(store.JobRow{Key: "views/files", Kind: "views", RunAt: tx.Now().Add(3 * time.Hour)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c.age(181, 1)
	c.dayBegins()
	if !c.kept(named) {
		t.Fatal("a file that an event names was swept")
	}
	c.age(0, 3)
	c.dayBegins()
	if !c.kept(named) {
		t.Error("a file that an event names was swept after the views were made")
	}
	c.check()
}

func TestFsckMissesAFileThatAnEventNames(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	named := c.receivedWithFile()
	c.check()
	if err := os.Remove(filepath.Join(c.files, named.Hash[:2], named.Hash[2:])); err != nil {
		t.Fatal(err)
	}
	rep, err := c.Check(c.ctx)
	if err != nil || len(rep.Damages) != 1 || !strings.Contains(rep.Damages[0], named.Hash) {
		t.Errorf("found %v, %v", rep.Damages, err)
	}
}
