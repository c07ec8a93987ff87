package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

type openInput struct {
	Lang        string `query:"lang" enum:"vi,en" default:"vi" doc:"Language of the headings and of the licence."`
	IfNoneMatch string `header:"If-None-Match" maxLength:"500" doc:"Entity tags that the client has: 304 when nothing came into or went out of force since."`
}

// openData are the addresses under which everybody takes the whole catalogue away.
func (d *Door) openData() {
	for _, f := range []struct{ format, media, what string }{
		{"json", "application/json", "One object: licence, date, last_change, total, format, and procedures, each a whole record with its cases, papers, limits, fees, forms and legal bases as docs/procedure-format.md describes them."},
		{"csv", "text/csv", "A row a procedure, the first row its headings; UTF-8 with a byte order mark. Licence and date stand in the headers."},
	} {
		o := op("Procedures", "open-procedures-"+f.format, http.MethodGet, "/open/procedures."+f.format, "Open data: every procedure in force, "+f.format,
			f.what+" The internal processes of the city are left out.", openToAll)
		schema := &huma.Schema{Type: "string"}
		if f.format == "json" {
			schema = &huma.Schema{Type: "object", AdditionalProperties: true}
		}
		text := func(doc string) *huma.Param {
			return &huma.Param{Description: doc, Schema: &huma.Schema{Type: "string"}}
		}
		o.Responses = map[string]*huma.Response{
			"200": {
				Description: "The catalogue.", Content: map[string]*huma.MediaType{f.media: {Schema: schema}},
				Headers: map[string]*huma.Param{
					"ETag": text("Which versions are in force."), "Last-Modified": text("When a version last came into or went out of force."),
					"Licence": text("On what terms it may be used, letters beyond ASCII percent-encoded."),
				},
			},
			"304": {Description: "Nothing changed."},
		}
		huma.Register(d.api, o, func(ctx context.Context, in *openInput) (*streamAnswer, error) {
			return d.open(ctx, in, f.format, f.media)
		})
	}
}

// openEdition changes when the same records are written in another way.
const openEdition = 1

// open answers with the versions in force, written as they are read.
// choice: 304 is answered by the entity tag alone, since a version may be published for a day that has passed.
func (d *Door) open(ctx context.Context, in *openInput, format, media string) (*streamAnswer, error) {
	cat, now := d.o.Office.World().Procedures, d.o.Office.Now()
	recs := cat.All(now)
	sum := sha256.New()
	fmt.Fprintln(sum, openEdition, format, in.Lang)
	for _, r := range recs {
		fmt.Fprintln(sum, r.Code, r.Version, r.To.Unix()) // a withdrawal ends a version that stays
	}
	mark := fmt.Sprintf(`"%x"`, sum.Sum(nil)[:16])
	changed := cat.Changed(now)
	terms := d.o.Words.In(text.Lang(in.Lang)).T("open.licence")
	return &streamAnswer{func(c huma.Context) {
		_, w := humago.Unwrap(c)
		h := w.Header()
		h.Set("ETag", mark)
		h.Set("Last-Modified", changed.UTC().Format(http.TimeFormat))
		h.Set("Cache-Control", "public, max-age=300")
		h.Set("Content-Language", in.Lang)
		h.Set("Licence", headerText(terms))
		if matches(in.IfNoneMatch, mark) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", media+"; charset=utf-8")
		h.Set("Content-Disposition", "attachment; filename=procedures-"+now.In(office.Zone).Format(time.DateOnly)+"."+format)
		if err := writeOpen(w, recs, format, text.Lang(in.Lang), terms, now, changed); err != nil {
			d.o.Log.Warn("open data", "number", visitOf(ctx).number, "error", err) // the reader left: the answer is begun
		}
	}}, nil
}

// writeOpen writes the records with what a reader must know of them.
func writeOpen(w io.Writer, recs []*procedure.Record, format string, l text.Lang, terms string, now, changed time.Time) error {
	public := make([]*procedure.Record, len(recs))
	for i, r := range recs {
		public[i] = r.Public()
	}
	if format != "json" {
		return office.WriteCatalogue(w, public, format, l)
	}
	head, err := json.Marshal(map[string]any{
		"licence": terms, "date": now.In(office.Zone).Format(time.RFC3339), "last_change": at(changed), "total": len(recs),
		"format": "motcua procedure record, edition " + fmt.Sprint(openEdition),
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s,\"procedures\":", head[:len(head)-1]); err != nil {
		return err
	}
	if err := office.WriteCatalogue(w, public, format, l); err != nil {
		return err
	}
	_, err = io.WriteString(w, "}\n")
	return err
}

// headerText writes a text with letters beyond ASCII so that a header may carry it.
func headerText(s string) string {
	out := make([]byte, 0, len(s))
	for _, b := range []byte(s) {
		if b < ' ' || b > '~' || b == '%' {
			out = fmt.Appendf(out, "%%%02X", b)
			continue
		}
		out = append(out, b)
	}
	return string(out)
}
