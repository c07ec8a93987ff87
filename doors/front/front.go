// Package front is what stands before every route of every HTTP door: the request's number, what was answered, the end of a
// panic, and one line in the log.
package front

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"
)

// A Front is what a door's requests are watched with.
type Front struct {
	Log *slog.Logger
	Now func() time.Time
}

// Serve lets do answer a request. A panic of do is given to fail, which answers in the words of the door; it gives how long
// the answer took, and the line in the log is written.
func (f Front) Serve(w http.ResponseWriter, r *http.Request, number string, do func(*Answer), fail func(*Answer, error)) (a *Answer, took time.Duration) {
	begin := f.Now()
	a = &Answer{ResponseWriter: w}
	func() {
		defer func() {
			p := recover()
			if p == http.ErrAbortHandler {
				panic(p)
			}
			if p != nil {
				fail(a, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		do(a)
	}()
	took = f.Now().Sub(begin)
	f.line(r, a, number, took)
	return a, took
}

// line writes one line per request: no query, no name, no body.
func (f Front) line(r *http.Request, a *Answer, number string, took time.Duration) {
	level := slog.LevelInfo
	if a.Status >= 500 {
		level = slog.LevelError
	}
	f.Log.LogAttrs(r.Context(), level, "request",
		slog.String("number", number), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", a.Status), slog.Int("bytes", a.Bytes), slog.Duration("took", took))
}

// Number makes the number of a request: short enough to be read out on the telephone.
func Number() string {
	t := rand.Text()
	return t[:4] + "-" + t[4:8]
}

// Clean says whether a text of an address may reach a database: letters, and no zero byte.
func Clean(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// An Answer remembers what was sent.
type Answer struct {
	http.ResponseWriter
	Status, Bytes int
}

// WriteHeader remembers the status.
func (a *Answer) WriteHeader(status int) {
	if a.Status == 0 {
		a.Status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes; the status was the usual one if none was given.
func (a *Answer) Write(b []byte) (int, error) {
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.Bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *Answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
