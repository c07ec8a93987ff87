package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"motcua/office"
)

// packCmd groups what is done with city packs.
type packCmd struct {
	Import packImportCmd `cmd:"" help:"Enter what a city pack has and the city has not. What is there already stays."`
}

type packImportCmd struct {
	home
	Folder string `arg:"" type:"existingdir" help:"Folder of the pack."`
	DryRun bool   `help:"Only say what would change."`
	JSON   bool   `help:"Print JSON."`
}

// Run imports the pack, or says what an import would bring.
func (c *packImportCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	rep, err := h.office.ImportPack(ctx, system, os.DirFS(c.Folder), c.DryRun)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(out).Encode(rep)
	}
	verb := "Entered"
	if c.DryRun {
		verb = "Would be entered"
	}
	s := rep.Stay
	fmt.Fprintf(out, "%s: %s.\nThere already, and stay as they are: %s.\n", verb, kinds(rep.Units, rep.People, rep.Posts, rep.Procedures, rep.Documents, rep.Knowledge),
		kinds(s.Units, s.People, s.Posts, s.Procedures, s.Documents, s.Knowledge))
	return nil
}

// kinds says how many of each kind.
func kinds(units, people, posts, procedures, documents, items int) string {
	return fmt.Sprintf("%d units, %d people, %d posts, %d procedure versions, %d documents, %d items of the knowledge base", units, people, posts, procedures, documents, items)
}
