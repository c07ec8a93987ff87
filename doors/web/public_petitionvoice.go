package web

import (
	"net/http"

	"motcua/ground/fault"
	"motcua/law/petition"
	"motcua/office"
)

// petitionVoices are what other people say of a published petition, and what the reader may say.
type petitionVoices struct {
	Counts  []Fact
	May     bool // the reader's account may speak
	SignIn  string
	Key     string
	Support bool
	Opinion string
	Action  string
	Answers []voiceAnswer
}

// A voiceAnswer is a button for an opinion of the answer.
type voiceAnswer struct {
	Value, Words string
	Mine         bool
}

func (s *Site) petitionVoices(r *http.Request, one *office.PublicPetition) (p petitionVoices, err error) {
	v := s.voice(r)
	p.Action = "/phan-anh/y-kien/" + one.Code
	p.Counts = []Fact{
		{Term: v.T("petition.voice.supports"), Words: v.Number(one.Supports)},
		{Term: v.T("petition.voice.likes"), Words: v.Number(one.Likes)},
		{Term: v.T("petition.voice.dislikes"), Words: v.Number(one.Dislikes)},
	}
	if one.Dislikes > one.Likes {
		p.Counts[2].Sub = v.T("petition.voice.counted")
	}
	mine, may, err := s.read(r).OwnVoice(one.Code)
	if err != nil {
		return p, err
	}
	if seen(r).visitor.Session == nil {
		p.SignIn = address("/dang-nhap", nil, "tiep", "/phan-anh/"+one.Code)
	}
	if p.May, p.Support, p.Opinion = may, mine.Support, mine.Opinion; !may {
		return p, nil
	}
	if p.Key, err = s.o.Office.NewID(); err != nil {
		return p, err
	}
	for _, o := range []string{"like", "dislike"} {
		p.Answers = append(p.Answers, voiceAnswer{o, v.T("petition.voice." + o), o == p.Opinion})
	}
	return p, nil
}

// speakOnPetition takes what somebody says of a published petition: one thing a button.
func (s *Site) speakOnPetition(w http.ResponseWriter, r *http.Request) error {
	code, say := r.PathValue("code"), office.Say{}
	if x := r.PostFormValue("support"); x != "" {
		yes := x == "1"
		say.Support = &yes
	}
	say.Opinion = opinionOf(r.PostFormValue("opinion"))
	if say.Support == nil && say.Opinion == nil {
		return fault.New(fault.Invalid, "petition.opinion")
	}
	if err := s.o.Office.SpeakOnPetition(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, code, say); err != nil {
		return err
	}
	s.flash(w, "petition.voice.taken")
	return redirect(w, r, "/phan-anh/"+code)
}

// opinionOf reads an opinion of an answer: none takes it back, nothing leaves it.
func opinionOf(s string) *petition.Opinion {
	o := petition.Opinion(s)
	switch s {
	case "":
		return nil
	case "none":
		o = petition.NoOpinion
	}
	return &o
}
