package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/words/ledger"
	"motcua/words/org"
)

// What administrators do with an officer's account is an event of the account's own stream, so that its owner and supervision
// can be told later who did it. Events name accounts and people of the organisation by their identities, never by names.

// The kinds of these events.
const (
	accountOpened    = "account.opened"
	accountRecovery  = "account.recovery-given"
	accountEnded     = "account.session-ended"
	accountRecovered = "account.recovered"
)

// accountStream is where the events of an account stand.
func accountStream(account string) ledger.StreamID { return ledger.StreamID("account/" + account) }

// accountSaid is what such an event says beside who did it.
type accountSaid struct {
	Factors bool `json:"factors,omitempty"` // the second factors go too
	All     bool `json:"all,omitempty"`     // every session
}

// tellAccount appends an event to an account's stream.
func tellAccount(ctx context.Context, tx *store.Tx, who Who, account, kind string, said accountSaid) error {
	b, err := json.Marshal(said)
	if err != nil {
		return err
	}
	return tellStream(ctx, tx, who, accountStream(account), kind, b)
}

// An AccountDeed is what was done with an account by somebody who administers, or by its owner with a code of theirs.
type AccountDeed struct {
	Kind    string
	At      time.Time
	By      PersonName // without a name: the machine's own command line
	Factors bool
	All     bool
}

// An AccountSheet is all that administrators see of an officer's account.
type AccountSheet struct {
	AccountLine
	Person   org.PersonID
	Own      bool // whoever looks: nobody recovers their own account
	Factors  int  // second factors that are set up
	Sessions []SessionLine
	Deeds    []AccountDeed // the last first
}

// Account gives the sheet of an officer's account by the user name of a person of the organisation, for administrators. An account
// that was never opened has a sheet too: Open is false.
func (r *Reader) Account(username string) (AccountSheet, error) {
	if err := access.May(r.who, "administer", access.Object{}); err != nil {
		return AccountSheet{}, err
	}
	p := r.w.Org.ByUsername(username)
	if p == nil {
		return AccountSheet{}, fault.New(fault.Missing, "login.no-officer", "name", username)
	}
	s := AccountSheet{Person: p.ID, AccountLine: AccountLine{Username: p.Username, Name: p.Name, Email: p.Email, Made: p.Synthetic, Posts: r.w.postsOf(string(p.ID), r.now)}}
	row, ok, err := r.db.AccountNamed(r.ctx, p.Username)
	if err != nil || !ok || row.Kind != "officer" {
		return s, err
	}
	s.Open, s.Created, s.Failures, s.Own = true, row.Created, row.Failures, row.ID == r.who.Account
	rows, err := r.db.Sessions(r.ctx, row.ID)
	if err != nil {
		return s, err
	}
	s.Sessions = r.o.lines(rows, func(string) store.AccountRow { return row }, r.who.Session)
	if len(s.Sessions) > 0 {
		s.SignedIn = s.Sessions[0].Created
	}
	factors, err := r.db.Factors(r.ctx, row.ID)
	if err != nil {
		return s, err
	}
	for _, f := range factors {
		if f.Kind != factorRecovery {
			s.Factors++
		}
	}
	s.Deeds, err = r.deeds(row.ID)
	return s, err
}

func (r *Reader) deeds(account string) ([]AccountDeed, error) {
	events, err := r.db.HolderEvents(r.ctx, accountStream(account))
	if err != nil {
		return nil, err
	}
	var out []AccountDeed
	for i := range events {
		e := &events[i]
		var said accountSaid
		if err := json.Unmarshal(e.Holder, &said); err != nil {
			return nil, fmt.Errorf("event %d of %s: %w", e.Version, account, err)
		}
		d := AccountDeed{Kind: e.Kind, At: e.At, Factors: said.Factors, All: said.All}
		if r.w.Org.Person(org.PersonID(e.Actor)) != nil {
			d.By = r.w.person(e.Actor)
		}
		out = append(out, d)
	}
	slices.Reverse(out)
	return out, nil
}

// ShareSecret gives an account of a demonstration an authenticator with a secret that everybody may know; a real city refuses.
func (o *Office) ShareSecret(ctx context.Context, who Who, account, secret string) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	if !o.cfg.Demo {
		return fault.New(fault.Refused, "access.may-not", "act", "@access.ask.what.administer").NoRight()
	}
	sealed, err := login.SealText(o.factorKey(), secret, account)
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.PutFactor(store.FactorRow{ID: o.keyed("shared-secret", account), Account: account, Kind: factorCode, Name: "demo", Data: sealed, Created: tx.Now()})
	})
}
