package main

import (
	"context"
	"fmt"
	"io"

	"motcua/keep/store"
	"motcua/office"
)

// migrateCmd brings the schema of a city up to this binary's.
type migrateCmd struct{ home }

// Run changes the schema; on PostgreSQL it is run as the owner of the tables. A city that is up to date stays as it is.
func (c *migrateCmd) Run(ctx context.Context, out io.Writer) error {
	k, err := c.readKeys()
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx, c.config(k, nil, office.Config{})); err != nil {
		return err
	}
	fmt.Fprintln(out, "The schema is that of this motcua.")
	return nil
}
