package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/words/form"
)

// A Token stands where a dossier stands: at a task that somebody has to finish, at a timer, or at a join that waits for others.
// A timer that hangs on a task has a token of its own from when the task is opened until it is finished or time is over.
type Token struct {
	ID   int    `json:"id"` // 1, 2 … never used twice within a dossier
	Node string `json:"node"`
	Via  int    `json:"via,omitzero"` // at a join: the flow it came by, as its place in Process.Flows
	Of   int    `json:"of,omitzero"`  // at a timer of a step: the token that stands there
}

// A Marking is where all tokens of a dossier stand. It is a value: the machine never changes one that it was given.
type Marking struct {
	Tokens []Token `json:"tokens,omitempty"` // in the order of their IDs
	Next   int     `json:"next"`             // the ID of the next token
}

// Env is what conditions may speak of.
type Env struct {
	Outcome string      // of the task finished last; Finish sets it
	Form    form.Values // clean values of the form
	Case    string      // ID of the case
	Channel Channel
}

// An Effect is what finishing a task led to.
type Effect struct {
	Opened []Token  // tasks that are now to be done
	Ended  []string // ends that were reached
	Done   bool     // no token is left: the process is over
}

// mostTokens stops a process that splits more often than it joins.
// choice: no dossier is in so many hands at once.
const mostTokens = 200

// Start puts the first token on its way and gives the tasks that are to be done.
func (m *Machine) Start(env Env) (Marking, []Token, error) {
	r := m.run(Marking{Next: 1}, env)
	r.send(m.start.out[0])
	ef, err := r.settle()
	if err != nil {
		return Marking{}, nil, fmt.Errorf("start process %s: %w", m.Process.ID, err)
	}
	return r.mark, ef.Opened, nil
}

// Finish ends the task at which token stands with an outcome, and lets the token run through gateways until it opens
// tasks, waits at a join or comes to an end. The outcome "" stands for the only one that the task has.
//
// A parallel gateway waits for a token on each of its flows in, takes one of each and puts one on each flow out
// (BPMN 2.0.2, 13.4.1); an exclusive gateway takes the first flow whose condition holds, else its default (13.4.2). An end
// without a result takes all other tokens away (13.5.6): after a refusal the other branches have lost their purpose.
//
// It is a Conflict when the token is not at an open task (somebody was first), Invalid when the task has no such
// outcome. m's marking is left as it is when an error is given.
func (m *Machine) Finish(mark Marking, token int, outcome string, env Env) (Marking, Effect, error) {
	i := slices.IndexFunc(mark.Tokens, func(t Token) bool { return t.ID == token })
	if i < 0 {
		return mark, Effect{}, fault.New(fault.Conflict, "procedure.token", "token", strconv.Itoa(token))
	}
	p := m.nodes[mark.Tokens[i].Node]
	if p == nil || p.Kind != Task {
		return mark, Effect{}, fault.New(fault.Conflict, "procedure.token", "token", strconv.Itoa(token))
	}
	can := p.can()
	if outcome == "" && len(can) == 1 {
		outcome = can[0]
	}
	if !slices.Contains(can, outcome) {
		return mark, Effect{}, fault.New(fault.Invalid, "procedure.outcome", "outcome", outcome, "step", p.Name.VI, "step_en", p.Name.In("en")).At("outcome")
	}
	env.Outcome = outcome
	r := m.run(mark, env)
	r.take(token)
	r.send(p.out[0])
	ef, err := r.settle()
	if err != nil {
		return mark, Effect{}, fmt.Errorf("finish step %s of process %s: %w", p.ID, m.Process.ID, err)
	}
	return r.mark, ef, nil
}

