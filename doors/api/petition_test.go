package api

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/law/petition"
	"motcua/office"
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

func TestSignsThatAreNotSeenAndBytesThatAreNoLettersAreDroppedAsOnThePages(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	w := c.ask("anyone", "POST", "/api/v1/petitions", http.Header{"Idempotency-Key": {"a"}}, `{"class": "scene", "title": "Rác\u202e đầu ngõ", "text": "Rác \ud800chưa thu gom`+"\u200f"+` ba ngày.", "place": "Ngõ `+"\xff\xfe"+`10"}`)
	if w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	f := c.ask("anyone", "GET", "/api/v1/petitions/"+member(t, w, "code"), http.Header{"Check-Code": {member(t, w, "check")}}, "")
	if member(t, f, "title") != "Rác đầu ngõ" || member(t, f, "text") != "Rác chưa thu gom ba ngày." {
		t.Errorf("%s", f.Body)
	}
}

// full is an allowance that is used up.
type full map[string]int

func (full) Take(*http.Request) time.Duration { return 90 * time.Second }
func (full) GiveBack(*http.Request)           {}

// TakeOf has one petition left for whoever is signed in.
func (f full) TakeOf(account string) time.Duration {
	if f[account]++; f[account] > 1 {
		return 90 * time.Second
	}
	return 0
}

func TestWhoFloodsWithPetitionsIsToldHowLongToWait(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	var err error
	c.door, err = New(Options{Office: c.office, Floods: full{}})
	must(t, err)
	send := func(who, key string) *httptest.ResponseRecorder {
		return c.ask(who, "POST", "/api/v1/petitions", http.Header{"Idempotency-Key": {key}}, `{"class": "scene", "title": "Rác đầu ngõ", "text": "Rác chưa thu gom ba ngày.", "place": "Ngõ 10"}`)
	}
	w := send("anyone", "a")
	if p := problemOf(t, w); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "91" || p.Type != "/api/problems/api.too-many" || !strings.Contains(p.Mend, "Retry-After") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	c.citizen("owner", "001185012345")
	c.officer("clerk", "trung-tam-cham-soc-ho-tro", "care-agent")
	for _, who := range []string{"owner", "clerk"} {
		if w := send(who, "a"); w.Code != http.StatusCreated {
			t.Errorf("%s: %d %s", who, w.Code, w.Body)
		}
		if w := send(who, "b"); w.Code != http.StatusTooManyRequests {
			t.Errorf("%s again: %d %s", who, w.Code, w.Body)
		}
	}
}

func TestAPublishedPetitionIsReadNarrowedAndSpokenOnByAccounts(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	if list := c.ask("anyone", "GET", "/api/v1/petitions?state=disliked&commune=00004&from=2026-01-01&to=2026-12-31", nil, ""); list.Code != http.StatusOK {
		t.Errorf("%d %s", list.Code, list.Body)
	}
	for at, want := range map[string]int{"/api/v1/petitions?after=x": 422, "/api/v1/petitions?state=x": 400, "/api/v1/petitions?from=hom-qua": 400, "/api/v1/petitions/published/PA26-000001": 404, "/api/v1/petitions/by-commune": 200} {
		if w := c.ask("anyone", "GET", at, nil, ""); w.Code != want {
			t.Errorf("%s: %d, want %d: %s", at, w.Code, want, w.Body)
		}
	}
	c.citizen("owner", "001185012345")
	sent := c.ask("anyone", "POST", "/api/v1/petitions", http.Header{"Idempotency-Key": {"a"}}, `{"class": "scene", "title": "Rác đầu ngõ", "text": "Rác chưa thu gom ba ngày.", "place": "Ngõ 10", "commune": "00004"}`)
	code := member(t, sent, "code")
	n := 0
	say := func(who, body string) int {
		n++
		return c.ask(who, "POST", "/api/v1/petitions/published/"+code+"/voice", http.Header{"Idempotency-Key": {strconv.Itoa(n)}}, body).Code
	}
	if got := say("owner", `{"support": true}`); got != http.StatusNotFound {
		t.Errorf("before it is published: %d", got)
	}
	writer := office.Who{Kind: access.Officer, Account: "w", Person: "w", Unit: "trung-tam", Role: "supervisor", City: true}
	for _, u := range c.office.World().Org.Known() {
		writer.Units = append(writer.Units, string(u.ID))
	}
	second := writer
	second.Account, second.Person = "s", "s"
	for _, x := range []struct {
		who office.Who
		act petition.Act
		in  petition.Input
	}{
		{writer, petition.ActClassify, petition.Input{Class: petition.Scene}},
		{writer, petition.ActDraft, petition.Input{}},
		{second, petition.ActApprove, petition.Input{}},
		{writer, petition.ActAnswer, petition.Input{}},
		{writer, petition.ActMask, petition.Input{Public: petition.Public{Title: "Rác đầu ngõ", Text: "Rác chưa thu gom.", Answer: "Đã thu gom."}}},
		{second, petition.ActPublish, petition.Input{}},
	} {
		x.in.Words = "Ghi rõ nội dung của việc này."
		must(t, c.office.Petition(t.Context(), x.who, office.Command{}, office.OnPetition{ID: petition.ID(member(t, sent, "id"))}, x.act, x.in))
	}
	for _, x := range []struct {
		who, body string
		want      int
	}{
		{"anyone", `{"support": true}`, 401}, {"owner", `{"support": true, "opinion": "dislike"}`, 200}, {"owner", `{"support": true}`, 200}, {"owner", `{"opinion": "great"}`, 422},
	} {
		if got := say(x.who, x.body); got != x.want {
			t.Errorf("%s says %s: %d, want %d", x.who, x.body, got, x.want)
		}
	}
	one := c.ask("anyone", "GET", "/api/v1/petitions/published/"+code, nil, "")
	if !strings.Contains(one.Body.String(), `"supports":1`) || !strings.Contains(one.Body.String(), `"dislikes":1`) {
		t.Errorf("%s", one.Body)
	}
	if list := c.ask("anyone", "GET", "/api/v1/petitions?state=disliked&commune=00004", nil, ""); !strings.Contains(list.Body.String(), `"total":1`) {
		t.Errorf("%s", list.Body)
	}
}
