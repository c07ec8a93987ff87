package main

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestMarksAndHeadingsAgree(t *testing.T) {
	t.Parallel()
	b, err := readLaw(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range b.wrong {
		t.Error(w)
	}
	if len(b.marks) == 0 {
		t.Error("no mark found in the whole house")
	}
	committed, err := os.ReadFile("../../" + lawIndex)
	if err != nil {
		t.Fatal(err)
	}
	if string(committed) != b.index() {
		t.Errorf("%s is out of date: go run ./cmd/motcua law --write", lawIndex)
	}
}

// tree is a small house with one of each mistake.
var tree = fstest.MapFS{
	"law/a.go": {Data: []byte(`package law

// Due is the day of return.
//
// law: nd1-2018/19.4, nd1-2018/19.10: the longer of the two
func Due() {}

var (
	first = 1 // law: nd1-2018/9
	second = 2
)

type T struct{}

func (t *T) Late() {
	// law: nd1-2018/7
	// law: somewhere in the decree
}
`)},
	"law/a_test.go":      {Data: []byte("package law\n\n// law: nd9-2018/1\n")},
	"docs/law/README.md": {Data: []byte("# Not an act\n\n## 1\n")},
	"docs/law/nd1-2018.md": {Data: []byte(`# nd1-2018

## 9
Status: read
Words.

## 19.4
Status: read, not in the code yet
Words.

## 19.10
Status: guessed
Words.

## 20
Status: unconfirmed
Words.

## 21
Status: unconfirmed, not in the code yet
`)},
}

func TestLawFindsEveryMistake(t *testing.T) {
	t.Parallel()
	b, err := readLaw(tree)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"docs/law/nd1-2018.md: ## 19.10 needs a line `Status: read` or `Status: unconfirmed`",
		"docs/law/nd1-2018.md: ## 19.4 says that it is not in the code yet, but it is: law/a.go",
		"docs/law/nd1-2018.md: ## 20 is marked nowhere in the code",
		"docs/law/nd1-2018.md: ## 21 needs a sentence of what the article asks",
		"law/a.go:16: docs/law/nd1-2018.md has no heading ## 7",
		"law/a.go:17: a mark is written like `law: nd61-2018/19.4`, not \"somewhere in the decree\"",
	}
	if !slices.Equal(b.wrong, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(b.wrong, "\n"), strings.Join(want, "\n"))
	}
}

func TestLawListsArticlesInOrder(t *testing.T) {
	t.Parallel()
	b, err := readLaw(tree)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	b.list(&got)
	want := `nd1-2018/7
  law/a.go:16  T.Late
nd1-2018/9
  law/a.go:9  first
nd1-2018/19.4
  law/a.go:5  Due
nd1-2018/19.10
  law/a.go:5  Due
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	if i := b.index(); !strings.Contains(i, "| [9](nd1-2018.md) | read | [law/a.go](../../law/a.go) `first` |") {
		t.Errorf("the index lacks the line of article 9:\n%s", i)
	}
}
