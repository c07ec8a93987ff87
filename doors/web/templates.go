package web

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"reflect"
	"strings"
	"sync"
	"time"

	"motcua/ground/text"
)

// A face is what pages are made of: words, static files, and the templates of each language.
type face struct {
	words  *text.Catalog
	assets *assets
	pages  map[text.Lang]*template.Template
}

// ownFace is the face that the binary carries, made once: it never changes, and a test opens many sites.
var ownFace = sync.OnceValues(func() (*face, error) {
	c, err := text.Load()
	if err != nil {
		return nil, err
	}
	a, err := buildAssets()
	if err != nil {
		return nil, fmt.Errorf("build the stylesheet and scripts: %w", err)
	}
	pages, err := parseTemplates(c, a)
	if err != nil {
		return nil, fmt.Errorf("parse the templates: %w", err)
	}
	return &face{c, a, pages}, nil
})

// parseTemplates parses every template once and gives each language its own set, in which the words are bound.
// A page file doors/web/public/home.html is the template "public/home"; files of parts/ and frame/layout.html define
// templates by name.
func parseTemplates(c *text.Catalog, a *assets) (map[text.Lang]*template.Template, error) {
	names, err := fs.Glob(files, "*/*.html")
	if err != nil {
		return nil, err
	}
	root := template.New("").Option("missingkey=error").Funcs(functions(c.In(text.VI), a))
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if _, err := root.New(strings.TrimSuffix(name, path.Ext(name))).Parse(string(b)); err != nil {
			return nil, fmt.Errorf("doors/web/%s: %w", name, err)
		}
	}
	sets := map[text.Lang]*template.Template{}
	for _, l := range text.Langs {
		set, err := root.Clone()
		if err != nil {
			return nil, err
		}
		sets[l] = set.Funcs(functions(c.In(l), a))
	}
	return sets, nil
}

// functions are what templates may call: words, formats, and the parts that are made in place.
func functions(v text.Voice, a *assets) template.FuncMap {
	return template.FuncMap{
		"t":        v.T,
		"date":     v.Date,
		"day":      v.Day,
		"clock":    v.Time,
		"datetime": v.DateTime,
		"short":    v.Short,
		"daymonth": v.DayMonth,
		"machine":  Machine,
		"left":     v.Left,
		"ago":      v.Ago,
		"work":     v.Work,
		"number":   ofWhole(v.Number),
		"money":    ofWhole(v.Money),
		"percent": func(part, of any) (string, error) {
			p, err := whole(part)
			if err != nil {
				return "", err
			}
			n, err := whole(of)
			return v.Percent(p, n), err
		},
		"upper":   text.Upper,
		"article": v.Article,
		"lang":    func() text.Lang { return v.Lang },

		"asset": func(name string) (string, error) {
			addr, ok := a.address[name]
			if !ok {
				return "", fmt.Errorf("no asset %s", name)
			}
			return addr, nil
		},
		"pill":   func(tone Tone, words string) Pill { return Pill{Tone: tone, Words: words} },
		"fact":   func(term, words string) Fact { return Fact{Term: term, Words: words} },
		"linkto": func(words, href string) Link { return Link{Words: words, Href: href} },
		"empty":  func(title, words string) Empty { return Empty{Title: title, Words: words} },
		"notice": func(tone Tone, title, words string) Notice { return Notice{Tone: tone, Title: title, Words: words} },
		"zero":   func(t time.Time) bool { return t.IsZero() },
		"png":    png,
	}
}

// ofWhole lets templates write typed whole numbers.
func ofWhole(write func(int64) string) func(any) (string, error) {
	return func(n any) (string, error) {
		i, err := whole(n)
		return write(i), err
	}
}

// whole makes an int64 of any whole number, also of a typed one such as an amount of money.
func whole(n any) (int64, error) {
	r := reflect.ValueOf(n)
	if !r.CanInt() {
		return 0, fmt.Errorf("%v (%T) is not a whole number", n, n)
	}
	return r.Int(), nil
}

// png makes the address of a small picture that stands in the page itself, such as a QR code.
func png(b []byte) template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b)) //nolint:gosec // base64 only
}
