package city_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"motcua/city"
	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

func TestSamplesFitTheirForms(t *testing.T) {
	t.Parallel()
	of := map[string]sample{}
	for _, s := range samples(t) {
		of[fmt.Sprint(s.Procedure, " ", s.Version, " ", s.Case)] = s
	}
	eachCase(t, func(t *testing.T, r procedure.Record, c procedure.Case) {
		s, ok := of[fmt.Sprint(r.Code, " ", r.Version, " ", c.ID)]
		if !ok {
			t.Fatal("the form has no sample")
		}
		ready, err := form.Compile(c.Form)
		if err != nil {
			t.Fatal(err)
		}
		if err := ready.Fits(s.Values, filed); err != nil {
			t.Errorf("%+v", err)
		}
		if _, err := ready.Judge(s.Values, filed); err != nil {
			t.Errorf("%+v", err)
		}
	})
}

// What is filed under the old form of birth registration does not fit the new one, and the fault says where.
func TestNewBirthFormAsksForMore(t *testing.T) {
	t.Parallel()
	second := whole(t)["1.001193.v2.json"]
	for _, s := range samples(t) {
		if s.Procedure != "1.001193" || s.Version != 1 || s.Case != "co-giay-chung-sinh" {
			continue
		}
		_, err := second.Cases[0].Form.Judge(s.Values, filed)
		f := fault.As(err)
		if f == nil {
			t.Fatalf("got %v, want a fault", err)
		}
		fields := []string{f.Field}
		for _, one := range f.More {
			fields = append(fields, one.Field)
		}
		if want := []string{"birth_at", "electronic"}; !slices.Equal(fields, want) {
			t.Errorf("got faults at %v, want %v", fields, want)
		}
		return
	}
	t.Fatal("no sample of the first version")
}

// A mark is where the tokens stand, without their numbers: markings with the same mark have the same future.
func mark(m procedure.Marking) string {
	var at []string
	for _, t := range m.Tokens {
		at = append(at, fmt.Sprint(t.Node, "/", t.Via))
	}
	slices.Sort(at)
	return strings.Join(at, " ")
}

var formField = regexp.MustCompile(`form\.([a-z0-9_]+)`)

// answers gives the form's values in every way that the process' conditions tell apart.
func answers(c procedure.Case, given form.Values) []form.Values {
	out := []form.Values{maps.Clone(given)}
	for _, f := range c.Process.Flows {
		for _, name := range formField.FindAllStringSubmatch(f.When, -1) {
			for _, s := range c.Form.Sections {
				for _, field := range s.Fields {
					if field.ID != name[1] {
						continue
					}
					for _, o := range field.Options {
						v := maps.Clone(given)
						v[field.ID] = o.Value
						out = append(out, v)
					}
				}
			}
		}
	}
	return out
}

// Every marking that can be reached leads to an end, and only a leader's refusal ends without a result.
func TestEveryProcessCanAlwaysFinish(t *testing.T) {
	t.Parallel()
	of := map[string]form.Values{}
	for _, s := range samples(t) {
		of[fmt.Sprint(s.Procedure, " ", s.Version, " ", s.Case)] = s.Values
	}
	eachCase(t, func(t *testing.T, r procedure.Record, c procedure.Case) {
		_, m := compiled(t, c)
		for _, v := range answers(c, of[fmt.Sprint(r.Code, " ", r.Version, " ", c.ID)]) {
			explore(t, m, procedure.Env{Form: v, Case: c.ID, Channel: procedure.Desk})
		}
	})
}

func outcomes(n *procedure.Node) []string {
	if n.Kind == procedure.Timer {
		return []string{procedure.Elapsed}
	}
	var out []string
	for _, o := range n.Outcomes {
		out = append(out, o.Value)
	}
	if out == nil {
		return []string{procedure.Done}
	}
	return out
}

// ended is the marking after a step was finished, or after time was over.
func ended(m *procedure.Machine, at procedure.Marking, token procedure.Token, outcome string, env procedure.Env) (procedure.Marking, procedure.Effect, error) {
	if outcome == procedure.Elapsed {
		to, effect, _, err := m.Fire(at, token.ID, env)
		return to, effect, err
	}
	return m.Finish(at, token.ID, outcome, env)
}

func explore(t *testing.T, m *procedure.Machine, env procedure.Env) {
	t.Helper()
	first, _, err := m.Start(env)
	if err != nil {
		t.Fatal(err)
	}
	next := map[string][]string{} // mark → marks one act away; "result" and "refused" are the ends
	todo := []procedure.Marking{first}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		from := mark(at)
		if _, seen := next[from]; seen {
			continue
		}
		next[from] = nil
		for _, token := range slices.Concat(m.Open(at), m.Timed(at)) {
			n := m.Node(token.Node)
			for _, o := range outcomes(n) {
				to, effect, err := ended(m, at, token, o, env)
				if err != nil {
					t.Fatalf("%s: %s with %q: %v", from, n.ID, o, err)
				}
				switch {
				case slices.ContainsFunc(effect.Ended, func(e string) bool { return !m.Node(e).Result }):
					if n.Work != procedure.Approve || o != "refuse" {
						t.Errorf("%s with %q ends without a result: only a refusal may", n.ID, o)
					}
					next[from] = append(next[from], "refused")
				case effect.Done:
					next[from] = append(next[from], "result")
				default:
					next[from] = append(next[from], mark(to))
					todo = append(todo, to)
				}
			}
		}
	}
	good := map[string]bool{"result": true}
	for grown := true; grown; {
		grown = false
		for from, to := range next {
			if !good[from] && slices.ContainsFunc(to, func(s string) bool { return good[s] }) {
				good[from], grown = true, true
			}
		}
	}
	for from := range next {
		if !good[from] {
			t.Errorf("no way from [%s] to a result", from)
		}
	}
}

