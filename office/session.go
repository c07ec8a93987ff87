package office

import (
	"context"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// What a session still needs before it opens anything.
const (
	StageCode     = "code"     // the second factor
	StagePassword = "password" // a password of the owner's own
	StageEnrol    = "enrol"    // a second factor to be set up
)

// stageLife is how long the stages of a sign-in may take.
// choice: time to install an authenticator on a telephone.
const stageLife = 20 * time.Minute

// A Session is somebody signed in, with the post in use.
type Session struct {
	Token   string // the cookie's value; only its hash is kept
	CSRF    string
	Stage   string // what it still needs; until then Who is nobody
	Who     Who
	Kind    string // "officer", "citizen", "business"
	Posts   []PostChoice
	Party   dossier.Party // of a citizen or business: what forms are filled with
	Expires time.Time
	Agent   string // of the device that it was opened on, as Device.Agent said

	Passwordless bool // the account signs in at a provider alone
}

// A PostChoice is a post that the person holds today, or acts from in another's place.
type PostChoice struct {
	ID    string
	Title string
	Unit  UnitName
	Role  string
	For   PersonName // whose post it is, when it is another's
	Order string     // the order by which that is so
}

// A Device is what a session is opened on.
type Device struct {
	Agent string // such as "firefox/linux", "" for a program
}

// sessionTerms are the limits of a session by the city's settings.
type sessionTerms struct{ idle, most time.Duration }

// terms of an account's sessions. What the city does not say is as it was before there were settings.
func (o *Office) terms(kind string) sessionTerms {
	w := o.world.Load()
	minutes := func(name string, otherwise int) time.Duration {
		if n, ok := whole(w.Setting(name).Value); ok {
			otherwise = n
		}
		return time.Duration(otherwise) * time.Minute
	}
	// choice: a working day at the counter, one sign-in in the morning; longer than a working day at most, so that a token
	// that was stolen is worth nothing on the day after.
	t := sessionTerms{idle: minutes("sign-in.idle-minutes", 12*60), most: 60 * minutes("sign-in.most-hours", 24)}
	if kind != "officer" {
		t.idle = minutes("sign-in.idle-minutes-applicants", 12*60)
	}
	return t
}

// tokenHash is how a session's token is kept.
func tokenHash(token string) []byte { return []byte(login.HashToken(login.Token(token))) }

// handleOf names a session to those who may end it: nobody can show the token by it.
func handleOf(s store.SessionRow) string { return string(s.Token[:min(16, len(s.Token))]) }

// stageOf says what a session still needs. coded: a second factor was shown.
func (o *Office) stageOf(row store.AccountRow, factors int, coded bool) string {
	officer := row.Kind == "officer"
	switch {
	case factors > 0 && !coded:
		return StageCode
	case row.MustChange:
		return StagePassword
	case officer && factors == 0 && !coded && o.wants("sign-in.second-factor"):
		return StageEnrol
	}
	return ""
}

// coded says whether a second factor was shown in a sign-in by this method.
func coded(method string) bool { return strings.Contains(method, "+") }

// openSession opens a session for somebody who has signed in by a method: "password", "vneid", "password+totp".
func (o *Office) openSession(ctx context.Context, row store.AccountRow, method string, d Device) (*Session, error) {
	return o.goOn(ctx, row, store.SessionRow{Account: row.ID, Agent: cut(d.Agent, 100)}, method)
}

func cut(s string, most int) string { return s[:min(len(s), most)] }

// goOn lets a session go on under a new token: whoever knew the one from before the sign-in, or before a step up, is out.
func (o *Office) goOn(ctx context.Context, row store.AccountRow, old store.SessionRow, method string) (*Session, error) {
	token := string(login.NewToken())
	s := store.SessionRow{Token: tokenHash(token), Account: row.ID, CSRF: string(login.NewToken()), Post: old.Post, Agent: old.Agent, Method: method}
	if row.Kind == "officer" && s.Post == "" {
		posts := o.world.Load().postsOf(row.Person, o.Now())
		if len(posts) == 0 {
			return nil, fault.New(fault.Refused, "login.no-post").NoRight()
		}
		s.Post = posts[0].ID
	}
	terms := o.terms(row.Kind)
	err := o.db.Write(ctx, func(tx *store.Tx) error {
		if old.Token != nil {
			if _, ok, err := tx.Session(ctx, old.Token); err != nil || !ok {
				return errorOr(err, fault.New(fault.Refused, "login.again").NoRight()) // ended meanwhile
			}
			if err := tx.DropSession(old.Token); err != nil {
				return err
			}
		}
		all, err := tx.Factors(ctx, row.ID)
		if err != nil {
			return err
		}
		n := 0
		for _, f := range all {
			if f.Kind != factorRecovery {
				n++
			}
		}
		s.Stage = o.stageOf(row, n, coded(method))
		s.Created, s.Seen, s.Expires = tx.Now(), tx.Now(), tx.Now().Add(terms.idle)
		if old.Stage == "" && !old.Created.IsZero() {
			s.Created = old.Created // a step up makes no session live longer
		}
		if s.Stage != "" {
			s.Expires = tx.Now().Add(stageLife)
		}
		if err := tx.ClearFailures(row.ID); err != nil {
			return err
		}
		if s.Stage == "" && (old.Token == nil || old.Stage != "") { // a step up is no sign-in
			if err := o.tellSignIn(tx, row, s.Post, signedIn, method); err != nil {
				return err
			}
		}
		return tx.PutSession(s)
	})
	if err != nil {
		return nil, err
	}
	return o.session(ctx, row, s, token)
}

// alive gives the session of a token with its account, whatever its stage; a fault where there is none.
func (o *Office) alive(ctx context.Context, token string) (store.SessionRow, store.AccountRow, error) {
	again := fault.New(fault.Refused, "login.again").NoRight()
	if token == "" {
		return store.SessionRow{}, store.AccountRow{}, again
	}
	s, ok, err := o.db.Read().Session(ctx, tokenHash(token))
	if err != nil || !ok {
		return s, store.AccountRow{}, errorOr(err, again)
	}
	row, ok, err := o.db.Read().Account(ctx, s.Account)
	if err != nil || !ok || o.over(s, row.Kind) {
		return s, row, errorOr(err, again)
	}
	return s, row, nil
}

// over says whether a session has come to its end by the limits of today.
func (o *Office) over(s store.SessionRow, kind string) bool {
	now, terms := o.Now(), o.terms(kind)
	if s.Stage != "" {
		return now.After(s.Expires)
	}
	return now.Sub(s.Seen) > terms.idle || now.Sub(s.Created) > terms.most
}

// Session gives the session of a token, nil when there is none or it has a stage to pass yet. A post that ended today ends the
// session's rights at once.
func (o *Office) Session(ctx context.Context, token string) (*Session, error) {
	s, row, err := o.alive(ctx, token)
	if err != nil || s.Stage != "" {
		return nil, notFault(err)
	}
	now, idle := o.Now(), o.terms(row.Kind).idle
	if now.Sub(s.Seen) > min(10*time.Minute, idle/6) {
		s.Seen, s.Expires = now, now.Add(idle)
		if err := o.keepSession(ctx, s); err != nil {
			return nil, err
		}
	}
	return o.session(ctx, row, s, token)
}

// notFault drops a fault of the reader's: it only says that nobody is there.
func notFault(err error) error {
	if fault.As(err) != nil {
		return nil
	}
	return err
}

// Pending gives a session that has a stage to pass, nil when there is none.
func (o *Office) Pending(ctx context.Context, token string) (*Session, error) {
	s, row, err := o.alive(ctx, token)
	if err != nil || s.Stage == "" {
		return nil, notFault(err)
	}
	return o.session(ctx, row, s, token)
}

// SignOut ends a session.
func (o *Office) SignOut(ctx context.Context, token string) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		s, ok, err := tx.Session(ctx, tokenHash(token))
		if err != nil || !ok {
			return err
		}
		row, _, err := tx.Account(ctx, s.Account)
		if err != nil {
			return err
		}
		if s.Stage == "" {
			if err := o.tellSignIn(tx, row, s.Post, signedOut, s.Method); err != nil {
				return err
			}
		}
		return tx.DropSession(s.Token)
	})
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
	s, row, err := o.alive(ctx, token)
	if err != nil {
		return err
	}
	if s.Stage != "" {
		return fault.New(fault.Refused, "login.again").NoRight()
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
	out := &Session{Token: token, CSRF: s.CSRF, Stage: s.Stage, Kind: row.Kind, Expires: s.Expires, Agent: s.Agent, Passwordless: row.PasswordHash == ""}
	if s.Stage != "" {
		out.Who = Who{Kind: access.Anyone, Name: row.Name}
		return out, nil
	}
	if row.Kind != "officer" {
		key := o.PersonKey(row.Number)
		out.Who = Who{Kind: access.Citizen, Account: row.ID, Name: row.Name, Number: row.Number, Key: key, Session: handleOf(s)}
		party, err := o.party(ctx, row, key)
		if err != nil {
			return out, err
		}
		out.Party = party
		out.Who.For, err = actsFor(ctx, o.db.Read(), key, o.Now())
		return out, err
	}
	w := o.world.Load()
	out.Posts = w.postsOf(row.Person, o.Now())
	for _, p := range out.Posts {
		if p.ID == s.Post {
			out.Who = w.officer(row.ID, row.Person, row.Name, p, o.Now())
			out.Who.Session = handleOf(s)
			return out, nil
		}
	}
	return nil, nil // the post of this session is over: sign in again
}

