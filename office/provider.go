package office

import (
	"context"
	"encoding/json"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/dossier"
)

// flowTrip is the kind of flow of a sign-in at a provider, tripLife how long it may take there.
const (
	flowTrip = "trip"
	tripLife = 15 * time.Minute
)

// Providers are the sites at which people sign in, in the order of the configuration.
func (o *Office) Providers() []*login.Provider { return o.cfg.Providers }

func (o *Office) provider(name string) *login.Provider {
	for _, p := range o.cfg.Providers {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// BeginTrip begins a sign-in at a provider: the browser goes to address and keeps bound in a cookie. back is where the answer
// comes to, next the page of ours that was asked for.
func (o *Office) BeginTrip(ctx context.Context, name, back, next string) (address, bound string, err error) {
	p := o.provider(name)
	if p == nil {
		return "", "", fault.New(fault.Missing, "login.provider-gone")
	}
	state, bind := login.NewToken(), login.NewToken()
	t := login.Trip{Next: next, Bound: string(login.HashToken(bind))}
	if address, err = p.Begin(ctx, string(state), back, &t); err != nil {
		return "", "", err
	}
	b, err := json.Marshal(t)
	if err != nil {
		return "", "", err
	}
	return address, string(bind), o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.PutFlow(store.FlowRow{Token: tokenHash(string(state)), Kind: flowTrip, Data: string(b), Created: tx.Now(), Expires: tx.Now().Add(tripLife)})
	})
}

// FinishTrip takes a provider's answer: its state, the code or its error, and what the browser kept. An answer is taken once, from the
// browser that began. It gives the session, which may have a stage to pass, and the page that was asked for.
func (o *Office) FinishTrip(ctx context.Context, state, bound, code, denied string, d Device) (s *Session, next string, err error) {
	over := fault.New(fault.Refused, "login.trip-over")
	var row store.FlowRow
	err = o.db.Write(ctx, func(tx *store.Tx) (err error) {
		row = store.FlowRow{}
		row, _, err = tx.TakeFlow(flowTrip, tokenHash(state))
		return err
	})
	if err != nil || row.Token == nil || o.Now().After(row.Expires) {
		return nil, "", errorOr(err, over)
	}
	var t login.Trip
	if err := json.Unmarshal([]byte(row.Data), &t); err != nil {
		return nil, "", err
	}
	if bound == "" || !login.Same(login.Token(login.HashToken(login.Token(bound))), login.Token(t.Bound)) {
		return nil, "", over
	}
	p := o.provider(t.Provider)
	switch {
	case p == nil:
		return nil, "", fault.New(fault.Missing, "login.provider-gone")
	case denied != "" || code == "":
		return nil, t.Next, fault.New(fault.Refused, "login.provider-refused")
	}
	id, err := p.Finish(ctx, code, t)
	if err != nil {
		return nil, t.Next, err
	}
	account, method, err := o.known(ctx, p, id)
	if err != nil {
		return nil, t.Next, err
	}
	s, err = o.openSession(ctx, account, method, d)
	return s, t.Next, err
}

// known gives the account of an identity. An officer's is there or is not; an applicant's is made at the first sign-in. People are
// found by their number alone.
func (o *Office) known(ctx context.Context, p *login.Provider, id login.Identity) (row store.AccountRow, method string, err error) {
	if p.For == "officers" {
		row, ok, err := o.db.Read().AccountNamed(ctx, id.Username)
		if err != nil || !ok || row.Kind != "officer" {
			return row, "", errorOr(err, fault.New(fault.Refused, "login.not-an-officer", "name", id.Username))
		}
		if id.Strong {
			return row, p.Name + "+strong", nil
		}
		return row, p.Name, nil
	}
	kind, number := "citizen", id.Number
	if id.Company != "" {
		kind, number = "business", id.Company
	}
	fresh, err := o.NewID()
	if err != nil {
		return row, "", err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.AccountsNumbered(ctx, kind, number)
		if err != nil {
			return err
		}
		if len(all) > 0 {
			row = all[0]
		} else {
			row = store.AccountRow{ID: kind + ":" + fresh, Username: "id:" + o.keyed("account", kind+number), Kind: kind, Number: number, Created: tx.Now()}
		}
		if kind == "citizen" {
			row.Name = id.Name // the provider knows it best
		} else if row.Name == "" {
			row.Name = id.CompanyName
		}
		if err := tx.PutAccount(row); err != nil {
			return err
		}
		if kind == "citizen" {
			return o.learn(ctx, tx, id)
		}
		return nil
	})
	return row, p.Name, err
}

// learn keeps what the provider says of a citizen, so that forms are filled with it. A telephone number or mail address that the
// person gave here stays.
func (o *Office) learn(ctx context.Context, tx *store.Tx, id login.Identity) error {
	key := o.PersonKey(id.Number)
	was, ok, err := tx.Person(ctx, key)
	if err != nil {
		return err
	}
	if !ok {
		was = store.PersonRow{PersonKey: key, Kind: string(dossier.Citizen), Number: id.Number, Phone: id.Phone, Email: id.Email}
	}
	if ok && was.Name == id.Name && (was.Birth == id.Birth || id.Birth == "") {
		return nil
	}
	was.Name, was.Folded, was.Updated = id.Name, vn.Fold(id.Name), tx.Now()
	if id.Birth != "" {
		was.Birth = id.Birth
	}
	return tx.PutPerson(was)
}
