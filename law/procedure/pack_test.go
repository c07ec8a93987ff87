package procedure_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

var (
	day1 = time.Date(2025, 7, 1, 0, 0, 0, 0, time.FixedZone("+07", 7*3600))
	day2 = time.Date(2026, 7, 1, 0, 0, 0, 0, time.FixedZone("+07", 7*3600))
	now  = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
)

// whole is a record that has everything, made up.
func whole() procedure.Record {
	p := process([]procedure.Node{
		at("s", procedure.Start), task("examine", "pass", "fail"), at("x", procedure.Exclusive),
		{ID: "sign", Kind: procedure.Task, Work: procedure.Approve, Role: "leader", Hours: 4, Name: form.Text{VI: "Ký"}, Outcomes: []procedure.Outcome{{Value: "approve"}, {Value: "return"}}},
		at("y", procedure.Exclusive),
		{ID: "e", Kind: procedure.End, Result: true},
	}, "s > x", "x > examine", "examine > sign", "sign > y", `y > x if outcome == "return"`, "y > e else")
	p.Nodes[1].Hours = 8
	return procedure.Record{
		Code: "1.001193", Name: "Đăng ký khai sinh", ShortName: "Khai sinh", Sector: "Hộ tịch", Route: procedure.RouteCity, StepsText: "x",
		Levels: []string{"commune"}, Audiences: []string{"citizen"}, Keywords: []string{"sinh con"}, LifeEvents: []string{"co-con-nho"},
		Competent: []procedure.Agency{{Name: "Ủy ban nhân dân cấp xã", Rule: "commune-of:owner"}},
		Results:   []procedure.Result{{Code: "KQ.G15.000031", Name: "Giấy khai sinh"}}, Bases: []procedure.Basis{{Number: "60/2014/QH13"}},
		Cases: []procedure.Case{{
			ID: "thuong", Name: form.Text{VI: "Thường"}, Process: p,
			Papers:   []procedure.Paper{{Name: "Giấy chứng sinh", Originals: 1, Required: true}},
			Channels: []procedure.ChannelRule{{Channel: procedure.Desk, Limit: &calendar.Limit{N: 2, Unit: calendar.WorkingDay}, Fees: []fee.Item{{Code: "a", Name: "Lệ phí", Amount: 8000}}}},
			Form:     &form.Form{ID: "ks", Version: 1, Title: form.Text{VI: "Tờ khai"}, Sections: []form.Section{{ID: "s", Title: form.Text{VI: "Trẻ"}, Fields: []form.Field{{ID: "name", Kind: form.Line, Label: form.Text{VI: "Họ tên"}}}}}},
		}},
		From: day1,
	}
}

func asFile(t testing.TB, v any) *fstest.MapFile {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b}
}

// city gives the folder of the city of this repository.
func city(t testing.TB) []procedure.Record {
	t.Helper()
	recs, err := procedure.ParsePack(os.DirFS("../../city"), "hanoi")
	if err != nil {
		t.Fatalf("the city's pack:\n%v", err)
	}
	return recs
}

func TestTheCitysProceduresAreSound(t *testing.T) {
	t.Parallel()
	recs := city(t)
	if len(recs) < 90 {
		t.Errorf("only %d records", len(recs))
	}
	b := procedure.NewCatalogueBuilder()
	open := 0
	known := map[procedure.ID][]procedure.Record{}
	for _, r := range recs {
		facts, err := procedure.Publish(known[r.Code], r, now)
		if err != nil || len(facts) != 1 {
			t.Errorf("publish %s version %d: %v, %v", r.Code, r.Version, facts, err)
			continue
		}
		known[r.Code] = append(known[r.Code], r)
		if err := b.Apply(facts[0].Kind, facts[0].Body, now, int64(len(known[r.Code]))); err != nil {
			t.Errorf("fold %s: %v", r.Code, err)
		}
		for _, f := range procedure.Check(r) {
			t.Logf("%s version %d: %v", r.Code, r.Version, f)
		}
	}
	cat := b.Catalogue()
	for _, r := range recs {
		for _, c := range r.Cases {
			if c.Process == nil {
				continue
			}
			open++
			m, err := cat.Machine(r.Code, r.Version, c.ID)
			if err != nil {
				t.Errorf("%s %s: %v", r.Code, c.ID, err)
				continue
			}
			if _, opened, err := m.Start(procedure.Env{Case: c.ID, Channel: procedure.Desk}); err != nil || len(opened) == 0 {
				t.Errorf("%s %s opens %v, %v", r.Code, c.ID, opened, err)
			}
			if _, err := cat.Form(r.Code, r.Version, c.ID); err != nil {
				t.Errorf("%s %s: %v", r.Code, c.ID, err)
			}
		}
	}
	if open < 12 {
		t.Errorf("only %d cases can be received", open)
	}
}

