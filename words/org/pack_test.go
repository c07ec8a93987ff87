package org_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"motcua/words/org"
)

const head = "id,kind,parent,name,code,code_source,receives,from,to,serves,successors,admin_code\n"

// goodUnits is a small city; the bad packs of the tests differ from it in one line.
const goodUnits = head +
	"city,city,,Thành phố,H26,published,,2008-08-01,,,,\n" +
	"east,commune,city,Phường Đông,H26.1,example,,2025-07-01,,,,00004\n" +
	"old,commune,city,Phường Cũ,H26.2,example,,2025-01-01,2025-07-01,,east,00004\n" +
	"branch,branch,city,Chi nhánh,H26.103.25.7,published,true,2025-07-01,,east,,\n"

const goodOfficers = `{"officers": [
{"id": "p1", "name": "Lê Thu Hà", "username": "thuha.cn7", "synthetic": true, "posts": [
  {"id": "p1-1", "unit": "branch", "role": "receiver", "from": "2025-07-01"}]}
],
"delegations": [
{"id": "d1", "giver": "east", "receiver_unit": "branch", "procedures": ["2.000815"], "document": "01/QĐ", "from": "2026-01-01"}
]}
`

func pack(units, officers string) fstest.MapFS {
	m := fstest.MapFS{"units.csv": {Data: []byte(units)}}
	if officers != "" {
		m["officers.json"] = &fstest.MapFile{Data: []byte(officers)}
	}
	return m
}

func mistakes(t *testing.T, err error) org.Mistakes {
	t.Helper()
	var ms org.Mistakes
	if err != nil && !errors.As(err, &ms) {
		t.Fatalf("not a list of mistakes: %v", err)
	}
	return ms
}

func TestGoodPackParses(t *testing.T) {
	t.Parallel()
	p, err := org.ParsePack(pack(goodUnits, goodOfficers))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Units) != 4 || len(p.Officers) != 1 || len(p.Officers[0].Posts) != 1 || len(p.Delegations) != 1 {
		t.Fatalf("%d units, %d officers, %d delegations", len(p.Units), len(p.Officers), len(p.Delegations))
	}
	old := p.Units[2]
	if !old.To.Equal(on("2025-07-01")) || !slices.Equal(old.Successors, []org.UnitID{"east"}) || old.AdminCode != "00004" {
		t.Errorf("the ended commune: %+v", old)
	}
	if b := p.Units[3]; !b.Receives || b.CodeSource != org.Published || !slices.Equal(b.Serves, []org.UnitID{"east"}) {
		t.Errorf("the branch: %+v", b)
	}
	if d := p.Delegations[0]; d.ReceiverUnit != "branch" || !slices.Equal(d.Procedures, []string{"2.000815"}) {
		t.Errorf("the delegation: %+v", d)
	}
}

func TestUnitsMayStandInJSON(t *testing.T) {
	t.Parallel()
	m := pack(goodUnits, "")
	m["units-more.json"] = &fstest.MapFile{Data: []byte(`[
{"id": "point", "kind": "point", "parent": "branch", "name": "Điểm", "code": "H26.103.25.7.1", "code_source": "example",
 "receives": true, "serves": ["east"], "from": "2025-07-01"}]`)}
	p, err := org.ParsePack(m)
	if err != nil {
		t.Fatal(err)
	}
	u := p.Units[len(p.Units)-1]
	if u.ID != "point" || !u.Receives || !slices.Equal(u.Serves, []org.UnitID{"east"}) {
		t.Errorf("the point: %+v", u)
	}
}

