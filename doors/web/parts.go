package web

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// The parts of pages, each with the template of its name in parts/. All words are in the reader's language.

// A Tone is how a state looks. It never speaks alone: the part that has it always has words too.
type Tone string

// The tones.
const (
	Plain Tone = "plain" // nothing to say
	OK    Tone = "ok"    // in time, done
	Soon  Tone = "soon"  // due soon
	Late  Tone = "late"  // past its date
	Wait  Tone = "wait"  // waiting for the citizen or for another agency
	Ended Tone = "ended" // finished without result
)

// A Pill says a state in a word with a shape.
type Pill struct {
	Tone  Tone
	Words string
}

// A Crumb is one step of the way to a page.
type Crumb struct{ Words, Href string }

// A Link is words that lead somewhere.
type Link struct{ Words, Href string }

// A Knot is one moment on a dossier's way. Exactly one of At and Note may be missing.
type Knot struct {
	At    time.Time // zero: not yet
	When  string    // the moment in words; "" = At as the language writes it
	Words string
	By    string // who, where
	Note  string
	State string // "done", "now", "you" (waits for the citizen), "wait" (for another agency), "late", "next"
	Link  Link
}

// A Fact is one line of a list of facts.
type Fact struct {
	Term, Words string
	Href        string // the words lead there
	Code        bool   // the words are a code
	Pill        *Pill  // a state instead of words
	Sub         string // small line under the words
}

// Long says whether the term is a sentence: it stands above the words then, not in a column beside them.
func (f Fact) Long() bool { return utf8.RuneCountInString(f.Term) > 48 }

// A Figure (con số) is a number that opens what it counts.
type Figure struct {
	Value, Words, Href string
	Note               string // how it was counted, as of when
	Tone               Tone
}

// A Card is a link with a title and a sentence.
type Card struct{ Title, Words, Href, Note string }

// A Chip is a filter with its count. Count below 0 shows none.
type Chip struct {
	Words   string
	Count   int64
	Href    string
	Current bool
	Tone    Tone // a mark before the words, for chips of late and due
}

// Pages are the way through a long list.
type Pages struct {
	From, To, Total int64  // which rows are shown; Total below 0 = not counted
	Prev, Next      string // addresses, "" at the ends
	Word            string // what is counted: "hồ sơ"
	Whole           bool   // paper has the whole list
}

// An Empty says what to do where a list has nothing.
type Empty struct {
	Title, Words string
	Link         Link
}

// A Progress shows how far something is. Of 0 means that nobody knows how long it takes.
type Progress struct {
	Words    string
	Done, Of int64
}

// A Step is one page of a form that goes over several.
type Step struct {
	Words string
	Href  string // back to it; "" = not reached yet or the present one
	State string // "done", "now", "next"
}

// A Why (vì sao là ngày này) says how a date was counted.
type Why struct {
	Title string   // "Vì sao là 08/12?"
	Lines []string // sentences
	Basis string   // the article in words
	Link  Link     // counts again before the reader's eyes
}

// A Search is a search form.
type Search struct {
	Action, Name, Label, Value string
	Hint                       string // an example under the box
	Button                     string
	Code                       bool // the box takes a code
	Large                      bool
	Keep                       map[string]string // filters that stay, as hidden fields
	Complete                   bool              // the box offers to search as one types, with script
}

// A Notice is a sentence that stands out on the page.
type Notice struct {
	Tone  Tone
	Title string
	Words string
	Link  Link
}

// A Draft says where a form keeps what is typed, and since when it was kept.
type Draft struct {
	URL   string    // POST of the form's fields
	ID    string    // name of the copy in the browser, for when the server cannot be reached
	Saved time.Time // zero: not yet
}

// Machine is a time as programs read it, for the element time.
func Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Share is done of the whole in per cent, for the element progress.
func (p Progress) Share() string {
	if p.Of <= 0 {
		return ""
	}
	return strconv.FormatInt(min(100, p.Done*100/p.Of), 10)
}
