package survey

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/words/form"
	"motcua/words/ledger"
)

//go:embed scale.json
var scaleData []byte

// scale are the five points of a question on a scale.
var scale = func() (all []form.Option) {
	if err := json.Unmarshal(scaleData, &all); err != nil {
		panic(fmt.Sprintf("survey: scale.json: %v", err)) // a bug: the file is part of the program
	}
	return all
}()

// What kinds of question there are.
const (
	OnScale = "scale"   // one of five points
	OneOf   = "choice"  // one of its options
	Several = "several" // some of its options
	InWords = "text"    // in people's own words
)

// AskKinds are the kinds in the order of a form.
var AskKinds = []string{OnScale, OneOf, Several, InWords}

// An Ask (câu hỏi) is a question of a questionnaire.
type Ask struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"`
	Label    form.Text     `json:"label"`
	Options  []form.Option `json:"options,omitempty"`
	Required bool          `json:"required,omitempty"`
}

// Choices are what may be chosen: the points of the scale, or the question's own options.
func (a *Ask) Choices() []form.Option {
	if a.Kind == OnScale {
		return scale
	}
	return a.Options
}

// A Questionnaire (phiếu khảo sát) is one version of what is asked. A published one never changes.
type Questionnaire struct {
	Title       form.Text `json:"title"`
	Lead        form.Text `json:"lead,omitzero"`
	Source      string    `json:"source,omitempty"`
	Unconfirmed bool      `json:"unconfirmed,omitempty"`
	Asks        []Ask     `json:"asks"`
}

// The bounds of a questionnaire.
const (
	mostAsks    = 40
	mostOptions = 20
	mostLabel   = 500
)

// SIPASQuestionnaire is the five factors as a questionnaire: overall, and each of their sides.
func SIPASQuestionnaire() Questionnaire {
	q := Questionnaire{Title: SIPAS.Title, Lead: SIPAS.Lead, Source: SIPAS.Source, Unconfirmed: true, Asks: []Ask{{ID: "q1", Kind: OnScale, Label: SIPAS.Overall, Required: true}}}
	for _, f := range SIPAS.Factors {
		q.Asks = append(q.Asks, Ask{ID: "q" + strconv.Itoa(len(q.Asks)+1), Kind: OnScale, Label: form.Text{VI: f.VI, EN: f.EN}})
		lacks := Ask{ID: "q" + strconv.Itoa(len(q.Asks)+1), Kind: Several, Label: form.Text{VI: SIPAS.Lacks.VI + " " + f.VI, EN: SIPAS.Lacks.EN + " " + f.EN}}
		for i, x := range f.Items {
			lacks.Options = append(lacks.Options, form.Option{Value: strconv.Itoa(i + 1), Label: form.Text{VI: x.VI, EN: x.EN}})
		}
		if len(lacks.Options) > 1 {
			q.Asks = append(q.Asks, lacks)
		}
	}
	q.Asks = append(q.Asks, Ask{ID: "q" + strconv.Itoa(len(q.Asks)+1), Kind: InWords, Label: SIPAS.Words})
	return q
}

var askID = regexp.MustCompile(`^q[1-9][0-9]?$`)

// check says what is wrong with a questionnaire.
func (q *Questionnaire) check() error {
	var fs []*fault.Fault
	bad := func(field, key string, pairs ...string) {
		fs = append(fs, fault.New(fault.Invalid, key, pairs...).At(field))
	}
	both := func(field string, t form.Text) {
		for lang, s := range map[string]string{"vi": t.VI, "en": t.EN} {
			if n := utf8.RuneCountInString(strings.TrimSpace(s)); n < 2 || n > mostLabel {
				bad(field+"."+lang, "questionnaire.words", "most", strconv.Itoa(mostLabel))
			}
		}
	}
	both("title", q.Title)
	if len(q.Asks) == 0 || len(q.Asks) > mostAsks {
		bad("a.0.vi", "questionnaire.asks", "most", strconv.Itoa(mostAsks))
	}
	seen := map[string]bool{}
	for i, a := range q.Asks {
		at := "a." + strconv.Itoa(i)
		both(at, a.Label)
		if !slices.Contains(AskKinds, a.Kind) {
			bad(at+".kind", "questionnaire.kind")
		}
		if !askID.MatchString(a.ID) || seen[a.ID] {
			bad(at+".kind", "questionnaire.id")
		}
		seen[a.ID] = true
		chosen := a.Kind == OneOf || a.Kind == Several
		if chosen && (len(a.Options) < 2 || len(a.Options) > mostOptions) || !chosen && len(a.Options) > 0 {
			bad(at+".options", "questionnaire.options", "most", strconv.Itoa(mostOptions))
		}
		for _, o := range a.Options {
			if strings.TrimSpace(o.Label.VI) == "" || strings.TrimSpace(o.Label.EN) == "" {
				bad(at+".options", "questionnaire.option-words")
				break
			}
		}
	}
	if len(fs) == 0 {
		if _, err := form.Compile(q.Form()); err != nil {
			return fmt.Errorf("questionnaire: %w", err)
		}
	}
	return fault.Join(fs)
}