func TestMistakesInUnitsNameFileLineAndField(t *testing.T) {
	t.Parallel()
	// Each row stands in line 6 of units.csv.
	for _, c := range []struct{ name, row, field string }{
		{"duplicate id", "branch,branch,city,B,H26.9,example,,2025-07-01,,,,", "id"},
		{"bad id", "Chi nhánh,branch,city,B,H26.9,example,,2025-07-01,,,,", "id"},
		{"no name", "x,branch,city,,H26.9,example,,2025-07-01,,,,", "name"},
		{"unknown kind", "x,brunch,city,B,H26.9,example,,2025-07-01,,,,", "kind"},
		{"missing parent", "x,branch,nowhere,B,H26.9,example,,2025-07-01,,,,", "parent"},
		{"own parent", "x,branch,x,B,H26.9,example,,2025-07-01,,,,", "parent"},
		{"parent not there yet", "x,point,branch,B,H26.9,example,,2025-06-30,,,,", "parent"},
		{"parent ends sooner", "x,point,old,B,H26.9,example,,2025-06-30,,,,", "parent"},
		{"bad day", "x,branch,city,B,H26.9,example,,2025-02-29,,,,", "from"},
		{"day in another order", "x,branch,city,B,H26.9,example,,01/07/2025,,,,", "from"},
		{"no first day", "x,branch,city,B,H26.9,example,,,,,,", "from"},
		{"end before the first day", "x,branch,city,B,H26.9,example,,2025-07-01,2025-07-01,,,", "to"},
		{"bad code", "x,branch,city,B,H26.10-3,example,,2025-07-01,,,,", "code"},
		{"code of another organisation", "x,branch,city,B,Z26,example,,2025-07-01,,,,", "code"},
		{"taken code", "x,branch,city,B,H26.103.25.7,example,,2025-07-01,,,,", "code"},
		{"source of the code", "x,branch,city,B,H26.9,guess,,2025-07-01,,,,", "code_source"},
		{"neither true nor false", "x,branch,city,B,H26.9,example,yes,2025-07-01,,,,", "receives"},
		{"serves nothing", "x,branch,city,B,H26.9,example,,2025-07-01,,nowhere,,", "serves"},
		{"serves a branch", "x,branch,city,B,H26.9,example,,2025-07-01,,branch,,", "serves"},
		{"serves a commune that ended", "x,branch,city,B,H26.9,example,,2025-07-01,,old,,", "serves"},
		{"successor without an end", "x,branch,city,B,H26.9,example,,2025-07-01,,,east,", "successors"},
		{"missing successor", "x,branch,city,B,H26.9,example,,2025-07-01,2026-01-01,,nowhere,", "successors"},
		{"successor ended before", "x,branch,city,B,H26.9,example,,2025-07-01,2026-01-01,,old,", "successors"},
		{"place with four digits", "x,commune,city,B,H26.9,example,,2025-07-01,,,,0004", "admin_code"},
		{"taken place", "x,commune,city,B,H26.9,example,,2025-07-01,,,,00004", "admin_code"},
		{"a value too few", "x,branch,city,B,H26.9,example,,2025-07-01,,,", ""},
		{"open quote", `x,branch,city,"B,H26.9,example,,2025-07-01,,,,`, ""},
	} {
		_, err := org.ParsePack(pack(goodUnits+c.row+"\n", ""))
		ms := mistakes(t, err)
		if len(ms) != 1 {
			t.Errorf("%s: %d mistakes, want 1:\n%v", c.name, len(ms), err)
			continue
		}
		if m := ms[0]; m.File != "units.csv" || m.Line != 6 || m.Field != c.field || m.Problem == "" || m.Mend == "" {
			t.Errorf("%s: %+v, want units.csv:6 %s with a mend", c.name, m, c.field)
		}
	}
}

