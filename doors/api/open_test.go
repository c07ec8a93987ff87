package api

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"motcua/law/procedure"
)

func TestEverybodyTakesTheWholeCatalogueInForceAway(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	inForce := c.office.World().Procedures.All(c.clock())
	w := c.ask("anyone", "GET", "/api/v1/open/procedures.json", nil, "")
	var got struct {
		Licence, Date string
		Total         int
		Procedures    []json.RawMessage
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v: %.200s", err, w.Body)
	}
	if len(inForce) < 10 || got.Total != len(inForce) || len(got.Procedures) != len(inForce) || !strings.Contains(got.Licence, "nguồn") || !strings.HasPrefix(got.Date, "2026-03-03T08:30:00+07:00") {
		t.Errorf("%d of %d procedures, total %d, date %s, licence %q", len(got.Procedures), len(inForce), got.Total, got.Date, got.Licence)
	}
	forms := 0
	for i, b := range got.Procedures {
		var r procedure.Record
		must(t, json.Unmarshal(b, &r))
		if r.Code != inForce[i].Code || r.Version != inForce[i].Version || len(r.Cases) != len(inForce[i].Cases) {
			t.Errorf("%s version %d stands where %s version %d belongs", r.Code, r.Version, inForce[i].Code, inForce[i].Version)
		}
		for j := range r.Cases {
			if r.Cases[j].Process != nil {
				t.Errorf("%s: the process inside the city is given away", r.Code)
			}
			if r.Cases[j].Form != nil {
				forms++
			}
		}
	}
	if forms == 0 || inForce[0].Cases[0].Process == nil {
		t.Errorf("%d forms are given; the city's own process is there: %v", forms, inForce[0].Cases[0].Process != nil)
	}

	w = c.ask("anyone", "GET", "/api/v1/open/procedures.csv?lang=en", nil, "")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(inForce)+1 {
		t.Errorf("%d rows for %d procedures, %v", len(rows), len(inForce), err)
	}
	if terms, err := url.PathUnescape(w.Header().Get("Licence")); err != nil || !strings.HasPrefix(terms, "Free to copy") {
		t.Errorf("licence %q, %v", terms, err)
	}
}

func TestWhoHasTheOpenDataIsToldThatNothingChanged(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const path = "/api/v1/open/procedures.json"
	first := c.ask("anyone", "GET", path, nil, "")
	mark := first.Header().Get("ETag")
	if first.Header().Get("Last-Modified") == "" || mark == "" {
		t.Fatalf("headers %v", first.Header())
	}
	known := http.Header{"If-None-Match": {mark}}
	if w := c.ask("anyone", "GET", path, known, ""); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
	}
	if w := c.ask("anyone", "GET", "/api/v1/open/procedures.csv", known, ""); w.Code != http.StatusOK {
		t.Errorf("another file has the same tag: %d", w.Code)
	}
	line := `{"ma_thu_tuc":"1.999901","ten_thu_tuc":"Cấp giấy phép ví dụ"}`
	if _, err := c.office.ImportCatalogue(t.Context(), systemWho, []byte(line)); err != nil {
		t.Fatal(err)
	}
	w := c.ask("anyone", "GET", path, known, "")
	if w.Code != http.StatusOK || w.Header().Get("ETag") == mark || !strings.Contains(w.Body.String(), "1.999901") {
		t.Errorf("after a new procedure: %d", w.Code)
	}
}