// A SessionLine is a session as its owner, or an administrator, sees it.
type SessionLine struct {
	Handle   string
	Account  string
	Username string
	Name     string
	Agent    string
	Method   string
	Created  time.Time
	Seen     time.Time
	Stage    string
	Current  bool // the one that asks
}

func (o *Office) lines(rows []store.SessionRow, of func(account string) store.AccountRow, current string) []SessionLine {
	var out []SessionLine
	for _, s := range rows {
		a := of(s.Account)
		if o.over(s, a.Kind) {
			continue
		}
		out = append(out, SessionLine{
			Handle: handleOf(s), Account: a.ID, Username: a.Username, Name: a.Name, Agent: s.Agent, Method: s.Method, Created: s.Created, Seen: s.Seen,
			Stage: s.Stage, Current: handleOf(s) == current,
		})
	}
	return out
}

// Sessions lists the sessions of whoever the token's is of.
func (o *Office) Sessions(ctx context.Context, token string) ([]SessionLine, error) {
	s, row, err := o.own(ctx, token)
	if err != nil {
		return nil, err
	}
	rows, err := o.db.Read().Sessions(ctx, row.ID)
	return o.lines(rows, func(string) store.AccountRow { return row }, handleOf(s)), err
}

// EndSession ends one of the own sessions by its handle; "" stands for all but the one that asks.
func (o *Office) EndSession(ctx context.Context, token, handle string) error {
	s, row, err := o.own(ctx, token)
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if handle == "" {
			return tx.DropOtherSessions(row.ID, s.Token)
		}
		return dropHandle(ctx, tx, row.ID, handle)
	})
}

