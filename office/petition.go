package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/words/calendar"
	"motcua/words/ledger"
	"motcua/words/org"
)

// A Ticket (giấy hẹn của phản ánh) is what whoever sent a petition follows it by.
type Ticket struct {
	ID    petition.ID
	Code  string
	Check string
}

// mostPetitions is how many petitions of one account may be open at a time.
// choice: whoever sends more at once is a program, or is better served by a call. A telephone number or mail address that somebody typed
// proves nobody, so what was sent with it is counted against nobody, else a stranger could shut its owner out: senders without an account
// have the flood allowance of their address and that of the forms.
const mostPetitions = 20

// SendPetition takes a petition (phản ánh, kiến nghị): from a page or program as somebody types it, with or without an account, or
// as an officer writes it down for somebody who called, came or wrote. The same command has the same petition.
func (o *Office) SendPetition(ctx context.Context, who Who, cmd Command, in petition.Input) (t Ticket, err error) {
	hash, err := requestHash("send-petition", in)
	if err != nil {
		return Ticket{}, err
	}
	ask := "send-petition"
	if slices.Contains(petition.Spoken, in.Channel) {
		ask = "enter-petition"
	}
	if err := access.May(who, ask, access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return Ticket{}, err
	}
	if cmd.Key == "" {
		if cmd.Key, err = o.NewID(); err != nil {
			return Ticket{}, err
		}
	}
	in.ID = petition.ID(o.keyed("petition", who.Account+"/"+cmd.Key))
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		done, err := o.once(tx, who, cmd, hash, []byte(in.ID))
		if err != nil {
			return err
		}
		if done {
			p, err := o.foldPetition(ctx, tx, in.ID)
			if err == nil {
				t = o.ticket(p)
			}
			return err
		}
		p, err := o.register(tx, w, who, cmd, in)
		if err == nil {
			t = o.ticket(p)
		}
		return err
	})
	if err != nil {
		return Ticket{}, fmt.Errorf("send petition: %w", err)
	}
	return t, nil
}

// PetitionFaults says what a new petition lacks, for a form of which some other box is wrong too: all is told at once.
func (o *Office) PetitionFaults(in petition.Input) error {
	w := o.World()
	c := &petition.Case{Limits: w.PetitionLimits(), Area: w.petitionArea(), Shares: w.petitionShares(), Calendar: w.Calendar, Now: o.Now(), Actor: "applicant"}
	_, err := c.Do(petition.ActRegister, in)
	return err
}

// register decides and appends a new petition.
func (o *Office) register(tx *store.Tx, w *World, who Who, cmd Command, in petition.Input) (*petition.Petition, error) {
	var err error
	if in.Files, err = o.takeFiles(tx, cmd, in.Files); err != nil {
		return nil, err
	}
	if who.Kind == access.Citizen {
		in.Person.Number = who.Number
		in.Person.Name = cmp.Or(strings.TrimSpace(in.Person.Name), who.Name)
		if err := tooMany(tx, who); err != nil {
			return nil, err
		}
	}
	var fs []error // all that is wrong is said at once
	if in.Dossier != "" {
		in.Dossier, err = o.dossierOf(tx, w, who, in.Dossier)
		fs = append(fs, err)
	}
	if u := w.Org.ByAdminCode(in.Commune, tx.Now()); in.Commune != "" && (u == nil || u.Kind != org.Commune) {
		fs = append(fs, fault.New(fault.Invalid, "petition.no-commune").At("commune"))
	}
	in.To = w.careUnit(tx.Now())
	in.Code = "-" // the number is taken last
	c := o.petitionCase(w, tx, who, nil)
	_, err = c.Do(petition.ActRegister, in)
	if err := fault.Together(append(fs, err)...); err != nil {
		return nil, err
	}
	day := calendar.DateOf(tx.Now())
	n, err := tx.Number("petition", fmt.Sprint(day.Year()))
	if err != nil {
		return nil, err
	}
	in.Code = fmt.Sprintf("PA%02d-%06d", day.Year()%100, n)
	facts, err := c.Do(petition.ActRegister, in)
	if err != nil {
		return nil, err
	}
	return o.appendPetition(tx, in.ID, nil, facts)
}

// tooMany says whether an account has as many open petitions as it may.
func tooMany(tx *store.Tx, who Who) error {
	if who.Key == "" {
		return nil
	}
	open := true
	n, err := tx.CountPetitions(tx.Context(), store.PetitionFilter{Person: who.Key, Open: &open})
	if err == nil && n >= mostPetitions {
		err = fault.New(fault.Refused, "petition.too-many", "most", fmt.Sprint(mostPetitions))
	}
	return err
}

