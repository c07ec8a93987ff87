package text

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// use is where a text is asked for.
type use struct{ key, at string }

// TestEveryTextThatIsAskedForExists reads the whole tree: Go calls of T, flash and fault.New, fields named …Key, and
// templates. A text that nothing asks for is only told, since some keys are put together.
func TestEveryTextThatIsAskedForExists(t *testing.T) {
	t.Parallel()
	c := load(t)
	asked, mentioned := scan(t, filepath.Join("..", ".."))
	if len(asked) < 20 {
		t.Fatalf("only %d uses of texts found: the scan is broken", len(asked))
	}
	for _, u := range asked {
		if strings.HasSuffix(u.key, ".") || strings.HasSuffix(u.key, "-") {
			if !anyPrefix(c, u.key) {
				t.Errorf("%s: no text begins with %s", u.at, u.key)
			}
		} else if !c.Has(u.key) {
			t.Errorf("%s: no text %s", u.at, u.key)
		}
	}
	for _, k := range c.Keys() {
		if !used(k, mentioned) {
			t.Logf("nothing asks for %s", k)
		}
	}
}

// used says whether a key, or a beginning of it that is put together with something, stands anywhere in the tree.
func used(key string, mentioned map[string]bool) bool {
	if mentioned[key] || mentioned["@"+key] {
		return true
	}
	// .mend, .mend-page and .title of a fault, act.* of a rule, and every beginning up to a dot or hyphen.
	if base, ok := strings.CutSuffix(key, ".mend"); ok && mentioned[base] {
		return true
	}
	if base, ok := strings.CutSuffix(key, ".mend-page"); ok && mentioned[base] {
		return true
	}
	if base, ok := strings.CutSuffix(key, ".title"); ok && mentioned[base] {
		return true
	}
	for i := range key {
		if (key[i] == '.' || key[i] == '-') && mentioned[key[:i+1]] {
			return true
		}
	}
	return false
}

func anyPrefix(c *Catalog, prefix string) bool {
	for _, k := range c.Keys() {
		if strings.HasPrefix(k, prefix) {
			return true
		}
	}
	return false
}

var (
	inTemplate = regexp.MustCompile(`(?:\bt|\.T) "([^"]+)"`)
	quoted     = regexp.MustCompile(`"([^"\n]+)"`)
)

// scan gives every use of a text below dir, and every string that stands there.
func scan(t *testing.T, dir string) (asked []use, mentioned map[string]bool) {
	t.Helper()
	mentioned = map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2 || d.Name() == "testdata" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case strings.HasSuffix(path, "_test.go") || d.IsDir():
			return nil
		case strings.HasSuffix(path, ".go"):
			return scanGo(path, &asked, mentioned)
		case strings.HasSuffix(path, ".html"):
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for i, line := range strings.Split(string(b), "\n") {
				for _, m := range inTemplate.FindAllStringSubmatch(line, -1) {
					asked = append(asked, use{m[1], fmt.Sprintf("%s:%d", path, i+1)})
					mentioned[m[1]] = true
				}
				for _, m := range quoted.FindAllStringSubmatch(line, -1) {
					mentioned[m[1]] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return asked, mentioned
}

// scanGo reads one Go file.
func scanGo(path string, asked *[]use, mentioned map[string]bool) error {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil //nolint:nilerr // the compiler says it better
	}
	take := func(e ast.Expr) bool {
		if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
			e = sum.X
			if s, ok := str(e); !ok || !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "-") {
				return false
			}
		}
		s, ok := str(e)
		if ok && strings.Contains(s, ".") {
			*asked = append(*asked, use{s, set.Position(e.Pos()).String()})
		}
		return ok
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if s, ok := str(n); ok {
				mentioned[s] = true
			}
		case *ast.KeyValueExpr:
			if k, ok := n.Key.(*ast.Ident); ok && strings.HasSuffix(k.Name, "TitleKey") {
				take(n.Value)
			}
		case *ast.CallExpr:
			switch called(n) {
			case "T":
				for _, a := range n.Args[:min(2, len(n.Args))] {
					if take(a) {
						break
					}
				}
			case "fault.New", "flash":
				if len(n.Args) > 1 {
					take(n.Args[1])
				}
			}
		}
		return true
	})
	return nil
}

// called names what a call calls: "T", "flash", or "fault.New" with its package.
func called(c *ast.CallExpr) string {
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if x, ok := s.X.(*ast.Ident); ok && x.Name == "fault" {
		return "fault." + s.Sel.Name
	}
	return s.Sel.Name
}

// str gives the value of a string literal.
func str(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}
