package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// mostTyped is how many bytes of one text of a form are read where a route shortens: more than any text that its acts take, so what was
// cut is refused with the name of its field and the mend, on the page where everything else still stands.
const mostTyped = 256 << 10

// cutTyped cuts the texts of a form without files in the same way.
func cutTyped(typed url.Values) {
	for _, values := range typed {
		for i, text := range values {
			if len(text) > mostTyped {
				values[i] = strings.ToValidUTF8(text[:mostTyped], "")
			}
		}
	}
}

// parseShortened reads a form with files and cuts each text that is longer than any act takes.
func parseShortened(r *http.Request) error {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return r.ParseMultipartForm(bodyLimit) // says what is wrong with it
	}
	body, ended := r.Body, make(chan struct{})
	short, out := io.Pipe()
	go func() {
		defer close(ended)
		_ = out.CloseWithError(shorten(out, body, params["boundary"])) // it never fails
	}()
	r.Body = short
	err = r.ParseMultipartForm(bodyLimit)
	_ = short.Close() // whoever still writes ends
	<-ended
	r.Body = body
	return err
}

// shorten copies the parts of a form; files go through whole.
func shorten(to io.Writer, from io.Reader, boundary string) error {
	in, out := multipart.NewReader(from, boundary), multipart.NewWriter(to)
	if err := out.SetBoundary(boundary); err != nil {
		return err
	}
	for {
		part, err := in.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out.Close()
		}
		if err != nil {
			return err
		}
		w, err := out.CreatePart(part.Header)
		if err != nil {
			return err
		}
		if part.FileName() != "" {
			if _, err := io.Copy(w, part); err != nil {
				return err
			}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, mostTyped+1))
		if err != nil {
			return err
		}
		if len(text) > mostTyped {
			text = bytes.ToValidUTF8(text[:mostTyped], nil) // the cut may go through a letter
			if _, err := io.Copy(io.Discard, part); err != nil {
				return err
			}
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
}