func TestMistakesInOfficersNameFileLineAndField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, old, new string // what is replaced in goodOfficers
		line           int
		field          string
	}{
		{"unknown field", `"synthetic": true`, `"synthetik": true`, 2, "synthetik"},
		{"field twice", `"synthetic": true`, `"name": "Lê"`, 2, "name"},
		{"flag as a text", `"synthetic": true`, `"synthetic": "true"`, 2, "synthetic"},
		{"number for a text", `"Lê Thu Hà"`, `7`, 2, "name"},
		{"no name", `"Lê Thu Hà"`, `""`, 2, "name"},
		{"bad username", `"thuha.cn7"`, `"Thu Hà"`, 2, "username"},
		{"missing unit", `"unit": "branch"`, `"unit": "nowhere"`, 3, "unit"},
		{"unit not there yet", `"from": "2025-07-01"`, `"from": "2025-06-30"`, 3, "unit"},
		{"unit ends sooner", `"unit": "branch", "role": "receiver", "from": "2025-07-01"`, `"unit": "old", "role": "receiver", "from": "2025-02-01"`, 3, "unit"},
		{"unknown role", `"role": "receiver"`, `"role": "reciever"`, 3, "role"},
		{"bad day", `"from": "2025-07-01"`, `"from": "2025-7-1"`, 3, "from"},
		{"no first day", `, "from": "2025-07-01"`, ``, 3, "from"},
		{"end before the first day", `"from": "2025-07-01"`, `"from": "2025-07-01", "to": "2025-07-01"`, 3, "to"},
		{"post of no key", `"id": "p1-1", `, ``, 3, "id"},
		{"same post twice", `"from": "2025-07-01"}`, `"from": "2025-07-01"}, {"id": "p1-2", "unit": "branch", "role": "receiver", "from": "2026-07-01"}`, 3, "role"},
		{"posts that are no list", "[\n  {\"id\": \"p1-1\", \"unit\": \"branch\", \"role\": \"receiver\", \"from\": \"2025-07-01\"}]", `"none"`, 2, "posts"},
		{"same person twice", "]}\n]", "]},\n{\"id\": \"p1\", \"name\": \"B\", \"username\": \"b\"}\n]", 4, "id"},
		{"same account twice", "]}\n]", "]},\n{\"id\": \"p2\", \"name\": \"B\", \"username\": \"thuha.cn7\"}\n]", 4, "username"},
		{"address without a host", `"username"`, `"email": "thuha@", "username"`, 2, "email"},
		{"address with a second line", `"username"`, `"email": "a@example.vn\\nBcc: b@example.vn", "username"`, 2, "email"},
		{"two addresses", `"username"`, `"email": "a@example.vn,b@example.vn", "username"`, 2, "email"},
		{"address with a name", `"username"`, `"email": "Ha <a@example.vn>", "username"`, 2, "email"},
		{"delegation to nobody", `"receiver_unit": "branch", `, ``, 6, "receiver_unit"},
		{"delegation to an unknown person", `"receiver_unit": "branch"`, `"receiver_person": "p9"`, 6, "receiver_person"},
		{"delegation of an unknown unit", `"giver": "east"`, `"giver": "nowhere"`, 6, "giver"},
		{"delegation without a document", `"01/QĐ"`, `""`, 6, "document"},
		{"missing bracket", `"2026-01-01"}`, `"2026-01-01"`, 7, ""},
		{"nothing but a number", goodOfficers, `7`, 1, ""},
	} {
		text := strings.Replace(goodOfficers, c.old, c.new, 1)
		if text == goodOfficers {
			t.Fatalf("%s: nothing was replaced", c.name)
		}
		_, err := org.ParsePack(pack(goodUnits, text))
		ms := mistakes(t, err)
		if len(ms) != 1 {
			t.Errorf("%s: %d mistakes, want 1:\n%v", c.name, len(ms), err)
			continue
		}
		if m := ms[0]; m.File != "officers.json" || m.Line != c.line || m.Field != c.field || m.Problem == "" || m.Mend == "" {
			t.Errorf("%s: %+v, want officers.json:%d %s with a mend", c.name, m, c.line, c.field)
		}
	}
}

