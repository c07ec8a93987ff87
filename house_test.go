// Package motcua_test is the plan of the house as a test: which room may lean on which, who may touch the network, the
// disk, the database and the clock, how large a thing may grow, and that the documents say what the folders say.
// ARCHITECTURE.md has the reasons.
package motcua_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors are the folders from the ground up. A room imports rooms of lower floors only.
var floors = []string{"ground", "words", "law", "evidence", "keep", "office", "doors", "cmd"}

// beside are the packages that stand on no floor, and who may import them.
var beside = map[string][]string{
	"city":  {"cmd/motcua"}, // data; tests may load it too
	"trial": {},             // cities for tests
	"e2e":   {},
	".":     {},
}

// neighbours are the arrows within a floor.
var neighbours = map[string][]string{
	"ground/vn":     {"ground/fault"}, // a malformed code is the reader's mistake
	"law/dossier":   {"law/procedure"},
	"law/procedure": {"law/fee"},
	"law/access":    {"law/dossier", "law/procedure", "law/petition", "law/care"},
	"law/notice":    {"law/dossier", "law/petition", "law/survey"},
	"law/bpmn":      {"law/procedure"},
	"keep/store":    {"keep/vault"},
	"keep/blob":     {"keep/vault"},
	"doors/web":     {"doors/front"},
	"doors/api":     {"doors/front"},
	"doors/open311": {"doors/front"},
}

// modules names for each third-party module the rooms that import it: one, unless it is everyday plumbing.
var modules = map[string][]string{
	"codeberg.org/go-pdf/fpdf":            {"keep/letter"},
	"github.com/alecthomas/kong":          {"cmd/motcua"},
	"github.com/boombuler/barcode":        {"keep/letter"},
	"github.com/danielgtaylor/huma/v2":    {"doors/api"},
	"github.com/expr-lang/expr":           {"words/form"},
	"github.com/gabriel-vasile/mimetype":  {"keep/blob"},
	"github.com/jackc/pgx/v5":             {"keep/store"},
	"github.com/pressly/goose/v3":         {"keep/store"},
	"github.com/prometheus/client_golang": {"doors/api"},
	"github.com/vbauerster/mpb/v8":        {"cmd/motcua"},
	"github.com/xuri/excelize/v2":         {"keep/workbook"},
	"github.com/wneessen/go-mail":         {"keep/notify"},
	"github.com/coreos/go-oidc/v3":        {"keep/login"},
	"github.com/go-webauthn/webauthn":     {"keep/login"},
	"github.com/pquerna/otp":              {"keep/login"},
	"golang.org/x/oauth2":                 {"keep/login"},
	"golang.org/x/crypto":                 {"keep/login", "keep/vault"},
	"golang.org/x/image":                  {"keep/blob"},
	"modernc.org/sqlite":                  {"keep/store"},
	"rsc.io/qr":                           {"keep/letter"},

	"github.com/santhosh-tekuri/jsonschema/v6": {"words/form", "doors/api", "doors/open311"}, // judges what programs send by our schemas; in doors tests alone

	"golang.org/x/text": {"ground/vn", "ground/text", "words/form", "keep/login", "keep/letter", "keep/mail"}, // plumbing: normal forms of Unicode
	"golang.org/x/sync": {"keep/store", "office", "doors/web", "cmd/motcua"},                                  // plumbing
}

// testModules are imported by tests: of every room, or of those that are named.
var testModules = map[string][]string{
	"pgregory.net/rapid":            nil,
	"golang.org/x/net":              {"doors/web", "doors/api", "doors/portal", "e2e"},
	"golang.org/x/mod":              {"words/ledger"},
	"github.com/zitadel/oidc/v3":    {"doors/web"},
	"github.com/go-jose/go-jose/v4": {"doors/web"}, // forges tokens
	"github.com/chromedp/chromedp":  {"e2e"},
	"github.com/chromedp/cdproto":   {"e2e"},
	"github.com/emersion/go-smtp":   {"keep/notify", "office"},
}

