package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"motcua/ground/fault"
)

// Fits says whether values that a program sent fit the published schema of the form, as it stands there: pages take what
// people write ("31/1/2026"), programs send what the schema says ("2026-01-31"). What does not fit is a fault at its place:
// in the words of Judge where Judge finds it wrong too, else with what should have been sent.
func (c *Compiled) Fits(v Values, on time.Time) error {
	s, err := c.schema()
	if err != nil {
		return err
	}
	if v == nil {
		v = Values{}
	}
	err = s.Validate(map[string]any(v))
	var wrong *jsonschema.ValidationError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &wrong):
		return fmt.Errorf("validate by the schema of form %s: %w", c.Form.ID, err)
	}
	clean, judged := c.run(v, on)
	f := fault.As(judged)
	if judged != nil && f == nil {
		return judged
	}
	var faults []*fault.Fault
	named := map[string]bool{}
	if f != nil {
		for _, one := range append([]*fault.Fault{f}, f.More...) {
			alone := *one
			alone.More = nil
			faults = append(faults, &alone)
			named[one.Field] = true
		}
	}
	places := leaves(wrong, nil)
	slices.Sort(places)
	for _, at := range places {
		if !mentioned(named, at) {
			named[at] = true
			faults = append(faults, unfit(clean, at))
		}
	}
	return fault.Join(faults)
}

// leaves are the places where values do not fit, each once.
func leaves(e *jsonschema.ValidationError, out []string) []string {
	if at := strings.Join(e.InstanceLocation, "."); len(e.Causes) == 0 && !slices.Contains(out, at) {
		return append(out, at)
	}
	for _, c := range e.Causes {
		out = leaves(c, out)
	}
	return out
}

// mentioned says whether a fault stands at a place, within it or around it.
func mentioned(named map[string]bool, at string) bool {
	for field := range named {
		if at == "" || field == at || strings.HasPrefix(field, at+".") || strings.HasPrefix(at, field+".") {
			return true
		}
	}
	return false
}

// unfit says what should have been sent at a place: the clean value, or nothing.
func unfit(clean Values, at string) *fault.Fault {
	var v any = map[string]any(clean)
	for part := range strings.SplitSeq(at, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			i, err := strconv.Atoi(part)
			if v = nil; err == nil && i >= 0 && i < len(x) {
				v = x[i]
			}
		default:
			v = nil
		}
	}
	b, err := json.Marshal(v)
	if v == nil || err != nil {
		return fault.New(fault.Invalid, "form.schema.nothing").At(at)
	}
	return fault.New(fault.Invalid, "form.schema", "want", short(string(b))).At(at)
}

// enforced compiles the published schema of a form, from its bytes.
func enforced(f *Form) func() (*jsonschema.Schema, error) {
	return sync.OnceValues(func() (*jsonschema.Schema, error) {
		b, err := json.Marshal(Schema(f))
		if err != nil {
			return nil, fmt.Errorf("write the schema of form %s: %w", f.ID, err)
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
		if err != nil {
			return nil, fmt.Errorf("read the schema of form %s: %w", f.ID, err)
		}
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		c.AssertFormat()
		c.UseLoader(jsonschema.SchemeURLLoader{}) // nothing is fetched, wherever a reference points
		if err := c.AddResource("form.json", doc); err != nil {
			return nil, fmt.Errorf("schema of form %s: %w", f.ID, err)
		}
		s, err := c.Compile("form.json")
		if err != nil {
			return nil, fmt.Errorf("compile the schema of form %s: %w", f.ID, err)
		}
		return s, nil
	})
}
