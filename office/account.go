package office

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/org"
)

// An Account is a way to sign in. Officers' accounts are apart from citizens'.
type Account struct {
	ID       string
	Username string
	Kind     string // "officer", "citizen", "business"
	Person   string // org.PersonID, officers only
	Name     string
	Number   string // personal ID or tax code, citizens and businesses only
}

// AddAccount makes an account, or gives an existing one a new password. Passwords below least characters are refused.
func (o *Office) AddAccount(ctx context.Context, who Who, a Account, password string, least int) error {
	return o.addAccount(ctx, who, a, password, least, func(*store.Tx) error { return nil })
}

func (o *Office) addAccount(ctx context.Context, who Who, a Account, password string, least int, also func(*store.Tx) error) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	if err := login.Check(password, least, a.Username, a.Name); err != nil {
		return err
	}
	hash, err := o.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.DropSessions(a.ID); err != nil { // whoever knows the old password alone is out
			return err
		}
		if err := also(tx); err != nil {
			return err
		}
		return tx.PutAccount(store.AccountRow{
			ID: a.ID, Username: strings.ToLower(a.Username), Kind: a.Kind, Person: a.Person, Name: a.Name, Number: a.Number,
			PasswordHash: hash, Created: tx.Now(),
		})
	})
}

// OpenAccount makes the account of an officer of the organisation with a password that nobody knows: Recover gives the code for
// the first one. An account that is there is left as it is: Conflict "account.taken".
func (o *Office) OpenAccount(ctx context.Context, who Who, username string) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	name := strings.ToLower(strings.TrimSpace(username))
	p := o.world.Load().Org.ByUsername(name)
	if p == nil {
		return fault.New(fault.Missing, "login.no-officer", "name", username)
	}
	if _, ok, err := o.db.Read().AccountNamed(ctx, name); err != nil || ok {
		return errorOr(err, fault.New(fault.Conflict, "account.taken", "name", name).At("username"))
	}
	a := Account{ID: "officer:" + string(p.ID), Username: name, Kind: "officer", Person: string(p.ID), Name: p.Name}
	return o.addAccount(ctx, who, a, string(login.NewToken()), login.Least, func(tx *store.Tx) error {
		return tellAccount(ctx, tx, who, a.ID, accountOpened, accountSaid{})
	})
}

// SignIn checks name and password and opens a session, which may have a stage to pass first. The answer to a wrong name is
// the same as to a wrong password, and takes as long.
func (o *Office) SignIn(ctx context.Context, username, password string, d Device) (*Session, error) {
	name := strings.ToLower(strings.TrimSpace(username))
	row, ok, err := o.db.Read().AccountNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	if !ok || row.Kind == systemKind || row.PasswordHash == "" { // a system has a token, others sign in at a provider: no password
		if wait := o.strangers.try(o.keyed("sign-in", name), o.Now()); wait > 0 {
			return nil, login.TooSoon(wait)
		}
		if err := o.hasher.VerifyNobody(ctx, password); err != nil {
			return nil, err
		}
		if err := o.noteStranger(ctx); err != nil {
			return nil, err
		}
		return nil, login.Wrong()
	}
	if err := o.countTry(ctx, name); err != nil {
		return nil, err
	}
	good, err := o.hasher.Verify(ctx, row.PasswordHash, password)
	if err != nil {
		return nil, fmt.Errorf("verify the password of %s: %w", row.ID, err)
	}
	if !good {
		if err := o.noteSignIn(ctx, row, wrongWord, "password"); err != nil {
			return nil, err
		}
		return nil, login.Wrong()
	}
	if o.hasher.NeedsRehash(row.PasswordHash) {
		if err := o.rehash(ctx, row, password); err != nil {
			return nil, err
		}
	}
	return o.openSession(ctx, row, "password", d)
}

// rehash keeps a right password at the cost of today.
func (o *Office) rehash(ctx context.Context, row store.AccountRow, password string) error {
	hash, err := o.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		now, ok, err := tx.Account(ctx, row.ID)
		if err != nil || !ok || now.PasswordHash != row.PasswordHash {
			return err // changed meanwhile
		}
		now.PasswordHash = hash
		return tx.PutAccount(now)
	})
}

// countTry counts a sign-in as a wrong one before the password is looked at, or refuses it while the account waits: many
// tries at once are many tries. The right password takes the count back.
func (o *Office) countTry(ctx context.Context, name string) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		row, _, err := tx.AccountNamed(ctx, name)
		if err != nil {
			return err
		}
		if wait := login.Throttle(row.Failures, row.LastFailure, tx.Now()); wait > 0 {
			return login.TooSoon(wait)
		}
		_, err = tx.AddFailure(row.ID)
		return err
	})
}

// party is what is known of a citizen or business from its account and its earlier dossiers.
func (o *Office) party(ctx context.Context, row store.AccountRow, key string) (dossier.Party, error) {
	kind := dossier.Citizen
	if row.Kind == "business" {
		kind = dossier.Business
	}
	p := dossier.Party{Kind: kind, Name: row.Name, Number: row.Number}
	known, ok, err := o.db.Read().Person(ctx, key)
	if err != nil || !ok {
		return p, err
	}
	return personOf(known).Party, nil
}

// officer is the Who of a person acting from a post: heads, leaders and supervisors see the units below theirs.
func (w *World) officer(account, person, name string, p PostChoice, now time.Time) Who {
	who := Who{Kind: access.Officer, Account: account, Person: person, Name: name, Post: p.ID, Unit: p.Unit.ID, Role: p.Role}
	who.Units = []string{p.Unit.ID}
	switch p.Role {
	case "leader", "branch-head", "supervisor", "controller":
		for _, u := range w.Org.Subtree(org.UnitID(p.Unit.ID), now) {
			if string(u) != p.Unit.ID {
				who.Units = append(who.Units, string(u))
			}
		}
	}
	for _, u := range slices.Clone(who.Units) {
		who.Units = append(who.Units, w.before(u, now)...)
	}
	who.City = p.Role == "supervisor" || p.Role == "controller"
	return who
}

// Officer gives the Who of a person's first post of a role today, for the demonstration and tests.
func (o *Office) Officer(person string) (Who, bool) {
	w := o.world.Load()
	posts := w.postsOf(person, o.Now())
	if len(posts) == 0 {
		return Who{}, false
	}
	return w.officer("officer:"+person, person, person, posts[0], o.Now()), true
}
