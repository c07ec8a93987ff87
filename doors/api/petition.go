package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/petition"
	"motcua/office"
)

// A PetitionSent is what somebody reports or proposes (phản ánh, kiến nghị). Complaints and denunciations are not taken here.
type PetitionSent struct {
	Title   string `json:"title" minLength:"1" maxLength:"200"`
	Text    string `json:"text" minLength:"1" maxLength:"20000" doc:"At least 10 characters."`
	Class   string `json:"class,omitempty" enum:"scene" doc:"scene: what is seen on the spot; it needs a place or a point. None: an officer says what it is."`
	Service string `json:"service,omitempty" maxLength:"40" doc:"What is reported, by the list of /open311/v2/services.json." example:"lighting"`
	Place   string `json:"place,omitempty" maxLength:"300"`
	Commune string `json:"commune,omitempty" maxLength:"10" doc:"Code of the ward or commune." example:"00004"`
	Point   *Point `json:"point,omitempty"`
	Dossier string `json:"dossier,omitempty" maxLength:"120" doc:"Code of the dossier that it is about, if the account may read it."`
	Name    string `json:"name,omitempty" maxLength:"300" doc:"Of who sends it; an account's own name is taken without."`
	Phone   string `json:"phone,omitempty" maxLength:"30"`
	Email   string `json:"email,omitempty" maxLength:"200"`
	Address string `json:"address,omitempty" maxLength:"300"`
	Protect bool   `json:"protect,omitempty" doc:"Nobody but who must is told the name."`
}

// A Point is a place on the map.
type Point struct {
	Lat  float64 `json:"lat" minimum:"-180" maximum:"180"`
	Long float64 `json:"long" minimum:"-180" maximum:"180"`
}

type sendInput struct {
	Once
	Body PetitionSent
}

// A Ticket is what a petition is followed by.
type Ticket struct {
	ID    string `json:"id" doc:"For programs: /open311/v2/tokens/{id} knows its code."`
	Code  string `json:"code" example:"PA26-000123"`
	Check string `json:"check" doc:"The check code: with it somebody follows the petition, and says whether it is resolved."`
}

type ticketAnswer struct{ Body Ticket }

// A FollowedPetition is what its sender sees.
type FollowedPetition struct {
	Code      string     `json:"code"`
	State     string     `json:"state" doc:"answered is the office's word, resolved the sender's."`
	Words     string     `json:"words" doc:"The state in words."`
	Class     string     `json:"class,omitempty"`
	Title     string     `json:"title"`
	Text      string     `json:"text"`
	Sent      time.Time  `json:"sent"`
	Unit      *Unit      `json:"unit,omitempty" doc:"That has it."`
	Due       *time.Time `json:"due,omitempty" doc:"When the answer is due."`
	Late      bool       `json:"late"`
	Asked     string     `json:"asked,omitempty" doc:"What the office asks for."`
	Answer    string     `json:"answer,omitempty"`
	Answered  *time.Time `json:"answered,omitempty"`
	Rating    string     `json:"rating,omitempty"`
	Reopened  int        `json:"reopened"`
	Unsettled bool       `json:"unsettled,omitempty" doc:"The sender said that the answer settled nothing; there is no other yet."`
}

type petitionAt struct {
	Code  string `path:"code" maxLength:"40" doc:"The petition's code." example:"PA26-000123"`
	Check string `header:"Check-Code" maxLength:"40" doc:"The check code of the receipt; none when the account sent it. In a header, so that no log of addresses has it."`
}

type followedAnswer struct{ Body FollowedPetition }