// Fire ends the wait of a timer's token. A token that came to the timer goes on; where the timer hangs on a task, the task's
// token goes over the timer's flow and the task is given up, or, beside it, a further token goes and the task stays
// (BPMN 2.0.2, 13.5.3: interrupting and non-interrupting boundary events). Ended is the token of the task that was given up, 0
// for none. It is a Conflict when no timer has the token. When it is time is the caller's matter.
func (m *Machine) Fire(mark Marking, token int, env Env) (_ Marking, _ Effect, ended int, _ error) {
	i := slices.IndexFunc(mark.Tokens, func(t Token) bool { return t.ID == token })
	if i < 0 || m.nodes[mark.Tokens[i].Node] == nil || m.nodes[mark.Tokens[i].Node].Kind != Timer {
		return mark, Effect{}, 0, fault.New(fault.Conflict, "procedure.token", "token", strconv.Itoa(token))
	}
	p := m.nodes[mark.Tokens[i].Node]
	env.Outcome = Elapsed
	r := m.run(mark, env)
	if p.host != nil && !p.Beside {
		ended = mark.Tokens[i].Of
		r.take(ended)
	} else {
		r.take(token)
	}
	r.send(p.out[0])
	ef, err := r.settle()
	if err != nil {
		return mark, Effect{}, 0, fmt.Errorf("time is over at %s of process %s: %w", p.ID, m.Process.ID, err)
	}
	return r.mark, ef, ended, nil
}

// Open gives the tokens that stand at tasks.
func (m *Machine) Open(mark Marking) []Token {
	var out []Token
	for _, t := range mark.Tokens {
		if p := m.nodes[t.Node]; p != nil && p.Kind == Task {
			out = append(out, t)
		}
	}
	return out
}

// Timed gives the tokens that stand at timers.
func (m *Machine) Timed(mark Marking) []Token {
	var out []Token
	for _, t := range mark.Tokens {
		if p := m.nodes[t.Node]; p != nil && p.Kind == Timer {
			out = append(out, t)
		}
	}
	return out
}

// run is one way of tokens through gateways.
type run struct {
	m      *Machine
	mark   Marking
	env    Env
	names  map[string]any // env as conditions see it, made when it is first needed
	moving []*way
	effect Effect
}

func (m *Machine) run(mark Marking, env Env) *run {
	mark.Tokens = slices.Clone(mark.Tokens)
	mark.Next = max(mark.Next, 1)
	return &run{m: m, mark: mark, env: env}
}

// take takes a token away, with those of the timers that hang on its task.
func (r *run) take(token int) {
	r.mark.Tokens = slices.DeleteFunc(r.mark.Tokens, func(t Token) bool { return t.ID == token || t.Of == token })
}

func (r *run) send(w *way) { r.moving = append(r.moving, w) }

// settle moves tokens until all of them stand.
func (r *run) settle() (Effect, error) {
	for steps := 0; len(r.moving) > 0; steps++ {
		// Circles of gateways are refused when the process is read, so that this can only be a flood of tokens.
		if steps > MostFlows || len(r.mark.Tokens) > mostTokens {
			return Effect{}, fmt.Errorf("more than %d tokens: the process splits more often than it joins", mostTokens)
		}
		w := r.moving[0]
		r.moving = r.moving[1:]
		if err := r.arrive(w); err != nil {
			return Effect{}, err
		}
	}
	if slices.ContainsFunc(r.effect.Ended, func(end string) bool { return !r.m.nodes[end].Result }) {
		r.mark.Tokens, r.effect.Opened = nil, nil
	}
	if len(r.effect.Ended) > 0 && !slices.ContainsFunc(r.mark.Tokens, func(t Token) bool { return !r.m.nodes[t.Node].aside }) {
		r.mark.Tokens, r.effect.Opened = nil, nil // what was done beside has lost its purpose
	}
	if r.effect.Done = len(r.mark.Tokens) == 0; r.effect.Done {
		r.mark.Tokens = nil // as it is when it is read back
	}
	if !r.effect.Done && !slices.ContainsFunc(r.mark.Tokens, func(t Token) bool { return r.m.nodes[t.Node].Stands() }) {
		return Effect{}, fault.New(fault.Refused, "procedure.stuck", "node", r.mark.Tokens[0].Node)
	}
	return r.effect, nil
}

// arrive lets a token come along w.
func (r *run) arrive(w *way) error {
	p := w.to
	switch p.Kind {
	case Task:
		t := r.stand(p, 0)
		r.effect.Opened = append(r.effect.Opened, t)
		for _, timer := range p.timers {
			r.time(timer, t.ID)
		}
	case Timer:
		r.stand(p, 0)
	case End:
		if !p.Aside {
			r.effect.Ended = append(r.effect.Ended, p.ID)
		}
	case Parallel:
		if len(p.in) == 1 {
			r.split(p)
			return nil
		}
		r.stand(p, w.index)
		r.join(p)
	case Exclusive:
		if r.names == nil {
			r.names = r.m.names(r.env)
		}
		out, err := r.m.choose(p, r.names)
		if err != nil {
			return err
		}
		if out == nil {
			return fmt.Errorf("the choice %s knows no way for the outcome %q", p.ID, r.env.Outcome)
		}
		r.send(out)
	}
	return nil
}

