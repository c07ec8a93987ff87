package blob

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"motcua/keep/vault"
)

// Reseal seals every kept file under the newest data key: those from before there were keys as a whole, of others only the
// file's own key. It goes file by file, each of which opens at every moment, and may be broken off and begun again. It gives how
// many it changed.
func (s *Store) Reseal(ctx context.Context) (changed int, err error) {
	if s.ring == nil {
		return 0, nil
	}
	err = s.each(ctx, func(h Hash) error {
		did, err := s.reseal(h)
		if did {
			changed++
		}
		return err
	})
	return changed, err
}

// Keys counts the kept files by the data key that they need; plain is how many are not sealed.
func (s *Store) Keys(ctx context.Context) (under map[vault.ID]int, plain int, err error) {
	under = map[vault.ID]int{}
	err = s.each(ctx, func(h Hash) error {
		f, err := os.Open(s.path(h))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer f.Close()
		head := make([]byte, vault.FileHead)
		n, err := f.ReadAt(head, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if id, ok := vault.UnderFile(head[:n]); ok {
			under[id]++
		} else {
			plain++
		}
		return nil
	})
	return under, plain, err
}

// each calls fn with every kept file.
func (s *Store) each(ctx context.Context, fn func(Hash) error) error {
	for b := range 256 {
		folder := hex.EncodeToString([]byte{byte(b)})
		names, err := os.ReadDir(filepath.Join(s.dir, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("look through the files: %w", err)
		}
		for _, n := range names {
			h := Hash(folder + n.Name())
			if !h.Valid() {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := fn(h); err != nil {
				return fmt.Errorf("file %s: %w", h, err)
			}
		}
	}
	return nil
}

func (s *Store) reseal(h Hash) (changed bool, err error) {
	f, err := os.OpenFile(s.path(h), os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // retired meanwhile
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, vault.FileHead)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	switch id, ok := vault.UnderFile(head[:n]); {
	case ok && id == s.ring.Newest():
		return false, nil
	case ok:
		err = damaged(s.ring.Reseal(f))
	default:
		// A file that is damaged already is refused here and stays as it is: its hash would not be its name's.
		if err = s.Verify(h); err == nil {
			_, err = s.put(io.NewSectionReader(f, 0, info.Size()), info.Size(), func(string) bool { return true })
		}
	}
	if err != nil {
		return false, err
	}
	// The time of a file says when it was put: what nothing names is retired by it.
	return true, os.Chtimes(s.path(h), info.ModTime(), info.ModTime())
}