// hours gives the working hours of the slowest way from node to an end that passes nothing twice.
func hours(p *procedure.Process, node string, passed map[string]bool) (most int, ends bool) {
	for _, n := range p.Nodes {
		if n.ID != node {
			continue
		}
		if n.Kind == procedure.End {
			return 0, true
		}
		passed[node] = true
		defer delete(passed, node)
		for _, f := range p.Flows {
			if f.From != node || passed[f.To] {
				continue
			}
			if h, ok := hours(p, f.To, passed); ok {
				own := n.Hours
				if n.Timer != nil {
					own = 8 * (n.Timer.Limit.N*5/7 + 1) // the packs' waits are in calendar days
				}
				most, ends = max(most, h+own), true
			}
		}
	}
	return most, ends
}

// The steps never promise more time than the law gives. Calendar days count as five working days a week.
func TestStepHoursFitTheLegalLimit(t *testing.T) {
	t.Parallel()
	eachCase(t, func(t *testing.T, _ procedure.Record, c procedure.Case) {
		got, ok := hours(c.Process, "start", map[string]bool{})
		if !ok {
			t.Fatal("no way from the start to an end")
		}
		for _, ch := range c.Channels {
			limit := 8
			if ch.Limit != nil && !ch.SameDay {
				switch ch.Limit.Unit {
				case calendar.WorkingDay:
					limit = 8 * ch.Limit.N
				case calendar.CalendarDay:
					limit = 8 * (ch.Limit.N * 5 / 7)
				case calendar.Hour:
					limit = ch.Limit.N
				case calendar.Month:
					limit = 8 * 20 * ch.Limit.N
				}
			}
			if got > limit {
				t.Errorf("channel %d: the steps take %d working hours, the law gives %d", ch.Channel, got, limit)
			}
		}
	})
}

// Every unit that a procedure names is there, and where a step names one, an officer with the step's role is in it.
func TestNamedUnitsAndRolesAreThere(t *testing.T) {
	t.Parallel()
	pack, err := org.ParsePack(city.Hanoi())
	if err != nil {
		t.Fatal(err)
	}
	units := map[string]bool{}
	kinds := map[string]string{}
	for _, u := range pack.Units {
		units[string(u.ID)] = true
		kinds[string(u.ID)] = string(u.Kind)
	}
	posts := map[string]bool{} // "unit role", and "kind role"
	for _, o := range pack.Officers {
		for _, p := range o.Posts {
			posts[string(p.Unit)+" "+string(p.Role)] = true
			posts["kind "+kinds[string(p.Unit)]+" "+string(p.Role)] = true
		}
	}
	roles := []string{"receiver", "specialist", "leader", "clerk", "cashier"}
	places := map[string]string{"reception": "branch", "commune-of:owner": "commune", "land-office": "land-office", "tax": "tax", "police": "police", "insurance": "insurance"}
	rule := func(r procedure.Record, a procedure.Agency) string {
		id, named := strings.CutPrefix(a.Rule, "unit:")
		switch {
		case named && !units[id]:
			t.Errorf("%s: %s names the unit %s, which is not there", r.Code, a.Name, id)
		case !named && a.Rule != "" && a.Rule != "commune-of:owner" && a.Rule != "reception":
			t.Errorf("%s: the rule %q of %s is not known", r.Code, a.Rule, a.Name)
		}
		return a.Rule
	}
	records := catalogue(t)
	for _, r := range whole(t) {
		records = append(records, r)
	}
	for _, r := range records {
		for _, list := range [][]procedure.Agency{r.Performing, r.Delegated, r.Coordinating} {
			for _, a := range list {
				rule(r, a)
			}
		}
		if len(r.Competent) != 1 || r.Competent[0].Rule == "" {
			t.Errorf("%s: one competent agency with a rule is needed", r.Code)
			continue
		}
		competent := rule(r, r.Competent[0])
		for _, c := range r.Cases {
			if c.Process == nil {
				continue
			}
			for _, n := range c.Process.Nodes {
				if n.Kind != procedure.Task {
					continue
				}
				where := n.Where
				if where == "competent" {
					where = competent
				}
				id, named := strings.CutPrefix(where, "unit:")
				there := posts[id+" "+n.Role]
				if !named {
					there = posts["kind "+places[where]+" "+n.Role]
				}
				if !slices.Contains(roles, n.Role) || !there {
					t.Errorf("%s, step %s: nobody holds the role %q at %q", r.Code, n.ID, n.Role, where)
				}
			}
		}
	}
}
