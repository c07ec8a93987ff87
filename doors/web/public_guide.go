package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

// guidePage asks one question of the guidance before filing (hướng dẫn chuẩn bị hồ sơ). Every answer stands in the address, so
// that the way back works and a page can be sent to somebody; no answer says who somebody is.
type guidePage struct {
	Base
	Name, Lang string // of the procedure
	About      string // its address, or that of the life event
	Action     string
	Keep       []keptAnswer // answers given before
	Given      []givenView
	Ask        askView
	Left       string // "Câu 2"
}

// Template names the page's template.
func (*guidePage) Template() string { return "public/guide" }

// A keptAnswer is an answer as a hidden field.
type keptAnswer struct{ Name, Value string }

// A givenView is a question that was answered, with the way to answer it again.
type givenView struct {
	Question, Answer string
	Href             string
}

// An askView is one question.
type askView struct {
	Name, Title, Help, Error string
	Kind                     string // "one", "some", "number", "commune"
	Options                  []askOption
	Suffix                   string
}

// An askOption is one answer.
type askOption struct {
	ID, Value, Words, Help, Lang string
}

// The names in the address.
const (
	guideCase    = "truong-hop"
	guideChannel = "kenh"
	guidePapers  = "giay-to"
	guideOneOf   = "mot-trong." // mot-trong.3: which of the papers that stand in for paper 3
	guideCommune = "xa"
	guideField   = "tl." // tl.copies: an answer that the fee depends on
	guideAsked   = "hoi" // the question whose answer was sent
	guideNone    = "-"
)

// guideName is how a question is called in the address.
func guideName(a *procedure.Ask) string {
	switch a.Kind {
	case procedure.AskCase:
		return guideCase
	case procedure.AskChannel:
		return guideChannel
	case procedure.AskPapers:
		return guidePapers
	case procedure.AskOneOf:
		return guideOneOf + a.Options[0]
	}
	return guideField + a.Field.ID
}

// guided follows the answers of the address.
func guided(rec *procedure.Record, q url.Values) procedure.Guided {
	return rec.Guide(func(name string) ([]string, bool) {
		first, chosen := strings.CutPrefix(name, string(procedure.AskOneOf)+".")
		switch kind := procedure.AskKind(name); {
		case kind == procedure.AskCase:
			name = guideCase
		case kind == procedure.AskChannel:
			name = guideChannel
		case chosen:
			name = guideOneOf + first
		case kind == procedure.AskPapers:
			values, ok := q[guidePapers]
			return slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == guideNone }), ok
		default:
			name = guideField + name
		}
		values := q[name]
		for i, s := range values { // people write "1.000"
			values[i] = strings.ReplaceAll(strings.TrimSpace(s), ".", "")
			if !strings.HasPrefix(name, guideField) {
				values[i] = strings.TrimSpace(s)
			}
		}
		return values, len(values) > 0
	})
}

func (s *Site) prepare(w http.ResponseWriter, r *http.Request) error {
	view, err := s.procedureOf(r)
	if err != nil {
		return err
	}
	v, rec, q := s.voice(r), view.Record, r.URL.Query()
	g := guided(rec, q)
	here := "/thu-tuc/" + string(rec.Code) + "/huong-dan"
	given, kept := s.givenAnswers(v, rec, g, here)
	commune, known := s.guideCommune(r, q.Get(guideCommune))
	if q.Has(guideCommune) && (known || q.Get(guideCommune) == guideNone) {
		words := v.T("guide.commune-none")
		if known {
			words = commune.Name
		}
		given = append(given, givenView{Question: v.T("guide.ask.commune"), Answer: words, Href: guideAddress(here, kept)})
		kept = append(kept, keptAnswer{guideCommune, q.Get(guideCommune)})
	}
	h := newHit(v, rec)
	base := Base{Nav: "procedures", Crumbs: []Crumb{{v.T("nav.procedures"), "/thu-tuc"}, {h.Title, h.Href}}}
	if g.Case == nil && g.Next == nil {
		return fault.New(fault.Missing, "procedure.case", "code", string(rec.Code), "case", "–")
	}
	if g.Next == nil && slices.ContainsFunc(kept, func(k keptAnswer) bool { return k.Name == guideCommune }) {
		return s.guideResult(w, r, view, g, base, given, guideAddress(here, kept), commune)
	}
	p := &guidePage{Base: base, Name: h.Title, Lang: h.Lang, About: h.Href, Action: here, Given: given, Keep: kept}
	p.Title = v.T("guide.title", "name", h.Title)
	if g.Next != nil {
		p.Ask = s.askView(v, rec, g)
	} else {
		p.Ask = s.askCommune(v, r)
	}
	if q.Get(guideAsked) == p.Ask.Name {
		p.Ask.Error = v.T("guide.choose-" + p.Ask.Kind)
	}
	p.Left = v.T("guide.nth", "n", len(given)+1)
	return s.Render(w, r, http.StatusOK, p)
}

// guideAddress is the address with answers.
func guideAddress(here string, kept []keptAnswer) string {
	q := url.Values{}
	for _, k := range kept {
		q.Add(k.Name, k.Value)
	}
	if len(q) == 0 {
		return here
	}
	return here + "?" + q.Encode()
}

