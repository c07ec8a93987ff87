//go:build !unix

package main

import (
	"fmt"
	"os"
)

// holdDemo opens the folder; this system has no lock that ends with the process.
func holdDemo(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the demonstration: %w", err)
	}
	return os.Open(dir)
}
