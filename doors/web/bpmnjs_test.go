package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// TestTheViewerIsAsItWasPublished compares what is embedded with the npm package of scripts/bpmn.
func TestTheViewerIsAsItWasPublished(t *testing.T) {
	t.Parallel()
	tools := os.Getenv("MOTCUA_BPMN")
	if tools == "" {
		t.Skip("LEFT OUT: comparing the viewer: MOTCUA_BPMN names no folder of npm packages, see scripts/bpmn.sh")
	}
	for ours, theirs := range map[string]string{
		"bpmn-viewer.js.gz": "dist/bpmn-navigated-viewer.production.min.js", "diagram-js.css.gz": "dist/assets/diagram-js.css", "LICENSE": "LICENSE",
	} {
		want, err := os.ReadFile(filepath.Join(tools, "bpmn-js", theirs))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("bpmnjs", ours))
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(ours) == ".gz" {
			z, err := gzip.NewReader(bytes.NewReader(got))
			if err != nil {
				t.Fatal(err)
			}
			if got, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not %s of the package", ours, theirs)
		}
	}
}

func TestEveryAssetIsTheSameForBrowsersThatTakeNothingCompressed(t *testing.T) {
	t.Parallel()
	a, err := buildAssets()
	if err != nil {
		t.Fatal(err)
	}
	for addr := range a.at {
		plain, packed := httptest.NewRecorder(), httptest.NewRecorder()
		a.ServeHTTP(plain, httptest.NewRequest(http.MethodGet, addr, nil))
		r := httptest.NewRequest(http.MethodGet, addr, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		a.ServeHTTP(packed, r)
		got := packed.Body.Bytes()
		if packed.Header().Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(packed.Body)
			if err != nil {
				t.Fatalf("%s: %v", addr, err)
			}
			if got, err = io.ReadAll(z); err != nil {
				t.Fatalf("%s: %v", addr, err)
			}
		}
		if plain.Code != http.StatusOK || plain.Header().Get("Content-Encoding") != "" || plain.Body.Len() == 0 || !bytes.Equal(got, plain.Body.Bytes()) {
			t.Errorf("%s: %d, %d bytes plain, %d packed", addr, plain.Code, plain.Body.Len(), len(got))
		}
	}
}
