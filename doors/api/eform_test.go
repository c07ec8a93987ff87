package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/office"
)

// An answered body is a sample of a case in which one answer was changed.
func (c *town) answered(code, caseID, member, raw string) string {
	c.t.Helper()
	var whole, values map[string]json.RawMessage
	must(c.t, json.Unmarshal([]byte("{"+c.sample(code, caseID)+"}"), &whole))
	must(c.t, json.Unmarshal(whole["values"], &values))
	delete(values, member)
	rest, err := json.Marshal(values)
	must(c.t, err)
	delete(whole, "values")
	body, err := json.Marshal(whole)
	must(c.t, err)
	// What is sent is written by hand: some of it is no JSON that a library writes.
	return strings.TrimSuffix(string(body), "}") + `,"values":` + strings.TrimSuffix(string(rest), "}") + `,"` + member + `":` + raw + "}}"
}

// refusals are status, place and kind of what is wrong.
func (c *town) refusals(key, body string) (status int, places []string) {
	c.t.Helper()
	w := c.ask("clerk", "POST", "/api/v1/dossiers/receive", http.Header{"Idempotency-Key": {strings.ReplaceAll(key, " ", "-")}}, body)
	if w.Code < 400 {
		return w.Code, nil
	}
	p := problemOf(c.t, w)
	for _, e := range p.Errors {
		places = append(places, e.Pointer+" "+strings.TrimPrefix(e.Type, problemPath))
		if strings.Contains(e.Detail, ": .") || strings.Contains(e.Detail, "“”") {
			c.t.Errorf("%s: a sentence has a gap: %s", key, e.Detail)
		}
	}
	if len(p.Errors) == 0 {
		places = []string{strings.TrimPrefix(p.Type, problemPath)}
	}
	slices.Sort(places)
	return w.Code, places
}

const aRequester = `{"name":"Nguyễn Thị Ví Dụ","personal_id":"001190000123","address":{"text":"Số 12 phố Ví Dụ","commune":"00004","list":"2025-07-01"},"phone":"0912345678"}`

// The form of 2.000635 for a person asks for a person (requester) and a signature (sign).
func TestPersonsAndSignaturesOfAProgramAreJudgedByThePublishedSchema(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.now = time.Date(2026, 10, 6, 8, 30, 0, 0, office.Zone)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	change := func(old, now string) string { return strings.Replace(aRequester, old, now, 1) }
	deep := func(open, close string, n int) string {
		return strings.Repeat(open, n) + "1" + strings.Repeat(close, n)
	}
	for _, tc := range []struct {
		name, member, raw string
		status            int
		want              []string
	}{
		{"as published", "requester", aRequester, 201, nil},
		{"a person as text", "requester", `"Nguyễn Thị Ví Dụ"`, 422, []string{"#/values/requester form.bad.group"}},
		{"a person as a number", "requester", `7`, 422, []string{"#/values/requester form.bad.group"}},
		{"a person as a list", "requester", `[{"name":"A"}]`, 422, []string{"#/values/requester form.bad.group"}},
		{"no person", "requester", `null`, 422, []string{"#/values/requester form.missing"}},
		{"a person without particulars", "requester", `{}`, 422, []string{"#/values/requester form.missing"}},
		{"a part as people write it", "requester", change("0912345678", "0912 345 678"), 422, []string{"#/values/requester/phone form.schema"}},
		{"a wrong personal ID", "requester", change("001190000123", "0011"), 422, []string{"#/values/requester/personal_id vn.personal-id.length"}},
		{"a personal ID as a number", "requester", change(`"001190000123"`, "1190000123"), 422, []string{"#/values/requester/personal_id form.bad.personal-id"}},
		{"a part nobody asks for", "requester", change(`"phone"`, `"birth":"1990-01-31","phone"`), 422, []string{"#/values/requester/birth form.unknown-far"}},
		{"a part nearly as asked for", "requester", change(`"phone"`, `"phones"`), 422, []string{"#/values/requester/phone form.missing", "#/values/requester/phones form.unknown"}},
		{"a part as an object", "requester", change(`"Nguyễn Thị Ví Dụ"`, `{"family":"Nguyễn"}`), 422, []string{"#/values/requester/name form.bad.text"}},
		{"an address without a place", "requester", change(`,"commune":"00004","list":"2025-07-01"`, ""), 422, []string{"#/values/requester/address/commune form.missing.place"}},
		{"a signature as yes", "sign", `true`, 422, []string{"#/values/sign form.bad.group"}},
		{"a signature without a name", "sign", `{"file":"` + strings.Repeat("0a", 32) + `"}`, 422, []string{"#/values/sign/name form.missing"}},
		{"a signature by no digest", "sign", `{"name":"Nguyễn Thị Ví Dụ","file":"ảnh.png"}`, 422, []string{"#/values/sign/file form.bad.file"}},
		{"a signature with a stranger", "sign", `{"name":"Nguyễn Thị Ví Dụ","signed_at":"2026-01-01"}`, 422, []string{"#/values/sign/signed_at form.unknown-far"}},
		{"two signatures", "sign", `[{"name":"A"},{"name":"B"}]`, 422, []string{"#/values/sign form.bad.group"}},
		{"a question nobody asks", "favourite_animal", `"x"`, 422, []string{"#/values/favourite_animal form.unknown-far"}},
		{"lists in lists", "requester", deep("[", "]", 2000), 422, []string{"#/values/requester form.bad.group"}},
		{"objects in objects", "requester", deep(`{"name":`, "}", 2000), 422, []string{
			"#/values/requester/address form.missing", "#/values/requester/name form.bad.text", "#/values/requester/personal_id form.missing", "#/values/requester/phone form.missing",
		}},
		{"deeper than JSON is read", "requester", deep("[", "]", 200_000), 400, []string{"api.body-unreadable"}},
		{"more letters than a form has", "number", `"` + strings.Repeat("x", 600<<10) + `"`, 413, []string{"form.too-large"}},
		{"ten megabytes", "number", `"` + strings.Repeat("x", 10<<20) + `"`, 413, []string{"web.too-large"}},
	} {
		status, got := c.refusals(tc.name, c.answered("2.000635", "ca-nhan", tc.member, tc.raw))
		if status != tc.status || !slices.Equal(got, tc.want) {
			t.Errorf("%s: %d %q, want %d %q", tc.name, status, got, tc.status, tc.want)
		}
	}
	c.prove()
}

