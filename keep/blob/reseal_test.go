package blob

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
	"time"

	"motcua/keep/vault"
)

func ring(t *testing.T, ids ...vault.ID) *vault.Ring {
	t.Helper()
	keys := vault.Keys{}
	for _, id := range ids {
		keys[id] = bytes.Repeat([]byte{byte(id) + 1}, vault.KeySize)
	}
	r, err := vault.New(keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sealedStore(t *testing.T, dir string, ids ...vault.ID) *Store {
	t.Helper()
	s, err := Open(dir, ring(t, ids...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASealedFileReadsAsItWasPutAndShowsNothingOnTheDisk(t *testing.T) {
	t.Parallel()
	const piece = 64 << 10
	for _, n := range []int{9, 100, piece - 1, piece, piece + 1, 3 * piece, 300_000} {
		s := sealedStore(t, t.TempDir(), 1)
		want := pdf(n)
		ref := put(t, s, want)
		disk, err := os.ReadFile(s.path(ref.Hash))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(disk, []byte("Hà Nội ")) || bytes.Contains(disk, []byte("%PDF")) {
			t.Errorf("%d bytes: the disk shows what was put", n)
		}
		r, again, err := s.Get(ref.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if again != ref || ref.Size != int64(n) || ref.Type != "application/pdf" {
			t.Errorf("Get says %+v, Put said %+v", again, ref)
		}
		if err := iotest.TestReader(r, want); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
		r.Close()
	}
}

func TestDamageToASealedFileIsFound(t *testing.T) {
	t.Parallel()
	body := pdf(200_000)
	for name, harm := range map[string]func([]byte) []byte{
		"cut short":          func(b []byte) []byte { return b[:70_000] },
		"cut between pieces": func(b []byte) []byte { return b[:168+65552] },
		"emptied":            func([]byte) []byte { return nil },
		"one bit":            func(b []byte) []byte { b[50_000] ^= 1; return b },
		"last byte":          func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"something on":       func(b []byte) []byte { return append(b, 'x') },
		"its key":            func(b []byte) []byte { b[60] ^= 1; return b },
		"two pieces changed places": func(b []byte) []byte {
			one, two := bytes.Clone(b[168:168+65552]), bytes.Clone(b[168+65552:168+2*65552])
			return append(append(append(bytes.Clone(b[:168]), two...), one...), b[168+2*65552:]...)
		},
	} {
		s := sealedStore(t, t.TempDir(), 1)
		ref := put(t, s, body)
		disk, err := os.ReadFile(s.path(ref.Hash))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(s.path(ref.Hash), harm(disk), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(ref.Hash); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Verify = %v", name, err)
		}
		if r, now, err := s.Get(ref.Hash); err == nil {
			if got, err := io.ReadAll(r); !errors.Is(err, ErrDamaged) || len(got) > 0 && int64(len(got)) >= now.Size {
				t.Errorf("%s: read %d of %d bytes, %v", name, len(got), now.Size, err)
			}
			r.Close()
		} else if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Get = %v", name, err)
		}
		put(t, s, body)
		if err := s.Verify(ref.Hash); err != nil {
			t.Errorf("%s: putting the bytes again does not mend: %v", name, err)
		}
	}
}

func TestFilesGoUnderANewKeyAndTheOldOneIsNeededNoMore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	plain, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	refs := []Ref{put(t, plain, pdf(100)), put(t, plain, pdf(200_000))}
	for _, r := range refs {
		if err := os.Chtimes(plain.path(r.Hash), old, old); err != nil {
			t.Fatal(err)
		}
	}
	first := sealedStore(t, dir, 1)
	refs = append(refs, put(t, first, pdf(5000)))
	check := func(s *Store, what string) {
		t.Helper()
		for _, r := range refs {
			if err := s.Verify(r.Hash); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	check(first, "before")
	for _, step := range []struct {
		s       *Store
		changed int
	}{{first, 2}, {first, 0}, {sealedStore(t, dir, 1, 2), 3}, {sealedStore(t, dir, 1, 2), 0}} {
		n, err := step.s.Reseal(t.Context())
		if err != nil || n != step.changed {
			t.Errorf("Reseal changed %d, %v, want %d", n, err, step.changed)
		}
		check(step.s, "after")
	}
	check(sealedStore(t, dir, 2), "without the old key")
	under, bare, err := first.Keys(t.Context())
	if err != nil || bare != 0 || len(under) != 1 || under[2] != 3 {
		t.Errorf("Keys = %v, %d, %v", under, bare, err)
	}
	err = sealedStore(t, dir, 1).Verify(refs[0].Hash)
	if !errors.Is(err, vault.ErrKey) || errors.Is(err, ErrDamaged) {
		t.Errorf("with a key that is not the file's: %v, want that the key is named", err)
	}
	if info, err := os.Stat(plain.path(refs[0].Hash)); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("the file's time is %v, %v", info.ModTime(), err)
	}
}

func TestABrokenReseal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := sealedStore(t, dir, 1)
	ref := put(t, s, pdf(5000))
	name := filepath.Join(dir, string(ref.Hash[:2]), string(ref.Hash[2:]))
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	next := sealedStore(t, dir, 1, 2)
	if _, err := next.Reseal(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	// The new slot half written, and whole with the old one still there: both open, and are brought to the end.
	const slot, at = 80, 8
	half := bytes.Clone(before)
	copy(half[at+slot:at+slot+30], after[at+slot:])
	both := bytes.Clone(before)
	copy(both[at+slot:at+2*slot], after[at+slot:])
	for what, b := range map[string][]byte{"half": half, "both": both} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := next.Verify(ref.Hash); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if n, err := next.Reseal(t.Context()); n != 1 || err != nil {
			t.Errorf("%s: Reseal changed %d, %v", what, n, err)
		}
		if err := sealedStore(t, dir, 2).Verify(ref.Hash); err != nil {
			t.Errorf("%s, brought to its end: %v", what, err)
		}
	}
}
