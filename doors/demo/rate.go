package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/office"
)

// voices is what people say about results and to the city, and what they are answered: data of the made-up city.
var voices = func() (m struct {
	Good, Middling, Bad, Contact, Answer, Mended, Disputed, Places []string
	Agency, Passed, Moved, Refused, Merged, Verified, Reopened     string
	Surveys, Seeds, Boards                                         []string
	Promised, Handed                                               string
	Asked                                                          []query
	Petitions                                                      []spoken
},
) {
	if err := json.Unmarshal(voicesText, &m); err != nil {
		panic(fmt.Sprintf("demo: read voices.json: %v", err)) // part of the binary
	}
	return m
}()

//go:embed voices.json
var voicesText []byte

// The points that people give: most are content, fewer when it came late or was refused.
var (
	contentPoints = []weighted[int]{{5, 52}, {4, 38}, {3, 6}, {2, 3}, {1, 1}}
	sorePoints    = []weighted[int]{{5, 8}, {4, 24}, {3, 26}, {2, 27}, {1, 15}}
)

// conductFound is what closings find of an official's conduct: most complaints are about something else.
var conductFound = []weighted[string]{{survey.AsFound, 55}, {survey.Upheld, 25}, {survey.Unfounded, 20}}

// rates lets whoever handed a dossier in say how it was, some days after its end.
func (y *Year) rates(l *life, d *dossier.Dossier) {
	r := chance(y.plan.Seed, 11, l.n)
	if l.scene != nil {
		y.says(r, l.scene, d)
		return
	}
	if d.Code == "" || d.ReplacedBy != "" || r.IntN(100) >= 31 {
		return
	}
	points := contentPoints
	if d.State != dossier.HandedOver || d.Late(y.clock.Now()) {
		points = sorePoints
	}
	a := survey.Answer{Overall: pick(r, points), Factors: map[string]int{}}
	for _, f := range survey.SIPAS.Factors {
		if r.IntN(10) < 6 {
			a.Factors[f.ID] = min(survey.Highest, max(survey.Lowest, a.Overall+r.IntN(3)-1))
		}
		if a.Overall <= 3 && len(f.Items) > 0 && r.IntN(3) == 0 {
			a.Lacks = append(a.Lacks, one(r, f.Items).ID)
		}
	}
	comment := ""
	if r.IntN(3) == 0 || a.Overall < 3 {
		comment = one(r, [][]string{voices.Bad, voices.Bad, voices.Middling, voices.Good, voices.Good}[a.Overall-1])
	}
	id, code, check, reception := d.ID, d.Code, d.Check, d.Reception
	way := pick(r, []weighted[survey.Way]{{survey.Page, 26}, {survey.Link, 28}, {survey.Code, 12}, {survey.Tablet, 22}, {survey.Phone, 7}, {survey.Paper, 5}})
	at := y.clock.Now().Add(time.Duration(2+r.IntN(260)) * time.Hour)
	if way == survey.Tablet && d.State == dossier.HandedOver {
		at = y.clock.Now().Add(time.Duration(1+r.IntN(8)) * time.Minute)
	} else if way.Staffed() {
		at = y.receiving(r, at)
	}
	y.queue.add(at, func(ctx context.Context) error {
		cmd := office.Command{Client: "demo", Key: "rate/" + string(id)}
		err := error(nil)
		switch way {
		case survey.Page:
			err = y.office.Rate(ctx, y.applicant(&d.Parties.Applicant), cmd, office.Ballot{Code: code}, a, comment)
		case survey.Link:
			err = y.office.Rate(ctx, office.Who{}, cmd, y.office.PlayedBallot(id, code), a, comment)
		case survey.Code:
			err = y.office.Rate(ctx, office.Who{}, cmd, office.Ballot{Code: code, Check: check}, a, comment)
		default:
			who, ok := y.enters(r, d, reception, way)
			if !ok {
				return nil
			}
			err = y.office.RateAtDesk(ctx, who, cmd, id, way, time.Time{}, a, comment)
		}
		if err == nil && a.Overall <= survey.Usual.BadAt {
			applicant := y.applicant(&d.Parties.Applicant)
			y.follows(r, code, applicant, followed(r), y.settled(r, code, applicant))
		}
		return y.took(err)
	})
}