// The form of 1.013831 asks for several owners, one after the other, each with an address. "owners" is like a part of the
// body, and is none.
func TestEntriesOfAGroupAreRefusedEachAtItsPlace(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	const one = `{"name":"Nguyễn Thị Ví Dụ","personal_id":"001190000123","birth":"1990-05-17","address":{"text":"Số 12 phố Ví Dụ","commune":"00004","list":"2025-07-01"},"phone":"0912345678","share":"1/2"}`
	change := func(old, now string) string { return "[" + one + "," + strings.Replace(one, old, now, 1) + "]" }
	for _, tc := range []struct {
		name, raw string
		status    int
		want      []string
	}{
		{"as published", "[" + one + "," + one + "]", 201, nil},
		{"one alone, not in a list", one, 422, []string{"#/values/owners form.bad.list"}},
		{"an entry as text", `["Nguyễn Thị Ví Dụ"]`, 422, []string{"#/values/owners/0 form.bad.group"}},
		{"a list in the list", "[[" + one + "]]", 422, []string{"#/values/owners/0 form.bad.group"}},
		{"a wrong number in the second", change("001190000123", "0011"), 422, []string{"#/values/owners/1/personal_id form.too-short"}},
		{"a day that there is not", change("1990-05-17", "1990-02-30"), 422, []string{"#/values/owners/1/birth form.no-such-day"}},
		{"a stranger in the second", change(`"share"`, `"colour":1,"share"`), 422, []string{"#/values/owners/1/colour form.unknown-far"}},
		{"an address as text", change(`{"text":"Số 12 phố Ví Dụ","commune":"00004","list":"2025-07-01"}`, `"Số 12 phố Ví Dụ"`), 422, []string{"#/values/owners/1/address form.bad.address"}},
		{"more than the form takes", "[" + strings.TrimSuffix(strings.Repeat(one+",", 21), ",") + "]", 422, []string{"#/values/owners form.too-many"}},
	} {
		status, got := c.refusals(tc.name, c.answered("1.013831", "chuyen-nhuong", "owners", tc.raw))
		if status != tc.status || !slices.Equal(got, tc.want) {
			t.Errorf("%s: %d %q, want %d %q", tc.name, status, got, tc.status, tc.want)
		}
	}
}
