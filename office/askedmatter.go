package office

import (
	"context"
	"slices"
	"strings"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/privacy"
)

// contactTold tells the conversation that is named where dossiers are named too.
func contactTold(about string) (id care.ID, ok bool) {
	rest, ok := strings.CutPrefix(about, string(care.Stream("")))
	return care.ID(rest), ok
}

// erasedContact names a conversation where dossiers are named too, as erasedPetition does a petition.
func erasedContact(id care.ID) dossier.ID { return dossier.ID(care.Stream(id)) }

// An askedMatter is what somebody asks about their data: a dossier, or a petition or a conversation, which their streams name.
type askedMatter struct {
	code    string
	unit    string // that answers
	erased  bool
	talk    bool             // it is a conversation
	parties []dossier.Party  // whose data it has
	dossier *dossier.Dossier // nil for a petition or a conversation
}

// askedMatter finds what a request is about.
func (o *Office) askedMatter(ctx context.Context, r events, about string) (m askedMatter, err error) {
	if id, ok := petitionTold(about); ok {
		p, err := o.foldPetition(ctx, r, id)
		if err != nil {
			return m, err
		}
		return askedMatter{code: p.Code, unit: p.Unit, erased: p.Erased, parties: []dossier.Party{petitioner(p)}}, nil
	}
	if id, ok := contactTold(about); ok {
		evs, err := r.Events(ctx, care.Stream(id))
		if err != nil {
			return m, err
		}
		c, err := care.Fold(id, evs)
		if err != nil {
			return m, err
		}
		who := dossier.Party{Name: c.Name, Number: c.Person}
		if strings.Contains(c.Handle, "@") {
			who.Email = c.Handle
		} else {
			who.Phone = digitsOf(c.Handle)
		}
		return askedMatter{code: c.Code, unit: c.Unit, erased: evs[0].Erased, talk: true, parties: []dossier.Party{who}}, nil
	}
	d, err := o.fold(ctx, r, dossier.ID(about))
	if err != nil {
		return m, err
	}
	return askedMatter{code: codeOf(d), unit: o.erasable(o.world.Load(), d, o.Now()).Unit, erased: d.Erased, parties: d.Parties.All(), dossier: d}, nil
}

// names says whether the matter has data of somebody with a number.
func (m *askedMatter) names(o *Office, number string) bool {
	key := o.PersonKey(number)
	if m.dossier != nil {
		return slices.Contains(o.keysOf(m.dossier), key)
	}
	return key != "" && slices.ContainsFunc(m.parties, func(p dossier.Party) bool { return o.PersonKey(p.Number) == key })
}

// asks says whether the matter has data of who asks at a counter: of their number, or of a telephone that they showed to be theirs where a
// conversation knows nothing else of who it was with.
// choice: whoever holds the telephone is not whoever it was years ago, so that it opens nothing where a number is known, no dossier and
// no petition, which have a check code; the clerk calls it and sees it ring, or whoever is signed in types the code that was sent there, and
// the request says so to whoever answers.
func (m *askedMatter) asks(o *Office, q *privacy.Request) bool {
	return m.names(o, q.Number) || q.Phone != "" && m.talk && slices.ContainsFunc(m.parties, func(p dossier.Party) bool { return p.Number == "" && p.Phone == q.Phone })
}

// An OwnMatter is a petition or conversation that a request may be about.
type OwnMatter struct {
	About dossier.ID // as a request names it
	Code  string
	Title string // of a petition
}

// OwnMatters lists petitions and conversations of the reader whose personal parts are there still, the newest first.
func (r *Reader) OwnMatters() (out []OwnMatter, err error) {
	if err := access.May(r.who, "ask-data", access.Object{At: r.now}); err != nil {
		return nil, err
	}
	if r.who.Key == "" {
		return nil, nil
	}
	petitions, err := r.db.Petitions(r.ctx, store.PetitionFilter{Person: r.who.Key, Limit: mostMatters})
	if err != nil {
		return nil, err
	}
	for i := range petitions {
		out = append(out, OwnMatter{erasedPetition(petition.ID(petitions[i].ID)), petitions[i].Code, petitions[i].Title})
	}
	contacts, err := r.db.Contacts(r.ctx, store.ContactFilter{Persons: []string{r.who.Key}, Limit: mostMatters})
	for i := range contacts {
		if contacts[i].Person == r.who.Key {
			out = append(out, OwnMatter{About: erasedContact(care.ID(contacts[i].ID)), Code: contacts[i].Code})
		}
	}
	return out, err
}

// mostMatters is how many petitions and how many conversations a form offers.
const mostMatters = 100
