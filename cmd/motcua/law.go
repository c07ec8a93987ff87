package main

import (
	"bufio"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// LawCmd lists which code rests on which article. It reads the marks `// law: act/article` of the Go sources and the
// headings of docs/law/*.md, so it needs the source tree.
type LawCmd struct {
	Tree  string `help:"Folder of the sources." default:"." type:"existingdir"`
	Write bool   `help:"Write docs/law/index.md instead of printing the index with line numbers."`
}

// lawIndex is the committed index, relative to the tree.
const lawIndex = "docs/law/index.md"

// Run prints or writes the index. Its error lists every mark without a heading and every heading without a mark.
func (c *LawCmd) Run(out io.Writer) error {
	if _, err := os.Stat(filepath.Join(c.Tree, filepath.FromSlash(lawIndex))); err != nil {
		return fmt.Errorf("%s is not the source tree of motcua (it has no %s): run motcua law in the sources, or name them with --tree", c.Tree, lawIndex)
	}
	book, err := readLaw(os.DirFS(c.Tree))
	if err != nil {
		return fmt.Errorf("read the marks below %s: %w", c.Tree, err)
	}
	if c.Write {
		name := filepath.Join(c.Tree, filepath.FromSlash(lawIndex))
		if err := os.WriteFile(name, []byte(book.index()), 0o644); err != nil {
			return fmt.Errorf("write the index of the law: %w", err)
		}
		fmt.Fprintf(out, "%s: %d marks on %d articles\n", lawIndex, len(book.marks), len(book.byArticle()))
	} else {
		book.list(out)
	}
	if len(book.wrong) > 0 {
		return fmt.Errorf("%d things are wrong with the marks:\n%s", len(book.wrong), strings.Join(book.wrong, "\n"))
	}
	return nil
}

// A mark is one `// law: act/article` in the sources.
type mark struct {
	act, article string
	file         string
	line         int
	at           string // the declaration that it stands in or above
}

// A heading is an article in docs/law/<act>.md.
type heading struct {
	act, article string
	status       string // read, or unconfirmed
	waiting      bool   // the document says that no code rests on it yet
	says         string
}

// lawBook is everything that the sources and the documents say about the law. wrong is for people, one line each.
type lawBook struct {
	marks    []mark
	headings []heading
	wrong    []string
}

// readLaw reads a source tree.
func readLaw(tree fs.FS) (*lawBook, error) {
	b := &lawBook{}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"docs", "data", "demo-data", "bin", "node_modules"}, d.Name())):
			return fs.SkipDir
		case path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go"):
			return b.readSource(tree, name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	docs, err := fs.Glob(tree, "docs/law/*.md")
	if err != nil {
		return nil, err
	}
	for _, name := range docs {
		if name == lawIndex || path.Base(name) == "tt21.md" || path.Base(name) == "README.md" {
			continue
		}
		if err := b.readAct(tree, name); err != nil {
			return nil, err
		}
	}
	b.compare()
	return b, nil
}

var (
	lawLine = regexp.MustCompile(`^(?://|/\*)?\s*law:\s*(.*)$`)
	lawMark = regexp.MustCompile(`^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)/([0-9][0-9\pL]*(?:\.[0-9\pL]+)*)([\s,;:.)]|$)`)
)

// readSource collects the marks of one Go file.
func (b *lawBook) readSource(tree fs.FS, name string) error {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return err
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			first := set.Position(comment.Pos()).Line
			for i, line := range strings.Split(comment.Text, "\n") {
				m := lawLine.FindStringSubmatch(line)
				if m == nil {
					continue
				}
				b.readMarks(m[1], mark{file: name, line: first + i, at: declaration(file, group)})
			}
		}
	}
	return nil
}

// readMarks reads what stands after `law:`: one mark, or several with a comma or semicolon between them. Words may
// follow the last.
func (b *lawBook) readMarks(text string, at mark) {
	found := false
	for {
		m := lawMark.FindStringSubmatch(text)
		if m == nil {
			break
		}
		found = true
		at.act, at.article = m[1], m[2]
		b.marks = append(b.marks, at)
		if m[3] != "," && m[3] != ";" {
			break
		}
		text = strings.TrimSpace(text[len(m[0]):])
	}
	if !found {
		b.wrong = append(b.wrong, fmt.Sprintf("%s:%d: a mark is written like `law: nd61-2018/19.4`, not %q", at.file, at.line, text))
	}
}

// declaration names the top-level thing that a comment is part of or stands above.
func declaration(file *ast.File, group *ast.CommentGroup) string {
	for _, d := range file.Decls {
		if group.Pos() > d.End() || group.End() < d.Pos() && group != docOf(d) {
			continue
		}
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				return d.Name.Name
			}
			return receiverName(d.Recv.List[0].Type) + "." + d.Name.Name
		case *ast.GenDecl:
			return specName(d, group)
		}
	}
	return "package " + file.Name.Name
}

// docOf gives the comment above a declaration.
func docOf(d ast.Decl) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Doc
	case *ast.GenDecl:
		return d.Doc
	}
	return nil
}

