package form_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"motcua/ground/fault"
	"motcua/words/form"
)

func TestWhatDoesNotFitTheSchemaIsRefusedAtItsPlace(t *testing.T) {
	t.Parallel()
	c := compiled(t,
		field("born", form.Date, required), field("price", form.Money), field("size", form.Decimal), field("who", form.Person, parts("name", "nationality")),
		group("rows", 3, field("n", form.Integer), group("deep", 2, field("who", form.Person, parts("name")))), field("note", form.Line, when(`price > 5`)),
	)
	for name, tc := range map[string]struct {
		sent string
		want []string // place, key, and what should have been sent
	}{
		"as published":           {`{"born":"2026-01-31","price":1500000,"size":"82.5","who":{"name":"A","nationality":"VN"}}`, nil},
		"as people write it":     {`{"born":"31/1/2026","price":"1.500.000","size":"82,5"}`, []string{`born form.schema "2026-01-31"`, `price form.schema 1500000`, `size form.schema "82.5"`}},
		"as English people do":   {`{"born":"2026-01-31","price":"1,500,000","size":82.5}`, []string{`price form.schema 1500000`, `size form.schema "82.5"`}},
		"a number as text":       {`{"born":"2026-01-31","rows":[{"n":1},{"n":"2"}]}`, []string{`rows.1.n form.schema 2`}},
		"a row in a row":         {`{"born":"2026-01-31","rows":[{"n":1},{"n":2,"deep":[{"who":{"name":"A"}},{"who":"B"}]}]}`, []string{`rows.1.deep.1.who form.bad.group`}},
		"a row for a list":       {`{"born":"2026-01-31","rows":[{"deep":{"who":{"name":"A"}}}]}`, []string{`rows.0.deep form.bad.list`}},
		"too many rows in a row": {`{"born":"2026-01-31","rows":[{"deep":[{"who":{"name":"A"}},{"who":{"name":"A"}},{"who":{"name":"A"}}]}]}`, []string{`rows.0.deep form.too-many`}},
		"wrong in any way":       {`{"born":"31/2/2026"}`, []string{`born form.no-such-day`}},
		"missing":                {`{}`, []string{`born form.missing`}},
		"within a person":        {`{"born":"2026-01-31","who":{"name":"A","nationality":"Việt Nam"}}`, []string{`who.nationality form.schema "VN"`}},
		"a stranger":             {`{"born":"2026-01-31","bron":"x"}`, []string{`bron form.unknown`}},
		"said by nothing":        {`{"born":"2026-01-31","price":null}`, []string{`price form.schema.nothing`}},
		"a question not asked":   {`{"born":"2026-01-31","note":" x "}`, []string{`note form.schema.nothing`}},
		"both sorts of mistakes": {`{"born":"31/1/2026","price":-1}`, []string{`price form.min`, `born form.schema "2026-01-31"`}},
	} {
		v, err := form.Decode([]byte(tc.sent))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		if f := fault.As(c.Fits(v, filing)); f != nil {
			for _, one := range append([]*fault.Fault{f}, f.More...) {
				got = append(got, strings.TrimSpace(one.Field+" "+one.Key+" "+one.Args["want"]))
			}
		}
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

// written are numbers as the two languages write them, beside those of the schema.
var written = []any{
	"1.500.000", "1,500,000", "1 500 000 đ", "1500000", 1500000, json.Number("1500000"), "82,5", "82.5", "82.50", 82.5, json.Number("82.5"), "1.000", "1,000", "-12,25", "0,5", ".5", "1.5.0",
}

func TestTheSchemaTakesWhatJudgeGivesAndJudgeWhatTheSchemaTakes(t *testing.T) {
	t.Parallel()
	f := everyKind()
	c, err := form.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, fd := range f.Sections[0].Fields {
		ids = append(ids, fd.ID)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := form.Values{"long": "đơn"}
		for range rapid.IntRange(1, 5).Draw(t, "fields") {
			id := rapid.SampledFrom(ids).Draw(t, "id")
			v[id] = rapid.SampledFrom(append(slices.Clone(written), samples...)).Draw(t, "value")
		}
		sent := asJSON(t, v).(map[string]any)
		clean, judged := c.Judge(sent, filing)
		fits := c.Fits(sent, filing)
		switch {
		case judged != nil && fits == nil:
			t.Fatalf("%#v fits and is refused: %v", v, judged)
		case judged != nil && fault.As(fits) == nil:
			t.Fatalf("%#v is no fault: %v", v, fits)
		case judged != nil:
			return
		}
		if err := c.Fits(asJSON(t, clean).(map[string]any), filing); err != nil {
			t.Fatalf("Judge made %#v of %#v, which does not fit: %v", clean, v, err)
		}
		if again, err := c.Judge(sent, filing); fits == nil && (err != nil || !reflect.DeepEqual(again, clean)) {
			t.Fatalf("%#v fits and becomes %#v, %v", v, again, err)
		}
	})
}

// aSuite is a file of the test suite of JSON Schema.
type aSuite []struct {
	Description string
	Schema      json.RawMessage
	Tests       []struct {
		Description string
		Data        json.RawMessage
		Valid       bool
	}
}

// elsewhere are references of the suite to documents that do not come with it.
const elsewhere = "http://localhost:1234/"

func TestTheValidatorPassesTheRequiredSuiteOfTheDraft(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("SHARED")
	if shared == "" {
		shared = "../../../shared/data"
	}
	packed, err := os.Open(shared + "/jsonschema/draft2020-12_required.tgz")
	if err != nil {
		t.Skip("no suite here: set SHARED")
	}
	defer packed.Close()
	gz, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	files := tar.NewReader(gz)
	groups, ran, left := 0, 0, 0
	for {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if path.Ext(head.Name) != ".json" {
			continue
		}
		b, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		var suite aSuite
		if err := json.Unmarshal(b, &suite); err != nil {
			t.Fatalf("%s: %v", head.Name, err)
		}
		for _, g := range suite {
			groups++
			s, err := suiteSchema(string(g.Schema))
			if err != nil && strings.Contains(err.Error(), elsewhere) {
				left += len(g.Tests) // what it refers to is not here
				continue
			}
			if err != nil {
				t.Errorf("%s: %s: %v", head.Name, g.Description, err)
				continue
			}
			for _, one := range g.Tests {
				ran++
				data, err := jsonschema.UnmarshalJSON(strings.NewReader(string(one.Data)))
				if err != nil {
					t.Fatal(err)
				}
				if valid := s.Validate(data) == nil; valid != one.Valid {
					t.Errorf("%s: %s: %s: valid is %v", head.Name, g.Description, one.Description, valid)
				}
			}
		}
	}
	t.Logf("%d groups, %d tests run, %d refer to documents that are not here", groups, ran, left)
	if groups != 383 || ran+left != 1299 || left > 60 {
		t.Errorf("%d groups, %d tests run, %d left", groups, ran, left)
	}
}

func suiteSchema(src string) (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(src))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(jsonschema.SchemeURLLoader{})
	if err := c.AddResource("suite.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("suite.json")
}
