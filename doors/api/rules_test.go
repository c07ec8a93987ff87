package api

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// rules judge what goes over the wire by the OpenAPI document that the door serves, with a validator that is not ours.
type rules struct {
	doc      map[string]any
	routes   []documented
	mu       sync.Mutex // guards compiler, which is not for several at once
	compiler *jsonschema.Compiler
}

// A documented operation.
type documented struct {
	method  string
	path    string
	pattern *regexp.Regexp
	op      map[string]any
	literal int // path segments without a gap: the most decide
}

const docURL = "mem:///openapi.json"

var gap = regexp.MustCompile(`\{[a-z]+\}`)

func newRules(t testing.TB, document []byte) *rules {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	must(t, err)
	r := &rules{doc: doc.(map[string]any), compiler: jsonschema.NewCompiler()}
	r.compiler.AssertFormat()
	must(t, r.compiler.AddResource(docURL, doc))
	for path, item := range r.doc["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			r.routes = append(r.routes, documented{
				method: strings.ToUpper(method), path: path, op: op.(map[string]any), literal: len(gap.ReplaceAllString(path, "")),
				pattern: regexp.MustCompile("^" + gap.ReplaceAllString(regexp.QuoteMeta(path), "") + "$"),
			})
			last := &r.routes[len(r.routes)-1]
			last.pattern = regexp.MustCompile("^" + gap.ReplaceAllString(path, "[^/]+") + "$")
		}
	}
	return r
}

// find gives the operation of a request, nil when the document has none.
func (r *rules) find(method, path string) *documented {
	var best *documented
	for i := range r.routes {
		d := &r.routes[i]
		if d.method == method && d.pattern.MatchString(path) && (best == nil || d.literal > best.literal) {
			best = d
		}
	}
	return best
}

// judge checks an answer, and the request's body when it was taken.
func (r *rules) judge(t testing.TB, req *http.Request, body string, w *httptest.ResponseRecorder) {
	t.Helper()
	name := req.Method + " " + req.URL.Path
	if w.Code == http.StatusInternalServerError {
		t.Errorf("%s: 500 %s", name, w.Body)
	}
	if w.Header().Get("Request-Number") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%s: headers %v", name, w.Header())
	}
	d := r.find(req.Method, req.URL.Path)
	if d == nil {
		if w.Code < 400 && req.URL.Path != "/healthz" && req.URL.Path != "/metrics" && req.URL.Path != "/api/openapi.json" {
			t.Errorf("%s answers %d and is not in the document", name, w.Code)
		}
		return
	}
	response, known := d.op["responses"].(map[string]any)[strconv.Itoa(w.Code)].(map[string]any)
	if !known {
		t.Errorf("%s: status %d is not in the document: %s", name, w.Code, w.Body)
		return
	}
	media, _, _ := mime.ParseMediaType(w.Header().Get("Content-Type"))
	content, _ := response["content"].(map[string]any)
	at := d.at("responses", strconv.Itoa(w.Code), "content", media, "schema")
	switch {
	case len(content) == 0:
		if w.Body.Len() > 0 {
			t.Errorf("%s: %d has a body that is not in the document: %.200s", name, w.Code, w.Body)
		}
	case content[media] == nil && content["application/octet-stream"] == nil:
		t.Errorf("%s: %d of type %q is not in the document", name, w.Code, media)
	case strings.HasSuffix(media, "json"):
		r.check(t, name+" answers "+strconv.Itoa(w.Code), at, w.Body.Bytes())
	}
	for header := range response["headers"].(map[string]any) {
		if header == "Request-Number" && w.Header().Get(header) == "" {
			t.Errorf("%s: no %s", name, header)
		}
	}
	if w.Code < 300 && body != "" && d.op["requestBody"] != nil && strings.HasPrefix(req.Header.Get("Content-Type"), "application/json") {
		r.check(t, name+" takes", d.at("requestBody", "content", "application/json", "schema"), []byte(body))
	}
}

// at points into the document.
func (d *documented) at(parts ...string) string {
	var b strings.Builder
	for _, p := range append([]string{"paths", d.path, strings.ToLower(d.method)}, parts...) {
		p = strings.NewReplacer("~", "~0", "/", "~1").Replace(p)
		b.WriteString("/" + strings.NewReplacer("{", "%7B", "}", "%7D", "+", "%2B").Replace(p))
	}
	return b.String()
}

// check validates JSON by a schema of the document.
func (r *rules) check(t testing.TB, what, at string, b []byte) {
	t.Helper()
	r.mu.Lock()
	s, err := r.compiler.Compile(docURL + "#" + at)
	r.mu.Unlock()
	if err != nil {
		t.Errorf("%s: schema %s: %v", what, at, err)
		return
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Errorf("%s: %v: %s", what, err, b)
		return
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%s what the document does not say: %v\n%s", what, err, b)
	}
}

// problemOf reads the problem of an answer.
func problemOf(t testing.TB, w *httptest.ResponseRecorder) Problem {
	t.Helper()
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != problemType {
		t.Fatalf("%d %s is no problem: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	return p
}