// guarded are the packages of the standard library that only some rooms import; an entry that ends in / stands for
// every room below it. Tests may use all of them but the database.
var guarded = map[string][]string{
	"database/sql":        {"keep/store"},
	"database/sql/driver": {"keep/store"},
	"net/http":            {"doors/", "keep/notify", "keep/login", "keep/blob", "cmd/motcua"},
	"net/smtp":            {"keep/notify"},
	"os":                  {"keep/blob", "keep/store", "cmd/motcua"},
	"os/exec":             {"cmd/motcua"},
	"io/ioutil":           {},
	"math/rand":           {"office", "doors/", "cmd/motcua"},
	"math/rand/v2":        {"office", "doors/", "cmd/motcua"},
	"crypto/rand":         {"keep/", "office", "doors/", "cmd/motcua"},
}

// clockwork are the names of package time by which a program asks the time or waits for it.
var clockwork = []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTicker", "NewTimer", "Sleep", "Tick", "Local", "LoadLocation"}

// waiting are those that keep may use: it waits for a lock or a retry, and still is told the time.
var waiting = []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Sleep"}

// memory are the names of keep/store that only the office and cmd hold: a door reads through office.Read and changes
// through the office's acts.
var memory = []string{"DB", "Tx", "Create", "Open", "Migrate"}

// stopwatches are files of keep that measure how long something takes; nothing of it is written or decided by.
var stopwatches = map[string]string{
	"keep/store/commit.go": "how long a group has been open for more closures",
	"keep/store/direct.go": "how old a block of numbers is that was taken in advance",
}

// diskwork are ways to the disk beside package os.
var diskwork = map[string][]string{
	"path/filepath": {"Walk", "WalkDir", "Glob", "EvalSymlinks", "Abs"},
	"net/http":      {"Dir", "ServeFile"},
}

// nameless are names under which anything can hide.
var nameless = []string{"util", "utils", "common", "model", "models", "service", "services", "helper", "helpers", "manager", "misc", "base", "shared", "types"}

// A source is a Go file of the tree.
type source struct {
	path, room string // room is its folder, "." for the root
	test       bool
	text       string
	file       *ast.File
	set        *token.FileSet
}

// imports lists the file's import paths.
func (s *source) imports() []string {
	var list []string
	for _, i := range s.file.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		list = append(list, p)
	}
	return list
}

// line gives the line of a position.
func (s *source) line(p token.Pos) int { return s.set.Position(p).Line }

// sources parses every Go file of the tree, those that are no part of the build too.
func sources(t *testing.T) []*source {
	t.Helper()
	var list []*source
	for _, name := range files(t) {
		if path.Ext(name) != ".go" {
			continue
		}
		text, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("parse %s: %v", name, err)
		}
		list = append(list, &source{
			path: name, room: path.Dir(name), test: strings.HasSuffix(name, "_test.go") || path.Dir(name) == "e2e" || path.Dir(name) == "trial",
			text: string(text), file: file, set: set,
		})
	}
	if len(list) == 0 {
		t.Fatal("no Go file found: the test does not stand at the root of the tree")
	}
	return list
}

