// Package blob keeps files (tệp) on the disk under the hash of their content: papers that people send, letters that
// the centre issues. A file never changes; the same bytes are kept once. What a file is for, and how long it
// stays, is known to keep/store.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"motcua/ground/fault"
	"motcua/keep/vault"
)

// A Hash (mã băm) names a file by its content: SHA-256 in 64 small hexadecimal digits.
type Hash string

// A Ref is what is known of a kept file without reading it to the end.
type Ref struct {
	Hash Hash
	Size int64  // bytes
	Type string // media type by content, such as "application/pdf"; what the sender claimed plays no part
}

// ErrDamaged means that the bytes on the disk are no longer those that were put: a failing disk, or somebody's hand.
// A backup has to mend it, or the same bytes put again.
var ErrDamaged = errors.New("file does not match its hash")

// A Store is one directory of files. Many goroutines, and several processes on one local disk, may use it at once.
//
// On the disk a file is dir/ab/cdef…, the first two digits of its hash being the folder. Unfinished files are in dir/tmp.
type Store struct {
	dir    string
	ring   *vault.Ring      // nil: files are kept as they are
	folder [256]atomic.Bool // by the first two digits: this process knows that the folder is durable
}

// Open opens the store in dir and makes the directory where there is none. Only the owner of the process may look in.
// With a ring each file is sealed on the disk under a key of its own; its name is the hash of what was put all the same.
func Open(dir string, ring *vault.Ring) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		return nil, fmt.Errorf("open the store of files: %w: give a directory that this user may write", err)
	}
	return &Store{dir: dir, ring: ring}, nil
}

// Put keeps all bytes of r, at most limit of them, and returns what they are. When Put returns, the bytes and their
// name are on the disk (file and directory are synced), even if the power goes. After an error nothing is kept.
// Putting the same bytes again is one file still, and mends it if it was damaged.
//
// Faults, all Invalid with the gap {name} for the door to fill with Named: blob.empty, blob.too-large {limit}, blob.type {type}.
// Any other error is the disk's or r's own (a sender who broke off), wrapped.
func (s *Store) Put(r io.Reader, limit int64) (Ref, error) { return s.put(r, limit, Allowed) }

// PutXML is Put for a file of XML, such as a drawn process: it is only ever handed out as a download.
func (s *Store) PutXML(r io.Reader, limit int64) (Ref, error) {
	return s.put(r, limit, XML)
}

// XML says whether a media type is XML.
func XML(kind string) bool { return kind == "text/xml" || strings.HasPrefix(kind, "text/xml;") }

func (s *Store) put(r io.Reader, limit int64, allowed func(kind string) bool) (Ref, error) {
	tmp, err := os.CreateTemp(filepath.Join(s.dir, "tmp"), "put-*")
	if err != nil {
		return Ref{}, fmt.Errorf("put a file: %w", err)
	}
	defer os.Remove(tmp.Name()) // after the rename there is nothing left to remove
	defer tmp.Close()           // closed below on the good way; a second time does no harm

	ref, err := s.fill(tmp, r, limit, allowed)
	if err != nil {
		return Ref{}, err
	}
	if err := s.commit(tmp, ref.Hash); err != nil {
		return Ref{}, fmt.Errorf("put file %s: %w", ref.Hash, err)
	}
	return ref, nil
}