func TestEveryMistakeIsTold(t *testing.T) {
	t.Parallel()
	_, err := org.ParsePack(pack(
		strings.Replace(goodUnits, "receives", "recieves", 1)+
			"a,branch,b,A,H26.3,example,,2025-07-01,,,,\n"+
			"b,branch,a,B,H26.4,example,,2025-07-01,,,,\n"+
			"c,brunch,nowhere,,h26,guess,,soon,,,,\n",
		strings.Replace(goodOfficers, `"branch"`, `"branches"`, 1)))
	ms := mistakes(t, err)
	var got []string
	for _, m := range ms {
		got = append(got, fmt.Sprintf("%s:%d:%s", m.File, m.Line, m.Field))
	}
	slices.Sort(got)
	want := []string{
		"officers.json:3:unit", "units.csv:1:recieves", "units.csv:7:parent", // the circle is told once
		"units.csv:8:code", "units.csv:8:code_source", "units.csv:8:from", "units.csv:8:kind", "units.csv:8:name", "units.csv:8:parent",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if !strings.Contains(err.Error(), `units.csv:1: recieves: unknown field; did you mean receives?`) {
		t.Errorf("the nearest column is not named:\n%v", err)
	}
}

func TestPackWithoutUnitsSaysWhatToWrite(t *testing.T) {
	t.Parallel()
	_, err := org.ParsePack(fstest.MapFS{})
	if ms := mistakes(t, err); len(ms) != 1 || ms[0].File != "units.csv" || ms[0].Mend == "" {
		t.Errorf("got %v", err)
	}
}

func TestDiffGivesOnlyWhatIsNotThere(t *testing.T) {
	t.Parallel()
	p, err := org.ParsePack(pack(goodUnits, goodOfficers))
	if err != nil {
		t.Fatal(err)
	}
	at := on("2026-11-24")
	facts, err := p.Diff(org.New(), at)
	o := do(t, org.New(), facts, err)
	if len(facts) != 7 { // 4 units, a person, a post, a delegation
		t.Errorf("%d facts, want 7", len(facts))
	}
	for _, f := range facts {
		if !f.At.Equal(at) || f.Stream == "" {
			t.Errorf("%s is of %s in stream %q", f.Kind, f.At, f.Stream)
		}
	}
	if u := o.UnitAt("old", on("2025-06-30")); u == nil {
		t.Error("the ended commune is missing in June 2025")
	}
	if u := o.ByAdminCode("00004", on("2025-06-30")); u == nil || u.ID != "old" {
		t.Errorf("00004 in June 2025: %v", u)
	}
	if u := o.ByAdminCode("00004", on("2025-07-01")); u == nil || u.ID != "east" {
		t.Errorf("00004 in July 2025: %v", u)
	}
	if again, err := p.Diff(o, at); err != nil || len(again) != 0 {
		t.Errorf("a second import: %d facts, %v", len(again), err)
	}

	// The database wins: another name stays, a new unit and a new post are added.
	name := "Tên trong cơ sở dữ liệu"
	facts, err = o.ChangeUnit("branch", org.Change{Name: &name}, on("2026-01-01"), at)
	o = do(t, o, facts, err)
	more, err := org.ParsePack(pack(
		goodUnits+"point,point,branch,Điểm,H26.103.25.7.1,example,true,2025-07-01,,east,,\n",
		strings.Replace(goodOfficers, `"from": "2025-07-01"}`, `"from": "2025-07-01"}, {"id": "p1-2", "unit": "point", "role": "receiver", "from": "2026-07-01"}`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	facts, err = more.Diff(o, at)
	o = do(t, o, facts, err)
	if len(facts) != 2 || o.Unit("branch").Name != name || len(o.PostsOf("p1", at)) != 2 {
		t.Errorf("%d facts, the branch is %q, %d posts", len(facts), o.Unit("branch").Name, len(o.PostsOf("p1", at)))
	}
}

func TestDiffRefusesWhatContradictsTheDatabase(t *testing.T) {
	t.Parallel()
	o := small(t) // there H26.1 is a commune until further notice, and p1 has the account
	p, err := org.ParsePack(pack(goodUnits, goodOfficers))
	if err != nil {
		t.Fatal(err)
	}
	p.Units[0].ID, p.Units[0].Code = "town", "H26.1"
	for i := 1; i < len(p.Units); i++ {
		p.Units[i].Parent = "town"
	}
	facts, err := p.Diff(o, on("2026-11-24"))
	if err == nil || facts != nil || !strings.Contains(err.Error(), "unit town") {
		t.Errorf("got %d facts and %v", len(facts), err)
	}
}

func FuzzParsePack(f *testing.F) {
	f.Add(goodUnits, goodOfficers)
	f.Add("\ufeffid\r\nx\r\n", `{"officers": [{"posts": [[[[`)
	f.Add(`id,"a`, `[1, null, true`)
	f.Fuzz(func(t *testing.T, units, officers string) {
		p, err := org.ParsePack(pack(units, officers))
		if err != nil {
			for _, m := range mistakes(t, err) {
				if m.File == "" || m.Mend == "" {
					t.Fatalf("a mistake without file or mend: %+v", m)
				}
			}
			return
		}
		// What parses can be imported into an empty house, and then there is nothing left to import.
		facts, err := p.Diff(org.New(), on("2026-11-24"))
		if err != nil {
			t.Fatalf("parsed, but cannot be imported: %v", err)
		}
		o, err := org.New().ApplyAll(facts...)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := p.Diff(o, on("2026-11-24")); err != nil || len(again) > 0 {
			t.Fatalf("a second import gives %d facts, %v", len(again), err)
		}
	})
}
