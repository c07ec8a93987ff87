package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"motcua/ground/text"
)

// What changed in procedures, for feed readers and other sites (RFC 4287): of the city, or of one field.

// mostInFeed is how many changes a feed has. choice: a reader that asks once a month in a busy year misses none.
const mostInFeed = 100

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	Updated  string      `xml:"updated"`
	Author   string      `xml:"author>name"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Lang string `xml:"hreflang,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
	Content    *atomContent   `xml:"content"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
	Label  string `xml:"label,attr,omitempty"`
}

// atomContent is what a change amends, part by part.
type atomContent struct {
	Type string  `xml:"type,attr"`
	Div  atomDiv `xml:"http://www.w3.org/1999/xhtml div"`
}

type atomDiv struct {
	Parts []atomPart
}

// MarshalXML writes the parts one after the other: a heading and its lines.
func (d atomDiv) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if err := e.EncodeToken(start); err != nil {
		return fmt.Errorf("write a feed: %w", err)
	}
	for _, p := range d.Parts {
		if err := e.EncodeElement(p.Title, xml.StartElement{Name: xml.Name{Local: "p"}}); err != nil {
			return fmt.Errorf("write a feed: %w", err)
		}
		if err := e.EncodeElement(p, xml.StartElement{Name: xml.Name{Local: "ul"}}); err != nil {
			return fmt.Errorf("write a feed: %w", err)
		}
	}
	if err := e.EncodeToken(start.End()); err != nil {
		return fmt.Errorf("write a feed: %w", err)
	}
	return nil
}

type atomPart struct {
	Title string   `xml:"-"`
	Lines []string `xml:"li"`
}

// feedAddress is where the feed of a field stands, of all for "".
func feedAddress(v text.Voice, sector string) string {
	return feedAt(v, "/thu-tuc/thay-doi.atom", filterSector, sector)
}

// feedAt is the address of a feed in a language, narrowed by one filter.
func feedAt(v text.Voice, path, filter, value string) string {
	lang := ""
	if v.Lang != text.VI {
		lang = string(v.Lang)
	}
	return address(path, nil, filter, value, "lang", lang)
}

// feedVoice is the language of a feed: that of its address alone, so that everybody gets the same bytes.
func (s *Site) feedVoice(r *http.Request) text.Voice {
	if r.URL.Query().Get("lang") == string(text.EN) {
		return s.words.In(text.EN)
	}
	return s.words.In(text.VI)
}

// sendFeed sends a feed that changed last at a time; it may be kept so many seconds by whatever stands between.
func sendFeed(w http.ResponseWriter, r *http.Request, f *atomFeed, at time.Time, seconds int) error {
	f.Updated = at.UTC().Format(time.RFC3339)
	b, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return fmt.Errorf("write the feed %s: %w", f.ID, err)
	}
	b = append([]byte(xml.Header), append(b, '\n')...)
	sum := sha256.Sum256(b)
	h := w.Header()
	h.Del("Set-Cookie")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	h.Set("Content-Type", "application/atom+xml; charset=utf-8")
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(seconds))
	h.Set("Content-Language", f.Lang)
	http.ServeContent(w, r, "", at, bytes.NewReader(b))
	return nil
}

// changesFeed gives the newest changes.
func (s *Site) changesFeed(w http.ResponseWriter, r *http.Request) error {
	f, at := s.feed(s.feedVoice(r), r.URL.Query().Get(filterSector))
	return sendFeed(w, r, f, at, 900)
}

// feed makes the feed and says when it changed last.
func (s *Site) feed(v text.Voice, sector string) (*atomFeed, time.Time) {
	base := s.o.Office.Base()
	all := s.allChanges(v)
	if sector != "" {
		all = slices.DeleteFunc(all, func(c changeRow) bool { return c.Sector != sector })
	}
	slices.SortStableFunc(all, func(a, b changeRow) int { return cmp.Or(b.said.Compare(a.said), b.at.Compare(a.at)) })
	f := &atomFeed{
		Lang: string(v.Lang), ID: base + feedAddress(v, sector), Title: v.T("changes.title"), Subtitle: v.T("changes.lead"), Author: s.city(v.Lang),
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: base + feedAddress(v, sector)},
			{Rel: "alternate", Type: "text/html", Lang: string(v.Lang), Href: base + address("/thu-tuc/thay-doi", nil, filterSector, sector)},
		},
	}
	if sector != "" {
		f.Title = v.T("changes.title-of", "sector", sector)
	}
	var last time.Time
	for i := range all[:min(len(all), mostInFeed)] {
		c := &all[i]
		if c.said.After(last) {
			last = c.said
		}
		f.Entries = append(f.Entries, s.feedEntry(v, base, c))
	}
	return f, last
}

func (s *Site) feedEntry(v text.Voice, base string, c *changeRow) atomEntry {
	said := c.said.UTC().Format(time.RFC3339)
	e := atomEntry{
		ID: fmt.Sprintf("%s/thu-tuc/thay-doi#%s.%d.%s", base, c.Code, c.now.Version, c.kind), Title: c.Pill.Words + ": " + c.Title, Updated: said, Published: said,
		Links:   []atomLink{{Rel: "alternate", Type: "text/html", Lang: string(v.Lang), Href: base + c.Href}},
		Summary: c.When,
	}
	if c.Decision != "" {
		e.Summary = joinComma(e.Summary, v.T("changes.decision", "decision", c.Decision))
	}
	if c.Sector != "" {
		e.Categories = append(e.Categories, atomCategory{Term: c.Sector})
	}
	e.Categories = append(e.Categories, atomCategory{Term: c.kind, Scheme: base + "/thu-tuc/thay-doi"})
	if c.old == nil {
		return e
	}
	e.Content = &atomContent{Type: "xhtml"}
	for _, part := range amendments(v, c.old, c.now) {
		p := atomPart{Title: part.Title}
		for _, g := range part.Groups {
			for _, line := range g.Lines {
				if g.Case != "" {
					line = g.Case + ": " + line
				}
				p.Lines = append(p.Lines, line)
			}
		}
		e.Content.Div.Parts = append(e.Content.Div.Parts, p)
	}
	return e
}
