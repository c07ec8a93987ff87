package motcua_test

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// Sizes in lines. A file or function over the first figure is listed in the log, over the second it fails.
const (
	roomyFile, longestFile = 400, 700
	roomyFunc, longestFunc = 60, 90
)

// tables are files longer than longestFile because they are one table; each has its reason.
var tables = map[string]string{}

// longFuncs are functions between roomyFunc and longestFunc, as "path name", with the reason why they are one piece.
var longFuncs = map[string]string{}

func TestFilesTellOneStory(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range sources(t) {
		n := strings.Count(s.text, "\n")
		switch {
		case n > longestFile && tables[s.path] != "":
			seen[s.path] = true
		case n > longestFile:
			t.Errorf("%s has %d lines, more than %d", s.path, n, longestFile)
		case n > roomyFile:
			t.Logf("%s has %d lines; about %d is the habit", s.path, n, roomyFile)
		}
	}
	for name := range tables {
		if !seen[name] {
			t.Errorf("the list of tables names %s, which is gone or short", name)
		}
	}
}

func TestFunctionsFitAScreen(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue // tables of cases
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n, name := s.line(f.End())-s.line(f.Pos())+1, s.path+" "+f.Name.Name
			if n <= roomyFunc {
				continue
			}
			if longFuncs[name] == "" || n > longestFunc {
				t.Errorf("%s has %d lines, more than %d", name, n, roomyFunc)
			}
			seen[name] = true
		}
	}
	for name := range longFuncs {
		if !seen[name] {
			t.Errorf("the list of long functions names %s, which is gone or short", name)
		}
	}
}

// plain are methods whose meaning the interface gives that they satisfy.
var plain = []string{"Error", "String", "Unwrap", "Is", "As", "Len", "Less", "Swap", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "Run", "Help"}

func TestExportedThingsSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	packages := map[string]bool{}
	for _, s := range sources(t) {
		if s.test || s.room == "." || s.room == "scripts" {
			continue
		}
		packages[s.room] = packages[s.room] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s:%d: %s has no doc comment", s.path, s.line(d.Pos()), name)
			}
		}
	}
	for room, doc := range packages {
		if !doc {
			t.Errorf("package %s has no package comment", room)
		}
	}
}

// undocumented names the exported things of a declaration that have no comment.
func undocumented(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		hidden := d.Recv != nil && !ast.IsExported(receiver(d))
		if d.Name.IsExported() && d.Doc == nil && !hidden && !(d.Recv != nil && slices.Contains(plain, d.Name.Name)) {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		if d.Doc != nil || d.Tok == token.IMPORT {
			return nil
		}
		var names []string
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && spec.Doc == nil {
					names = append(names, spec.Name.Name)
				}
			case *ast.ValueSpec:
				if spec.Names[0].IsExported() && spec.Doc == nil && spec.Comment == nil {
					names = append(names, spec.Names[0].Name)
				}
			}
		}
		return names
	}
	return nil
}

// receiver gives the name of a method's type.
func receiver(f *ast.FuncDecl) string {
	x := f.Recv.List[0].Type
	for {
		switch v := x.(type) {
		case *ast.StarExpr:
			x = v.X
		case *ast.IndexExpr:
			x = v.X
		case *ast.IndexListExpr:
			x = v.X
		case *ast.Ident:
			return v.Name
		default:
			return ""
		}
	}
}

// speakers are the beginnings of paths whose Go may hold Vietnamese words, with what they are: none is for a screen.
var speakers = map[string]string{
	"ground/vn/":             "letters, names of numbers",
	"ground/text/":           "formats",
	"cmd/motcua/":            "terms that a terminal explains",
	"doors/api/":             "terms that the OpenAPI document explains",
	"scripts/":               "nothing of the program",
	"law/procedure/national": "words that records of the national database are written in, to be recognised",
}

// speaks says whether a file may hold Vietnamese words.
func speaks(name string) bool {
	for prefix := range speakers {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func TestNoSentenceOfAScreenStandsInGo(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || speaks(s.path) {
			continue
		}
		tags := map[*ast.BasicLit]bool{}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if f, ok := n.(*ast.Field); ok {
				tags[f.Tag] = true
			}
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING || tags[lit] {
				return true
			}
			if text, _ := strconv.Unquote(lit.Value); vietnamese(text) && strings.Contains(strings.TrimSpace(text), " ") {
				t.Errorf("%s:%d says %.60q: words of the screen stand in ground/text/words", s.path, s.line(lit.Pos()), text)
			}
			return true
		})
	}
}

// vietnamese says whether a text has a letter that English lacks.
func vietnamese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r > 0xBF && unicode.IsLetter(r) })
}

// unfinished finds words that are left where work stopped; they are cut in two here, so that this file passes.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b|(?i:coming ` + `soon|not ` + `implemented|lorem ` + `ipsum)`)

// foreign are files of others that stand here as they came.
var foreign = []string{"e2e/testdata/axe.min.js", "go.sum"}

func TestNothingIsLeftUnfinished(t *testing.T) {
	t.Parallel()
	kinds := []string{".go", ".md", ".html", ".css", ".js", ".sql", ".sh", ".txt", ".json", ".yml", ""}
	for _, name := range files(t) {
		if !slices.Contains(kinds, path.Ext(name)) || slices.Contains(foreign, name) {
			continue
		}
		text, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if word := unfinished.FindString(line); word != "" {
				t.Errorf("%s:%d says %s", name, i+1, word)
			}
		}
	}
}
