package office

import (
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
)

// A FollowedPetition is what its sender sees: what they wrote, how far it is, what was answered.
type FollowedPetition struct {
	ID       petition.ID
	Version  int64
	Code     string
	State    petition.State
	Class    petition.Class
	Title    string
	Text     string
	Place    string
	Commune  string // its code
	Point    *petition.Point
	Files    []string // their names
	Dossier  string   // code of the one that it is about
	Protect  bool     // the name is kept from all who do not handle it
	Sent     time.Time
	UnitN    UnitName
	AnswerN  UnitName  // that gave the answer
	Due      time.Time // of the answer, as things stand
	Late     bool
	Asked    string // what the office asks for
	Reason   string // why it was refused or returned
	Words    string // that went with it
	Agency   string
	Excuse   string   // why it was late
	ExcuserN UnitName // says this unit
	Answer   string
	Answered time.Time
	Rating   string

	Unsettled bool // the sender called the answer unsettled, and there is no other yet
	Reopened  int
	Main      string // code of the petition that it repeats
	Steps     []FollowedStep
	Acts      []petition.Act
	Check     string // the check code, for the account that sent it
	Erased    bool
}

// A FollowedStep is something that happened, without officers and without what they wrote to each other.
type FollowedStep struct {
	Act   petition.Act
	At    time.Time
	UnitN UnitName
	ToN   UnitName // that it went to
	Words string   // what the sender was asked, supplied or said on reopening it
}

// betweenUs are the acts whose words went between the office and the sender.
var betweenUs = []petition.Act{petition.ActAsk, petition.ActSupply, petition.ActReopen}

// FollowPetition shows a petition to whoever has its code and check code. A wrong check code gets the answer of a wrong code.
func (r *Reader) FollowPetition(code, check string) (*FollowedPetition, error) {
	row, ok, err := r.db.PetitionByCode(r.ctx, petition.ReadCode(code))
	if err != nil {
		return nil, err
	}
	missing := fault.New(fault.Missing, "petition.missing").At("ma")
	if !ok {
		return nil, missing
	}
	p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(row.ID))
	if err != nil {
		return nil, err
	}
	if !r.o.isSender(r.who, p, check) {
		return nil, missing
	}
	return r.followed(p)
}

// OwnPetitions lists what the reader's account sent, the newest first.
func (r *Reader) OwnPetitions() ([]FollowedPetition, error) {
	if err := access.May(r.who, "own-petitions", access.Object{At: r.now}); err != nil {
		return nil, err
	}
	if r.who.Key == "" {
		return nil, nil
	}
	rows, err := r.db.Petitions(r.ctx, store.PetitionFilter{Person: r.who.Key})
	if err != nil {
		return nil, err
	}
	var out []FollowedPetition
	for i := range rows {
		p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(rows[i].ID))
		if err != nil {
			return nil, err
		}
		f, err := r.followed(p)
		if err != nil {
			return nil, err
		}
		out = append(out, *f)
	}
	return out, nil
}

// toldSteps are the acts that the sender is told of.
var toldSteps = []petition.Act{
	petition.ActRegister, petition.ActClassify, petition.ActTransfer, petition.ActReturn, petition.ActAsk, petition.ActSupply, petition.ActVerify, petition.ActAnswer,
	petition.ActPublish, petition.ActWithhold, petition.ActConfirm, petition.ActReopen, petition.ActMerge, petition.ActUnmerge, petition.ActFollow, petition.ActRate, petition.ActWithdraw, petition.ActExplain,
}

// followed shows a petition to its sender. Whoever sent a duplicate is told how the one that it repeats goes on.
func (r *Reader) followed(p *petition.Petition) (*FollowedPetition, error) {
	f := &FollowedPetition{
		ID: p.ID, Version: p.Version, Code: p.Code, State: p.State, Class: p.Class, Title: p.Title, Text: p.Text, Sent: p.Sent,
		UnitN: r.w.unit(p.Unit, r.now), AnswerN: r.w.unit(p.Answerer, p.Answered), ExcuserN: r.w.unit(p.Excuser, p.Explained), Erased: p.Erased, Late: p.Late(r.now), Reason: p.Reason, Agency: p.Agency, Answer: p.Answer, Answered: p.Answered, Rating: p.Rating, Reopened: p.Reopened,
	}
	f.Unsettled = p.Unsettled()
	f.Place, f.Commune, f.Point, f.Protect, f.Excuse = p.Place, p.Commune, p.Point, p.Person.Protect, p.Excuse
	for _, x := range p.Files {
		f.Files = append(f.Files, x.Name)
	}
	if p.Dossier != "" {
		row, _, err := r.db.Dossier(r.ctx, p.Dossier)
		if err != nil {
			return nil, err
		}
		f.Dossier = row.Code
	}
	if p.State == petition.Waiting {
		f.Asked = p.Asked
	}
	if r.o.isSender(r.who, p, "") {
		f.Check = r.o.petitionCheck(p.ID)
	}
	history := p.History
	if err := r.followMain(f, p.Into); err != nil {
		return nil, err
	}
	for _, c := range p.Clocks {
		if strings.HasSuffix(c.Name, "-answer") && c.LateAt(r.now) {
			f.Late = true // also where it was joined to one that came later
		}
		if c.Open() && strings.HasSuffix(c.Name, "-answer") {
			f.Due = c.Due
		}
	}
	for i := range history {
		s := &history[i]
		if slices.Contains(toldSteps, s.Act) || s.Down {
			x := FollowedStep{Act: s.Act, At: s.At, UnitN: r.w.unit(s.Unit, s.At)}
			if slices.Contains(moves, s.Act) {
				x.ToN = r.w.unit(s.To, s.At)
			}
			if slices.Contains(betweenUs, s.Act) {
				x.Words = s.Words
			}
			f.Steps = append(f.Steps, x)
		}
		if s.Act == petition.ActClassify && !p.State.Open() || s.Act == petition.ActReturn || s.Act == petition.ActTransfer {
			f.Words = s.Words
		}
	}
	for _, a := range p.Next() {
		if petition.RuleOf(a).By.Place == petition.AtSender {
			f.Acts = append(f.Acts, a)
		}
	}
	return f, nil
}

// followMain tells whoever sent a duplicate how the one that it repeats goes on; "" is none.
func (r *Reader) followMain(f *FollowedPetition, id petition.ID) error {
	if id == "" {
		return nil
	}
	main, err := r.o.foldPetition(r.ctx, r.db, id)
	if err != nil {
		return err
	}
	if f.Late = main.Late(r.now); !main.Quietly() { // choice: whom it is about may have sent this one, and looks for nothing by its code
		f.Main, f.UnitN = main.Code, r.w.unit(main.Unit, r.now)
	}
	f.State, f.Reason, f.Unsettled = main.State, main.Reason, main.Unsettled()
	if main.Tells() {
		f.Answer, f.Answered, f.AnswerN = main.Public.Answer, main.Answered, r.w.unit(main.Answerer, main.Answered) // what the other sender was told may name them
	} else if main.State.Stands() {
		f.State = petition.Approved // the words that this sender may read are still being written
	}
	return nil
}