// specName names the constant, variable or type of a declaration that a comment stands at: the first one that does not
// end before the comment's line of code is over.
func specName(d *ast.GenDecl, group *ast.CommentGroup) string {
	name := d.Tok.String()
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			name = spec.Name.Name
		case *ast.ValueSpec:
			name = spec.Names[0].Name
			if spec.Comment == group {
				return name
			}
		}
		if group.Pos() < spec.End() {
			return name
		}
	}
	return name
}

// receiverName names the type of a method.
func receiverName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return receiverName(x.X)
	case *ast.IndexExpr:
		return receiverName(x.X)
	case *ast.Ident:
		return x.Name
	}
	return "?"
}

// readAct reads the articles of one act. Under each heading stands a line "Status: read" or "Status: unconfirmed" (then
// perhaps ", not in the code yet") and a sentence.
func (b *lawBook) readAct(tree fs.FS, name string) error {
	f, err := tree.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	act := strings.TrimSuffix(path.Base(name), ".md")
	lines := bufio.NewScanner(f)
	var h *heading
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		article, begins := strings.CutPrefix(line, "## ")
		status, isStatus := strings.CutPrefix(line, "Status: ")
		switch {
		case begins:
			b.headings = append(b.headings, heading{act: act, article: article})
			h = &b.headings[len(b.headings)-1]
		case h == nil || line == "":
		case isStatus:
			h.status, _, h.waiting = strings.Cut(status, ", not in the code yet")
		default:
			h.says += line
		}
	}
	return lines.Err()
}

// compare finds marks without headings and headings without marks, and headings that say too little.
func (b *lawBook) compare() {
	marked, known := b.byArticle(), map[string]bool{}
	for _, h := range b.headings {
		key := h.act + "/" + h.article
		doc := "docs/law/" + h.act + ".md: ## " + h.article
		switch {
		case known[key]:
			b.wrong = append(b.wrong, doc+" stands twice")
		case h.status != "read" && h.status != "unconfirmed":
			b.wrong = append(b.wrong, doc+" needs a line `Status: read` or `Status: unconfirmed`")
		case h.says == "":
			b.wrong = append(b.wrong, doc+" needs a sentence of what the article asks")
		case h.waiting && marked[key] != nil:
			b.wrong = append(b.wrong, doc+" says that it is not in the code yet, but it is: "+marked[key][0].file)
		case !h.waiting && marked[key] == nil:
			b.wrong = append(b.wrong, doc+" is marked nowhere in the code")
		}
		known[key] = true
	}
	for _, m := range b.marks {
		if !known[m.act+"/"+m.article] {
			b.wrong = append(b.wrong, fmt.Sprintf("%s:%d: docs/law/%s.md has no heading ## %s", m.file, m.line, m.act, m.article))
		}
	}
	slices.Sort(b.wrong)
}

// byArticle gives the marks of each act/article in the order of the files.
func (b *lawBook) byArticle() map[string][]mark {
	by := map[string][]mark{}
	for _, m := range b.marks {
		by[m.act+"/"+m.article] = append(by[m.act+"/"+m.article], m)
	}
	return by
}

// articles lists act/article: acts by name, articles by number.
func (b *lawBook) articles() []mark {
	var list []mark
	for _, marks := range b.byArticle() {
		list = append(list, marks[0])
	}
	slices.SortFunc(list, func(x, y mark) int {
		return cmp.Or(cmp.Compare(x.act, y.act), compareArticles(x.article, y.article))
	})
	return list
}

// compareArticles orders 9 before 10 and 19 before 19.4.
func compareArticles(x, y string) int {
	return slices.CompareFunc(strings.Split(x, "."), strings.Split(y, "."), func(p, q string) int {
		return cmp.Or(cmp.Compare(digits(p), digits(q)), cmp.Compare(p, q))
	})
}

// digits counts the digits that a part of an article begins with, so that longer numbers come later.
func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}

// list prints the index for a terminal, with line numbers.
func (b *lawBook) list(out io.Writer) {
	by := b.byArticle()
	for _, a := range b.articles() {
		fmt.Fprintf(out, "%s/%s\n", a.act, a.article)
		for _, m := range by[a.act+"/"+a.article] {
			fmt.Fprintf(out, "  %s:%d  %s\n", m.file, m.line, m.at)
		}
	}
}

// index is the committed form. It names files and declarations and no lines, so that it changes only when a mark does.
func (b *lawBook) index() string {
	var s strings.Builder
	s.WriteString("# Index: from the article to the code\n\n")
	s.WriteString("Written by `go run ./cmd/motcua law --write`; without `--write` it prints the line numbers too.\n")
	by, act, status := b.byArticle(), "", map[string]string{}
	for _, h := range b.headings {
		status[h.act+"/"+h.article] = h.status
	}
	for _, a := range b.articles() {
		if a.act != act {
			act = a.act
			fmt.Fprintf(&s, "\n## %s\n\n| article | status | code |\n|---|---|---|\n", act)
		}
		var places []string
		for _, m := range by[a.act+"/"+a.article] {
			if place := fmt.Sprintf("[%s](../../%s) `%s`", m.file, m.file, m.at); !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
		fmt.Fprintf(&s, "| [%s](%s.md) | %s | %s |\n", a.article, act, status[act+"/"+a.article], strings.Join(places, "<br>"))
	}
	return s.String()
}