func (o *Office) petitionCase(w *World, tx *store.Tx, who Who, p *petition.Petition) *petition.Case {
	return &petition.Case{Petition: p, Calendar: w.Calendar, Limits: w.PetitionLimits(), Area: w.petitionArea(), Shares: w.petitionShares(), Now: tx.Now(), Actor: who.Actor(), Unit: who.Unit, Own: w.ownUnits(p, tx.Now())}
}

// appendPetition writes the facts and moves the views.
func (o *Office) appendPetition(tx *store.Tx, id petition.ID, before []ledger.Event, facts []ledger.Fact) (*petition.Petition, error) {
	evs, err := tx.Append(petition.Stream(id), int64(len(before)), facts)
	if err != nil {
		return nil, err
	}
	p, err := petition.Fold(id, append(before[:len(before):len(before)], evs...))
	if err != nil {
		return nil, err
	}
	row, err := o.petitionRow(p)
	if err != nil {
		return nil, err
	}
	if err := tx.PutPetition(row, p.Reach()); err != nil {
		return nil, err
	}
	return p, tx.PutFiles(string(petition.Stream(id)), petitionFiles(p))
}

// An OnPetition names the petition that is acted on, the version that the actor saw (0 does not care), and the check code by which
// somebody without an account shows that it is theirs.
type OnPetition struct {
	ID    petition.ID
	Seen  int64
	Check string
}

// Petition does an act on a petition: read, decide, append. Rights are the table's of law/petition.
func (o *Office) Petition(ctx context.Context, who Who, cmd Command, on OnPetition, a petition.Act, in petition.Input) error {
	hash, err := requestHash("petition", on, a, in)
	if err != nil {
		return err
	}
	rule := petition.RuleOf(a)
	if rule == nil || rule.By.Place == petition.AtHouse || a == petition.ActRegister {
		return fault.New(fault.Invalid, "petition.no-such-act", "act", string(a))
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(on.ID)); done || err != nil {
			return err
		}
		evs, err := tx.Events(ctx, petition.Stream(on.ID))
		if err != nil {
			return err
		}
		p, err := petition.Fold(on.ID, evs)
		if err != nil {
			return err
		}
		if a == petition.ActPublish {
			if err := o.mayBePublished(tx, p); err != nil {
				return err
			}
		}
		seen := p.Version
		if p, evs, _, err = o.goOverPetition(w, tx, p, evs); err != nil {
			return err
		}
		if err := o.mayPetition(w, who, p, rule, on.Check, tx.Now()); err != nil {
			return err
		}
		if on.Seen != 0 && on.Seen != seen {
			return fault.New(fault.Conflict, "petition.moved")
		}
		in := in
		if in.Files, err = o.takeFiles(tx, cmd, in.Files); err != nil {
			return err
		}
		if err := o.lookPetition(tx, w, who, p, a, &in); err != nil {
			return err
		}
		facts, err := o.petitionCase(w, tx, who, p).Do(a, in)
		if err != nil {
			return err
		}
		was, gave := p.Into, p.Answerer
		if p, err = o.appendPetition(tx, p.ID, evs, facts); err != nil {
			return err
		}
		return errors.Join(o.tellAnswerers(tx, w, p, a, gave), o.otherSide(tx, w, who, p, was, a))
	})
	if err != nil {
		return fmt.Errorf("%s petition %s: %w", a, on.ID, err)
	}
	return nil
}

// mayPetition judges the right to an act. Whoever may not even read it is told that there is none.
func (o *Office) mayPetition(w *World, who Who, p *petition.Petition, rule *petition.Rule, check string, at time.Time) error {
	if o.isSender(who, p, check) && rule.By.Place == petition.AtSender {
		return access.May(who, "send-petition", access.Object{Org: w.Org, At: at})
	}
	if err := mayReadPetition(w, who, p, at); err != nil {
		return err
	}
	units := []string{p.Unit}
	switch {
	case rule.By.Place != petition.AtOwner:
		units = p.Reach()
	case rule.Act == petition.ActExplain: // whoever let the time run out says why, whoever has it now
		if late := p.LateUnits(at); len(late) > 0 {
			units = late
		}
	}
	for _, u := range units {
		if access.May(who, "petition-"+rule.By.Name, access.Object{Unit: u, Org: w.Org, At: at}) == nil {
			return nil
		}
	}
	return fault.New(fault.Refused, "petition.may-not", "act", "@petition.act."+string(rule.Act)).By(rule.Law).NoRight()
}