// fill streams r into the temporary file, hashing on the way, and judges size and type.
func (s *Store) fill(tmp *os.File, r io.Reader, limit int64, allowed func(kind string) bool) (Ref, error) {
	sum := sha256.New()
	head := make([]byte, 0, headLen)
	limit = min(limit, math.MaxInt64-1)
	var to io.Writer = tmp
	done := func() error { return nil }
	if s.ring != nil {
		f, err := s.ring.NewFile(tmp)
		if err != nil {
			return Ref{}, fmt.Errorf("put a file: %w", err)
		}
		to, done = f, f.Close
	}
	n, err := io.Copy(io.MultiWriter(to, sum, headWriter{&head}), io.LimitReader(r, limit+1))
	if err == nil {
		err = done()
	}
	switch {
	case err != nil:
		return Ref{}, fmt.Errorf("put a file: %w", err)
	case n > limit:
		return Ref{}, fault.New(fault.Invalid, "blob.too-large", "name", unnamed, "limit", inUnits(limit)).At("file")
	case n == 0:
		return Ref{}, fault.New(fault.Invalid, "blob.empty", "name", unnamed).At("file")
	}
	kind := sniff(head)
	if !allowed(kind) {
		return Ref{}, fault.New(fault.Invalid, "blob.type", "name", unnamed, "type", KindWords(kind)).At("file")
	}
	return Ref{Hash: Hash(hex.EncodeToString(sum.Sum(nil))), Size: n, Type: kind}, nil
}

// commit makes the temporary file durable under its name. It also writes over a file that is there already: the new
// bytes are known to be right, the old ones may have rotted.
func (s *Store) commit(tmp *os.File, h Hash) error {
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil { // a full or remote disk may tell its errors only now
		return err
	}
	name := s.path(h)
	if err := s.makeFolder(h); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}

// makeFolder makes the folder of a hash durable. That it exists is not enough: another process may have made it a moment
// ago and not synced it yet.
func (s *Store) makeFolder(h Hash) error {
	b, err := hex.DecodeString(string(h[:2]))
	if err != nil {
		return err
	}
	known := &s.folder[b[0]]
	if known.Load() {
		return nil
	}
	if err := os.Mkdir(filepath.Dir(s.path(h)), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := syncDir(s.dir); err != nil {
		return err
	}
	known.Store(true)
	return nil
}

// Get opens a file. Reading it from the beginning to the end checks it: instead of its last bytes a damaged file gives
// ErrDamaged, so that nobody receives a whole damaged file. Bytes read after a seek into the middle are not checked; Verify is.
// A hash that is none, and one that is not here, are the fault Missing blob.missing. The caller closes the reader.
func (s *Store) Get(h Hash) (io.ReadSeekCloser, Ref, error) {
	f, ref, err := s.open(h)
	if err != nil {
		return nil, Ref{}, err
	}
	head := make([]byte, headLen)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		f.Close()
		return nil, Ref{}, fmt.Errorf("get file %s: %w", h, damaged(err))
	}
	ref.Type = sniff(head[:n])
	return &reader{f: f, ref: ref, sum: sha256.New()}, ref, nil
}

// Verify reads a file to its end and gives ErrDamaged when its bytes are not those that were put.
func (s *Store) Verify(h Hash) error {
	f, ref, err := s.open(h)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(f, 0, ref.Size)); err != nil {
		return fmt.Errorf("verify file %s: %w", h, damaged(err))
	}
	if !matches(sum, h) {
		return fmt.Errorf("verify file %s: %w", h, ErrDamaged)
	}
	return nil
}

// Has says whether a file is here. It does not read it. A hash that is none is not here.
func (s *Store) Has(h Hash) (bool, error) {
	if !h.Valid() {
		return false, nil
	}
	switch _, err := os.Stat(s.path(h)); {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	default:
		return false, fmt.Errorf("look for file %s: %w", h, err)
	}
}

// Delete removes a file for good; when it returns, the name is gone from the disk. A file that is not here is no error.
// It is for retention only, and whoever deletes must hold that nothing refers to the hash any more and that nobody is
// putting the same bytes at that moment: the store of files cannot know either.
func (s *Store) Delete(h Hash) error {
	if !h.Valid() {
		return nil
	}
	name := s.path(h)
	if err := os.Remove(name); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("delete file %s: %w", h, err)
	}
	if err := syncDir(filepath.Dir(name)); err != nil {
		return fmt.Errorf("delete file %s: %w", h, err)
	}
	return nil
}

