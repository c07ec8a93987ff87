package form

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/file"

	"motcua/ground/text"
)

// An ExprError is what is wrong with an expression.
type ExprError struct {
	Src  string
	Says text.Said
}

// Error says it in English, with the expression.
func (e *ExprError) Error() string {
	return "the expression " + strconv.Quote(e.Src) + ": " + e.Says.String()
}

// exprKinds are what the compiler of the language says, each with our text and the gaps that its groups fill. A gap whose name
// ends with "type" or is one of two sides is a type.
var exprKinds = []struct {
	says *regexp.Regexp
	key  string
	gaps []string
}{
	{regexp.MustCompile(`^unknown name (\S+)`), "flaw.expr-name", []string{"name"}},
	{regexp.MustCompile(`^unknown field (\S+)|^type \S+ has no (?:field|method) (\S+)`), "flaw.expr-field", []string{"name", "name"}},
	{regexp.MustCompile(`^invalid operation: (\S+) \(mismatched types (.+) and (.+)\)`), "flaw.expr-types", []string{"op", "left", "right"}},
	{regexp.MustCompile(`^invalid operation: (\S+) \(mismatched type (.+)\)`), "flaw.expr-type", []string{"op", "left"}},
	{regexp.MustCompile(`^expected bool, but got (.+)|^non-bool expression \(type (.+)\)`), "flaw.expr-bool", []string{"type", "type"}},
	{regexp.MustCompile(`^unexpected token EOF`), "flaw.expr-end", nil},
	{regexp.MustCompile(`^unexpected token \w+\("(.*)"\)`), "flaw.expr-token", []string{"near"}},
	{regexp.MustCompile(`^unrecognized character: \S+ '(.*)'|^unexpected character (.*)`), "flaw.expr-token", []string{"near", "near"}},
	{regexp.MustCompile(`literal not terminated|invalid char escape|unescape`), "flaw.expr-quote", nil},
	{regexp.MustCompile(`^builtin (\S+) takes only array \(got (.+)\)`), "flaw.expr-list", []string{"name", "type"}},
	{regexp.MustCompile(`^predicate should return boolean`), "flaw.expr-predicate", nil},
	{regexp.MustCompile(`arguments to call (\S+)|to call (\S+)`), "flaw.expr-args", []string{"name", "name"}},
	{regexp.MustCompile(`^invalid argument for (\S+) |^invalid number of arguments for (\S+) `), "flaw.expr-args", []string{"name", "name"}},
	{regexp.MustCompile(`exceeds maximum allowed nodes`), "flaw.expr-many", nil},
}

// exprFlaw says what the compiler of expressions found, in our words.
func exprFlaw(src string, err error) *ExprError {
	says, column := firstLine(err), 0
	var at *file.Error
	if errors.As(err, &at) {
		says, column = at.Message, at.Column+1
	}
	for _, k := range exprKinds {
		found := k.says.FindStringSubmatch(says)
		if found == nil {
			continue
		}
		pairs := []any{"column", column}
		if k.key == "flaw.expr-predicate" {
			pairs = append(pairs, "name", callAt(src, column))
		}
		for i, gap := range k.gaps {
			value := found[i+1]
			if gap == "type" || gap == "left" || gap == "right" {
				value = typeWord(value)
			}
			if found[i+1] != "" {
				pairs = append(pairs, gap, value)
			}
		}
		return &ExprError{src, text.Say(k.key, pairs...)}
	}
	return &ExprError{src, text.Say("flaw.expr-other", "column", column)}
}

// typeWord names a type of the language as people do.
func typeWord(s string) string {
	word := "record"
	switch s = strings.TrimSpace(s); {
	case s == "string":
		word = "text"
	case strings.HasPrefix(s, "int"), strings.HasPrefix(s, "uint"), strings.HasPrefix(s, "float"):
		word = "number"
	case s == "bool":
		word = "yes-no"
	case strings.HasPrefix(s, "array"), strings.HasPrefix(s, "[]"):
		word = "list"
	case s == "nil", s == "":
		word = "nothing"
	}
	return string(text.Say("flaw.type." + word))
}

var called = regexp.MustCompile(`(\w+)\s*\(`)

// callAt is the function whose parentheses a place stands in, as far as the text tells.
func callAt(src string, column int) string {
	all := called.FindAllStringSubmatch(string([]rune(src)[:min(column, len([]rune(src)))]), -1)
	if len(all) == 0 {
		return "…"
	}
	return all[len(all)-1][1]
}
