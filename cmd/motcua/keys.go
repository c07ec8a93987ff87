package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"motcua/keep/vault"
	"motcua/office"
)

// keysCmd are the data keys of a city.
type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"Say how much is sealed with which data key."`
	Rotate keysRotateCmd `cmd:"" help:"Draw a new data key and seal everything with it; also while the city is served."`
	Retire keysRetireCmd `cmd:"" help:"Take a data key that nothing is sealed with out of the key file."`
}

// keysListCmd counts.
type keysListCmd struct{ home }

// Run prints a line for each key.
func (c *keysListCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	rows, plainRows, err := h.db.Sealed(ctx)
	if err != nil {
		return err
	}
	files, plainFiles, err := h.blobs.Keys(ctx)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(h.ring.Marks())) {
		note := ""
		if id == h.ring.Newest() {
			note = ", seals what is new"
		}
		fmt.Fprintf(out, "data key %d: %d values, %d files%s\n", id, rows[id], files[id], note)
	}
	fmt.Fprintf(out, "not sealed yet: %d values, %d files\n", plainRows, plainFiles)
	return nil
}

// keysRotateCmd draws a key and seals with it.
type keysRotateCmd struct {
	home
	Resume bool `help:"Draw no key; go on where an earlier run was broken off."`
}

// Run is safe at every moment: the key is in the file before anything is sealed with it.
func (c *keysRotateCmd) Run(ctx context.Context, out io.Writer) error {
	k, err := c.readKeys()
	if err != nil {
		return err
	}
	h, err := c.open(ctx, office.Config{}) // refuses keys that are not the city's, before any is drawn
	if err != nil {
		return err
	}
	defer h.Close()
	if !c.Resume {
		next := h.ring.Newest() + 1
		if len(k.Data) == 0 {
			k.Data = vault.Keys{0: vault.Derive(k.Ledger)}
		}
		k.Data[next] = newKey()
		if err := c.changeKeys(k); err != nil {
			return err
		}
		if err := h.ring.Renew(); err != nil {
			return err
		}
		if err := h.db.NoteKey(ctx); err != nil {
			return err
		}
		fmt.Fprintf(out, "Data key %d is drawn and stands in %s: make a backup of that file.\n", next, c.keyFile())
	}
	rows, err := h.db.Reseal(ctx, nil)
	if err != nil {
		return err
	}
	files, err := h.blobs.Reseal(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Sealed with data key %d: %d values, %d files.\n", h.ring.Newest(), rows, files)
	return nil
}

// keysRetireCmd takes a key out.
type keysRetireCmd struct {
	home
	Key uint32 `arg:"" help:"Number of the key."`
}

// Run seals once more what a program that was still running under the old key wrote, and refuses while anything needs the key.
func (c *keysRetireCmd) Run(ctx context.Context, out io.Writer) error {
	k, err := c.readKeys()
	if err != nil {
		return err
	}
	id := vault.ID(c.Key)
	if info, err := os.Stat(c.keyFile()); err != nil || time.Since(info.ModTime()) < keysSettle {
		return errors.Join(err, fmt.Errorf("%s changed less than %s ago, and a served city may not have taken that up yet: try again later", c.keyFile(), keysSettle))
	}
	if k.Data[id] == nil {
		return fmt.Errorf("no line data.%d in %s: motcua keys list says which there are", id, c.keyFile())
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	if id == h.ring.Newest() {
		return fmt.Errorf("data key %d seals what is new: draw another one first with motcua keys rotate", id)
	}
	if _, err := h.db.Reseal(ctx, nil); err != nil {
		return err
	}
	if _, err := h.blobs.Reseal(ctx); err != nil {
		return err
	}
	if files, plain, err := h.blobs.Keys(ctx); err != nil || files[id] > 0 || plain > 0 {
		return errors.Join(err, fmt.Errorf("%d files need data key %d and %d are not sealed: run motcua keys rotate --resume", files[id], id, plain))
	}
	if err := h.db.ForgetKey(ctx, id); err != nil {
		return err
	}
	delete(k.Data, id)
	if err := c.changeKeys(k); err != nil {
		return err
	}
	fmt.Fprintf(out, "Data key %d is out of %s. Backups from before still need it: their own key file has it.\n", id, c.keyFile())
	return nil
}

// keysEvery is how often a served city looks whether a key was drawn, and keysSettle after what time each of its nodes has.
const (
	keysEvery  = 10 * time.Second
	keysSettle = time.Minute
)

// watchKeys takes up keys that were drawn while the city is served.
func (h *house) watchKeys(ctx context.Context) {
	t := time.NewTicker(keysEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			_ = h.ring.Renew() // a file that cannot be read now is read the next time; the keys in hand go on working
		}
	}
}