// Retire removes a file that nothing refers to any more, unless it was put, or put again, after the given time: then somebody
// is about to refer to it. Give a time so long ago (a day) that whoever put it has said by now what for. After a crash in
// between do it again: the same call ends what was begun.
func (s *Store) Retire(h Hash, before time.Time) error {
	if !h.Valid() {
		return nil
	}
	name, aside := s.path(h), filepath.Join(s.dir, "tmp", "retired-"+string(h))
	// Put writes a file under its name in one step, also over an old one. So the file is taken aside in one step and
	// looked at there: a fresh one that came in the last moment goes back, and one that comes later is not touched.
	if err := os.Rename(name, aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("retire file %s: %w", h, err)
	}
	info, err := os.Stat(aside)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && info.ModTime().Before(before) {
		err = os.Remove(aside)
	} else if err == nil {
		err = os.Rename(aside, name)
	}
	if err == nil {
		err = syncDir(filepath.Dir(name))
	}
	if err != nil {
		return fmt.Errorf("retire file %s: %w", h, err)
	}
	return nil
}

// Sweep removes what unfinished puts left behind after a crash, if last written before the given time, and says how many.
// Give a time so long ago (a day) that no put can still be running.
func (s *Store) Sweep(before time.Time) (int, error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, "tmp"))
	if err != nil {
		return 0, fmt.Errorf("sweep unfinished files: %w", err)
	}
	swept := 0
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // finished meanwhile
		}
		if err != nil {
			return swept, fmt.Errorf("sweep unfinished files: %w", err)
		}
		if !info.Mode().IsRegular() || !info.ModTime().Before(before) {
			continue
		}
		if err := os.Remove(filepath.Join(s.dir, "tmp", e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return swept, fmt.Errorf("sweep unfinished files: %w", err)
		}
		swept++
	}
	return swept, nil
}

// Valid says whether h has the form of a hash. Only such a hash becomes part of a path.
func (h Hash) Valid() bool {
	if len(h) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(h) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func (s *Store) path(h Hash) string { return filepath.Join(s.dir, string(h[:2]), string(h[2:])) }

// A kept is an open file as it was put, whether it is sealed on the disk or not.
type kept struct {
	io.ReaderAt
	io.Closer
}

func (s *Store) open(h Hash) (*kept, Ref, error) {
	if !h.Valid() {
		return nil, Ref{}, fault.New(fault.Missing, "blob.missing")
	}
	f, err := os.Open(s.path(h))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Ref{}, fault.New(fault.Missing, "blob.missing")
	}
	if err != nil {
		return nil, Ref{}, fmt.Errorf("open file %s: %w", h, err)
	}
	k, size, err := s.unseal(f)
	if err != nil {
		f.Close()
		return nil, Ref{}, fmt.Errorf("open file %s: %w", h, damaged(err))
	}
	return k, Ref{Hash: h, Size: size}, nil
}

// unseal looks whether a file is sealed, and reads through the seal where it is.
func (s *Store) unseal(f *os.File) (*kept, int64, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	is, err := isSealed(f)
	if err != nil || !is {
		return &kept{f, f}, info.Size(), err
	}
	if s.ring == nil {
		return nil, 0, fmt.Errorf("it is sealed: %w", vault.ErrKey)
	}
	v, err := s.ring.OpenFile(f, info.Size())
	if err != nil {
		return nil, 0, err
	}
	return &kept{v, f}, v.Size(), nil
}

func isSealed(f io.ReaderAt) (bool, error) {
	head := make([]byte, 8)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return vault.IsFile(head[:n]), nil
}

// damaged says of a seal that does not open what a hash that does not fit says.
func damaged(err error) error {
	if errors.Is(err, vault.ErrDamaged) {
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return err
}

func matches(sum hash.Hash, h Hash) bool { return hex.EncodeToString(sum.Sum(nil)) == string(h) }

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