// says lets somebody with an account say how a scene went, signed in, in the evening of its last day. What displeased is followed up within a day,
// and then waits for whoever signs in to say whether that settled it.
func (y *Year) says(r *rand.Rand, s *scene, d *dossier.Dossier) {
	if s.rated == 0 || s.resident < 0 {
		return
	}
	who, _ := resident(y.office, s.resident)
	a, comment := survey.Answer{Overall: s.rated, Factors: map[string]int{}}, voices.Good[s.resident]
	for _, f := range survey.SIPAS.Factors {
		a.Factors[f.ID] = min(survey.Highest, s.rated+r.IntN(2))
	}
	bad := s.rated <= survey.Usual.BadAt
	if bad {
		a.Lacks, comment = []string{"guidance"}, voices.Bad[1]
	}
	id, code := d.ID, d.Code
	y.queue.add(morning(y.clock.Now()).Add(19*time.Hour+time.Duration(r.IntN(7200))*time.Second), func(ctx context.Context) error {
		cmd := office.Command{Client: "demo", Key: "rate/" + string(id)}
		err := y.office.Rate(ctx, who, cmd, office.Ballot{Code: code}, a, comment)
		if err == nil && bad {
			y.follows(r, code, who, 60+200*r.Float64(), nil)
		}
		return y.took(err)
	})
}

// enters is a clerk who opens the tablet, or one who had no part in the dossier and enters what was written or said.
func (y *Year) enters(r *rand.Rand, d *dossier.Dossier, reception string, way survey.Way) (office.Who, bool) {
	for _, role := range []string{"receiver", "receiver", "receiver", "receiver", "branch-head"} {
		who, ok := y.holder(r, reception, role)
		if ok && (way == survey.Tablet || !slices.ContainsFunc(d.History, func(s dossier.Step) bool { return s.Actor == who.Person })) {
			return who, true
		}
	}
	return office.Who{}, false // one clerk does it all: nobody enters it
}

// applicant is somebody who handed a dossier in, signed in.
func (y *Year) applicant(p *dossier.Party) office.Who {
	return office.Who{Kind: access.Citizen, Account: "demo", Name: p.Name, Number: p.Number, Key: y.office.PersonKey(p.Number)}
}

// follows lets a leader mend what displeased somebody, so many working minutes later; then, unless it is nil, the citizen says whether
// that settled it.
func (y *Year) follows(r *rand.Rand, code string, applicant office.Who, minutes float64, say func()) {
	y.queue.add(y.later(r, minutes), func(ctx context.Context) error {
		b, err := y.office.Read(ctx, applicant).Ballot(office.Ballot{Code: code})
		if err != nil || b.Rating == nil || b.Rating.Follow == nil || b.Rating.Follow.Level > 1 {
			return err
		}
		var who office.Who
		ok := false
		for _, role := range []string{"leader", "leader", "leader", "branch-head"} { // the first who did not sign the dossier
			if who, ok = y.holder(r, b.Rating.Follow.Unit, role); ok && !b.Rating.Follow.Bars(who.Person) {
				break
			}
			ok = false
		}
		if !ok {
			return nil
		}
		for _, step := range []office.FollowStep{
			{Act: "contact", By: one(r, survey.ContactBy), Result: "reached", Words: one(r, voices.Contact)},
			{Act: "answer", Words: one(r, voices.Answer)},
			{Act: "close", Words: mended(r, b.Rating.Comment), Finding: pick(r, conductFound)},
		} {
			cmd := office.Command{Client: "demo", Key: "follow/" + b.Rating.ID + "/" + step.Act}
			if err := y.office.FollowUp(ctx, who, cmd, b.Rating.ID, step); err != nil {
				return y.took(err)
			}
		}
		if say != nil {
			say()
		}
		return nil
	})
}

// followed is after how many working minutes a leader follows a bad rating up: most in time.
func followed(r *rand.Rand) float64 {
	if r.IntN(5) == 0 {
		return 1800 + 1500*r.Float64()
	}
	return 60 + 900*r.Float64()
}

// mended is what was done about what somebody wrote, where there is something of the kind.
func mended(r *rand.Rand, comment string) string {
	if i := slices.Index(voices.Bad, comment); i >= 0 && i < len(voices.Mended) {
		return voices.Mended[i]
	}
	return one(r, voices.Mended)
}

// settled is how somebody who was displeased says whether what was done has settled it: most are content, some never say.
func (y *Year) settled(r *rand.Rand, code string, applicant office.Who) func() {
	said := r.IntN(10)
	if said >= 6 {
		return nil
	}
	return func() {
		y.queue.add(y.later(r, 400+2000*r.Float64()), func(ctx context.Context) error {
			cmd := office.Command{Client: "demo", Key: "say/" + code}
			return y.took(y.office.SayOfFollowUp(ctx, applicant, cmd, office.Ballot{Code: code}, said > 0, one(r, voices.Disputed)))
		})
	}
}
