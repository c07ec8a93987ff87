package org_test

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/city"
	"motcua/ground/vn"
	"motcua/words/org"
)

// today is a day of work on which the city's folder must staff every desk.
var today = on("2026-11-24")

func hanoi(t testing.TB) *org.Org {
	t.Helper()
	p, err := org.ParsePack(city.Hanoi())
	if err != nil {
		t.Fatalf("the folder of Hà Nội has mistakes:\n%v", err)
	}
	facts, err := p.Diff(org.New(), today)
	return do(t, org.New(), facts, err)
}

func TestHanoiHasTheUnitsOfItsTime(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	before, after := on("2025-06-30"), on("2025-07-01")
	for _, c := range []struct {
		kind org.UnitKind
		t    time.Time
		want int
	}{
		// organisation.md: 12 branches, 30 points and 126 communes since 7/2025; 30 districts and 526 communes before.
		{org.District, before, 30},
		{org.Commune, before, 526},
		{org.Branch, before, 0},
		{org.District, after, 0},
		{org.Commune, after, 126},
		{org.Commune, today, 126},
		{org.Branch, after, 12},
		{org.Point, after, 30},
		{org.Division, after, 4},
		{org.ServiceUnit, after, 2},
		{org.Centre, on("2024-10-23"), 0},
		{org.Centre, on("2024-10-24"), 1},
		{org.LandOffice, after, 13},
		{org.City, after, 1},
		{org.Tax, after, 1},
		{org.Police, after, 1},
		{org.Insurance, after, 1},
	} {
		if got := len(o.Units(c.t, c.kind)); got != c.want {
			t.Errorf("%s: %d of kind %s, want %d", c.t.In(zone).Format(time.DateOnly), got, c.kind, c.want)
		}
	}
	if got := o.NameAt("trung-tam-cham-soc-ho-tro", today); o.UnitAt("trung-tam-cham-soc-ho-tro", today).Address != "197 Nghi Tàm" {
		t.Errorf("%s stands elsewhere", got)
	}
}

func TestHanoiEndedUnitsHaveSuccessors(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	ended := 0
	for _, u := range o.Known() {
		if u.To.IsZero() {
			continue
		}
		ended++
		if !u.To.Equal(on("2025-07-01")) {
			t.Errorf("%s ends at %s", u.Name, u.To)
		}
		next := o.Successors(u.ID, today)
		if len(next) == 0 {
			t.Errorf("nobody carries on for %s", u.Name)
		}
		for _, s := range next {
			if c := o.UnitAt(s, today); c == nil || c.Kind != org.Commune {
				t.Errorf("%s: successor %s", u.Name, s)
			}
		}
	}
	if ended != 556 {
		t.Errorf("%d units ended, want 30 + 526", ended)
	}
	// Many to one and one to many: Trúc Bạch went into Ba Đình, Xuân La was divided among four.
	if got := o.Successors(o.ByAdminCode("00004", on("2025-06-30")).ID, today); !slices.Equal(got, []org.UnitID{"cap-xa-00004"}) {
		t.Errorf("Trúc Bạch: %v", got)
	}
	for _, u := range o.Known() {
		if u.Name == "Phường Xuân La" && len(o.Successors(u.ID, today)) != 4 {
			t.Errorf("Xuân La: %v", o.Successors(u.ID, today))
		}
	}
}

func TestHanoiCodesAreValidAndMarked(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	published := map[vn.AgencyCode]org.UnitID{}
	for _, day := range []string{"2025-06-30", "2025-07-01", "2026-11-24"} {
		seen := map[vn.AgencyCode]org.UnitID{}
		for _, u := range o.Units(on(day)) {
			if _, err := vn.ParseAgencyCode(string(u.Code)); err != nil {
				t.Errorf("%s: %v", u.ID, err)
			}
			if other, twice := seen[u.Code]; twice {
				t.Errorf("%s: %s and %s have %s", day, other, u.ID, u.Code)
			}
			seen[u.Code] = u.ID
			if u.CodeSource == org.Published {
				published[u.Code] = u.ID
			}
		}
	}
	want := map[vn.AgencyCode]org.UnitID{"H26": "ubnd-thanh-pho", "H26.103.25.7": "chi-nhanh-7"}
	if !maps.Equal(published, want) {
		t.Errorf("published codes %v, want %v: a code is published only when a source has it", published, want)
	}
}