// givenAnswers says the answers so far; each leads back to its question, with the answers before it kept.
func (s *Site) givenAnswers(v text.Voice, rec *procedure.Record, g procedure.Guided, here string) (given []givenView, kept []keptAnswer) {
	for i := range g.Asked {
		a := &g.Asked[i]
		x := givenView{Question: askTitle(v, a), Href: guideAddress(here, kept)}
		name := guideName(a)
		switch a.Kind {
		case procedure.AskCase:
			x.Answer = g.Case.Name.In(string(v.Lang))
			kept = append(kept, keptAnswer{name, g.Case.ID})
		case procedure.AskChannel:
			x.Answer = text.Upper(channelWords(v, g.Rule.Channel))
			kept = append(kept, keptAnswer{name, strconv.Itoa(int(g.Rule.Channel))})
		case procedure.AskForm:
			value := procedure.Inputs(g.Values)[a.Field.ID]
			x.Answer = answerWords(v, a.Field, value)
			kept = append(kept, keptAnswer{name, value})
		case procedure.AskOneOf:
			for _, k := range g.Papers {
				if at := strconv.Itoa(k); slices.Contains(a.Options, at) {
					x.Answer, _ = namedPaper(v, &g.Case.Papers[k])
					kept = append(kept, keptAnswer{name, at})
				}
			}
		case procedure.AskPapers:
			x.Answer = v.T("guide.papers-none")
			kept = append(kept, keptAnswer{name, guideNone})
			n := 0
			for _, k := range g.Papers {
				if at := strconv.Itoa(k); slices.Contains(a.Options, at) {
					kept = append(kept, keptAnswer{name, at})
					n++
				}
			}
			if n > 0 {
				x.Answer = v.T("guide.papers-some", "n", n)
			}
		}
		given = append(given, x)
	}
	return given, kept
}

func askTitle(v text.Voice, a *procedure.Ask) string {
	if a.Kind == procedure.AskForm {
		return a.Field.Label.In(string(v.Lang))
	}
	return v.T("guide.ask." + string(a.Kind))
}

// askView lays out the next question.
func (s *Site) askView(v text.Voice, rec *procedure.Record, g procedure.Guided) askView {
	a := g.Next
	x := askView{Name: guideName(a), Title: askTitle(v, a), Kind: "one"}
	lang := string(v.Lang)
	for i, o := range a.Options {
		one := askOption{ID: "a-" + strconv.Itoa(i), Value: o, Words: o}
		switch a.Kind {
		case procedure.AskCase:
			one.Words = rec.Case(o).Name.In(lang)
		case procedure.AskChannel:
			n, _ := strconv.Atoi(o)
			rule := g.Case.Rule(procedure.Channel(n))
			one.Words = text.Upper(channelWords(v, rule.Channel))
			one.Help = v.T("guide.channel-terms", "time", limitWords(v, rule), "fee", feeOrFree(v, rule))
		case procedure.AskForm:
			one.Words = answerWords(v, a.Field, o)
		case procedure.AskPapers, procedure.AskOneOf:
			k, _ := strconv.Atoi(o)
			p := &g.Case.Papers[k]
			one.Words, one.Lang = namedPaper(v, p)
			one.Help = p.Note
		}
		x.Options = append(x.Options, one)
	}
	switch {
	case a.Kind == procedure.AskPapers:
		x.Kind, x.Help = "some", v.T("guide.ask.papers-help")
	case a.Kind == procedure.AskOneOf:
		x.Help = v.T("guide.ask.one-of-help")
	case a.Options == nil:
		x.Kind = "number"
	}
	if a.Kind == procedure.AskForm && a.Field.Help != nil {
		x.Help = a.Field.Help.In(lang)
	}
	return x
}

func feeOrFree(v text.Voice, rule *procedure.ChannelRule) string {
	if words := feeShort(v, rule); words != "" {
		return words
	}
	return freeWords(v, rule)
}

// namedPaper is a paper's name in the reader's language where the record has it.
func namedPaper(v text.Voice, p *procedure.Paper) (name, lang string) {
	if v.Lang == text.EN && p.NameEN != "" {
		return p.NameEN, "en"
	}
	return strings.TrimLeft(p.Name, "-+• "), "vi"
}

// askCommune asks where somebody lives, so that a place that is there for it can be named.
// choice: a commune has tens of thousands of people; whoever does not wish to say it goes on without.
func (s *Site) askCommune(v text.Voice, r *http.Request) askView {
	x := askView{Name: guideCommune, Kind: "commune", Title: v.T("guide.ask.commune"), Help: v.T("guide.ask.commune-help")}
	for _, c := range s.read(r).Communes() {
		x.Options = append(x.Options, askOption{Value: c.Code, Words: c.Name})
	}
	return x
}

func (s *Site) guideCommune(r *http.Request, code string) (office.Commune, bool) {
	all := s.read(r).Communes()
	if i := slices.IndexFunc(all, func(c office.Commune) bool { return c.Code == code }); i >= 0 {
		return all[i], true
	}
	return office.Commune{}, false
}