// A PublicPetition is what everybody may read of a petition.
type PublicPetition struct {
	Code      string     `json:"code"`
	State     string     `json:"state"`
	Words     string     `json:"words" doc:"The state in words."`
	Class     string     `json:"class,omitempty"`
	Commune   string     `json:"commune,omitempty"`
	Unit      *Unit      `json:"unit,omitempty"`
	Title     string     `json:"title"`
	Text      string     `json:"text"`
	Answer    string     `json:"answer,omitempty"`
	Place     string     `json:"place,omitempty"`
	Point     *Point     `json:"point,omitempty"`
	Pictures  []string   `json:"pictures,omitempty" doc:"Paths of pictures, without what a camera wrote into them."`
	Sent      time.Time  `json:"sent"`
	Answered  *time.Time `json:"answered,omitempty"`
	Resolved  *time.Time `json:"resolved,omitempty" doc:"Since when its sender calls it resolved."`
	Published time.Time  `json:"published"`
	Reopened  int        `json:"reopened"`
	Unsettled bool       `json:"unsettled,omitempty" doc:"Its sender said that the answer settled nothing; there is no other yet."`
	Rating    string     `json:"rating,omitempty"`
	Supports  int64      `json:"supports" doc:"Accounts of people who met with the same, its sender left out."`
	Likes     int64      `json:"likes" doc:"Accounts that call the answer good."`
	Dislikes  int64      `json:"dislikes"`
	Joined    string     `json:"joined_to,omitempty" doc:"The code of the published petition that this one was joined to and that goes on."`
}

type publishedInput struct {
	Q       string `query:"q" maxLength:"120" doc:"Words of what was published."`
	Class   string `query:"class" enum:"own,conduct,other,scene" doc:"None: every class."`
	Commune string `query:"commune" maxLength:"10" doc:"Code of the ward or commune." example:"00004"`
	State   string `query:"state" enum:"unconfirmed,resolved,reopened,disliked" doc:"unconfirmed: answered, and its sender has not said whether it is resolved; disliked: more people call the answer bad than good. None: all, each of them answered."`
	From    string `query:"from" format:"date" doc:"Sent on this day or later."`
	To      string `query:"to" format:"date" doc:"Sent on this day or earlier."`
	After   string `query:"after" maxLength:"80" doc:"next of the page before."`
}

type publishedAnswer struct {
	Body struct {
		Total int64            `json:"total"`
		Items []PublicPetition `json:"items"`
		Next  string           `json:"next,omitempty" doc:"For after of the next page; what is published meanwhile moves nothing."`
	}
}

func (in *publishedInput) filter() office.PublicFilter {
	f := office.PublicFilter{Words: in.Q, Class: petition.Class(in.Class), Commune: in.Commune, State: office.PublicState(in.State), After: in.After}
	f.From, _ = time.ParseInLocation(time.DateOnly, in.From, office.Zone) // the form was judged by the schema
	if t, err := time.ParseInLocation(time.DateOnly, in.To, office.Zone); err == nil {
		f.To = t.AddDate(0, 0, 1)
	}
	return f
}

type publicAnswer struct{ Body PublicPetition }

type communesAnswer struct {
	Body struct {
		Items []CommuneFigures `json:"items"`
	}
}

// CommuneFigures are the counts of what was published of a ward or commune.
type CommuneFigures struct {
	Commune     string `json:"commune" doc:"Its code; none for what names no ward."`
	Answered    int64  `json:"answered" doc:"Published, each with the office's answer."`
	Resolved    int64  `json:"resolved" doc:"Their senders call them resolved."`
	Unconfirmed int64  `json:"unconfirmed"`
	Reopened    int64  `json:"reopened"`
	Disliked    int64  `json:"disliked"`
}

type voiceInput struct {
	Once
	Code string `path:"code" maxLength:"40" example:"PA26-000123"`
	Body struct {
		Support *bool   `json:"support,omitempty" doc:"I met with the same."`
		Opinion *string `json:"opinion,omitempty" enum:"like,dislike,none" doc:"Of the answer; none takes it back."`
	}
}

