package web

import (
	"cmp"
	"strings"

	"motcua/ground/text"
	"motcua/law/care"
	"motcua/office"
)

// copiedTalks adds conversations with the care desk to the copy.
func (s *Site) copiedTalks(v text.Voice, p *copyPage, data *office.OwnData) {
	for i := range data.Conversations {
		c := &data.Conversations[i]
		x := copiedTalk{Title: cmp.Or(c.Subject, v.T("request.talk")), Code: c.Code}
		outcome := ""
		if c.Outcome != "" {
			outcome = joinComma(v.T("care.outcome."+c.Outcome), v.DateTime(c.Closed))
		}
		for _, f := range []struct{ term, words string }{
			{"request.state", upperFirst(v.T("care.state." + string(c.State)))},
			{"care.field.channel", v.T("care.channel." + string(c.Channel))},
			{"care.field.name", c.Name},
			{"care.field.handle", c.Handle},
			{"care.field.began", v.DateTime(c.Began)},
			{"care.field.unit", c.Unit},
			{"care.field.outcome", outcome},
		} {
			if f.words != "" {
				x.Facts = append(x.Facts, Fact{Term: v.T(f.term), Words: f.words})
			}
		}
		for _, m := range c.Messages {
			by := v.T("chat.you")
			switch {
			case m.WrittenBy != "":
				by = v.T("chat.spoken", "unit", m.WrittenBy)
			case m.Side == care.Out:
				by = cmp.Or(m.Unit, v.T("chat.desk"))
			}
			x.Said = append(x.Said, Fact{Term: v.DateTime(m.At), Words: joinWords(by, m.Text), Sub: strings.Join(m.Files, "; ")})
		}
		for _, k := range c.Calls {
			if k.Outcome != "" {
				x.Said = append(x.Said, Fact{Term: v.DateTime(k.Began), Words: v.T("care.call-took", "time", careClock(k.Seconds), "outcome", v.T("care.outcome."+k.Outcome))})
			}
		}
		for _, q := range c.Promises {
			x.Said = append(x.Said, Fact{Term: v.DateTime(q.Made), Words: v.T("care.promised", "time", v.DateTime(q.Due))})
		}
		for _, l := range c.Looks {
			x.Looks = append(x.Looks, Fact{Term: v.DateTime(l.At), Words: joinComma(l.Role, l.Unit)})
		}
		p.Talks = append(p.Talks, x)
	}
}

// copiedSaid adds answers to surveys and what was said of others' petitions to the copy.
func copiedSaid(v text.Voice, p *copyPage, data *office.OwnData) {
	p.Without = v.T("request.without")
	lang := string(v.Lang)
	for i := range data.Surveys {
		q := &data.Surveys[i]
		x := copiedSurvey{Title: q.Survey, Code: q.Code, Gone: q.Erased}
		x.Facts = append(x.Facts, Fact{Term: v.T("request.survey-asked"), Words: v.DateTime(q.Asked)}, Fact{Term: v.T("request.survey-answered"), Words: v.DateTime(q.Answered)})
		for _, a := range q.Answers {
			var said []string
			for _, c := range a.Chosen {
				said = append(said, c.In(lang))
			}
			if a.Words != "" {
				said = append(said, a.Words)
			}
			x.Facts = append(x.Facts, Fact{Term: a.Question.In(lang), Words: strings.Join(said, "; ")})
		}
		p.Surveys = append(p.Surveys, x)
	}
	for i := range data.Voices {
		q := &data.Voices[i]
		said := []string{}
		if q.Support {
			said = append(said, v.T("petition.voice.support"))
		}
		if q.Opinion != "" {
			said = append(said, v.T("petition.voice."+string(q.Opinion)))
		}
		words := cmp.Or(strings.Join(said, "; "), v.T("request.voice-taken-back"))
		p.Voices = append(p.Voices, Fact{Term: q.Petition, Words: words, Sub: v.DateTime(q.Said)})
	}
}
