package org_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"motcua/ground/vn"
	"motcua/words/org"
)

// twoWards has a city with the wards a and b, an officer in each, somebody who acts for the one of a, and a delegation.
func twoWards(t *testing.T) *org.Org {
	t.Helper()
	o := org.New()
	enter := func(facts []org.Fact, err error) { t.Helper(); o = do(t, o, facts, err) }
	enter(o.OpenUnit(unit("city", "", org.City, "H99", "2020-01-01"), today))
	for i, id := range []string{"a", "b"} {
		u := unit(id, "city", org.Commune, fmt.Sprintf("H99.%d", i+1), "2020-01-01")
		u.AdminCode = fmt.Sprintf("0000%d", i+1)
		enter(o.OpenUnit(u, today))
		enter(o.AddPerson(org.Person{ID: org.PersonID("p" + id), Name: "N", Username: "p" + id}, today))
		enter(o.GivePost(org.Post{ID: org.PostID("post-" + id), Unit: org.UnitID(id), Person: org.PersonID("p" + id), Role: org.Leader, From: on("2020-01-01")}, today))
	}
	enter(o.GiveActing(org.Acting{ID: "act", Post: "post-a", Person: "pb", Document: "1/QĐ", From: on("2025-01-01")}, today))
	enter(o.GiveDelegation(org.Delegation{ID: "d", Giver: "city", ReceiverUnit: "a", Document: "2/QĐ", From: on("2025-01-01")}, today))
	return o
}

const reorgHead = "act,unit,to,default,name,parent,kind,code,admin_code,effective,basis,item\n"

// newWards opens c and d, c with the codes of a.
const newWards = reorgHead + "open,c,,,Phường C,city,commune,H99.1,00001,2025-07-01,3/NQ,\nopen,d,,,Phường D,city,commune,H99.3,00003,,,\n"

