package front

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// watched is a front with its log, under a clock that goes a second forward each time it is read.
func watched() (Front, *bytes.Buffer) {
	var log bytes.Buffer
	now := time.Date(2026, 3, 3, 8, 30, 0, 0, time.UTC)
	return Front{Log: slog.New(slog.NewTextHandler(&log, nil)), Now: func() time.Time {
		now = now.Add(time.Second)
		return now
	}}, &log
}

func TestEveryRequestLeavesOneLineWithoutItsQuery(t *testing.T) {
	t.Parallel()
	f, log := watched()
	r := httptest.NewRequest(http.MethodGet, "/ho-so?q=001185012345", nil)
	a, took := f.Serve(httptest.NewRecorder(), r, "ABCD-EFGH", func(a *Answer) {
		if _, err := a.Write([]byte("xin chào")); err != nil {
			t.Error(err)
		}
	}, nil)
	if a.Status != http.StatusOK || a.Bytes != len("xin chào") || took != time.Second {
		t.Errorf("answered %d, %d bytes in %s", a.Status, a.Bytes, took)
	}
	line := log.String()
	if strings.Count(line, "\n") != 1 || !strings.Contains(line, "number=ABCD-EFGH") || !strings.Contains(line, "path=/ho-so status=200") || strings.Contains(line, "0011850") {
		t.Errorf("the log has %q", line)
	}
}

func TestAPanicIsAnsweredAndLoggedAndAnAbortedRequestIsNot(t *testing.T) {
	t.Parallel()
	f, log := watched()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	w := httptest.NewRecorder()
	a, _ := f.Serve(w, r, "N", func(*Answer) { panic("hỏng") }, func(a *Answer, err error) {
		if !strings.HasPrefix(err.Error(), "panic: hỏng\n") {
			t.Errorf("the door was told %v", err)
		}
		a.WriteHeader(http.StatusInternalServerError)
	})
	if a.Status != http.StatusInternalServerError || w.Code != a.Status || !strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("answered %d, %d; the log has %q", a.Status, w.Code, log)
	}
	defer func() {
		if p, ok := recover().(error); !ok || !errors.Is(p, http.ErrAbortHandler) {
			t.Errorf("an aborted request ends with %v", p)
		}
	}()
	f.Serve(w, r, "N", func(*Answer) { panic(http.ErrAbortHandler) }, func(*Answer, error) { t.Error("an aborted request was answered") })
}
