package web

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"motcua/office"
)

// An atomDoc is a feed as another program reads it.
type atomDoc struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"http://www.w3.org/2005/Atom id"`
	Title   string   `xml:"http://www.w3.org/2005/Atom title"`
	Updated string   `xml:"http://www.w3.org/2005/Atom updated"`
	Author  []struct {
		Name string `xml:"http://www.w3.org/2005/Atom name"`
	} `xml:"http://www.w3.org/2005/Atom author"`
	Links   []atomLink `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID         string         `xml:"http://www.w3.org/2005/Atom id"`
		Title      string         `xml:"http://www.w3.org/2005/Atom title"`
		Updated    string         `xml:"http://www.w3.org/2005/Atom updated"`
		Links      []atomLink     `xml:"http://www.w3.org/2005/Atom link"`
		Categories []atomCategory `xml:"http://www.w3.org/2005/Atom category"`
		Content    []struct {
			Type string `xml:"type,attr"`
			Div  []struct {
				Inner string `xml:",innerxml"`
			} `xml:"http://www.w3.org/1999/xhtml div"`
		} `xml:"http://www.w3.org/2005/Atom content"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

func readFeed(t *testing.T, site *Site, at string, header ...string) (*httptest.ResponseRecorder, atomDoc) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	var d atomDoc
	if w.Code == http.StatusOK {
		if err := xml.Unmarshal(w.Body.Bytes(), &d); err != nil {
			t.Fatalf("%s: %v", at, err)
		}
	}
	return w, d
}

func alternates(all []atomLink) (n int) {
	for _, l := range all {
		if l.Rel == "alternate" {
			n++
		}
	}
	return n
}

// wantAtom wants a feed that keeps the rules: RFC 4287, 4.1.1 (feed), 4.1.2 (entry), 4.2.6 (identities), 4.2.7 (links), 3.3 (dates).
func wantAtom(t *testing.T, town *town, at string) atomDoc {
	t.Helper()
	w, d := readFeed(t, town.site, at)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" || w.Header().Get("Set-Cookie") != "" {
		t.Fatalf("%s: %d %v", at, w.Code, w.Header())
	}
	if d.ID == "" || d.Title == "" || len(d.Author) != 1 || d.Author[0].Name == "" {
		t.Errorf("%s: a feed has an id, a title and an author: %+v", at, d)
	}
	self, rels := 0, map[string]int{}
	for _, l := range d.Links {
		rels[l.Rel+l.Type+l.Lang]++
		if u, err := url.Parse(l.Href); err != nil || l.Rel == "self" && u.RequestURI() != at && !strings.Contains(at, "?") {
			t.Errorf("%s: link %+v", at, l)
		} else if l.Rel == "self" {
			self++
		}
	}
	if self != 1 {
		t.Errorf("%s: %d links to itself", at, self)
	}
	if _, err := time.Parse(time.RFC3339, d.Updated); err != nil {
		t.Errorf("%s: updated %q", at, d.Updated)
	}
	ids := map[string]bool{}
	for _, e := range d.Entries {
		when, err := time.Parse(time.RFC3339, e.Updated)
		if err != nil || when.After(town.Now()) || e.Updated > d.Updated {
			t.Errorf("%s: entry %s was updated %q, the feed %q", at, e.ID, e.Updated, d.Updated)
		}
		if u, err := url.Parse(e.ID); err != nil || !u.IsAbs() || ids[e.ID] || e.Title == "" || alternates(e.Links) != 1 {
			t.Errorf("%s: entry %+v", at, e)
		}
		ids[e.ID] = true
		if len(e.Content) > 1 || len(e.Content) == 1 && (e.Content[0].Type != "xhtml" || len(e.Content[0].Div) != 1) {
			t.Errorf("%s: content of %s: %+v", at, e.ID, e.Content)
		}
	}
	if again, _ := readFeed(t, town.site, at, "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("%s: asked again %d", at, again.Code)
	}
	if _, err := exec.LookPath("xmllint"); err == nil {
		lint := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "-")
		lint.Stdin = bytes.NewReader(w.Body.Bytes())
		if out, err := lint.CombinedOutput(); err != nil {
			t.Errorf("%s: %v %s", at, err, out)
		}
	}
	return d
}

func TestTheFeedOfChangesKeepsTheRulesOfAtom(t *testing.T) {
	t.Parallel()
	town := &town{t: t}
	town.at("2026-03-03 08:30")
	town.Office = openCityWith(t, town.clock, true, office.Config{Base: "https://mot-cua.example"})
	town.site = town.pages(Options{})
	for _, at := range []string{"/thu-tuc/thay-doi.atom", "/thu-tuc/thay-doi.atom?lang=en", "/thu-tuc/thay-doi.atom?linh-vuc=" + url.QueryEscape("Hộ tịch"), "/thu-tuc/thay-doi.atom?linh-vuc=khong-co"} {
		wantAtom(t, town, at)
	}
}

func TestTheFeedOfAFieldHasItsChangesAlone(t *testing.T) {
	t.Parallel()
	site := newTown(t, true).site
	_, all := readFeed(t, site, "/thu-tuc/thay-doi.atom")
	_, d := readFeed(t, site, "/thu-tuc/thay-doi.atom?linh-vuc="+url.QueryEscape("Hộ tịch"))
	if len(d.Entries) == 0 || len(d.Entries) >= len(all.Entries) {
		t.Errorf("%d of %d changes", len(d.Entries), len(all.Entries))
	}
	amended := false
	for _, e := range d.Entries {
		if e.Categories[0].Term != "Hộ tịch" {
			t.Errorf("%s is of %s", e.Title, e.Categories[0].Term)
		}
		if len(e.Content) == 1 && strings.Contains(e.ID, "#1.001193.2") {
			amended = strings.Contains(e.Content[0].Div[0].Inner, "<li>") && strings.Contains(e.Content[0].Div[0].Inner, "Giấy chứng sinh")
		}
	}
	if !amended {
		t.Error("the feed does not say what the second version amends")
	}
	page := wantPage(t, site, "/thu-tuc/thay-doi?linh-vuc="+url.QueryEscape("Hộ tịch"), 200)
	if !strings.Contains(page, "/thu-tuc/thay-doi.atom?linh-vuc=") || !strings.Contains(page, "1.001193") || strings.Contains(page, "2.000815") {
		t.Error("the page is not narrowed to the field, or does not lead to its feed")
	}
	wantPage(t, site, "/thu-tuc/thay-doi?linh-vuc=khong-co", 200)
}
