package blob

import (
	"fmt"
	"hash"
	"io"
)

// A reader reads a kept file and checks it on the way. One goroutine uses it.
type reader struct {
	f      *kept
	ref    Ref
	sum    hash.Hash
	pos    int64
	hashed int64 // how many bytes from the beginning sum has; the check holds while hashed == pos
}

// Read reads on. The bytes that reach the end of the file are given only if the whole file matches its hash.
func (r *reader) Read(b []byte) (int, error) {
	n, err := 0, io.EOF
	if r.pos < r.ref.Size {
		n, err = r.f.ReadAt(b[:min(int64(len(b)), r.ref.Size-r.pos)], r.pos)
	}
	if n > 0 && err == io.EOF {
		err = nil // the end comes with the next call
	}
	if r.pos == r.hashed {
		r.sum.Write(b[:n])
		r.hashed += int64(n)
	}
	r.pos += int64(n)
	// An empty file cannot have been put, so it is damaged: it shows at the first read, which is its end.
	atEnd := n > 0 && r.pos >= r.ref.Size || err == io.EOF
	if atEnd && r.hashed == r.pos && !matches(r.sum, r.ref.Hash) {
		return 0, fmt.Errorf("read file %s: %w", r.ref.Hash, ErrDamaged)
	}
	if err != nil && err != io.EOF {
		err = fmt.Errorf("read file %s: %w", r.ref.Hash, damaged(err))
	}
	return n, err
}

// Seek moves the place of the next Read. Back at the beginning, the check begins anew.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	pos := offset
	switch whence {
	case io.SeekCurrent:
		pos += r.pos
	case io.SeekEnd:
		pos += r.ref.Size
	}
	if pos < 0 {
		return r.pos, fmt.Errorf("seek in file %s: before its beginning", r.ref.Hash)
	}
	if pos == 0 {
		r.sum.Reset()
		r.hashed = 0
	}
	r.pos = pos
	return pos, nil
}

// Close closes the file.
func (r *reader) Close() error { return r.f.Close() }
