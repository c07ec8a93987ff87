package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"motcua/ground/vn"
	"motcua/law/procedure"
	"motcua/office"
)

// benchProcedures is how many made-up procedures the catalogue gets: as many as a city has.
const benchProcedures = 2100

// catalogue measures a whole catalogue that comes in (the file of --records and made-up procedures: read, compared, published, and
// the world folded anew), and then the search while somebody types.
func (c *benchCmd) catalogue(ctx context.Context, out io.Writer, b *bench) error {
	if strings.HasPrefix("catalogue", c.Only) || strings.HasPrefix("typing", c.Only) {
		lines, err := c.records(b)
		if err != nil {
			return err
		}
		if err := c.once(out, b, "catalogue", func() (int64, int64, error) {
			plan, err := b.house.office.ImportCatalogue(ctx, system, lines)
			if err != nil {
				return 0, 0, err
			}
			if len(plan.Refusals) > 0 {
				return 0, 0, fmt.Errorf("bench catalogue: line %d: %s", plan.Refusals[0].Line, plan.Refusals[0].Error())
			}
			n := int64(plan.News()) // none in a folder that an earlier bench left
			return n, n, nil
		}); err != nil {
			return err
		}
	}
	return c.measure(ctx, out, b, "typing", 1, 1, b.typing())
}

// records gives the lines of --records and made-up ones: those of the city under other codes, with other words in their names.
func (c *benchCmd) records(b *bench) ([]byte, error) {
	var lines bytes.Buffer
	if c.Records != "" {
		file, err := os.ReadFile(c.Records)
		if err != nil {
			return nil, err
		}
		lines.Write(append(bytes.TrimSpace(file), '\n'))
	}
	all := slices.DeleteFunc(b.house.office.World().Procedures.Newest(), (*procedure.Record).Open)
	for i := range benchProcedures {
		rec := *all[i%len(all)]
		other := vn.Words(all[(i*37+11)%len(all)].Name)
		rec.Code, rec.Version, rec.From, rec.To = procedure.ID(fmt.Sprintf("3.%06d", 800_000+i)), 0, time.Time{}, time.Time{}
		rec.Name = fmt.Sprintf("%s, mẫu %d %s", rec.Name, i, strings.Join(other[:min(3, len(other))], " "))
		line, err := procedure.EncodeNational(rec)
		if err != nil {
			return nil, err
		}
		lines.Write(append(line, '\n'))
	}
	return lines.Bytes(), nil
}

// typing searches for what stands in the box after each letter of the names of procedures.
func (b *bench) typing() func(context.Context, int64) error {
	var typed []string
	for i, rec := range b.house.office.World().Procedures.Newest() {
		if i%7 > 0 {
			continue
		}
		name := []rune(vn.Fold(rec.Name))
		for n := 2; n <= min(len(name), 24); n++ {
			typed = append(typed, string(name[:n]))
		}
	}
	return func(ctx context.Context, n int64) error {
		b.house.office.Read(ctx, b.leader).Procedures(office.ProcedureQuery{Text: typed[n*7919%int64(len(typed))], Limit: 8, Bare: true})
		return nil
	}
}
