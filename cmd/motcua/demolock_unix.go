//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// holdDemo keeps a demonstration's folder to one run: another would empty it under the first, or build into the same files.
// The folder itself is locked, so that nothing is left in it, and the lock ends with the process however that ends.
func holdDemo(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the demonstration: %w", err)
	}
	f, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder of the demonstration: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("another motcua demo has %s open: stop that one, or give another --data", dir)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