func (r *run) stand(p *place, via int) Token {
	t := Token{ID: r.mark.Next, Node: p.ID, Via: via}
	r.mark.Next++
	r.mark.Tokens = append(r.mark.Tokens, t)
	return t
}

// time lets a timer run beside the task at which a token stands.
func (r *run) time(p *place, of int) {
	r.stand(p, 0)
	r.mark.Tokens[len(r.mark.Tokens)-1].Of = of
}

func (r *run) split(p *place) {
	for _, w := range p.out {
		r.send(w)
	}
}

// join fires p when a token waits on each of its flows in, the oldest of each.
func (r *run) join(p *place) {
	used := make([]int, 0, len(p.in))
	for _, w := range p.in {
		i := slices.IndexFunc(r.mark.Tokens, func(t Token) bool { return t.Node == p.ID && t.Via == w.index })
		if i < 0 {
			return
		}
		used = append(used, r.mark.Tokens[i].ID)
	}
	r.mark.Tokens = slices.DeleteFunc(r.mark.Tokens, func(t Token) bool { return slices.Contains(used, t.ID) })
	r.split(p)
}

// names lays env out for conditions.
func (m *Machine) names(env Env) map[string]any {
	names := map[string]any{
		"outcome": env.Outcome, "case": env.Case, "channel": int(env.Channel),
		"desk": int(Desk), "online": int(Online), "post": int(Post),
	}
	switch {
	case !m.usesFm:
	case m.form != nil:
		names["form"] = m.form.Env(env.Form)
	default:
		names["form"] = map[string]any(env.Form)
	}
	return names
}

// choose gives the flow out of an exclusive gateway, nil when none is taken.
func (m *Machine) choose(p *place, names map[string]any) (*way, error) {
	var standard *way
	for _, w := range p.out {
		if w.when == nil {
			standard = w
			continue
		}
		ok, err := w.when.True(names)
		if err != nil {
			return nil, fmt.Errorf("the choice %s: %w", p.ID, err)
		}
		if ok {
			return w, nil
		}
	}
	return standard, nil
}

// mostMoments is how many different moments of a process are looked at for a way to a step.
const mostMoments = 5000

// Until gives the shortest way of a process from its start to a moment at which a step is open: where the tokens then stand, and the
// steps that were finished before. Of steps side by side the others stand where that way left them. It is for a dossier that was
// worked on elsewhere: which outcomes its earlier steps had is not known here. "" is the first step.
// choice: the shortest way has the fewest steps that nobody vouched for, and every moment that it gives can also come about by itself.
func (m *Machine) Until(step string, env Env) (Marking, []string, error) {
	mark, _, err := m.Start(env)
	if err != nil || step == "" {
		return mark, nil, err
	}
	if p := m.nodes[step]; p == nil || p.Kind != Task {
		return Marking{}, nil, fault.New(fault.Invalid, "procedure.step-unknown", "step", step).At("step")
	}
	type moment struct {
		mark   Marking
		passed []string
	}
	seen := map[string]bool{standing(mark): true}
	queue := []moment{{mark, nil}}
	for len(queue) > 0 && len(seen) < mostMoments {
		now := queue[0]
		queue = queue[1:]
		open := m.Open(now.mark)
		if slices.ContainsFunc(open, func(t Token) bool { return t.Node == step }) {
			return now.mark, now.passed, nil
		}
		for _, t := range open {
			for _, outcome := range m.nodes[t.Node].can() {
				next, effect, err := m.Finish(now.mark, t.ID, outcome, env)
				if err != nil || effect.Done || seen[standing(next)] {
					continue
				}
				seen[standing(next)] = true
				queue = append(queue, moment{next, append(slices.Clip(now.passed), t.Node)})
			}
		}
	}
	return Marking{}, nil, fault.New(fault.Invalid, "procedure.step-unreached", "step", step).At("step")
}

// standing names where tokens stand, whatever their numbers.
func standing(mark Marking) string {
	var at []string
	for _, t := range mark.Tokens {
		at = append(at, t.Node+"\x00"+strconv.Itoa(t.Via))
	}
	slices.Sort(at)
	return strings.Join(at, "\x01")
}
