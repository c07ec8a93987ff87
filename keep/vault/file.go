package vault

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// A sealed file is a mark, two slots, and pieces of 64 KiB, each sealed under the file's own key with its number and
// whether it is the last: no piece can be left out, moved or added. The file's key stands sealed in one of the slots; under a
// new data key it is sealed anew into the other one, so that at every moment one of them is whole.
const (
	fileMark = "\x00mq\x03"
	slotSize = KeySize + Overhead
	fileHead = len(fileMark) + 4 + 2*slotSize
	pieceLen = 64 << 10
	sealed   = pieceLen + chacha20poly1305.Overhead

	filePlace = "file"
)

// A FileWriter seals what is written to it.
type FileWriter struct {
	w    io.Writer
	a    cipher.AEAD
	n    uint64 // pieces written
	buf  []byte
	out  []byte
	done bool
}

// NewFile begins a sealed file on w.
func (r *Ring) NewFile(w io.Writer) (*FileWriter, error) {
	key := make([]byte, KeySize)
	rand.Read(key)
	a, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, err
	}
	head := make([]byte, fileHead)
	copy(head, fileMark)
	copy(head[len(fileMark)+4:], r.Seal(filePlace, key))
	if _, err := w.Write(head); err != nil {
		return nil, err
	}
	return &FileWriter{w: w, a: a, buf: make([]byte, 0, pieceLen), out: make([]byte, 0, sealed)}, nil
}

// Write takes bytes in.
func (f *FileWriter) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		if len(f.buf) == pieceLen {
			if err := f.flush(false); err != nil {
				return 0, err
			}
		}
		k := min(len(b), pieceLen-len(f.buf))
		f.buf = append(f.buf, b[:k]...)
		b = b[k:]
	}
	return n, nil
}

func (f *FileWriter) flush(last bool) error {
	f.out = f.a.Seal(f.out[:0], pieceNonce(f.n, last), f.buf, nil)
	f.n++
	f.buf = f.buf[:0]
	_, err := f.w.Write(f.out)
	return err
}

// Close writes the last piece; it does not close what is below.
func (f *FileWriter) Close() error {
	if f.done {
		return nil
	}
	f.done = true
	return f.flush(true)
}

func pieceNonce(n uint64, last bool) []byte {
	b := make([]byte, chacha20poly1305.NonceSize)
	binary.BigEndian.PutUint64(b, n)
	if last {
		b[len(b)-1] = 1
	}
	return b
}

// A File is a sealed file that is read. One goroutine uses it.
type File struct {
	r    io.ReaderAt
	a    cipher.AEAD
	n    int64 // pieces
	size int64 // bytes that were put
	have int64 // the piece in buf, -1 for none
	buf  []byte
	raw  []byte
}

// IsFile says whether a file that begins so is sealed.
func IsFile(head []byte) bool {
	return len(head) >= len(fileMark) && string(head[:len(fileMark)]) == fileMark
}

// FileHead is how much of a file IsFile, UnderFile and OpenFile look at.
const FileHead = fileHead

// OpenFile opens a sealed file of a length on the disk.
func (r *Ring) OpenFile(f io.ReaderAt, length int64) (*File, error) {
	head := make([]byte, fileHead)
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	key, _, err := r.fileKey(head)
	if err != nil {
		return nil, err
	}
	a, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, err
	}
	body := length - int64(fileHead)
	n := (body + sealed - 1) / sealed
	if body < chacha20poly1305.Overhead || body-(n-1)*sealed < chacha20poly1305.Overhead {
		return nil, ErrDamaged
	}
	return &File{r: f, a: a, n: n, size: body - n*chacha20poly1305.Overhead, have: -1}, nil
}

func slots(head []byte) [2][]byte {
	at := len(fileMark) + 4
	return [2][]byte{head[at : at+slotSize], head[at+slotSize : at+2*slotSize]}
}

// fileKey gives the file's key and the slot that it stands in.
func (r *Ring) fileKey(head []byte) (key []byte, slot int, err error) {
	err = ErrDamaged
	for i, s := range slots(head) {
		if _, ok := Under(s); !ok {
			continue
		}
		var e error
		if key, e = r.Open(filePlace, s); e == nil && len(key) == KeySize {
			return key, i, nil
		}
		if errors.Is(e, ErrKey) {
			err = e
		}
	}
	return nil, 0, err
}

// UnderFile names the oldest key that a file's head can be opened with; ok is false for a file that is not sealed.
func UnderFile(head []byte) (id ID, ok bool) {
	if !IsFile(head) || len(head) < fileHead {
		return 0, false
	}
	for _, s := range slots(head) {
		if n, is := Under(s); is && (!ok || n < id) {
			id, ok = n, true
		}
	}
	return id, ok
}

// A HeadWriter is a file whose head is written anew in place.
type HeadWriter interface {
	io.ReaderAt
	io.WriterAt
	Sync() error
}

// Reseal seals a file's key under the newest data key. Whatever breaks between, the file opens.
func (r *Ring) Reseal(f HeadWriter) error {
	head := make([]byte, fileHead)
	if _, err := f.ReadAt(head, 0); err != nil {
		return err
	}
	key, slot, err := r.fileKey(head)
	if err != nil {
		return err
	}
	at := func(i int) int64 { return int64(len(fileMark) + 4 + i*slotSize) }
	if id, _ := Under(slots(head)[slot]); id != r.Newest() {
		if _, err := f.WriteAt(r.Seal(filePlace, key), at(1-slot)); err != nil {
			return err
		}
		if err := f.Sync(); err != nil {
			return err
		}
		slot = 1 - slot
	}
	if _, err := f.WriteAt(make([]byte, slotSize), at(1-slot)); err != nil {
		return err
	}
	return f.Sync()
}

// Size is how many bytes were put.
func (f *File) Size() int64 { return f.size }

// ReadAt reads bytes that were put; a piece that was changed gives ErrDamaged.
func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	for n < len(b) && off < f.size {
		if err := f.load(off / pieceLen); err != nil {
			return n, err
		}
		k := copy(b[n:], f.buf[off%pieceLen:])
		n, off = n+k, off+int64(k)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *File) load(piece int64) error {
	if f.have == piece {
		return nil
	}
	if f.raw == nil {
		f.raw = make([]byte, sealed)
	}
	f.have = -1
	n, err := f.r.ReadAt(f.raw, int64(fileHead)+piece*sealed)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read piece %d: %w", piece, err)
	}
	f.buf, err = f.a.Open(f.buf[:0], pieceNonce(uint64(piece), piece == f.n-1), f.raw[:n], nil)
	if err != nil {
		return ErrDamaged
	}
	f.have = piece
	return nil
}