// mayReadPetition lets those read it whose units have or had to do with it, but not the official whom it is about, nor their unit.
// choice: what a unit read before somebody said that it is about one of theirs, it read; from then on it reads nothing of it.
func mayReadPetition(w *World, who Who, p *petition.Petition, at time.Time) error {
	if who.Kind == access.Officer && !w.keptFrom(who, p, at) {
		for _, u := range p.Reach() {
			if access.May(who, "read-petition", access.Object{Unit: u, Org: w.Org, At: at}) == nil {
				return nil
			}
		}
	}
	return fault.New(fault.Missing, "petition.missing")
}

// isSender says whether who sent the petition: by their account, or by its check code.
func (o *Office) isSender(who Who, p *petition.Petition, check string) bool {
	if who.Kind == access.Citizen && who.Number != "" && p.Person.Number == who.Number {
		return true
	}
	check = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(check))
	return len(check) == checkLetters && o.keyed("compare", check) == o.keyed("compare", o.petitionCheck(p.ID))
}

// lookPetition looks up what an act names: units, officers, a dossier, another petition, the unit above.
func (o *Office) lookPetition(tx *store.Tx, w *World, who Who, p *petition.Petition, a petition.Act, in *petition.Input) (err error) {
	now := tx.Now()
	in.Above, in.Known, in.Own, in.Main, in.Guarded = "", nil, nil, nil, false
	var fs []error
	for _, u := range append([]string{in.To, in.About}, in.Units...) {
		if u != "" && w.Org.UnitAt(org.UnitID(u), now) == nil {
			fs = append(fs, fault.New(fault.Invalid, "petition.no-unit").At("to"))
		}
	}
	if who.Kind != access.Officer {
		in.Source = ""
	}
	switch a {
	case petition.ActConfirm, petition.ActRate, petition.ActWithdraw, petition.ActReopen, petition.ActSupply:
		if in.Source != "" {
			fs = append(fs, o.looksAtSource(tx, w, who, p, a, in.Source))
		}
	}
	switch a {
	case petition.ActClassify:
		if in.Class == petition.Conduct && in.About != "" {
			in.Own = w.concerned(in.About, in.Whom, now)
			judged := *p
			judged.Whom = in.Whom
			in.Above = cmp.Or(w.answeredAbove(in.About, in.Own, &judged, now), w.above(in.About, in.Own, now))
		}
		in.Guarded, err = o.joinedConduct(tx, p)
		fs = append(fs, err)
		if in.Whom != "" && !w.worksIn(in.Whom, in.About, now) {
			fs = append(fs, fault.New(fault.Invalid, "petition.no-officer").At("whom"))
		}
	case petition.ActReopen:
		in.Above = w.answeredAbove(p.Unit, w.ownUnits(p, now), p, now)
	case petition.ActMask:
		in.Known = w.officersKnown(p, now)
	case petition.ActAssign:
		if in.Officer != "" && !w.worksIn(in.Officer, p.Unit, now) {
			fs = append(fs, fault.New(fault.Invalid, "petition.no-officer").At("officer"))
		}
	case petition.ActLink:
		if in.Dossier != "" {
			in.Dossier, err = o.dossierOf(tx, w, who, in.Dossier)
			fs = append(fs, err)
		}
	case petition.ActMerge:
		if in.Main, err = o.mergesInto(tx, w, who, string(in.Other)); err == nil {
			in.Other = in.Main.ID
		}
		fs = append(fs, err)
	}
	return fault.Together(fs...)
}

// mergesInto finds the petition by its code that another is to be joined to, among those that who may read.
func (o *Office) mergesInto(tx *store.Tx, w *World, who Who, code string) (*petition.Petition, error) {
	row, ok, err := tx.PetitionByCode(tx.Context(), petition.ReadCode(code))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.Invalid, "petition.merge-nothing", "code", code).At("other")
	}
	p, err := o.foldPetition(tx.Context(), tx, petition.ID(row.ID))
	if err != nil {
		return nil, err
	}
	if mayReadPetition(w, who, p, tx.Now()) != nil {
		return nil, fault.New(fault.Invalid, "petition.merge-nothing", "code", code).At("other")
	}
	// choice: what is answered to one whose data are restricted is told to nobody else, so no other petition is joined to it.
	hidden, err := o.restrictedPetitions(tx.Context(), &tx.Reader)
	if err != nil {
		return nil, err
	}
	if slices.Contains(hidden, row.ID) {
		return nil, fault.New(fault.Refused, "petition.merge-restricted").At("other")
	}
	if !slices.Contains(petition.RuleOf(petition.ActJoin).From, p.State) {
		return nil, fault.New(fault.Refused, "petition.merge-into-merged").At("other")
	}
	return p, nil
}