// files lists the files of the tree with slashes, without what git never sees.
func files(t *testing.T) []string {
	t.Helper()
	skip := []string{".git", "bin", ".cache", "data", "demo-data", "node_modules"}
	var list []string
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && slices.Contains(skip, d.Name()):
			return filepath.SkipDir
		case d.Type().IsRegular():
			list = append(list, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// floor gives the number of a room's floor, or -1.
func floor(room string) int {
	head, _, _ := strings.Cut(room, "/")
	return slices.Index(floors, head)
}

// within says whether a room is in a list whose entries may end in / for all below.
func within(room string, list []string) bool {
	return slices.ContainsFunc(list, func(e string) bool {
		return e == room || strings.HasSuffix(e, "/") && strings.HasPrefix(room, e)
	})
}

func TestArrowsGoDown(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		_, aside := beside[s.room]
		if floor(s.room) < 0 && !aside && s.room != "scripts" {
			t.Errorf("%s stands on no floor of the house", s.path)
			continue
		}
		for _, p := range s.imports() {
			to, ours := strings.CutPrefix(p, "motcua/")
			if !ours || to == s.room {
				continue
			}
			if why := arrow(s, to); why != "" {
				t.Errorf("%s imports %s: %s", s.path, to, why)
			}
		}
	}
}

// arrow says what is wrong with an import of the room to.
func arrow(s *source, to string) string {
	if who, aside := beside[to]; aside {
		if s.test && (to == "city" || to == "trial") || slices.Contains(who, s.room) {
			return ""
		}
		return "only these may: " + strings.Join(who, ", ")
	}
	from, down := floor(s.room), floor(to)
	switch {
	case down < 0:
		return "it stands on no floor"
	case from < 0 && s.room == "city" && !s.test:
		return "the city is data"
	case from < 0 || down < from:
		return ""
	case down > from:
		return "an arrow up"
	case slices.Contains(neighbours[s.room], to):
		return ""
	case s.test && slices.ContainsFunc(neighbours[s.room], func(n string) bool { return slices.Contains(neighbours[n], to) }):
		return "" // a test builds what its neighbours are made of
	}
	return "not a pair that may lean on each other on one floor"
}

func TestThirdPartyModulesHaveOneRoom(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []map[string][]string{modules, testModules} {
		for m := range list {
			if !strings.Contains(string(mod), m+" ") {
				t.Errorf("the list names %s, which go.mod does not have", m)
			}
		}
	}
	for _, s := range sources(t) {
		for _, p := range s.imports() {
			head, _, _ := strings.Cut(p, "/")
			if !strings.Contains(head, ".") {
				continue // standard library or ours
			}
			if !mayImport(s, p) {
				t.Errorf("%s imports %s: not in the list of third-party modules for this room", s.path, p)
			}
		}
	}
}

// mayImport looks a third-party package up in the lists.
func mayImport(s *source, p string) bool {
	of := func(m string) bool { return p == m || strings.HasPrefix(p, m+"/") }
	for m, rooms := range modules {
		if of(m) {
			return within(s.room, rooms)
		}
	}
	for m, rooms := range testModules {
		if of(m) {
			return s.test && (rooms == nil || within(s.room, rooms))
		}
	}
	return false
}

func TestHandsStayWhereTheyBelong(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, p := range s.imports() {
			rooms, watched := guarded[p]
			free := s.test && !strings.HasPrefix(p, "database/sql") || s.room == "scripts"
			if watched && !free && !within(s.room, rooms) {
				t.Errorf("%s imports %s: only %s may", s.path, p, strings.Join(rooms, ", "))
			}
		}
	}
}

func TestClockDiskAndMemoryStayWhereTheyBelong(t *testing.T) {
	t.Parallel()
	timed := map[string]bool{}
	for _, s := range sources(t) {
		if s.test || s.room == "scripts" {
			continue
		}
		banned := map[string][]string{"time": {"Local", "LoadLocation"}}
		if floor(s.room) < floor("office") {
			banned["time"] = clockwork
		}
		if floor(s.room) == floor("keep") {
			banned["time"] = slices.DeleteFunc(slices.Clone(clockwork), func(n string) bool { return slices.Contains(waiting, n) })
		}
		if stopwatches[s.path] != "" {
			banned["time"] = []string{"Local", "LoadLocation"}
			timed[s.path] = len(uses(s, map[string][]string{"time": {"Now", "Since"}})) > 0
		}
		if !within(s.room, guarded["os"]) {
			for p, names := range diskwork {
				banned[p] = names
			}
		}
		if floor(s.room) == floor("doors") {
			banned["motcua/keep/store"] = memory
		}
		for _, used := range uses(s, banned) {
			t.Errorf("%s is not allowed in this room", used)
		}
	}
	for name := range stopwatches {
		if !timed[name] {
			t.Errorf("the list of stopwatches names %s, which has none", name)
		}
	}
}

// uses finds uses of banned names of packages, as path:line package.Name.
func uses(s *source, banned map[string][]string) []string {
	local := map[string][]string{} // by the name that the file gives the package
	for _, i := range s.file.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		local[name] = banned[p]
	}
	var found []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(local[x.Name], sel.Sel.Name) {
			found = append(found, s.path+":"+strconv.Itoa(s.line(sel.Pos()))+" "+x.Name+"."+sel.Sel.Name)
		}
		return true
	})
	return found
}

func TestRoomsHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		name := strings.TrimSuffix(s.file.Name.Name, "_test")
		if slices.Contains(nameless, name) || slices.Contains(nameless, path.Base(s.room)) {
			t.Errorf("%s: a package named %s can be anything: name it by what a clerk knows", s.path, name)
		}
		if want := path.Base(s.room); s.room != "." && name != want && name != "main" {
			t.Errorf("%s: package %s in folder %s", s.path, name, s.room)
		}
	}
}
