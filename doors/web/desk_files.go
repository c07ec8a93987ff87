package web

import (
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"motcua/keep/blob"
	"motcua/law/dossier"
)

// resultLimit is the most bytes of a form that brings the file of a result.
const resultLimit = 32 << 20

// dossierFile opens a file of a dossier: a scan that came with it, or its result.
func (s *Site) dossierFile(w http.ResponseWriter, r *http.Request) error {
	f, ref, name, err := s.read(r).File(dossier.ID(r.PathValue("id")), r.PathValue("hash"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	return sendFile(w, r, f, ref, name)
}

// sendFile answers with a kept file. Somebody outside made it, so it is shown in place only when its content is of a kind
// that a browser draws without running anything, it never runs anything, and it reaches nothing of this site.
func sendFile(w http.ResponseWriter, r *http.Request, f io.ReadSeeker, ref blob.Ref, name string) error {
	h := w.Header()
	place, kind := "inline", ref.Type
	if !blob.Inline(kind) {
		place, kind = "attachment", "application/octet-stream"
	}
	policy := "default-src 'none'; frame-ancestors 'self'; sandbox"
	if kind == "application/pdf" {
		// choice: browsers switch their own reader of PDFs off inside a sandbox; that reader runs apart from the site.
		policy = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
	}
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(place, map[string]string{"filename": fileName(name, ref.Type)}))
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Length", strconv.FormatInt(ref.Size, 10))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	_, _ = io.Copy(w, f) // a reader who left needs no error page
	return nil
}

// fileName is the name under which a file is kept by the reader: the sender's own, with an ending that fits its content.
func fileName(name, kind string) string {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	ends := map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}[kind]
	if ends == "" || strings.EqualFold(path.Ext(name), ends) || ends == ".jpg" && strings.EqualFold(path.Ext(name), ".jpeg") {
		return name
	}
	return name + ends
}

// address is the address of a page of the dossier, "" when the house has no such page.
func (s *Site) address(pattern, id string) string {
	if !s.known[pattern] {
		return ""
	}
	return strings.Replace(pattern, "{id}", id, 1)
}

// backToDossier leads from the address of an act, which a browser asks for when a refused page is loaded again.
func (s *Site) backToDossier(w http.ResponseWriter, r *http.Request) error {
	return redirect(w, r, "/desk/dossiers/"+r.PathValue("id"))
}

// toWork leads to the worklist from addresses that only take forms.
func toWork(w http.ResponseWriter, r *http.Request) error { return redirect(w, r, "/desk") }
