package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"motcua/keep/blob"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/keep/vault"
	"motcua/office"
)

// home is where a city's data stands; its flags are common to most commands.
type home struct {
	Data string `help:"Folder of the city's data: database (SQLite), kept files, keys." default:"data" type:"path" env:"MOTCUA_DATA"`
	DB   string `help:"PostgreSQL address, instead of SQLite in the data folder." env:"MOTCUA_DB"`

	relaxed bool // the city is being built in one go: see store.Config
}

// keys are kept in a file beside the database, never in it.
type keys struct {
	Ledger []byte // 32 bytes: seals events
	Secret []byte // 32 bytes: keys hashes of personal numbers and check codes

	Data vault.Keys // 32 bytes each: seal what must not be read without the key file
}

func (h *home) keyFile() string { return filepath.Join(h.Data, "keys") }

// newKeys draws keys.
func newKeys() keys {
	return keys{Ledger: newKey(), Secret: newKey(), Data: vault.Keys{1: newKey()}}
}

func newKey() []byte {
	k := make([]byte, 32)
	rand.Read(k)
	return k
}

// ring is where the city's data keys hang; it reads the file again when something was sealed under a newer one.
func (h *home) ring(k keys) (*vault.Ring, error) {
	return vault.New(k.dataKeys(), func() (vault.Keys, error) {
		k, err := h.readKeys()
		return k.dataKeys(), err
	})
}

// dataKeys are the keys that data is sealed with. A city that never drew one has the one that follows from its ledger key.
func (k keys) dataKeys() vault.Keys {
	if len(k.Data) > 0 {
		return k.Data
	}
	return vault.Keys{0: vault.Derive(k.Ledger)}
}

// keepKeys writes the keys of a new city; it refuses to overwrite any.
func (h *home) keepKeys(k keys) error {
	if err := os.MkdirAll(h.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	f, err := os.OpenFile(h.keyFile(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: this folder holds a city; give another --data", h.keyFile())
	}
	if err != nil {
		return fmt.Errorf("write the keys: %w", err)
	}
	_, err = f.WriteString(k.String())
	return errors.Join(err, f.Sync(), f.Close())
}

// String is the key file.
func (k keys) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "ledger %x\nsecret %x\n", k.Ledger, k.Secret)
	for _, id := range slices.Sorted(maps.Keys(k.Data)) {
		fmt.Fprintf(&b, "data.%d %x\n", id, k.Data[id])
	}
	return b.String()
}

// changeKeys puts another key file in the place of the old one, in one step.
func (h *home) changeKeys(k keys) (err error) {
	f, err := os.OpenFile(h.keyFile()+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write the keys: %w", err)
	}
	_, err = f.WriteString(k.String())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the keys: %w", err)
	}
	if err := os.Rename(h.keyFile()+".new", h.keyFile()); err != nil {
		return fmt.Errorf("write the keys: %w", err)
	}
	d, err := os.Open(h.Data)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// demoSetting stands in the store of a demonstration, so that a copy of it is known for one too.
const demoSetting = "city.demonstration"

// readKeys reads the keys that init made.
func (h *home) readKeys() (keys, error) {
	b, err := os.ReadFile(h.keyFile())
	if errors.Is(err, fs.ErrNotExist) {
		return keys{}, fmt.Errorf("no city in %s: make one with `motcua init --data %s`", h.Data, h.Data)
	}
	if err != nil {
		return keys{}, fmt.Errorf("read the keys: %w", err)
	}
	k := keys{Data: vault.Keys{}}
	for line := range strings.Lines(string(b)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		raw, err := hex.DecodeString(value)
		if err != nil || len(raw) != 32 {
			return keys{}, fmt.Errorf("%s: the line %q is not 64 hexadecimal digits: bring the file back from a backup", h.keyFile(), name)
		}
		switch name {
		case "ledger":
			k.Ledger = raw
		case "secret":
			k.Secret = raw
		default:
			if id, err := strconv.ParseUint(strings.TrimPrefix(name, "data."), 10, 32); err == nil {
				k.Data[vault.ID(id)] = raw
			}
		}
	}
	if k.Ledger == nil || k.Secret == nil {
		return keys{}, fmt.Errorf("%s lacks the line ledger or secret: bring the file back from a backup", h.keyFile())
	}
	return k, nil
}

// A house is the opened city.
type house struct {
	db     *store.DB
	office *office.Office
	ring   *vault.Ring
	blobs  *blob.Store
}

// Close closes the database.
func (h *house) Close() error { return h.db.Close() }

// config is the store's configuration under a clock.
func (h *home) config(k keys, ring *vault.Ring, cfg office.Config) store.Config {
	return store.Config{Dir: h.Data, DSN: h.DB, Key: k.Ledger, Ring: ring, Now: cfg.Now, Simulated: cfg.Demo, Rand: cfg.Random, Relaxed: h.relaxed}
}

// open opens a city that is there.
func (h *home) open(ctx context.Context, cfg office.Config) (*house, error) {
	k, err := h.readKeys()
	if err != nil {
		return nil, err
	}
	ring, err := h.ring(k)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, h.config(k, ring, cfg))
	if err != nil {
		return nil, err
	}
	if _, is, err := db.Read().Setting(ctx, demoSetting); err != nil {
		return nil, errors.Join(err, db.Close())
	} else if is {
		cfg.Demo = true
	}
	cfg.DB, cfg.Secret, cfg.Erased = db, k.Secret, h.listErasure
	if cfg.Blobs, err = blob.Open(filepath.Join(h.Data, "files"), ring); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if cfg.Letters, err = letter.NewRenderer(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	o, err := office.Open(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &house{db: db, office: o, ring: ring, blobs: cfg.Blobs}, nil
}