// dossierOf finds a dossier by its code, among those that who may read.
func (o *Office) dossierOf(tx *store.Tx, w *World, who Who, code string) (string, error) {
	return o.namedDossier(tx.Context(), tx, w, who, code, tx.Now())
}

// byCode is what finds a dossier by its code: a Tx or a Reader of the store.
type byCode interface {
	events
	ByCode(ctx context.Context, code string) (string, bool, error)
}

func (o *Office) namedDossier(ctx context.Context, r byCode, w *World, who Who, code string, now time.Time) (string, error) {
	id, ok, err := r.ByCode(ctx, strings.ToUpper(strings.TrimSpace(code)))
	if err != nil {
		return "", err
	}
	if !ok {
		id = code
	}
	d, err := o.fold(ctx, r, dossier.ID(id))
	if err == nil {
		err = access.May(who, "read", o.objectAt(w, d, 0, now))
	}
	if f := fault.As(err); f != nil && f.Kind != fault.Internal {
		return "", fault.New(fault.Invalid, "petition.no-dossier", "code", code).At("dossier")
	}
	return id, err
}

// above is the nearest unit above one that is not among some, "" for none.
func (w *World) above(unit string, but []string, t time.Time) string {
	for _, u := range w.Org.Ancestors(org.UnitID(unit), t) {
		if string(u.ID) != unit && !slices.Contains(but, string(u.ID)) {
			return string(u.ID)
		}
	}
	return ""
}

// worksIn says whether an officer has a post in a unit.
func (w *World) worksIn(person, unit string, t time.Time) bool {
	return slices.ContainsFunc(w.Org.PostsOf(org.PersonID(person), t), func(p *org.Post) bool { return string(p.Unit) == unit })
}

// careUnit is where petitions come in: the first unit with somebody who cares for petitioners, else the Centre, else the top.
func (w *World) careUnit(t time.Time) string {
	for _, u := range w.Org.Units(t) {
		if len(w.holders(string(u.ID), string(org.CareAgent), t)) > 0 {
			return string(u.ID)
		}
	}
	for _, u := range w.Org.Units(t, org.Centre) {
		return string(u.ID)
	}
	return w.top(t)
}

// petitionClocks is the setting with the city's own rows of the table of clocks.
const petitionClocks = "petition.clocks"

// PetitionLimits is the table of clocks: the program's rows with the city's own.
func (w *World) PetitionLimits() []petition.Limit {
	all, err := petition.LimitsWith(settingLines(w.Setting(petitionClocks).Value))
	if err != nil { // judged when it was entered
		return petition.Limits
	}
	return all
}

// PetitionLimitsNamed is what the setting with the city's own clocks is called.
func (w *World) PetitionLimitsNamed() Words { return w.Setting(petitionClocks).Label }

// petitionAlarms is the setting with the shares of their time at which the alarms of petitions begin.
const petitionAlarms = "petition.alarm-shares"

// petitionShares are the shares at which alarms begin; a city that does not say has those of the program.
func (w *World) petitionShares() (s petition.Shares) {
	if v := w.Setting(petitionAlarms).Value; checkShares(v) == "" {
		list, _ := v.([]any)
		s.Half, _ = whole(list[0])
		s.Near, _ = whole(list[1])
	}
	return s
}

// petitionFrame is the setting with the frame of coordinates around the city.
const petitionFrame = "petition.frame"

// PetitionFrame is the frame of coordinates around the city as it was set: south north west east; "" for none.
func (w *World) PetitionFrame() string {
	s, _ := w.Setting(petitionFrame).Value.(string)
	return s
}

// petitionArea is where the city lies; a city that does not say takes every point of the country.
func (w *World) petitionArea() petition.Area {
	a, err := petition.ParseArea(w.PetitionFrame())
	if err != nil { // none; another one was judged when it was entered
		return petition.Area{}
	}
	return a
}

func checkFrame(v any) string {
	s, isText := v.(string)
	if isText && s == "" {
		return ""
	}
	if _, err := petition.ParseArea(s); err != nil {
		return err.Error()
	}
	return ""
}

// settingLines reads a setting of several lines: a list of texts, or one text.
func settingLines(v any) (out []string) {
	switch v := v.(type) {
	case string:
		return strings.Split(v, "\n")
	case []any:
		for _, x := range v {
			out = append(out, fmt.Sprint(x))
		}
	}
	return out
}

// checkClocks wants rows that can be read.
func checkClocks(v any) string {
	if _, err := petition.LimitsWith(settingLines(v)); err != nil {
		return err.Error()
	}
	return ""
}
