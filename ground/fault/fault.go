// Package fault has the five kinds of error that people meet, each with the key of a text.
// The sentence itself is made in a door, where the reader's language is known.
package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Kind says who has to do something about an error, and so which HTTP status it becomes.
type Kind int

// The five kinds.
const (
	Internal Kind = iota // our mistake: logged once, shown as a number
	Invalid              // what was sent cannot be read or breaks a rule of form: 422 (400 for unreadable bytes)
	Refused              // well formed, but the law, the state or a right forbids it: 403 or 409, see Fault.Right
	Missing              // no such thing, or not for this reader: 404
	Conflict             // somebody was first: 409 (412 with an entity tag)
)

// String gives the kind's name as used in text keys and problem types.
func (k Kind) String() string {
	return [...]string{"internal", "invalid", "refused", "missing", "conflict"}[k]
}

// Args are the values that a text has in its gaps, by name.
type Args map[string]string

// A Fault is an error for a person: what happened (Key), where (Field), which rule (Rule).
type Fault struct {
	Kind  Kind
	Key   string // text key, such as "dossier.receive.wrong-state"
	Args  Args
	Field string   // the form field or pack field, "" when there is none
	Rule  string   // the article, such as "nd61-2018/19.4", "" when the rule is a choice of ours
	Right bool     // a Refused that comes from a missing right (403) rather than a state (409)
	More  []*Fault // further faults of the same request: a form reports all its fields at once
	Cause error    // for the log only, never shown
}

// Error gives an English line for logs; screens use the text of Key.
func (f *Fault) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Kind, f.Key)
	if f.Field != "" {
		fmt.Fprintf(&b, " (field %s)", f.Field)
	}
	for _, k := range slices.Sorted(maps.Keys(f.Args)) {
		fmt.Fprintf(&b, " %s=%q", k, f.Args[k])
	}
	if f.Rule != "" {
		fmt.Fprintf(&b, " [%s]", f.Rule)
	}
	for _, m := range f.More {
		b.WriteString("; " + m.Error())
	}
	if f.Cause != nil {
		fmt.Fprintf(&b, ": %v", f.Cause)
	}
	return b.String()
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// New makes a fault; pairs are name, value, name, value… of the text's gaps.
func New(k Kind, key string, pairs ...string) *Fault {
	f := &Fault{Kind: k, Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if f.Args == nil {
			f.Args = Args{}
		}
		f.Args[pairs[i]] = pairs[i+1]
	}
	return f
}

// At names the field that the fault is about.
func (f *Fault) At(field string) *Fault { f.Field = field; return f }

// By names the article that the fault rests on.
func (f *Fault) By(rule string) *Fault { f.Rule = rule; return f }

// NoRight marks a refusal that comes from a missing right.
func (f *Fault) NoRight() *Fault { f.Right = true; return f }

// As gives the fault inside err, or nil.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Is says whether err holds a fault of kind k.
func Is(err error, k Kind) bool {
	f := As(err)
	return f != nil && f.Kind == k
}

// Join makes one fault of several: the first carries the others. It gives nil for none.
func Join(fs []*Fault) error {
	if len(fs) == 0 {
		return nil
	}
	first := *fs[0]
	first.More = append(slices.Clone(first.More), fs[1:]...)
	return &first
}

// Together makes one fault of several errors, so that a form says all that is wrong at once; each may carry others. An
// error that is no fault of a person wins over all. It gives nil for none.
func Together(errs ...error) error {
	var fs []*Fault
	for _, err := range errs {
		if err == nil {
			continue
		}
		f := As(err)
		if f == nil || f.Kind == Internal {
			return err
		}
		one := *f
		one.More = nil
		fs = append(append(fs, &one), f.More...)
	}
	return Join(fs)
}