func dropHandle(ctx context.Context, tx *store.Tx, account, handle string) error {
	rows, err := tx.Sessions(ctx, account)
	if err != nil {
		return err
	}
	for _, s := range rows {
		if handleOf(s) == handle {
			return tx.DropSession(s.Token)
		}
	}
	return nil // it has ended already
}

// mostSessions is how many sessions a page of them lists.
const mostSessions = 500

// OfficerSessions lists officers' sessions for administrators, those seen last first.
func (o *Office) OfficerSessions(ctx context.Context, who Who) ([]SessionLine, error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return nil, err
	}
	rows, err := o.db.Read().SessionsOf(ctx, "officer", mostSessions)
	if err != nil {
		return nil, err
	}
	accounts, err := o.db.Read().Accounts(ctx, "officer")
	by := map[string]store.AccountRow{}
	for _, a := range accounts {
		by[a.ID] = a
	}
	return o.lines(rows, func(id string) store.AccountRow { return by[id] }, who.Session), err
}

// EndSessionOf lets an administrator end a session of an account, or all of them with "" for the handle.
func (o *Office) EndSessionOf(ctx context.Context, who Who, account, handle string) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		rows, err := tx.Sessions(ctx, account)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(rows, func(s store.SessionRow) bool { return handle == "" || handleOf(s) == handle }) {
			return nil // it has ended already
		}
		if err := tellAccount(ctx, tx, who, account, accountEnded, accountSaid{All: handle == ""}); err != nil {
			return err
		}
		if handle == "" {
			return tx.DropSessions(account)
		}
		return dropHandle(ctx, tx, account, handle)
	})
}
