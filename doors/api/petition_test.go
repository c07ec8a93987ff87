package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestAPetitionIsSentOnceAndFollowedByItsCheckCodeAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const body = `{"class": "scene", "service": "waste", "title": "Rác đầu ngõ", "text": "Rác chưa thu gom ba ngày.", "point": {"lat": 21.0285, "long": 105.8542}, "phone": "0912345678"}`
	once := http.Header{"Idempotency-Key": {"lan-1"}}
	got := c.ask("anyone", "POST", "/api/v1/petitions", once, body)
	if got.Code != http.StatusCreated {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	code, check := member(t, got, "code"), member(t, got, "check")
	if again := c.ask("anyone", "POST", "/api/v1/petitions", once, body); again.Code != http.StatusCreated || member(t, again, "code") != code {
		t.Errorf("again: %d %s", again.Code, again.Body)
	}
	if other := c.ask("anyone", "POST", "/api/v1/petitions", once, strings.Replace(body, "ba ngày", "bốn ngày", 1)); other.Code < 400 {
		t.Errorf("another one under the same key: %d %s", other.Code, other.Body)
	}
	if swapped := c.ask("anyone", "POST", "/api/v1/petitions", http.Header{"Idempotency-Key": {"lan-2"}}, strings.Replace(body, `"lat": 21.0285, "long": 105.8542`, `"lat": 105.8542, "long": 21.0285`, 1)); swapped.Code != 422 ||
		!strings.Contains(swapped.Body.String(), "petition.point-swapped") {
		t.Errorf("swapped: %d %s", swapped.Code, swapped.Body)
	}
	f := c.ask("anyone", "GET", "/api/v1/petitions/"+code, http.Header{"Check-Code": {check}}, "")
	if f.Code != http.StatusOK || member(t, f, "text") != "Rác chưa thu gom ba ngày." || member(t, f, "state") != "new" {
		t.Errorf("followed: %d %s", f.Code, f.Body)
	}
	for _, wrong := range []string{"", "0000000000"} {
		if f := c.ask("anyone", "GET", "/api/v1/petitions/"+code, http.Header{"Check-Code": {wrong}}, ""); f.Code != http.StatusNotFound || strings.Contains(f.Body.String(), "Rác") {
			t.Errorf("followed by %q: %d %s", wrong, f.Code, f.Body)
		}
	}
	if list := c.ask("anyone", "GET", "/api/v1/petitions", nil, ""); list.Code != http.StatusOK || strings.Contains(list.Body.String(), code) {
		t.Errorf("published without a word of an officer: %d %s", list.Code, list.Body)
	}
}
