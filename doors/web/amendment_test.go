package web

import (
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/words/form"
)

// TestAnAmendedConditionIsSaidInWords changes by which answer a paper is asked for.
func TestAnAmendedConditionIsSaidInWords(t *testing.T) {
	t.Parallel()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	record := func(when string) *procedure.Record {
		f := &form.Form{Sections: []form.Section{{Fields: []form.Field{{ID: "cha", Kind: form.Line, Label: form.Text{VI: "Việc khai cha", EN: "Father declared"}}}}}}
		return &procedure.Record{Cases: []procedure.Case{{ID: "c", Name: form.Text{VI: "Một", EN: "One"}, Form: f, Papers: []procedure.Paper{{Name: "Giấy ví dụ", When: when}}}}}
	}
	for _, x := range []struct {
		lang text.Lang
		old  string
		want []string
	}{
		{text.VI, `cha == "Có"`, []string{"điều kiện", "Việc khai cha", "Có", "Không"}},
		{text.EN, `cha == "Có"`, []string{"condition", "Father declared"}},
		{text.VI, `len(cha) > 3 and cha != "x"`, []string{"tùy câu trả lời trong tờ khai"}},
	} {
		var said []string
		for _, p := range amendments(words.In(x.lang), record(x.old), record(`cha == "Không"`)) {
			for _, g := range p.Groups {
				said = append(said, g.Lines...)
			}
		}
		all := strings.Join(said, "\n")
		for _, want := range x.want {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q lacks %q", x.lang, all, want)
			}
		}
		if strings.Contains(all, "==") || strings.Contains(all, "len(") {
			t.Errorf("%s: the condition stands raw: %q", x.lang, all)
		}
	}
}
