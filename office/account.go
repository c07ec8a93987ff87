package office

import (
	"context"
	"fmt"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/org"
)

// sessionLife is how long a session lives without use.
// choice: a working day at the counter, one login in the morning.
const sessionLife = 12 * time.Hour

// sessionMost is how long a session lives at most, however much it is used.
// choice: longer than a working day; a token that was stolen is worth nothing on the day after.
const sessionMost = 24 * time.Hour

// A Session is somebody signed in, with the post in use.
type Session struct {
	Token   string // the cookie's value; only its hash is kept
	CSRF    string
	Who     Who
	Kind    string // "officer", "citizen", "business"
	Posts   []PostChoice
	Party   dossier.Party // of a citizen or business: what forms are filled with
	Expires time.Time
}

// A PostChoice is a post that the person holds today.
type PostChoice struct {
	ID    string
	Title string
	Unit  UnitName
	Role  string
}

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
		return tx.PutAccount(store.AccountRow{
			ID: a.ID, Username: strings.ToLower(a.Username), Kind: a.Kind, Person: a.Person, Name: a.Name, Number: a.Number,
			PasswordHash: hash, Created: tx.Now(),
		})
	})
}

// SignIn checks name and password and opens a session. The answer to a wrong name is the same as to a wrong password,
// and takes as long.
func (o *Office) SignIn(ctx context.Context, username, password string) (*Session, error) {
	name := strings.ToLower(strings.TrimSpace(username))
	row, ok, err := o.db.Read().AccountNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	if !ok || row.Kind == systemKind { // a system has a token and no password
		if wait := o.strangers.try(o.keyed("sign-in", name), o.Now()); wait > 0 {
			return nil, login.TooSoon(wait)
		}
		if err := o.hasher.VerifyNobody(ctx, password); err != nil {
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
		return nil, login.Wrong()
	}
	return o.openSession(ctx, row)
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

// tokenHash is how a session's token is kept.
func tokenHash(token string) []byte { return []byte(login.HashToken(login.Token(token))) }

func (o *Office) openSession(ctx context.Context, row store.AccountRow) (*Session, error) {
	token, csrf := string(login.NewToken()), string(login.NewToken())
	s := store.SessionRow{Token: tokenHash(token), Account: row.ID, CSRF: csrf}
	if row.Kind == "officer" {
		posts := o.world.Load().postsOf(row.Person, o.Now())
		if len(posts) == 0 {
			return nil, fault.New(fault.Refused, "login.no-post").NoRight()
		}
		s.Post = posts[0].ID
	}
	err := o.db.Write(ctx, func(tx *store.Tx) error {
		s.Created, s.Seen, s.Expires = tx.Now(), tx.Now(), tx.Now().Add(sessionLife)
		if err := tx.ClearFailures(row.ID); err != nil {
			return err
		}
		return tx.PutSession(s)
	})
	if err != nil {
		return nil, err
	}
	return o.session(ctx, row, s, token)
}

// Session gives the session of a token, nil when there is none. A post that ended today ends the session's rights at once.
func (o *Office) Session(ctx context.Context, token string) (*Session, error) {
	if token == "" {
		return nil, nil
	}
	s, ok, err := o.db.Read().Session(ctx, tokenHash(token))
	if err != nil || !ok || o.Now().After(s.Expires) || o.Now().Sub(s.Created) > sessionMost {
		return nil, err
	}
	row, ok, err := o.db.Read().Account(ctx, s.Account)
	if err != nil || !ok {
		return nil, err
	}
	if now := o.Now(); now.Sub(s.Seen) > 10*time.Minute {
		s.Seen, s.Expires = now, now.Add(sessionLife)
		if err := o.keepSession(ctx, s); err != nil {
			return nil, err
		}
	}
	return o.session(ctx, row, s, token)
}

// SignOut ends a session.
func (o *Office) SignOut(ctx context.Context, token string) error {
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.DropSession(tokenHash(token)) })
}

// keepSession changes a session that is there; one that was ended meanwhile stays ended.
func (o *Office) keepSession(ctx context.Context, s store.SessionRow) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if _, ok, err := tx.Session(ctx, s.Token); err != nil || !ok {
			return err
		}
		return tx.PutSession(s)
	})
}

// ChoosePost makes one of the person's posts the one in use.
func (o *Office) ChoosePost(ctx context.Context, token, post string) error {
	s, ok, err := o.db.Read().Session(ctx, tokenHash(token))
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Refused, "login.again").NoRight()
	}
	row, _, err := o.db.Read().Account(ctx, s.Account)
	if err != nil {
		return err
	}
	for _, p := range o.world.Load().postsOf(row.Person, o.Now()) {
		if p.ID == post {
			s.Post = post
			return o.keepSession(ctx, s)
		}
	}
	return fault.New(fault.Refused, "login.not-your-post").NoRight()
}

// session puts together who is signed in, under the posts of today.
func (o *Office) session(ctx context.Context, row store.AccountRow, s store.SessionRow, token string) (*Session, error) {
	out := &Session{Token: token, CSRF: s.CSRF, Kind: row.Kind, Expires: s.Expires}
	if row.Kind != "officer" {
		key := o.PersonKey(row.Number)
		out.Who = Who{Kind: access.Citizen, Account: row.ID, Name: row.Name, Number: row.Number, Key: key}
		party, err := o.party(ctx, row, key)
		out.Party = party
		return out, err
	}
	w := o.world.Load()
	out.Posts = w.postsOf(row.Person, o.Now())
	for _, p := range out.Posts {
		if p.ID == s.Post {
			out.Who = w.officer(row.ID, row.Person, row.Name, p, o.Now())
			return out, nil
		}
	}
	return nil, nil // the post of this session is over: sign in again
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
