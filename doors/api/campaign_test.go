package api

import (
	"encoding/json"
	"testing"

	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
)

func TestAnOptionThatFewChoseHasNoFiguresAndOtherOptionsDo(t *testing.T) {
	t.Parallel()
	q := office.QuestionResult{Answers: 40, Options: []office.OptionResult{
		{Label: "Tại quầy", LabelEN: "At the desk", Count: 40, Weighted: survey.Weighted{Share: 1}},
		{Label: "Trực tuyến", Few: true},
	}}
	b, err := json.Marshal(questionResult(text.Voice{Lang: text.EN}, &q).Options)
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(b, &got); err != nil || len(got) != 2 {
		t.Fatalf("%s: %v", b, err)
	}
	if got[0]["label"] != "At the desk" || got[0]["count"] != 40.0 || got[0]["few"] != false || got[0]["chosen"] == nil {
		t.Errorf("what many chose: %v", got[0])
	}
	if _, shown := got[1]["chosen"]; shown || got[1]["few"] != true || got[1]["count"] != 0.0 {
		t.Errorf("what few chose: %v", got[1])
	}
	q.Hidden = true
	if r := questionResult(text.Voice{Lang: text.VI}, &q); r.Answers != 0 || len(r.Options) != 0 {
		t.Errorf("a hidden question says %+v", r)
	}
}
