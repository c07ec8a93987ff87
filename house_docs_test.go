package motcua_test

import (
	"fmt"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Migrations that exist once for each engine, and those that only one engine needs.
const (
	sqlPairs  = 4
	sqlSingle = 4
)

var migration = regexp.MustCompile(`^keep/store/migrations/(common|sqlite|postgres)/(\d{5})_[a-z_]+\.sql$`)

func TestMigrationsAreCommonOrCountedPairs(t *testing.T) {
	t.Parallel()
	where := map[string][]string{} // number to folders
	for _, name := range files(t) {
		if !strings.HasPrefix(name, "keep/store/migrations/") {
			continue
		}
		m := migration.FindStringSubmatch(name)
		if m == nil {
			if path.Ext(name) == ".sql" {
				t.Errorf("%s: a migration is named like common/00002_ledger.sql", name)
			}
			continue
		}
		if slices.Contains(where[m[2]], m[1]) {
			t.Errorf("%s: the number stands twice in %s", name, m[1])
		}
		where[m[2]] = append(where[m[2]], m[1])
	}
	var pairs, single int
	for number, folders := range where {
		switch {
		case slices.Contains(folders, "common") && len(folders) > 1:
			t.Errorf("migration %s is common and of an engine too", number)
		case len(folders) == 2:
			pairs++
		case folders[0] != "common":
			single++
		}
	}
	if pairs != sqlPairs || single != sqlSingle {
		t.Errorf("migrations have %d pairs and %d of one engine alone; the house counts %d and %d: add a pair only when the common subset has no words for it",
			pairs, single, sqlPairs, sqlSingle)
	}
}

// read gives a document, or fails.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// table gives the cells of each row of the first Markdown table under a heading.
func table(t *testing.T, doc, heading string) [][]string {
	t.Helper()
	_, rest, found := strings.Cut("\n"+doc, "\n"+heading+"\n")
	if !found {
		t.Fatalf("no heading %q", heading)
	}
	var rows [][]string
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "|"):
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			rows = append(rows, cells)
		case len(rows) > 0:
			return rows[min(2, len(rows)):]
		}
	}
	return rows[min(2, len(rows)):]
}

// rooms lists the folders that hold Go packages, and the city's data.
func rooms(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, s := range sources(t) {
		if s.room != "." && s.room != "scripts" && !slices.Contains(list, s.room) {
			list = append(list, s.room)
		}
	}
	slices.Sort(list)
	return list
}

func TestTablesOfRoomsEqualTheFolders(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{"ARCHITECTURE.md", "README.md"} {
		var listed []string
		for _, row := range table(t, read(t, doc), "## Rooms") {
			listed = append(listed, strings.Trim(row[0], "`"))
		}
		slices.Sort(listed)
		have := rooms(t)
		for _, r := range have {
			if !slices.Contains(listed, r) {
				t.Errorf("%s: the table of rooms lacks %s", doc, r)
			}
		}
		for i, r := range listed {
			if !slices.Contains(have, r) {
				t.Errorf("%s: the table of rooms has %s, which is no folder with Go", doc, r)
			}
			if i > 0 && listed[i-1] == r {
				t.Errorf("%s: the table of rooms has %s twice", doc, r)
			}
		}
	}
}

func TestEveryFunctionOfTheCircularHasALine(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				tests[s.room+" "+f.Name.Name] = true
			}
		}
	}
	var seen []string
	for _, row := range table(t, read(t, "docs/law/tt21.md"), "## The 31 functions") {
		if len(row) != 6 {
			t.Errorf("tt21.md: a row has %d cells, want number, function, page, act, test, state: %v", len(row), row)
			continue
		}
		number, state, proofs := row[0], row[5], regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[4], -1)
		seen = append(seen, number)
		if !slices.Contains([]string{"done", "partial", "none"}, state) {
			t.Errorf("tt21.md %s: state %q, want done, partial or none", number, state)
		}
		if state == "done" && len(proofs) == 0 {
			t.Errorf("tt21.md %s is done but names no test", number)
		}
		if state != "none" && (row[2] == "–" && row[3] == "–" || row[2] == "" || row[3] == "") {
			t.Errorf("tt21.md %s is %s but names no page and no act", number, state)
		}
		for _, p := range proofs {
			if !tests[p[1]] {
				t.Errorf("tt21.md %s names the test %q, which does not exist (write it as `room TestName`)", number, p[1])
			}
		}
	}
	for i := range 31 {
		if want := fmt.Sprintf("F%02d", i+1); i >= len(seen) || seen[i] != want {
			t.Fatalf("tt21.md: line %d should be %s; the lines are %v", i+1, want, seen)
		}
	}
	if len(seen) != 31 {
		t.Errorf("tt21.md has %d lines, want 31", len(seen))
	}
}

