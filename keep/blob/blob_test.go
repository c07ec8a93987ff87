package blob

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"motcua/ground/fault"
)

const mega = 1 << 20

// pdf is something that looks like a PDF, n bytes long.
func pdf(n int) []byte {
	b := bytes.Repeat([]byte("Hà Nội "), n/8+2)
	copy(b, "%PDF-1.7\n")
	return b[:n]
}

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "files"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *Store, b []byte) Ref {
	t.Helper()
	ref, err := s.Put(bytes.NewReader(b), mega)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// files lists every regular file of the store, finished or not.
func files(t *testing.T, s *Store) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(s.dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(s.dir, p)
			out = append(out, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPutKeepsBytesUnderTheirHash(t *testing.T) {
	t.Parallel()
	s := open(t)
	want := pdf(300_000)
	ref := put(t, s, want)
	sum := sha256.Sum256(want)
	if ref != (Ref{Hash: Hash(hex.EncodeToString(sum[:])), Size: 300_000, Type: "application/pdf"}) {
		t.Errorf("Put = %+v", ref)
	}
	r, again, err := s.Get(ref.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if again != ref {
		t.Errorf("Get says %+v, Put said %+v", again, ref)
	}
	if err := iotest.TestReader(r, want); err != nil {
		t.Error(err)
	}
	if has, err := s.Has(ref.Hash); !has || err != nil {
		t.Errorf("Has = %v, %v", has, err)
	}
	if err := s.Verify(ref.Hash); err != nil {
		t.Error(err)
	}
}

func TestAStoreOpenedAgainHasItsFiles(t *testing.T) {
	t.Parallel()
	s := open(t)
	ref := put(t, s, pdf(100))
	again, err := Open(s.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Verify(ref.Hash); err != nil {
		t.Error(err)
	}
}

func TestConcurrentPutsOfTheSameBytesAreOneFile(t *testing.T) {
	t.Parallel()
	s := open(t)
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			b := pdf(50_000 + i%3) // three different files, eight times each
			ref, err := s.Put(iotest.HalfReader(bytes.NewReader(b)), mega)
			if err != nil {
				t.Error(err)
				return
			}
			r, _, err := s.Get(ref.Hash)
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Close()
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, b) {
				t.Errorf("read back %d bytes, %v", len(got), err)
			}
		})
	}
	wg.Wait()
	if got := files(t, s); len(got) != 3 {
		t.Errorf("files on the disk: %v, want three", got)
	}
}

func TestWhatIsRefusedLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		body  []byte
		limit int64
		key   string
	}{
		{"one byte too many", pdf(1001), 1000, "blob.too-large"},
		{"no limit given", pdf(10), 0, "blob.too-large"},
		{"a negative limit", pdf(10), -5, "blob.too-large"},
		{"empty", nil, mega, "blob.empty"},
		{"a program", []byte("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 64)), mega, "blob.type"},
		{"a page", []byte("<!DOCTYPE html><script>alert(1)</script>"), mega, "blob.type"},
		{"a drawing with script", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), mega, "blob.type"},
		{"plain text", []byte("xin chào"), mega, "blob.type"},
		{"an archive", zipped(t, "a.exe"), mega, "blob.type"},
	} {
		s := open(t)
		ref, err := s.Put(bytes.NewReader(c.body), c.limit)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || f.Key != c.key || f.Field != "file" || ref != (Ref{}) {
			t.Errorf("%s: %+v, %v, want %s", c.name, ref, err, c.key)
		}
		if left := files(t, s); len(left) != 0 {
			t.Errorf("%s: left behind %v", c.name, left)
		}
	}
}

func TestExactlyTheLimitIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.Put(bytes.NewReader(pdf(1000)), 1000); err != nil {
		t.Error(err)
	}
	if _, err := s.Put(bytes.NewReader(pdf(1000)), 1<<63-1); err != nil {
		t.Error(err)
	}
}

func TestASenderWhoBreaksOffLeavesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	broken := io.MultiReader(bytes.NewReader(pdf(5000)), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := s.Put(broken, mega); !errors.Is(err, io.ErrUnexpectedEOF) || fault.As(err) != nil {
		t.Errorf("Put = %v, want the sender's own error", err)
	}
	if left := files(t, s); len(left) != 0 {
		t.Errorf("left behind %v", left)
	}
}

func TestDamagedFilesAreFound(t *testing.T) {
	t.Parallel()
	body := pdf(100_000)
	for name, harm := range map[string]func([]byte) []byte{
		"cut short":    func(b []byte) []byte { return b[:70_000] },
		"emptied":      func([]byte) []byte { return nil },
		"one bit":      func(b []byte) []byte { b[50_000] ^= 1; return b },
		"last byte":    func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"something on": func(b []byte) []byte { return append(b, 'x') },
	} {
		s := open(t)
		ref := put(t, s, body)
		if err := os.WriteFile(s.path(ref.Hash), harm(bytes.Clone(body)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(ref.Hash); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Verify = %v", name, err)
		}
		r, now, err := s.Get(ref.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); !errors.Is(err, ErrDamaged) || len(got) > 0 && int64(len(got)) >= now.Size {
			t.Errorf("%s: read %d of %d bytes, %v", name, len(got), now.Size, err)
		}
		// A server finds the size by seeking, goes back, and copies exactly that many bytes without asking for more.
		_, _ = r.Seek(0, io.SeekEnd)
		_, _ = r.Seek(0, io.SeekStart)
		if n, err := io.CopyN(io.Discard, r, max(now.Size, 1)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: after seeking back: copied %d, %v", name, n, err)
		}
		r.Close()
		put(t, s, body)
		if err := s.Verify(ref.Hash); err != nil {
			t.Errorf("%s: putting the bytes again does not mend: %v", name, err)
		}
	}
}

func TestBadHashesReachNoPath(t *testing.T) {
	t.Parallel()
	s := open(t)
	outside := filepath.Join(filepath.Dir(s.dir), "secret")
	if err := os.WriteFile(outside, pdf(10), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, h := range []Hash{
		"", "..", "../secret", "../../etc/passwd", "tmp", Hash(strings.Repeat("../", 21) + "x"),
		Hash(strings.Repeat("A", 64)), Hash(strings.Repeat("0", 63)), Hash(strings.Repeat("0", 65)), Hash(strings.Repeat("0", 62) + "/x"),
		Hash(strings.Repeat("0", 63) + "\x00"), Hash(strings.Repeat("0", 64)),
	} {
		if _, _, err := s.Get(h); !fault.Is(err, fault.Missing) {
			t.Errorf("Get(%q) = %v, want missing", h, err)
		}
		if err := s.Verify(h); !fault.Is(err, fault.Missing) {
			t.Errorf("Verify(%q) = %v, want missing", h, err)
		}
		if has, err := s.Has(h); has || err != nil {
			t.Errorf("Has(%q) = %v, %v", h, has, err)
		}
		if err := s.Delete(h); err != nil {
			t.Errorf("Delete(%q) = %v", h, err)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error("a bad hash reached a file outside")
	}
}

func TestDeleteRemovesForGood(t *testing.T) {
	t.Parallel()
	s := open(t)
	ref, other := put(t, s, pdf(100)), put(t, s, pdf(101))
	for range 2 { // the second time there is nothing to do
		if err := s.Delete(ref.Hash); err != nil {
			t.Fatal(err)
		}
	}
	if has, _ := s.Has(ref.Hash); has {
		t.Error("a deleted file is still here")
	}
	if err := s.Verify(other.Hash); err != nil {
		t.Errorf("another file suffered: %v", err)
	}
}

func TestSweepTakesOnlyOldLeftovers(t *testing.T) {
	t.Parallel()
	s := open(t)
	ref := put(t, s, pdf(100))
	noon := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	for name, at := range map[string]time.Time{"put-old": noon.Add(-25 * time.Hour), "put-new": noon} {
		p := filepath.Join(s.dir, "tmp", name)
		if err := os.WriteFile(p, []byte("%PDF"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(p, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(s.path(ref.Hash), noon.AddDate(-9, 0, 0), noon.AddDate(-9, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Sweep(noon.Add(-24 * time.Hour)); n != 1 || err != nil {
		t.Errorf("Sweep = %d, %v, want one", n, err)
	}
	if got := files(t, s); len(got) != 2 {
		t.Errorf("left on the disk: %v, want the kept file and the new leftover", got)
	}
}

// zipped makes an archive with one member of each name.
func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, "<x/>"); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTypesAreKnownByContent(t *testing.T) {
	t.Parallel()
	s := open(t)
	for want, body := range map[string]string{
		"image/jpeg": "\xff\xd8\xff\xe0\x00\x10JFIF\x00",
		"image/png":  "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
		"image/webp": "RIFF\x24\x00\x00\x00WEBPVP8 ",
		"image/heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": string(zipped(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml")),
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       string(zipped(t, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")),
		// A SEQUENCE that begins with the identifier of signedData, 1.2.840.113549.1.7.2 (RFC 5652).
		"application/pkcs7-signature": "\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x82\x00\xf0\x30\x81\x00\x00",
	} {
		ref, err := s.Put(strings.NewReader(body), mega)
		if err != nil || ref.Type != want {
			t.Errorf("Put = %q, %v, want %s", ref.Type, err, want)
		}
		if _, again, err := s.Get(ref.Hash); err == nil && again.Type != want {
			t.Errorf("Get says %q, want %s", again.Type, want)
		}
		if !Allowed(want) || Inline(want) && !strings.HasPrefix(want, "image/") {
			t.Errorf("%s: Allowed or Inline is wrong", want)
		}
	}
}

func TestNamedGivesTheFaultItsFile(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.Put(bytes.NewReader(pdf(3*mega)), 2*mega)
	if f := fault.As(Named(err, "đơn.pdf")); f.Args["name"] != "“đơn.pdf”" || f.Args["limit"] != "2 MB" {
		t.Errorf("gaps are %v", f.Args)
	}
	if plain := errors.New("disk is full"); Named(plain, "đơn.pdf") != plain {
		t.Error("an error that is no fault must pass unchanged")
	}
	for n, want := range map[int64]string{10 * mega: "10 MB", 1536 << 10: "1536 KB", 100: "100 B"} {
		if got := inUnits(n); got != want {
			t.Errorf("inUnits(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestARetiredFileIsGoneUnlessItWasPutAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	const text = "%PDF-1.4\nretired\n"
	ref, err := s.Put(strings.NewReader(text), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, string(ref.Hash[:2]), string(ref.Hash[2:]))
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	age := func(file string, by time.Duration) {
		t.Helper()
		if err := os.Chtimes(file, time.Time{}, noon.Add(-by)); err != nil {
			t.Fatal(err)
		}
	}
	there := func(what string, want bool) {
		t.Helper()
		if ok, err := s.Has(ref.Hash); ok != want || err != nil {
			t.Errorf("%s: the file is there: %v, %v", what, ok, err)
		}
		if left, err := os.ReadDir(filepath.Join(dir, "tmp")); len(left) > 0 || err != nil {
			t.Errorf("%s: left aside: %v, %v", what, left, err)
		}
	}
	retire := func() {
		t.Helper()
		if err := s.Retire(ref.Hash, noon.Add(-24*time.Hour)); err != nil {
			t.Error(err)
		}
	}
	age(name, time.Hour)
	retire()
	there("one that was put an hour ago", true)
	age(name, 25*time.Hour)
	aside := filepath.Join(dir, "tmp", "retired-"+string(ref.Hash))
	if err := os.Rename(name, aside); err != nil { // as a crash in the middle leaves it
		t.Fatal(err)
	}
	age(aside, time.Hour)
	retire()
	there("a fresh one that a crash left aside", true)
	age(name, 25*time.Hour)
	retire()
	there("an old one", false)
	retire()
	there("one that is gone", false)
	if err := s.Retire("../../keys", noon); err != nil {
		t.Errorf("what is no hash: %v", err)
	}
}