// petitions are what people report: sent, followed, read by everybody.
func (d *Door) petitions() {
	send := op("Petitions", "send-petition", http.MethodPost, "/petitions", "Send a petition",
		"Takes a report or proposal, with or without an account. It is handled by the same rules and within the same limits as one from the page.", openToAll)
	send.DefaultStatus = http.StatusCreated
	send.Errors = append(send.Errors, http.StatusForbidden, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable)
	huma.Register(d.api, send, d.sendPetition)
	follow := op("Petitions", "follow-petition", http.MethodGet, "/petitions/{code}", "Follow a petition",
		"What its sender sees: with the check code, or by the account that sent it. A wrong check code gets the answer of a wrong code.", openToAll)
	follow.Errors = append(follow.Errors, http.StatusNotFound)
	huma.Register(d.api, follow, func(ctx context.Context, in *petitionAt) (*followedAnswer, error) {
		f, err := tried(ctx, d.o.Guesses, func() (*office.FollowedPetition, error) { return d.reader(ctx).FollowPetition(in.Code, in.Check) })
		if err != nil {
			return nil, err
		}
		v := visitOf(ctx).voice
		return &followedAnswer{FollowedPetition{
			Code: f.Code, State: string(f.State), Words: v.T("petition.state." + string(f.State)), Class: string(f.Class), Title: f.Title, Text: f.Text, Sent: at(f.Sent), Unit: unitOf(v, f.UnitN),
			Due: moment(f.Due), Late: f.Late, Asked: f.Asked, Answer: f.Answer, Answered: moment(f.Answered), Rating: f.Rating, Reopened: f.Reopened, Unsettled: f.Unsettled,
		}}, nil
	})
	list := op("Petitions", "list-petitions", http.MethodGet, "/petitions", "Published petitions", "What was published with its answers, the last first; 50 at a time. Nothing in it was typed by a sender.", openToAll)
	huma.Register(d.api, list, func(ctx context.Context, in *publishedInput) (*publishedAnswer, error) {
		page, err := d.reader(ctx).PublicPetitions(in.filter())
		if err != nil {
			return nil, err
		}
		out := &publishedAnswer{}
		out.Body.Total, out.Body.Next, out.Body.Items = page.Total, page.Next, []PublicPetition{}
		for i := range page.Rows {
			out.Body.Items = append(out.Body.Items, publicPetition(visitOf(ctx).voice, &page.Rows[i]))
		}
		return out, nil
	})
	d.publishedPetitions()
}

// publishedPetitions are one that everybody may read, the counts of the wards, and what people say of one.
func (d *Door) publishedPetitions() {
	one := op("Petitions", "published-petition", http.MethodGet, "/petitions/published/{code}", "One published petition", "What everybody may read of it. Of one that is not published nothing is told, not even that it is there.", openToAll)
	one.Errors = append(one.Errors, http.StatusNotFound)
	huma.Register(d.api, one, func(ctx context.Context, in *struct {
		Code string `path:"code" maxLength:"40" example:"PA26-000123"`
	},
	) (*publicAnswer, error) {
		p, err := d.reader(ctx).PublicPetition(in.Code)
		if err != nil {
			return nil, err
		}
		return &publicAnswer{publicPetition(visitOf(ctx).voice, &p)}, nil
	})
	figures := op("Petitions", "petitions-by-commune", http.MethodGet, "/petitions/by-commune", "Published petitions by ward", "Counts for each ward or commune: each is the total of the list of the same filters.", openToAll)
	huma.Register(d.api, figures, func(ctx context.Context, in *publishedInput) (*communesAnswer, error) {
		all, err := d.reader(ctx).PublicByCommune(in.filter())
		if err != nil {
			return nil, err
		}
		out := &communesAnswer{}
		out.Body.Items = []CommuneFigures{}
		for _, s := range all {
			out.Body.Items = append(out.Body.Items, CommuneFigures{s.Commune, s.Published, s.Resolved, s.Unconfirmed, s.Reopened, s.Disliked})
		}
		return out, nil
	})
	say := op("Petitions", "speak-on-petition", http.MethodPost, "/petitions/published/{code}/voice", "Say that you met with the same",
		"For accounts of people, who count once each: that they met with the same, and what they think of the answer. What is left out stays as it was. Nobody is told who it was.", signedIn)
	say.Errors = append(say.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable)
	huma.Register(d.api, say, func(ctx context.Context, in *voiceInput) (*publicAnswer, error) {
		cmd, _, err := in.command(ctx)
		if err != nil {
			return nil, err
		}
		what := office.Say{Support: in.Body.Support}
		if in.Body.Opinion != nil {
			o := petition.Opinion(*in.Body.Opinion)
			if o == "none" {
				o = petition.NoOpinion
			}
			what.Opinion = &o
		}
		if err := d.o.Office.SpeakOnPetition(ctx, visitOf(ctx).who, cmd, in.Code, what); err != nil {
			return nil, err
		}
		p, err := d.reader(ctx).PublicPetition(in.Code)
		if err != nil {
			return nil, err
		}
		return &publicAnswer{publicPetition(visitOf(ctx).voice, &p)}, nil
	})
}

