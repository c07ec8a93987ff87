package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
)

// files are the templates, stylesheets, scripts and fonts, each beside what it belongs to.
//
//go:embed */*.html */*.css js/*.js fonts/*.woff2 frame/*.svg bpmnjs/*.gz
var files embed.FS

// assets are the static files, under addresses that carry the hash of their content and so never change.
type assets struct {
	address map[string]string // "site.css" → "/static/site.1f2e3d4c.css"
	at      map[string]asset  // by address
}

// An asset is a static file, plain or compressed or both.
type asset struct {
	kind        string
	plain, gzip []byte
}

// buildAssets makes the one stylesheet and takes up scripts, fonts and the mark.
func buildAssets() (*assets, error) {
	a := &assets{address: map[string]string{}, at: map[string]asset{}}
	for _, pattern := range []string{"fonts/*.woff2", "js/*.js", "frame/*.svg"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			b, err := files.ReadFile(name)
			if err != nil {
				return nil, err
			}
			a.add(path.Base(name), b)
		}
	}
	if err := a.packed("bpmnjs/*.gz"); err != nil {
		return nil, err
	}
	css, err := a.stylesheet()
	if err != nil {
		return nil, err
	}
	a.add("site.css", css)
	return a, nil
}

// add takes up one file.
func (a *assets) add(name string, b []byte) {
	if path.Ext(name) == ".woff2" { // compressed already
		a.place(name, b, asset{plain: b})
		return
	}
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression) // the level is valid
	_, _ = w.Write(b)                                     // a buffer takes everything
	_ = w.Close()
	a.place(name, b, asset{plain: b, gzip: z.Bytes()})
}

// place gives a file its address, which changes with its bytes b.
func (a *assets) place(name string, b []byte, f asset) {
	sum := sha256.Sum256(b)
	ext := path.Ext(name)
	addr := "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
	a.address[name] = addr
	f.kind = kindOf(ext)
	a.at[addr] = f
}

// packed takes up files of others that stand here compressed, as they are sent; nobody waits for them to be unpacked at the start.
func (a *assets) packed(pattern string) error {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		a.place(strings.TrimSuffix(path.Base(name), ".gz"), b, asset{gzip: b})
	}
	return nil
}

// unpacked is the file as it is, for a browser that takes nothing compressed.
func (f asset) unpacked() ([]byte, error) {
	if f.plain != nil {
		return f.plain, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(f.gzip))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// kindOf is the media type of a file: the machine's own table may lack some.
func kindOf(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(ext)
}

// order is the order of the stylesheet's folders: tokens and the frame, the parts, then every page.
var order = []string{"frame", "parts"}

var (
	cssRemark = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpace  = regexp.MustCompile(`\s*\n\s*`)
	cssAsset  = regexp.MustCompile(`asset\(([^)]+)\)`)
)

// stylesheet joins all stylesheets. In them asset(name) stands for the address of a font or picture.
func (a *assets) stylesheet() ([]byte, error) {
	names, err := fs.Glob(files, "*/*.css")
	if err != nil {
		return nil, err
	}
	rank := func(name string) string {
		if i := slices.Index(order, path.Dir(name)); i >= 0 {
			return fmt.Sprintf("%d %s", i, name)
		}
		return fmt.Sprintf("%d %s", len(order), name)
	}
	slices.SortFunc(names, func(x, y string) int { return strings.Compare(rank(x), rank(y)) })
	var all bytes.Buffer
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all.Write(b)
		all.WriteByte('\n')
	}
	css := cssRemark.ReplaceAllString(all.String(), "")
	css = cssSpace.ReplaceAllString(css, "\n")
	var missing error
	css = cssAsset.ReplaceAllStringFunc(css, func(m string) string {
		name := cssAsset.FindStringSubmatch(m)[1]
		addr, ok := a.address[name]
		if !ok {
			missing = fmt.Errorf("a stylesheet names asset(%s), which does not exist", name)
		}
		return "url(" + addr + ")"
	})
	return []byte(strings.TrimSpace(css)), missing
}

// ServeHTTP answers with a static file; its address changes with its content, so browsers keep it for good.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.at[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	var body []byte
	if f.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = f.gzip
		}
	}
	if body == nil {
		var err error
		if body, err = f.unpacked(); err != nil { // a test unpacks all of them
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who left needs no error page
	}
}

// favicon answers browsers that ask for the mark at the old address.
func (s *Site) favicon(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, s.assets.address["mark.svg"], http.StatusFound)
	return nil
}

// robots keeps search engines to the public pages.
func (s *Site) robots(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	return send(w, r, http.StatusOK, []byte("User-agent: *\nDisallow: /desk\nDisallow: /watch\nDisallow: /settings\nDisallow: /ho-so\nDisallow: /tra-cuu\nDisallow: /dang-nhap\nDisallow: /hien-thi\nDisallow: /api\nDisallow: /thu-tuc/*/nop\n"))
}
