package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"motcua/city"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/office"
	"motcua/words/org"
)

// system is who acts from the command line.
var system = office.Who{Kind: access.System, Account: "command-line"}

// initCmd creates a city.
type initCmd struct {
	home
	Pack  string `help:"Folder of a city pack instead of the one of Hà Nội." type:"existingdir"`
	Admin string `help:"User name of the administrator: an officer of the pack." default:"admin"`
}

// Run creates the database and the keys, enters the pack as events and makes the administrator's account.
func (c *initCmd) Run(ctx context.Context, out io.Writer) error {
	if err := c.officer(); err != nil {
		return err
	}
	h, err := c.create(ctx, c.pack(), office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	password := rand.Text()
	if err := addOfficer(ctx, h.office, c.Admin, password, login.Least); err != nil {
		return err
	}
	where := "--data " + c.Data
	if c.DB != "" {
		where += " --db …" // an address may have a password in it
	}
	fmt.Fprintf(out, "City created in %s.\nAdministrator: %s\nPassword (shown once, keep it safe): %s\nServe it: motcua serve %s\n",
		c.Data, c.Admin, password, where)
	return nil
}

// officer looks for the administrator before anything is made: a city without one could not be entered.
func (c *initCmd) officer() error {
	p, err := org.ParsePack(c.pack())
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(p.Officers, func(o org.Officer) bool { return o.Username == c.Admin }) {
		return noOfficer(c.Admin)
	}
	return nil
}

func noOfficer(username string) error {
	return fmt.Errorf("no officer %q in the city pack: name one of officers.json with --admin", username)
}

func (c *initCmd) pack() fs.FS {
	if c.Pack != "" {
		return os.DirFS(c.Pack)
	}
	return city.Hanoi()
}

// create makes keys and schema and enters a pack; a pack with a mistake leaves no city behind.
func (h *home) create(ctx context.Context, pack fs.FS, cfg office.Config) (*house, error) {
	return h.createWith(ctx, pack, cfg, newKeys())
}

// createWith is create with keys that are given.
func (h *home) createWith(ctx context.Context, pack fs.FS, cfg office.Config, k keys) (*house, error) {
	if err := office.CheckPack(pack); err != nil {
		return nil, err
	}
	if err := h.keepKeys(k); err != nil {
		return nil, err
	}
	if err := store.Create(ctx, h.config(k, nil, cfg)); err != nil {
		return nil, errors.Join(err, os.Remove(h.keyFile()))
	}
	opened, err := h.open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if _, err := opened.office.ImportPack(ctx, system, pack, false); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

// addOfficer makes the account of an officer of the pack.
func addOfficer(ctx context.Context, o *office.Office, username, password string, least int) error {
	p := o.World().Org.ByUsername(username)
	if p == nil {
		return noOfficer(username)
	}
	return o.AddAccount(ctx, system, office.Account{
		ID: "officer:" + string(p.ID), Username: username, Kind: "officer", Person: string(p.ID), Name: p.Name,
	}, password, least)
}