func TestHanoiEveryCommuneIsServed(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	for _, c := range o.Units(today, org.Commune) {
		for _, kind := range []org.UnitKind{org.Branch, org.Point, org.LandOffice} {
			if got := o.Serving(c.ID, kind, today); len(got) != 1 {
				t.Errorf("%s is served by %d of kind %s, want 1", c.Name, len(got), kind)
			}
		}
	}
	for _, u := range o.Units(today) {
		desk := u.Kind == org.Branch || u.Kind == org.Point
		if u.Receives != desk {
			t.Errorf("%s: receives is %v; with a one-level centre only branches and points do", u.Name, u.Receives)
		}
		if desk && (u.Address == "" || u.AddressSource == "" || !u.Example) {
			t.Errorf("%s: address %q from %q, example %v", u.Name, u.Address, u.AddressSource, u.Example)
		}
	}
}

// staffing is how many people a unit of a kind needs in each role to run what stands there.
var staffing = map[org.UnitKind]map[org.Role]int{
	org.Branch:     {org.Receiver: 3, org.Cashier: 1, org.Leader: 1, org.Specialist: 1, org.Clerk: 1},
	org.Point:      {org.Receiver: 3, org.Cashier: 1, org.Leader: 1, org.Specialist: 1, org.Clerk: 1},
	org.Department: {org.Leader: 2, org.Specialist: 2, org.Clerk: 1},
	org.LandOffice: {org.Leader: 1, org.Specialist: 2, org.Clerk: 1},
	org.Commune:    {org.Leader: 2, org.Specialist: 2, org.Clerk: 1},
	org.Tax:        {org.Leader: 1, org.Specialist: 2, org.Clerk: 1},
	org.Police:     {org.Leader: 1, org.Specialist: 2, org.Clerk: 1},
	org.Insurance:  {org.Leader: 1, org.Specialist: 2, org.Clerk: 1},
	org.City:       {org.Leader: 1, org.Specialist: 1, org.Clerk: 1},
}

func TestHanoiIsStaffedOnEveryDayThatChangesPosts(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	days := map[time.Time]bool{on("2025-07-01"): true, today: true, on("2026-12-31"): true}
	for _, p := range o.People() {
		if !p.Synthetic || p.Name == "" || p.Username == "" {
			t.Errorf("%s is not marked synthetic, or has no name or account", p.ID)
		}
		for _, at := range []time.Time{on("2025-07-01"), today} {
			for _, post := range o.PostsOf(p.ID, at) {
				days[post.From] = true
				if !post.To.IsZero() {
					days[post.To] = true
				}
			}
		}
	}
	if len(days) < 8 {
		t.Errorf("only %d days change posts: dates would not matter", len(days))
	}
	for day := range days {
		staffed := map[org.UnitKind]int{}
		for _, u := range o.Units(day) {
			if len(o.PostsIn(u.ID, day)) == 0 {
				continue
			}
			staffed[u.Kind]++
			for role, n := range staffing[u.Kind] {
				if got := len(o.Holders(u.ID, role, day)); got < n {
					t.Errorf("%s: %s has %d of role %s, needs %d", day.In(zone).Format(time.DateOnly), u.Name, got, role, n)
				}
			}
		}
		want := map[org.UnitKind]int{
			org.City: 1, org.Branch: 12, org.Point: 30, org.Department: 8, org.LandOffice: 13, org.Commune: 20, org.Tax: 1, org.Police: 1, org.Insurance: 1,
		}
		for kind, n := range want {
			if staffed[kind] < n {
				t.Errorf("%s: %d of kind %s are staffed, want %d", day.In(zone).Format(time.DateOnly), staffed[kind], kind, n)
			}
		}
	}
	for _, role := range org.Roles {
		if !slices.ContainsFunc(o.Units(today), func(u *org.Unit) bool { return len(o.Holders(u.ID, role, today)) > 0 }) {
			t.Errorf("nobody has the role %s", role)
		}
	}
}

func TestHanoiAccountsOfTheGuides(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	for _, c := range []struct {
		username string
		unit     org.UnitID
		role     org.Role
	}{
		{"thuha.cn7", "chi-nhanh-7", org.Receiver},
		{"minhanh.cn1", "chi-nhanh-1", org.Receiver},
		{"lanhdao.cn7", "chi-nhanh-7", org.Leader},
		{"vanbinh.dd", "van-phong-dang-ky-dat-dai-7", org.Specialist},
		{"admin", "trung-tam", org.Administrator},
	} {
		p := o.ByUsername(c.username)
		if p == nil {
			t.Errorf("no account %s", c.username)
			continue
		}
		// One post, so that signing in asks for no choice.
		if posts := o.PostsOf(p.ID, today); len(posts) != 1 || posts[0].Unit != c.unit || posts[0].Role != c.role {
			t.Errorf("%s: posts %+v, want one as %s in %s", c.username, posts, c.role, c.unit)
		}
	}
	if got := o.ByUsername("thuha.cn7").Name; got != "Lê Thu Hà" {
		t.Errorf("thuha.cn7 is %s", got)
	}
}