func planOf(t *testing.T, o *org.Org, text string, work ...org.Work) *org.Reorg {
	t.Helper()
	f, err := org.ParseReorg("x.csv", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.PlanReorg("x.csv", f, work, today)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReorgMergesWithEverythingThatTheUnitHad(t *testing.T) {
	t.Parallel()
	o := twoWards(t)
	p := planOf(t, o, newWards+"merge,a,c,,,,,,,,,\n", org.Work{ID: "1", Code: "X", Competent: "a", Tasks: []org.UnitID{"a", "b"}})
	if len(p.Undecided) > 0 {
		t.Errorf("undecided: %v", p.Undecided)
	}
	var got []string
	for _, f := range p.Fates {
		got = append(got, fmt.Sprintf("%s %s %s>%s %s", f.Thing, f.ID, f.From, f.To, f.Why))
	}
	want := []string{
		"post post-a a>c successor", "acting act a>c successor", "delegation d city>city successor", "competent 1 a>c successor", "task 1 a>c successor",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("fates %q, want %q", got, want)
	}
	again := do(t, o, p.Facts, nil) // what is entered is what was planned
	before, after := on("2025-06-30"), on("2025-07-01")
	for _, x := range []*org.Org{p.After, again} {
		if n := len(x.PostsIn("a", before)); n != 1 {
			t.Errorf("%d posts in a before, want 1", n)
		}
		if h := x.Holders("c", org.Leader, after); len(h) != 1 || h[0].ID != "pa" {
			t.Errorf("leaders of c: %v", h)
		}
		if n := len(x.ActingBy("pb", after)); n != 1 {
			t.Errorf("%d acting orders after, want 1", n)
		}
		if n := len(x.DelegationsTo("c", "", "", after)); n != 1 {
			t.Errorf("%d delegations to c, want 1", n)
		}
		if a, c := x.ByCode("H99.1", before), x.ByCode("H99.1", after); a == nil || c == nil || a.ID != "a" || c.ID != "c" {
			t.Errorf("H99.1 is %v, then %v", a, c)
		}
	}
	if !o.Unit("a").To.IsZero() {
		t.Error("planning changed the organisation")
	}
}

func TestReorgSplitsByAddressThenChoiceThenDefault(t *testing.T) {
	t.Parallel()
	text := newWards + "merge,b,d,,,,,,,,,\nsplit,a,c d,%s,,,,,,,,\nchoose,a,c,,,,,,,,,X3\nchoose,a,d,,,,,,,,,post-a\n"
	work := []org.Work{
		{ID: "1", Code: "X1", Competent: "a", Commune: "b"}, // b is d alone
		{ID: "2", Code: "X2", Competent: "a", Commune: "a"}, // divided
		{ID: "3", Code: "X3", Competent: "a", Commune: "b"},
		{ID: "4", Code: "X4", Competent: "a"},
	}
	for _, c := range []struct{ other, want string }{
		{"", "1>d address, 3>c choice / 2 4"},
		{"c", "1>d address, 2>c default, 3>c choice, 4>c default / "},
	} {
		p := planOf(t, twoWards(t), fmt.Sprintf(text, c.other), work...)
		var fates, open []string
		for _, f := range p.Fates {
			if f.Thing == org.FateCompetent {
				fates = append(fates, fmt.Sprintf("%s>%s %s", f.ID, f.To, f.Why))
			}
		}
		for _, f := range p.Undecided {
			open = append(open, f.ID)
		}
		if got := strings.Join(fates, ", ") + " / " + strings.Join(open, " "); got != c.want {
			t.Errorf("default %q: %s, want %s", c.other, got, c.want)
		}
	}
}

func TestReorgNamesEachMistake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rows, want string }{
		{"merge,a,a,,,,,,,,,\n", "cannot succeed itself"},
		{"merge,a,nobody,,,,,,,,,\n", "There is no unit “nobody”"},
		{"merge,a,b,,,,,,,,,\nmerge,b,a,,,,,,,,,\n", "runs in a circle"}, // a circle
		{"end,city,,,,,,,,,,\n", "still stands below"},                   // without new wards, see below
		{"move,city,,,,a,,,,,,\n", "cannot stand below itself"},
		{"split,a,c,,,,,,,,,\n", "two successors"},
		{"merge,a,c d,,,,,,,,,\n", "one successor"},
		{"split,a,c d,b,,,,,,,,\n", "does not carry on"},
		{"choose,a,c,,,,,,,,,X\n", "does not carry on"},
		{"merge,a,c,,,,,,,,,\nend,a,,,,,,,,,,\n", "ends twice"},
		{"end,zz,,,,,,,,,,\n", "not there"},
		{"fold,a,,,,,,,,,,\n", "There is no act “fold”"},
		{"rename,a,,,,,,,,,,\n", "no new name"},
	} {
		text := newWards + c.rows
		if !strings.Contains(c.rows, "merge,a,c,") && !strings.Contains(c.rows, "split,a,c d") {
			text = strings.Replace(text, "H99.1,00001", "H99.4,00004", 1)
		}
		if strings.HasPrefix(c.rows, "end,city") {
			text = reorgHead + "end,city,,,,,,,,2025-07-01,3/NQ,\n"
		}
		f, err := org.ParseReorg("x.csv", []byte(text))
		if err == nil {
			_, err = twoWards(t).PlanReorg("x.csv", f, nil, today)
		}
		var ms org.Mistakes
		if !errors.As(err, &ms) || !strings.Contains(ms.Error(), c.want) || ms[0].Line == 0 {
			t.Errorf("%q: %v, want a line and %q", c.rows, err, c.want)
		}
	}
	for name, text := range map[string]string{"x.json": `{"effectiv":"2025-07-01"}`, "x.csv": "act,unti\n", "y.csv": ""} {
		if _, err := org.ParseReorg(name, []byte(text)); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

func TestReorgReadsJSONAsCSV(t *testing.T) {
	t.Parallel()
	f, err := org.ParseReorg("x.json", []byte(`{"effective":"2025-07-01","basis":"3/NQ","acts":[{"act":"merge","unit":"a","to":["b"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := twoWards(t).PlanReorg("x.json", f, nil, today)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.After.Successors("a", today); !slices.Equal(got, []org.UnitID{"b"}) {
		t.Errorf("a goes on as %v, want b", got)
	}
}

// real2025 is the change of 1/7/2025 by the mapping, over the structure of the day before.
func real2025(t testing.TB) (*org.Org, org.ReorgFile) {
	t.Helper()
	dir := os.Getenv("SHARED")
	if dir == "" {
		dir = "../../../shared/data"
	}
	in, err := os.Open(filepath.Join(dir, "adminunits", "mapping_old_new_hanoi.csv"))
	if err != nil {
		t.Skip("no shared data: ", err)
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	o := org.New()
	open := func(u org.Unit) { facts, err := o.OpenUnit(u, today); o = do(t, o, facts, err) }
	open(unit("city", "", org.City, "H26", "2008-08-01"))
	f := org.ReorgFile{Effective: "2025-07-01", Basis: "1656/NQ-UBTVQH15"}
	to := map[org.UnitID][]org.UnitID{}
	for _, r := range rows[1:] {
		ward, district, next := org.UnitID("w"+r[0]), org.UnitID("d"+r[2]), org.UnitID("n"+r[6])
		for _, x := range []struct {
			id   org.UnitID
			kind org.UnitKind
			code string
		}{{district, org.District, r[2]}, {ward, org.Commune, r[0]}} {
			if o.Unit(x.id) == nil {
				u := unit(string(x.id), "city", x.kind, "H26.9."+x.code, "2025-01-01")
				u.AdminCode = x.code
				open(u)
			}
			if !slices.Contains(to[x.id], next) {
				to[x.id] = append(to[x.id], next)
			}
		}
		if !slices.ContainsFunc(f.Acts, func(l org.ReorgLine) bool { return l.Unit == next }) {
			f.Acts = append(f.Acts, org.ReorgLine{
				Act: org.ReorgOpen, Unit: next, Kind: org.Commune, Parent: "city", Name: r[7], AdminCode: r[6], Code: vn.AgencyCode("H26.8." + r[6]),
			})
		}
	}
	for _, u := range o.Known()[1:] {
		act := org.ReorgMerge
		if len(to[u.ID]) > 1 {
			act = org.ReorgSplit
		}
		f.Acts = append(f.Acts, org.ReorgLine{Act: act, Unit: u.ID, To: to[u.ID]})
	}
	return o, f
}

// openWork makes n open dossiers, each of a ward, for the ward or its district.
func openWork(o *org.Org, n int) []org.Work {
	wards, districts := o.Units(on("2025-06-30"), org.Commune), o.Units(on("2025-06-30"), org.District)
	out := make([]org.Work, n)
	for i := range out {
		w := wards[i%len(wards)].ID
		out[i] = org.Work{ID: fmt.Sprint(i), Competent: w, Reception: w, Tasks: []org.UnitID{districts[i%len(districts)].ID}, Commune: w}
	}
	return out
}

func TestReorgOf2025LosesNoDossier(t *testing.T) {
	t.Parallel()
	o, f := real2025(t)
	work := openWork(o, 526)
	p, err := o.PlanReorg("2025", f, work, today)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.After.Units(p.Moment, org.Commune, org.District)); n != 126 {
		t.Errorf("%d communes and districts after, want 126", n)
	}
	if got := len(p.Fates) + len(p.Undecided); got != 3*len(work) {
		t.Errorf("%d things of dossiers have a fate or are listed, want %d", got, 3*len(work))
	}
	if len(p.Fates) == 0 || len(p.Undecided) == 0 {
		t.Errorf("%d fates, %d undecided: divided wards leave some of both", len(p.Fates), len(p.Undecided))
	}
	for _, x := range p.Fates {
		if p.After.UnitAt(x.To, p.Moment) == nil {
			t.Errorf("%v goes to nobody", x)
		}
	}
}

func BenchmarkReorgOf2025(b *testing.B) {
	o, f := real2025(b)
	work := openWork(o, 20000)
	for b.Loop() {
		if _, err := o.PlanReorg("2025", f, work, today); err != nil {
			b.Fatal(err)
		}
	}
}