func TestAPackIsReadFromFilesAndLists(t *testing.T) {
	t.Parallel()
	a, b, c := whole(), whole(), whole()
	b.Code, c.Code, c.Version = "2.000815", "2.000816", 1
	c.Cases[0].Process, c.Cases[0].Form = nil, nil
	line, _ := json.Marshal(c)
	got, err := procedure.ParsePack(fstest.MapFS{
		"hn/procedures/2.000815.json": asFile(t, b),
		"hn/catalogue.json":           asFile(t, []procedure.Record{a}),
		"hn/catalogue.jsonl":          {Data: append(line, "\n\n"...)},
		"hn/units.csv":                {Data: []byte("id")},
	}, "hn")
	if err != nil || !reflect.DeepEqual(names(got), []string{"1.001193", "2.000815", "2.000816"}) {
		t.Errorf("got %v, %v", names(got), err)
	}
	if got, err := procedure.ParsePack(fstest.MapFS{}, "hn"); got != nil || err != nil {
		t.Errorf("an empty folder gave %v, %v", got, err)
	}
}

func names(rs []procedure.Record) []string {
	var out []string
	for _, r := range rs {
		out = append(out, string(r.Code))
	}
	return out
}

func TestEveryMistakeOfAPackIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	good, _ := json.MarshalIndent(whole(), "", " ")
	change := func(old, now string) *fstest.MapFile {
		if !strings.Contains(string(good), old) {
			t.Fatalf("%s is not in %s", old, good)
		}
		return &fstest.MapFile{Data: []byte(strings.Replace(string(good), old, now, 1))}
	}
	lineOf := func(s string) int { return 1 + strings.Count(string(good)[:strings.Index(string(good), s)], "\n") }
	_, err := procedure.ParsePack(fstest.MapFS{
		"procedures/1.001193.json":    change(`"sector"`, `"secter"`),
		"procedures/1.001193.v2.json": change(`"limit": "2wd"`, `"limit": "soon"`),
		"procedures/1.001193.v3.json": change(`"kind": "text"`, `"kind": "txt"`),
		"procedures/1.001193.v4.json": change(`"to": "examine"`, `"to": "exmine"`),
		"procedures/1.001193.v5.json": change(`"work": "approve"`, `"work": "muse"`),
		"procedures/1.001193.v6.json": change(`"version": 0`, `"version": 7`),
		"procedures/1.001193.v7.json": change(`"version": 0`, `"version": 7`),
		"procedures/2.000815.json":    {Data: good},
		"procedures/broken.json":      {Data: good[:200]},
		"catalogue.jsonl":             {Data: []byte("{}\n\n{\"code\": 5}\n")},
	}, ".")
	if err == nil {
		t.Fatal("the pack was taken")
	}
	for _, want := range []string{
		`procedures/1.001193.json:` + itoa(lineOf(`"sector"`)) + `: secter: unknown key, did you mean "sector"?`,
		`procedures/1.001193.v2.json:` + itoa(lineOf(`"limit"`)) + `: cases.0.channels.0.limit:`,
		`procedures/1.001193.v3.json:` + itoa(lineOf(`"id": "name"`)-1) + `: cases.0.form.sections.0.fields.0: Field name of the form: unknown kind “txt”`,
		`procedures/1.001193.v4.json:` + itoa(lineOf(`"from": "x"`)-1) + `: cases.0.process.flows.1: Process, flows.1: it leads from “x” to “exmine”`,
		`procedures/1.001193.v5.json:` + itoa(lineOf(`"id": "sign"`)-1) + `: cases.0.process.nodes.3: Process, nodes.sign: the work “muse”`,
		`procedures/1.001193.v7.json:` + itoa(lineOf(`"code"`)) + `: code: 1.001193 version 7 stands in procedures/1.001193.v6.json already`,
		`procedures/2.000815.json:` + itoa(lineOf(`"code"`)) + `: code: the file's name does not begin with 1.001193`,
		`procedures/broken.json:`,
		`catalogue.jsonl:1: code: The procedure code “” is malformed.`,
		`catalogue.jsonl:1: cases: This must be filled in.`,
		`catalogue.jsonl:3: code: 5 stands where text belongs`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %s", want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

func itoa(n int) string { return strings.TrimSpace(string(mustJSON(n))) }

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func TestDiffPackSaysWhatPublishingWouldDo(t *testing.T) {
	t.Parallel()
	cat := catalogue(t, whole())
	same, kept, next, fresh := whole(), whole(), whole(), whole()
	kept.Version, kept.Name = 1, "Khai sinh"
	next.Version, next.From = 2, day2
	next.Cases[0].Papers = nil
	fresh.Code = "2.000815"
	var got []string
	for _, c := range procedure.DiffPack(cat, []procedure.Record{same, kept, next, next, fresh, fresh}) {
		got = append(got, string(c.Code)+" "+itoa(c.Version)+" "+c.What+" "+itoa(len(c.Changes)))
	}
	want := []string{"1.001193 1 same 0", "1.001193 1 kept 1", "1.001193 2 version 1", "1.001193 2 same 0", "2.000815 1 new 0", "2.000815 1 same 0"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