// TestHanoiNamesOnlyUnitsThatAreThere reads the other files of the city: procedures name units by key.
func TestHanoiNamesOnlyUnitsThatAreThere(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	named := regexp.MustCompile(`"unit:([^"]*)"`)
	err := fs.WalkDir(city.Hanoi(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		b, err := fs.ReadFile(city.Hanoi(), path)
		for _, m := range named.FindAllSubmatch(b, -1) {
			if u := o.UnitAt(org.UnitID(m[1]), today); u == nil {
				t.Errorf("%s names the unit %s, which is not there", path, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// table reads a CSV file of the shared data as maps by column.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir := os.Getenv("SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, "adminunits", name))
	if err != nil {
		t.Skipf("LEFT OUT: comparison with the list of administrative units, %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, v := range row {
			m[rows[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

func TestHanoiAgreesWithTheListOfAdministrativeUnits(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	compare := func(what string, want map[string]string, at time.Time, kind org.UnitKind) {
		got := map[string]string{}
		for _, u := range o.Units(at, kind) {
			got[u.AdminCode] = u.Name
		}
		for code := range want {
			if got[code] != want[code] {
				t.Errorf("%s %s: %q, the list has %q", what, code, got[code], want[code])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d, the list has %d", what, len(got), len(want))
		}
	}
	communes := map[string]string{}
	for _, r := range table(t, "wards_2026.csv") {
		if r["province_code"] == "01" {
			communes[r["code"]] = r["full_name"]
		}
	}
	compare("commune", communes, today, org.Commune)

	districts, wards, above := map[string]string{}, map[string]string{}, map[string]string{}
	for _, r := range table(t, "legacy_3level_wards_before_20250701.csv") {
		if r["province_code"] == "01" {
			districts[r["district_code"]], wards[r["ward_code"]] = r["district_name"], r["ward_name"]
			above[r["ward_code"]] = r["district_code"]
		}
	}
	june := on("2025-06-30")
	compare("district", districts, june, org.District)
	compare("old commune", wards, june, org.Commune)

	next := map[string][]string{}
	for _, r := range table(t, "mapping_old_new_hanoi.csv") {
		next[r["old_ward_code"]] = append(next[r["old_ward_code"]], r["new_ward_code"])
	}
	for code := range wards {
		u := o.ByAdminCode(code, june)
		if u == nil {
			continue // told above
		}
		if p := o.UnitAt(u.Parent, june); p == nil || p.AdminCode != above[code] {
			t.Errorf("%s stands below %v, the list has %s", u.Name, p, above[code])
		}
		var got []string
		for _, s := range u.Successors {
			got = append(got, o.Unit(s).AdminCode)
		}
		slices.Sort(got)
		want := slices.Compact(slices.Sorted(slices.Values(next[code])))
		if !slices.Equal(got, want) {
			t.Errorf("%s became %v, the list has %v", u.Name, got, want)
		}
	}
	// A district's successors are those of its communes.
	for _, d := range o.Units(june, org.District) {
		want := map[org.UnitID]bool{}
		for _, c := range o.Children(d.ID, june) {
			for _, s := range c.Successors {
				want[s] = true
			}
		}
		if got := d.Successors; !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(maps.Keys(want))) {
			t.Errorf("%s: successors %v, those of its communes %v", d.Name, got, slices.Sorted(maps.Keys(want)))
		}
	}
}

func BenchmarkFoldHanoi(b *testing.B) {
	p, err := org.ParsePack(city.Hanoi())
	if err != nil {
		b.Fatal(err)
	}
	facts, err := p.Diff(org.New(), today)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(facts)), "facts")
	for b.Loop() {
		if _, err := org.New().ApplyAll(facts...); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleOrg_Successors() {
	p, err := org.ParsePack(city.Hanoi())
	if err != nil {
		fmt.Println(err)
		return
	}
	facts, err := p.Diff(org.New(), today)
	if err != nil {
		fmt.Println(err)
		return
	}
	o, err := org.New().ApplyAll(facts...)
	if err != nil {
		fmt.Println(err)
		return
	}
	old := o.ByAdminCode("00004", on("2025-06-30"))
	fmt.Println(old.Name)
	for _, id := range o.Successors(old.ID, today) {
		fmt.Println(strings.Repeat(" ", 1), o.NameAt(id, today))
	}
	// Output:
	// Phường Trúc Bạch
	//   Phường Ba Đình
}
