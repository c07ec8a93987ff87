package web

import (
	"compress/gzip"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// zippers are used again: a fresh one costs more than the page.
var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// send writes an answer that is ready, compressed where the browser takes it.
func send(w http.ResponseWriter, r *http.Request, status int, b []byte) error {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding, Cookie, Accept-Language")
	if len(b) < 1024 || !takesGzip(r) {
		h.Set("Content-Length", strconv.Itoa(len(b)))
		w.WriteHeader(status)
		_, _ = w.Write(b) // a reader who left needs no error page
		return nil
	}
	h.Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := zippers.Get().(*gzip.Writer) //nolint:forcetypeassert // the pool has nothing else
	defer zippers.Put(z)
	z.Reset(w)
	_, _ = z.Write(b)
	_ = z.Close()
	return nil
}

// takesGzip says whether the browser reads gzip.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.TrimSpace(q) != "q=0" {
			return true
		}
	}
	return false
}

// attach makes the answer a file that the browser keeps under a name.
func attach(w http.ResponseWriter, kind, name string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}
