package api

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestAListThatAProgramTakesStandsInTheRegisterAsAnExportDoes(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	c.citizen("owner", "001185012345")
	taken := func() (out []string) {
		t.Helper()
		lines, err := c.db.Read().Exports(t.Context(), "", time.Time{}, 100)
		must(t, err)
		for _, l := range lines {
			out = append(out, fmt.Sprintf("%s/%d %s", l.List, l.Rows, l.Filter))
		}
		slices.Sort(out)
		return out
	}
	get := func(actor, path string) {
		t.Helper()
		if r := c.ask(actor, http.MethodGet, path, nil, ""); r.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, r.Code, r.Body)
		}
	}
	get("clerk", "/api/v1/dossiers") // nothing is there, nothing leaves
	filing := "{" + c.sample("1.000656", "co-giay-bao-tu") + `, "reception": "chi-nhanh-7"}`
	if r := c.ask("owner", http.MethodPost, "/api/v1/dossiers/file", http.Header{"Idempotency-Key": {"f"}}, filing); r.Code != http.StatusCreated {
		t.Fatalf("file: %d %s", r.Code, r.Body)
	}
	counter := "{" + c.sample("2.000815", "ban-giay") + `}`
	if r := c.ask("clerk", http.MethodPost, "/api/v1/dossiers/receive", http.Header{"Idempotency-Key": {"r"}}, counter); r.Code != http.StatusCreated {
		t.Fatalf("receive: %d %s", r.Code, r.Body)
	}
	if got := taken(); len(got) != 0 {
		t.Fatalf("before any list was taken the log has %q", got)
	}
	get("clerk", "/api/v1/dossiers")
	get("clerk", "/api/v1/unreceived")
	get("clerk", "/api/v1/search?q=vi+du")
	get("owner", "/api/v1/my/dossiers") // one's own
	if got, want := taken(), []string{"api-dossiers/2 ", "api-search/2 q=vi+du", "api-unreceived/1 "}; !slices.Equal(got, want) {
		t.Errorf("the log has %q, want %q", got, want)
	}
}
