package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"motcua/law/dossier"
	"motcua/office"
)

type uploadInput struct {
	Name string `query:"name" required:"true" minLength:"1" maxLength:"200" doc:"Name of the file, as its owner calls it." example:"to-khai.pdf"`
}

// An Uploaded is how a filing names a file.
type Uploaded struct {
	Hash string `json:"hash" doc:"SHA-256 of the content."`
	Name string `json:"name"`
	Size int64  `json:"size"`
	Type string `json:"type" doc:"Media type by the content." example:"application/pdf"`
}

type uploadAnswer struct{ Body Uploaded }

type fileAt struct {
	DossierAt
	Hash string `path:"hash" pattern:"^[0-9a-f]{64}$" maxLength:"64" doc:"Hash of the file."`
}

type streamAnswer struct {
	Body func(huma.Context)
}

// files are uploads and downloads.
func (d *Door) files() {
	up := op("Files", "upload", http.MethodPost, "/files", "Upload a file",
		"Keeps a file of at most 20 MiB and says how a filing names it; the body is the file itself. Only the account or system that sent it may name it. "+
			"The same bytes are the same file, so sending again does nothing more and no key of idempotency is needed.", senders)
	up.DefaultStatus = http.StatusCreated
	up.Errors = append(up.Errors, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	up.RequestBody = &huma.RequestBody{Required: true, Description: "The bytes of the file.", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}},
	}}
	huma.Register(d.api, up, d.upload)
	down := op("Files", "read-file", http.MethodGet, "/dossiers/{id}/files/{hash}", "Download a file of a dossier",
		"A file that came with the dossier, or its result. Ranges are served.", signedIn)
	down.Errors = append(down.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
	down.Responses = map[string]*huma.Response{"200": {
		Description: "The file.", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
	}}
	huma.Register(d.api, down, d.download)
}

func (d *Door) upload(ctx context.Context, in *uploadInput) (*uploadAnswer, error) {
	v := visitOf(ctx)
	f, err := d.o.Office.Upload(ctx, v.who, in.Name, v.request.Body)
	if err != nil {
		return nil, err
	}
	return &uploadAnswer{Uploaded{Hash: f.Hash, Name: f.Name, Size: f.Size, Type: f.Type}}, nil
}

func (d *Door) download(ctx context.Context, in *fileAt) (*streamAnswer, error) {
	f, ref, name, err := d.reader(ctx).File(dossier.ID(in.ID), in.Hash)
	if err != nil {
		return nil, err
	}
	return &streamAnswer{func(c huma.Context) {
		defer closed(f)
		r, w := humago.Unwrap(c)
		w.Header().Set("Content-Type", ref.Type)
		w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
		http.ServeContent(w, r, "", time.Time{}, f)
	}}, nil
}

// closed closes what was only read.
func closed(c io.Closer) { _ = c.Close() }

// A DraftLine is a draft in the list of one's own.
type DraftLine struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind" doc:"What it is a draft of." example:"file:1.004873/chuan"`
	Updated time.Time `json:"updated"`
}

// A Draft (bản nháp) is what was typed and not handed in.
type Draft struct {
	DraftLine
	Body json.RawMessage `json:"body" doc:"What its writer put there."`
}

// DraftAt names a draft.
type DraftAt struct {
	ID string `path:"id" minLength:"10" maxLength:"40" pattern:"^[0-9A-Za-z-]+$" doc:"Made by the client: letters, digits, hyphens."`
}

type draftInput struct {
	DraftAt
	Body struct {
		Kind string          `json:"kind" minLength:"1" maxLength:"200" example:"file:1.004873/chuan"`
		Body json.RawMessage `json:"body" doc:"Any JSON."`
	}
}

type draftAnswer struct{ Body Draft }

type draftList struct {
	Body struct {
		Total int         `json:"total"`
		Items []DraftLine `json:"items"`
	}
}

// drafts are what is not handed in yet.
func (d *Door) drafts() {
	list := op("Files", "list-drafts", http.MethodGet, "/drafts", "My drafts", "The drafts of the account that is signed in, newest first. A draft is forgotten 60 days after its last change.", signedIn)
	list.Errors = append(list.Errors, http.StatusForbidden)
	huma.Register(d.api, list, func(ctx context.Context, _ *struct{}) (*draftList, error) {
		all, err := d.reader(ctx).Drafts()
		out := &draftList{}
		out.Body.Total, out.Body.Items = len(all), []DraftLine{}
		for _, x := range all {
			out.Body.Items = append(out.Body.Items, DraftLine{x.ID, x.Kind, at(x.Updated)})
		}
		return out, err
	})
	one := op("Files", "read-draft", http.MethodGet, "/drafts/{id}", "One draft", "A draft of one's own.", signedIn)
	one.Errors = append(one.Errors, http.StatusForbidden, http.StatusNotFound)
	huma.Register(d.api, one, func(ctx context.Context, in *DraftAt) (*draftAnswer, error) {
		x, err := d.reader(ctx).Draft(in.ID)
		if err != nil {
			return nil, err
		}
		out := &draftAnswer{Draft{DraftLine: DraftLine{x.ID, x.Kind, at(x.Updated)}, Body: x.Body}}
		if !json.Valid(x.Body) { // a page writes as it likes
			out.Body.Body, _ = json.Marshal(string(x.Body)) // a text can always be encoded
		}
		return out, nil
	})
	put := op("Files", "save-draft", http.MethodPut, "/drafts/{id}", "Keep a draft", "Keeps what was typed, in place of what stood there. Sending it again does nothing more.", signedIn)
	put.Errors = append(put.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	huma.Register(d.api, put, func(ctx context.Context, in *draftInput) (*struct{}, error) {
		return nil, d.o.Office.SaveDraft(ctx, visitOf(ctx).who, office.Draft{ID: in.ID, Kind: in.Body.Kind, Body: in.Body.Body})
	})
	drop := op("Files", "drop-draft", http.MethodDelete, "/drafts/{id}", "Forget a draft", "Forgets a draft of one's own; nothing happens when there is none.", signedIn)
	drop.Errors = append(drop.Errors, http.StatusForbidden)
	huma.Register(d.api, drop, func(ctx context.Context, in *DraftAt) (*struct{}, error) {
		return nil, d.o.Office.DropDraft(ctx, visitOf(ctx).who, in.ID)
	})
}