// Form is the questionnaire as an e-form, which draws and judges the answers.
func (q *Questionnaire) Form() *form.Form {
	s := form.Section{ID: "questions", Title: q.Title}
	for _, a := range q.Asks {
		f := form.Field{ID: a.ID, Label: a.Label, Required: a.Required, Options: a.Options}
		switch a.Kind {
		case OnScale:
			f.Kind, f.Options = form.Choice, scale
		case OneOf:
			f.Kind = form.Choice
		case Several:
			f.Kind = form.Choices
		default:
			f.Kind, f.MaxLen = form.LongText, mostWords
		}
		s.Fields = append(s.Fields, f)
	}
	return &form.Form{ID: "survey", Version: 1, Sections: []form.Section{s}}
}

// The events of a questionnaire.
const (
	KindDrafted   = "questionnaire.drafted"
	KindPublished = "questionnaire.published"
)

// QuestionnaireStream gives the stream of a questionnaire.
func QuestionnaireStream(id string) ledger.StreamID { return ledger.StreamID("questionnaire/" + id) }

// A Released is a published version.
type Released struct {
	Questionnaire
	Version int
	At      time.Time
	Actor   string
}

// A Sheet is a questionnaire with all its versions.
type Sheet struct {
	ID       string
	Version  int64 // of the stream
	Draft    *Questionnaire
	Drafted  time.Time
	Authors  []string   // of the draft: all who wrote on it
	Versions []Released // oldest first
}

// Title is how it is called now.
func (s *Sheet) Title() form.Text {
	if s.Draft != nil {
		return s.Draft.Title
	}
	if n := len(s.Versions); n > 0 {
		return s.Versions[n-1].Title
	}
	return form.Text{}
}

// Released gives a published version; ok is false when there is none such.
func (s *Sheet) Released(version int) (Released, bool) {
	if version < 1 || version > len(s.Versions) {
		return Released{}, false
	}
	return s.Versions[version-1], true
}

// Save decides a new draft.
func (s *Sheet) Save(q Questionnaire, now time.Time, actor, unit string) ([]ledger.Fact, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	return []ledger.Fact{{Kind: KindDrafted, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit, Holder: encode(q)}}, nil
}

// Wrote says whether somebody wrote on the draft, and so does not publish it.
func (s *Sheet) Wrote(actor string) bool { return slices.Contains(s.Authors, actor) }

// Publish decides that the draft is a version from now on, which never changes.
// choice: who wrote it and who publishes it are two, as with procedures and answers to petitions: what is asked decides what comes out.
func (s *Sheet) Publish(now time.Time, actor, unit string) ([]ledger.Fact, error) {
	if s.Draft == nil {
		return nil, fault.New(fault.Conflict, "questionnaire.no-draft")
	}
	if s.Wrote(actor) {
		return nil, fault.New(fault.Refused, "questionnaire.own-draft")
	}
	if err := s.Draft.check(); err != nil {
		return nil, err
	}
	return []ledger.Fact{{Kind: KindPublished, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit, Holder: encode(s.Draft)}}, nil
}

// FoldSheet reads a questionnaire back.
func FoldSheet(id string, events []ledger.Event) (*Sheet, error) {
	s := &Sheet{ID: id}
	for i := range events {
		e := &events[i]
		var q Questionnaire
		if err := json.Unmarshal(e.Holder, &q); err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", e.Stream, e.Version, err)
		}
		s.Version = e.Version
		if e.Kind == KindDrafted {
			if s.Draft, s.Drafted = &q, e.At; !s.Wrote(e.Actor) {
				s.Authors = append(s.Authors, e.Actor)
			}
		} else {
			s.Versions = append(s.Versions, Released{q, len(s.Versions) + 1, e.At, e.Actor})
			s.Draft, s.Authors = nil, nil
		}
	}
	return s, nil
}

// ShownWords are what people wrote to a question, as it may be read: in the order of the words themselves, which tells nobody who wrote
// first, and only when enough people wrote.
// choice: as with figures; one who writes in a survey that many answered is as easily recognised as one who answers alone.
func ShownWords(all []string, least int) []string {
	if len(all) < least {
		return nil
	}
	out := slices.Clone(all)
	slices.Sort(out)
	return out
}
