package web

import (
	"fmt"
	"strings"

	"motcua/ground/text"
	"motcua/law/knowledge"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

// A prose is a text of the knowledge base laid out: paragraphs and lists, or the steps of a script, with its figures filled in.
type prose struct {
	Lang   string
	Steps  bool
	Blocks []proseBlock
}

// A proseBlock is a paragraph or a list.
type proseBlock struct {
	List  bool
	Lines [][]prosePiece
}

// A prosePiece is words, perhaps with a link.
type prosePiece struct{ Words, Href string }

// proseOf lays out a text of an item in the language of v.
func (s *Site) proseOf(v text.Voice, kind knowledge.Kind, body string) prose {
	p := prose{Lang: string(v.Lang), Steps: kind == knowledge.Script}
	for _, block := range strings.Split(body, "\n\n") {
		var b proseBlock
		for _, line := range strings.Split(strings.TrimSpace(block), "\n") {
			item, list := strings.CutPrefix(line, "- ")
			if list != b.List && len(b.Lines) > 0 {
				p.Blocks, b = append(p.Blocks, b), proseBlock{}
			}
			b.List = list
			b.Lines = append(b.Lines, s.pieces(v, item))
		}
		p.Blocks = append(p.Blocks, b)
	}
	return p
}

// pieces fills the gaps of a line; a procedure's name leads to its page.
func (s *Site) pieces(v text.Voice, line string) (out []prosePiece) {
	for {
		gs := knowledge.Gaps(line)
		if len(gs) == 0 {
			return append(out, prosePiece{Words: line})
		}
		before, after, _ := strings.Cut(line, gs[0].Raw)
		piece := prosePiece{Words: s.gapWords(v, gs[0])}
		if gs[0].Name == "procedure" && gs[0].Of != "" {
			piece.Href = "/thu-tuc/" + gs[0].Of
		}
		out, line = append(out, prosePiece{Words: before}, piece), after
	}
}

// plainWords fills the gaps of a text that is shown as it is sent: a message, a title.
func (s *Site) plainWords(v text.Voice, words string, filled map[string]string) string {
	return knowledge.Fill(words, func(g knowledge.Gap) (string, bool) {
		if g.Of == "" {
			w := filled[g.Name]
			return w, w != ""
		}
		return s.gapWords(v, g), true
	})
}

// gapWords says a figure of the city's data: it is read where it stands, at the moment at which it is shown.
func (s *Site) gapWords(v text.Voice, g knowledge.Gap) string {
	w := s.o.Office.World()
	if g.Name == "setting" {
		return settingFigure(v, w, g.Of)
	}
	rec := w.Procedures.Current(procedure.ID(g.Of), s.o.Office.Now())
	if rec == nil {
		return g.Raw
	}
	if g.Name == "procedure" {
		return newHit(v, rec).Title
	}
	c, rule := office.GapRule(rec, g)
	if rule == nil {
		return g.Raw
	}
	if g.Name == "limit" {
		return text.Lower(limitWords(v, rule))
	}
	if rule.Free {
		return v.T("knowledge.free")
	}
	if lines := feeLines(v, rule, c.Form, s.o.Office.Now()); len(lines) > 1 {
		return text.Lower(feeShort(v, rule))
	} else if len(lines) == 1 {
		return lines[0].Amount
	}
	return text.Lower(freeWords(v, rule))
}

// settingFigure says a setting in words: a term as a term, else as it stands.
func settingFigure(v text.Voice, w *office.World, name string) string {
	value := fmt.Sprint(w.Setting(name).Value)
	if l, err := calendar.ParseLimit(value); err == nil && v.Has("limit."+string(l.Unit)) {
		return limitIn(v, l)
	}
	return value
}

// knowledgePill says where an item stands.
func knowledgePill(v text.Voice, l *office.KnowledgeLine) Pill {
	tone := map[knowledge.State]Tone{knowledge.Live: OK, knowledge.Changed: Soon, knowledge.Waiting: Soon, knowledge.Returned: Wait, knowledge.Withdrawn: Ended}[l.State]
	if l.Live != nil && len(l.Stale) > 0 {
		return Pill{Late, v.T("knowledge.stale")}
	}
	return Pill{tone, v.T("knowledge.state." + string(l.State))}
}

// A staleMark says which procedure went on without an item, and what of it changed.
type staleMark struct {
	Title, Href, Words string
	Old, New           Link
	Diff               []amendPart
}

func (s *Site) staleMarks(v text.Voice, all []knowledge.Stale) (out []staleMark) {
	w := s.o.Office.World()
	for _, x := range all {
		code := procedure.ID(x.Code)
		older, newer := w.Procedures.Version(code, x.Written), w.Procedures.Version(code, x.Now)
		m := staleMark{Href: "/thu-tuc/" + x.Code, Title: x.Code}
		version := func(n int) Link { return Link{v.T("procedure.version", "n", n), "/thu-tuc/" + x.Code + "#versions"} }
		if older != nil {
			m.Title, m.Old = newHit(v, older).Title, version(x.Written)
		}
		if newer == nil {
			m.Words = v.T("knowledge.stale-ended")
		} else {
			m.Title, m.New = newHit(v, newer).Title, version(x.Now)
			m.Words = v.T("knowledge.stale-since", "old", x.Written, "new", x.Now, "date", v.Date(newer.From))
		}
		if older != nil && newer != nil {
			m.Diff = amendments(v, older, newer)
		}
		out = append(out, m)
	}
	return out
}