func (d *Door) sendPetition(ctx context.Context, in *sendInput) (*ticketAnswer, error) {
	cmd, _, err := in.command(ctx)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	for _, s := range []*string{&b.Title, &b.Text, &b.Place, &b.Name, &b.Phone, &b.Email, &b.Address} {
		*s = vn.Legible(*s) // as the pages do: whoever typed it does not see them
	}
	what := petition.Input{
		Channel: petition.API, System: visitOf(ctx).system, Class: petition.Class(b.Class), Service: b.Service, Title: b.Title, Text: b.Text, Place: b.Place, Commune: b.Commune, Dossier: b.Dossier,
		Person: petition.Person{Name: b.Name, Phone: b.Phone, Email: b.Email, Address: b.Address, Protect: b.Protect},
	}
	if b.Point != nil {
		what.Point = &petition.Point{Lat: b.Point.Lat, Long: b.Point.Long}
	}
	if wait := d.flooded(visitOf(ctx)); wait > 0 {
		return nil, fault.New(fault.Refused, "api.too-many", "n", strconv.Itoa(int(wait.Seconds())+1))
	}
	t, err := d.o.Office.SendPetition(ctx, visitOf(ctx).who, cmd, what)
	if err != nil {
		return nil, err
	}
	return &ticketAnswer{Ticket{ID: string(t.ID), Code: t.Code, Check: t.Check}}, nil
}

// flooded spends one petition of the sender's allowance, as the page's form does: of the account, else of the address.
func (d *Door) flooded(v *visit) time.Duration {
	switch {
	case d.o.Floods == nil || v.request == nil:
		return 0
	case v.session != nil:
		return d.o.Floods.TakeOf(v.who.Account)
	}
	return d.o.Floods.Take(v.request)
}

func publicPetition(v text.Voice, p *office.PublicPetition) PublicPetition {
	x := PublicPetition{
		Code: p.Code, State: string(p.State), Words: v.T("petition.state." + string(p.State)), Class: string(p.Class), Commune: p.Commune, Unit: unitOf(v, p.UnitN), Title: p.Title, Text: p.Text,
		Answer: p.Answer, Place: p.Place, Sent: at(p.Sent), Answered: moment(p.Answered), Resolved: moment(p.Resolved), Published: at(p.Published), Reopened: p.Reopened, Rating: p.Rating, Unsettled: p.Unsettled,
		Supports: p.Supports, Likes: p.Likes, Dislikes: p.Dislikes, Joined: p.Into,
	}
	if p.Point != nil {
		x.Point = &Point{p.Point.Lat, p.Point.Long}
	}
	for _, hash := range p.Files {
		x.Pictures = append(x.Pictures, "/phan-anh/"+p.Code+"/anh/"+hash)
	}
	return x
}

// moment is a time that may not have come.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = at(t)
	return &t
}
