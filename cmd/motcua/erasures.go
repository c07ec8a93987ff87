package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"motcua/office"
)

// erasuresFile is the list of erasures in the data folder, a line each. It stands outside the database, so that a backup from
// before an erasure does not bring back what was destroyed. It names nobody.
const erasuresFile = "erasures"

// listErasure adds a line to the list, once.
func (h *home) listErasure(line []byte) error {
	name := filepath.Join(h.Data, erasuresFile)
	have, err := readErasures(name)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(have, func(b []byte) bool { return bytes.Equal(b, line) }) {
		return nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(slices.Clone(line), '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// readErasures reads the lines of a list; none where there is none.
func readErasures(name string) ([][]byte, error) {
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var lines [][]byte
	for line := range bytes.Lines(b) {
		// A line that a crash cut has no end; its erasure is listed again by the job that was to list it.
		if whole, ok := bytes.CutSuffix(line, []byte("\n")); ok && len(whole) > 0 && whole[len(whole)-1] == '}' {
			lines = append(lines, whole)
		}
	}
	return lines, err
}

// replayErasures carries out what the data folder's own list has and its database does not.
func (h *home) replayErasures(ctx context.Context, opened *house) (int, error) {
	lines, err := readErasures(filepath.Join(h.Data, erasuresFile))
	if err != nil || len(lines) == 0 {
		return 0, err
	}
	return opened.office.ReplayErasures(ctx, lines)
}

func copyErasures(from, to string) error {
	err := copyFile(filepath.Join(from, erasuresFile), filepath.Join(to, erasuresFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// erasuresCmd carries erasures out again.
type erasuresCmd struct {
	Replay erasuresReplayCmd `cmd:"" help:"Erase again what a list of erasures names, after an older backup was restored."`
}

type erasuresReplayCmd struct {
	home
	File string `arg:"" type:"existingfile" help:"The list: the file erasures of the city as it was last."`
}

// Run may be repeated: what is erased stays so.
func (c *erasuresReplayCmd) Run(ctx context.Context, out io.Writer) error {
	lines, err := readErasures(c.File)
	if err != nil {
		return err
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	n, err := h.office.ReplayErasures(ctx, lines)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d erasures in the list, %d carried out again.\n", len(lines), n)
	return nil
}
