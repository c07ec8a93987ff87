package form_test

import (
	"errors"
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/words/form"
)

func TestEachMistakeOfAnExpressionIsSaidInTheHousesWords(t *testing.T) {
	t.Parallel()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	inner := form.NewScope().Text("name").Number("n")
	scope := form.NewScope().Text("a").Number("n").Record("child", inner)
	for src, want := range map[string]string{
		`tuoi > 18`:       "flaw.expr-name",
		`child.tuoi == 1`: "flaw.expr-field",
		`a == 1`:          "flaw.expr-types",
		`not n`:           "flaw.expr-type",
		`n + 1`:           "flaw.expr-bool",
		`n > `:            "flaw.expr-end",
		`n > 1 2`:         "flaw.expr-token",
		`n > 1)`:          "flaw.expr-token",
		`n # 1`:           "flaw.expr-token",
		`a == "x`:         "flaw.expr-quote",
		`years(n) > 1`:    "flaw.expr-args",
		`years(n, n) > 1`: "flaw.expr-args",
		`len(n) > 1`:      "flaw.expr-args",
		`all(n, # > 1)`:   "flaw.expr-list",
		`n > 1.5`:         "flaw.expr-float",
		`n / 2 > 1`:       "flaw.expr-op",
		strings.Repeat("n > 1 or ", 90) + "n > 1": "flaw.expr-many",
		strings.Repeat("n > 1 or ", 200):          "flaw.expr-long",
	} {
		_, err := form.CompileExpr(src, scope)
		var no *form.ExprError
		if !errors.As(err, &no) {
			t.Errorf("%.40s: %v", src, err)
			continue
		}
		if no.Says.Key() != want {
			t.Errorf("%.40s: %s, want %s", src, no.Says.Key(), want)
		}
		for _, l := range text.Langs {
			if s := no.Says.In(words.In(l)); strings.ContainsAny(s, "{}⟦@\x1f") {
				t.Errorf("%.40s: %s: %q has a gap", src, l, s)
			}
		}
	}
}
