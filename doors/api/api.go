// Package api is the door for programs: the same acts and reads as the pages, under /api/v1, described by OpenAPI 3.1.
package api

import (
	"io"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"motcua/ground/text"
	"motcua/office"
)

// Options are what the house gives to the door.
type Options struct {
	Office    *office.Office
	Words     *text.Catalog
	Log       *slog.Logger // nil: nothing is logged
	RateLimit int          // requests a second from one client address; 0 = no limit
}

// A Door answers programs. It is an http.Handler; many goroutines may use it.
type Door struct {
	o   Options
	mux *http.ServeMux
	api huma.API
}

// New builds the routes and the document that describes them.
func New(o Options) (*Door, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	d := &Door{o: o, mux: http.NewServeMux()}
	c := huma.DefaultConfig("motcua", "1.0.0")
	c.DocsPath = "" // a docs page would load from a foreign host
	c.OpenAPIPath = "/api/openapi"
	c.SchemasPath = "/api/schemas"
	d.api = humago.New(d.mux, c)
	return d, nil
}

// ServeHTTP answers a request.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.mux.ServeHTTP(w, r) }
