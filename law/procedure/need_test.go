package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"motcua/law/procedure"
	"motcua/words/form"
)

// marital is a case whose papers hang on answers: of the divorced a judgment, of the widowed one of two papers, of all a form.
func marital() *procedure.Record {
	text := func(s string) form.Text { return form.Text{VI: s, EN: s} }
	return &procedure.Record{Code: "1.999901", Cases: []procedure.Case{{
		ID: "c", Name: text("c"), Channels: []procedure.ChannelRule{{Channel: procedure.Desk}},
		Form: &form.Form{ID: "f", Version: 1, Title: text("f"), Sections: []form.Section{{ID: "s", Title: text("s"), Fields: []form.Field{
			{ID: "name", Kind: form.Line, Label: text("name")},
			{ID: "status", Kind: form.Choice, Label: text("status"), Options: []form.Option{
				{Value: "single", Label: text("single")}, {Value: "divorced", Label: text("divorced")}, {Value: "widowed", Label: text("widowed")},
			}},
			{ID: "abroad", Kind: form.YesNo, Label: text("abroad"), When: `status == "divorced"`},
		}}}},
		Papers: []procedure.Paper{
			{Name: "Tờ khai", Required: true, Originals: 1},
			{Name: "Trích lục khai tử", Required: true, Copies: 1, When: `status == "widowed"`, OneOf: "death"},
			{Name: "Bản án ly hôn", Required: true, Copies: 1, When: `status == "divorced"`},
			{Name: "Giấy báo tử", Copies: 1, When: `status == "widowed"`, OneOf: "death"},
			{Name: "Trích lục ghi chú ly hôn", Required: true, Copies: 1, When: `abroad`},
			{Name: "Giấy đổi tên", Required: true, Copies: 1, When: `name != ""`},
		},
	}}}
}

func TestPapersAreAskedForByTheAnswersAndOneOfSeveralIsEnough(t *testing.T) {
	t.Parallel()
	c := &marital().Cases[0]
	f, err := form.Compile(c.Form)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		values form.Values
		there  []int
		want   []int
	}{
		"single, nothing there":      {form.Values{"status": "single"}, nil, []int{0}},
		"divorced":                   {form.Values{"status": "divorced"}, []int{0}, []int{2}},
		"divorced abroad":            {form.Values{"status": "divorced", "abroad": true}, []int{0, 2}, []int{4}},
		"widowed, neither":           {form.Values{"status": "widowed"}, []int{0}, []int{1}},
		"widowed, the first":         {form.Values{"status": "widowed"}, []int{0, 1}, nil},
		"widowed, what stands in":    {form.Values{"status": "widowed"}, []int{0, 3}, nil},
		"a text":                     {form.Values{"status": "single", "name": "Mai"}, []int{0}, []int{5}},
		"nothing answered":           {nil, []int{0}, nil},
		"an answer that is not one":  {form.Values{"status": 7}, []int{0}, nil},
		"papers that nobody asks of": {form.Values{"status": "single"}, []int{0, 1, 2, 3}, nil},
	} {
		got := c.Lacking(c.AskedBy(f, tc.values), func(i int) bool { return slices.Contains(tc.there, i) })
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: lacking %v, want %v", name, got, tc.want)
		}
	}
	if got := c.Lacking(c.AskedBy(nil, nil), func(int) bool { return false }); !slices.Equal(got, []int{0, 1, 2, 4, 5}) {
		t.Errorf("without a form: %v", got)
	}
	if got := c.Names(3, nil); !slices.Equal(got, []string{"Trích lục khai tử", "Giấy báo tử"}) {
		t.Errorf("the choice is called %q", got)
	}
	c.Papers[3].OneOf = "other"
	if c.Choice(1) != nil || c.Choice(0) != nil || c.Choice(-1) != nil || c.Choice(99) != nil {
		t.Error("a paper alone is a choice")
	}
}

// guided answers the questions of a record by their names and gives them in their order.
func guided(r *procedure.Record, answers map[string][]string) (asked []string, g procedure.Guided) {
	g = r.Guide(func(name string) ([]string, bool) {
		a, ok := answers[name]
		return a, ok
	})
	for i := range g.Asked {
		asked = append(asked, g.Asked[i].Name())
	}
	return asked, g
}

func TestTheGuidanceAsksWhatDecidesThePapers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers map[string][]string
		asked   string
		next    string // with its answers
		papers  []int
	}{
		"at first":            {nil, "", "status single,divorced,widowed", nil},
		"no answer":           {map[string][]string{"status": {"married"}}, "", "status single,divorced,widowed", nil},
		"single":              {map[string][]string{"status": {"single"}}, "status", "papers 5", nil},
		"single to the end":   {map[string][]string{"status": {"single"}, "papers": {}}, "status papers", "", []int{0}},
		"a question on one":   {map[string][]string{"status": {"divorced"}}, "status", "abroad true,false", nil},
		"divorced":            {map[string][]string{"status": {"divorced"}, "abroad": {"false"}, "papers": {}}, "status abroad papers", "", []int{0, 2}},
		"divorced abroad":     {map[string][]string{"status": {"divorced"}, "abroad": {"true"}, "papers": {"5"}}, "status abroad papers", "", []int{0, 2, 4, 5}},
		"widowed":             {map[string][]string{"status": {"widowed"}}, "status", "one-of.1 1,3", nil},
		"widowed, the second": {map[string][]string{"status": {"widowed"}, "one-of.1": {"3"}, "papers": {}}, "status one-of.1 papers", "", []int{0, 3}},
		"none of the choice":  {map[string][]string{"status": {"widowed"}, "one-of.1": {"2"}}, "status", "one-of.1 1,3", nil},
		"a paper of others":   {map[string][]string{"status": {"single"}, "papers": {"2"}}, "status", "papers 5", nil},
	} {
		asked, g := guided(marital(), tc.answers)
		next := ""
		if g.Next != nil {
			next = g.Next.Name() + " " + strings.Join(g.Next.Options, ",")
		}
		if strings.Join(asked, " ") != tc.asked || next != tc.next || g.Next == nil && !slices.Equal(g.Papers, tc.papers) {
			t.Errorf("%s: asked %q, then %q, papers %v; want %q, %q, %v", name, asked, next, g.Papers, tc.asked, tc.next, tc.papers)
		}
	}
	if x, ok := marital().Cases[0].FormAnswer("status", "widowed"); !ok || x != "widowed" {
		t.Error("an answer of the guidance does not begin the form")
	}
	if _, ok := marital().Cases[0].FormAnswer("name", "Mai"); ok {
		t.Error("the guidance takes a name")
	}
}

func TestAConditionOfAPaperIsTypeChecked(t *testing.T) {
	t.Parallel()
	for when, want := range map[string]bool{`status == "widowed"`: false, `satus == "widowed"`: true, `status == 7`: true, `status`: true, `status ==`: true} {
		r := marital()
		r.Cases[0].Papers[2].When = when
		got := slices.ContainsFunc(procedure.Check(*r), func(f procedure.Finding) bool {
			return f.Code == "form" && f.Error && f.Path == "cases.0.papers.2.when" && f.Args["reason"] != ""
		})
		if got != want {
			t.Errorf("%s: found %v, want %v", when, got, want)
		}
	}
	r := marital()
	r.Cases[0].Form = nil
	if len(procedure.Errors(procedure.Check(*r))) == 0 {
		t.Error("a condition over a form that is not there is no mistake")
	}
}
