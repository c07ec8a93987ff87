package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"

	"motcua/office"
)

// backupCmd copies a running SQLite city.
type backupCmd struct {
	home
	To string `arg:"" type:"path" help:"New folder of the backup."`
}

// Run copies the database while it is served, then the kept files, then the keys. Files are never changed once they are
// kept, so a copy made after the database has all that the database names.
func (c *backupCmd) Run(ctx context.Context, out io.Writer) error {
	if c.DB != "" {
		return errors.New("backup is for SQLite: back PostgreSQL up with pg_dump, and copy the folders files and keys beside it")
	}
	if err := fresh(c.To); err != nil {
		return err
	}
	before, err := c.readKeys()
	if err != nil {
		return err
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.db.Snapshot(ctx, filepath.Join(c.To, "motcua.db")); err != nil {
		return err
	}
	if err := copyFiles(c.Data, c.To); err != nil {
		return err
	}
	if err := copyErasures(c.Data, c.To); err != nil {
		return err
	}
	k, err := c.readKeys()
	if err != nil {
		return err
	}
	// A key that was drawn or retired meanwhile may be needed by what was copied before, or after.
	maps.Copy(k.Data, before.Data)
	to := home{Data: c.To}
	if err := to.keepKeys(k); err != nil {
		return err
	}
	fmt.Fprintf(out, "Backup in %s: check it with motcua fsck --data %s. It holds the keys: keep it as safe as the city.\n", c.To, c.To)
	return nil
}

// restoreCmd brings a backup back into a new data folder.
type restoreCmd struct {
	home
	From string `arg:"" type:"existingdir" help:"Folder of the backup."`

	Erasures string `help:"List of erasures of the city as it was last, its file erasures: what was erased since the backup is erased again." type:"existingfile" placeholder:"FILE"`
}

// Run copies the backup and proves it before it says that it is there.
func (c *restoreCmd) Run(ctx context.Context, out io.Writer) error {
	if err := fresh(c.Data); err != nil {
		return err
	}
	if err := copyFile(filepath.Join(c.From, "motcua.db"), filepath.Join(c.Data, "motcua.db")); err != nil {
		return err
	}
	if err := copyFile(filepath.Join(c.From, "keys"), filepath.Join(c.Data, "keys")); err != nil {
		return err
	}
	if err := copyFiles(c.From, c.Data); err != nil {
		return err
	}
	if err := copyErasures(c.From, c.Data); err != nil {
		return err
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	again, err := c.replayErasures(ctx, h)
	if err != nil {
		return err
	}
	if c.Erasures != "" {
		lines, err := readErasures(c.Erasures)
		if err != nil {
			return err
		}
		n, err := h.office.ReplayErasures(ctx, lines)
		if err != nil {
			return err
		}
		again += n
	}
	rep, err := h.office.Check(ctx)
	if err != nil {
		return err
	}
	if len(rep.Damages) > 0 {
		return fmt.Errorf("the restored city has %d damages, the first: %s: take another backup", len(rep.Damages), rep.Damages[0])
	}
	if again > 0 {
		fmt.Fprintf(out, "Erased again, as was decided after the backup: %d dossiers.\n", again)
	}
	fmt.Fprintf(out, "Restored into %s: %d dossiers, %d events, proved. Serve it: motcua serve --data %s\n", c.Data, rep.Dossiers, rep.Events, c.Data)
	return nil
}

// fresh makes a folder that must not hold anything.
func fresh(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	names, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(names) > 0 {
		return fmt.Errorf("%s is not empty: give a new folder", dir)
	}
	return nil
}

// copyFiles copies the kept files.
func copyFiles(from, to string) error {
	root := filepath.Join(from, "files")
	if _, err := os.Stat(root); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "tmp" {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		return copyFile(path, filepath.Join(to, rel))
	})
}

// copyFile copies a file and syncs the copy.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