// named is a place in the code as the documents write it: `office/receive.go` `Office.Receive`.
var named = regexp.MustCompile("`([a-z/_]+\\.go)`\\s+`([A-Za-z_.]+)`")

func TestOneDossierNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	have := map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			for _, name := range declared(d) {
				have[s.path+" "+name] = true
			}
		}
	}
	places := named.FindAllStringSubmatch(read(t, "docs/one-dossier.md"), -1)
	if len(places) < 20 {
		t.Errorf("one-dossier.md names %d places in the code; a dossier's life has more", len(places))
	}
	for _, m := range places {
		if !have[m[1]+" "+m[2]] {
			t.Errorf("one-dossier.md names %s in %s, which is not there", m[2], m[1])
		}
	}
}

// declared names what a declaration declares, methods as Type.Method.
func declared(d ast.Decl) []string {
	var names []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil {
			return []string{receiver(d) + "." + d.Name.Name}
		}
		return []string{d.Name.Name}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}

var (
	makeWord   = regexp.MustCompile(`\bmake ([a-z][a-z-]*)\b`)
	motcuaWord = regexp.MustCompile(`(?:go run \./cmd/motcua|(?:^|[\s` + "`" + `/])motcua) ([a-z][a-z-]*)((?: [a-z][a-z-]*)?)`)
	fenced     = regexp.MustCompile("(?s)```[a-z]*\n(.*?)```|`([^`\n]+)`")
)

func TestCommandsOfTheDocumentsExist(t *testing.T) {
	t.Parallel()
	targets := regexp.MustCompile(`(?m)^([a-z][a-z-]*):`).FindAllStringSubmatch(read(t, "Makefile"), -1)
	commands := commandTree(t)
	if len(commands) == 0 {
		t.Fatal("no commands found in cmd/motcua: kong's struct is named cli")
	}
	for _, doc := range []string{"README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "docs/operations.md", "docs/performance.md", "docs/one-dossier.md"} {
		for _, code := range fenced.FindAllStringSubmatch(read(t, doc), -1) {
			text := code[1] + code[2]
			for _, m := range makeWord.FindAllStringSubmatch(text, -1) {
				if !slices.ContainsFunc(targets, func(g []string) bool { return g[1] == m[1] }) {
					t.Errorf("%s says `make %s`, which the Makefile does not have", doc, m[1])
				}
			}
			for _, m := range motcuaWord.FindAllStringSubmatch(text, -1) {
				sub, known := commands[m[1]]
				if !known {
					t.Errorf("%s says `motcua %s`, which is no command", doc, m[1])
				}
				if next := strings.TrimSpace(m[2]); known && len(sub) > 0 && !slices.Contains(sub, next) {
					t.Errorf("%s says `motcua %s %s`, which is no command: %v", doc, m[1], next, sub)
				}
			}
		}
	}
}

// commandTree reads the commands and their subcommands from kong's structs in cmd/motcua.
func commandTree(t *testing.T) map[string][]string {
	t.Helper()
	structs := map[string]*ast.StructType{}
	for _, s := range sources(t) {
		if s.room != "cmd/motcua" || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if body, ok := spec.Type.(*ast.StructType); ok {
					structs[spec.Name.Name] = body
				}
			}
			return true
		})
	}
	tree := map[string][]string{}
	for name, body := range commandsOf(structs["cli"]) {
		tree[name] = nil
		if id, ok := body.(*ast.Ident); ok {
			body = structs[id.Name]
		}
		if under, ok := body.(*ast.StructType); ok && under != nil {
			for sub := range commandsOf(under) {
				tree[name] = append(tree[name], sub)
			}
		}
	}
	return tree
}

// commandsOf gives the fields of a struct that kong takes for commands, by the command's name.
func commandsOf(body *ast.StructType) map[string]ast.Expr {
	found := map[string]ast.Expr{}
	if body == nil {
		return found
	}
	for _, f := range body.Fields.List {
		if f.Tag == nil || len(f.Names) == 0 {
			continue
		}
		raw, _ := strconv.Unquote(f.Tag.Value)
		tag := reflect.StructTag(raw)
		if _, ok := tag.Lookup("cmd"); !ok {
			continue
		}
		name := tag.Get("name")
		if name == "" {
			name = strings.ToLower(regexp.MustCompile(`([a-z0-9])([A-Z])`).ReplaceAllString(f.Names[0].Name, "$1-$2"))
		}
		found[name] = f.Type
	}
	return found
}
