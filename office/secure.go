package office

import (
	"context"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
)

// Again is what somebody shows once more before they change how they sign in: their password, or a code where they have none.
type Again struct{ Password, Code string }

// freshSession is how new a session is that needs no showing again, of an account that has nothing to show here.
const freshSession = 10 * time.Minute

// again judges what was shown once more. Wrong tries count as those at the door.
func (o *Office) again(ctx context.Context, row store.AccountRow, re Again) error {
	if row.PasswordHash != "" {
		return o.checkPassword(ctx, row, re.Password)
	}
	all, err := o.db.Read().Factors(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Kind == factorCode {
			return atField(o.checkCode(ctx, row, re.Code), "code-now")
		}
	}
	rows, err := o.db.Read().Sessions(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, s := range rows {
		if o.Now().Sub(s.Created) < freshSession {
			return nil
		}
	}
	return fault.New(fault.Refused, "login.sign-in-again")
}

// atField is a fault at another field of the page.
func atField(err error, field string) error {
	f := fault.As(err)
	if f == nil || f.Field == "" {
		return err
	}
	out := *f
	out.Field = field
	return &out
}

// checkPassword judges a password of an account.
func (o *Office) checkPassword(ctx context.Context, row store.AccountRow, password string) error {
	if err := o.countTry(ctx, row.Username); err != nil {
		return err
	}
	good, err := o.hasher.Verify(ctx, row.PasswordHash, password)
	if err != nil {
		return err
	}
	if !good {
		return fault.New(fault.Invalid, "login.password-now-wrong").At("now")
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.ClearFailures(row.ID) })
}

// tooSoon is login.TooSoon at a field.
func tooSoon(wait time.Duration, field string) error {
	f := login.TooSoon(wait)
	f.Field = field
	return f
}

// tryCode judges in a transaction that is kept, whatever the answer: wrong tries are counted.
func (o *Office) tryCode(ctx context.Context, row store.AccountRow, judge func(*store.Tx, store.AccountRow) (good bool, err error)) error {
	var wrong error
	err := o.db.Write(ctx, func(tx *store.Tx) error {
		wrong = nil
		now, ok, err := tx.Account(ctx, row.ID)
		if err != nil || !ok {
			return errorOr(err, fault.New(fault.Refused, "login.again").NoRight())
		}
		if wait := login.Throttle(now.CodeFailures, now.CodeFailed, tx.Now()); wait > 0 {
			wrong = tooSoon(wait, "code")
			return nil
		}
		good, err := judge(tx, now)
		if err != nil {
			return err
		}
		if !good {
			wrong = fault.New(fault.Invalid, "login.code-wrong").At("code")
			if err := o.tellSignIn(tx, row, "", wrongCode, "code"); err != nil {
				return err
			}
			return tx.AddCodeFailure(row.ID)
		}
		return tx.ClearCodeFailures(row.ID)
	})
	if err == nil {
		err = wrong
	}
	return err
}

// checkCode judges a code of an authenticator.
func (o *Office) checkCode(ctx context.Context, row store.AccountRow, code string) error {
	return o.tryCode(ctx, row, func(tx *store.Tx, row store.AccountRow) (bool, error) {
		by, err := o.provedCode(ctx, tx, row, code)
		return by != "", err
	})
}

// ProveCode passes the stage of the second factor by a code of an authenticator, or by a recovery code, which is used up. It gives
// the session that goes on, under a new token.
func (o *Office) ProveCode(ctx context.Context, token, code string) (*Session, error) {
	s, row, err := o.staged(ctx, token, StageCode)
	if err != nil {
		return nil, err
	}
	by := ""
	err = o.tryCode(ctx, row, func(tx *store.Tx, row store.AccountRow) (bool, error) {
		var err error
		if by, err = o.provedCode(ctx, tx, row, code); err != nil || by != "" || login.PlainRecovery(code) == "" {
			return by != "", err
		}
		all, err := tx.Factors(ctx, row.ID)
		for _, f := range all {
			if f.Kind == factorRecovery && login.Same(login.Token(f.Data), login.Token(o.recoveryHash(row.ID, code))) {
				by = factorRecovery
				return tx.DropFactor(row.ID, f.ID)
			}
		}
		return false, err
	})
	if err != nil {
		return nil, err
	}
	return o.goOn(ctx, row, s, s.Method+"+"+by)
}

func (o *Office) staged(ctx context.Context, token, stage string) (store.SessionRow, store.AccountRow, error) {
	s, row, err := o.alive(ctx, token)
	if err == nil && s.Stage != stage {
		err = fault.New(fault.Refused, "login.again").NoRight()
	}
	return s, row, err
}

// signInHash is what the challenge of a sign-in is about: this one session.
func signInHash(s store.SessionRow) string { return "sign-in/" + handleOf(s) }

// AskSignInKey makes the challenge of the second factor's stage: as AskKey.
func (o *Office) AskSignInKey(ctx context.Context, token, origin string) (options, flow string, err error) {
	s, row, err := o.staged(ctx, token, StageCode)
	if err != nil {
		return "", "", err
	}
	return o.AskKey(ctx, Who{Account: row.ID}, origin, signInHash(s))
}

// ProveKey passes the stage of the second factor by a passkey.
func (o *Office) ProveKey(ctx context.Context, token, flow, answer string) (*Session, error) {
	s, row, err := o.staged(ctx, token, StageCode)
	if err != nil {
		return nil, err
	}
	err = o.tryCode(ctx, row, func(tx *store.Tx, row store.AccountRow) (bool, error) {
		by, err := o.provedKey(ctx, tx, row, Proof{Key: answer, Flow: flow}, signInHash(s))
		return by != "", err
	})
	if err != nil {
		return nil, err
	}
	return o.goOn(ctx, row, s, s.Method+"+"+factorKey)
}

// ChangePassword gives the session's account a password of its owner's, ends its other sessions, and lets this one go on under a
// new token. The password of now is asked for, except where somebody else gave it a moment ago.
func (o *Office) ChangePassword(ctx context.Context, token, now, password string) (*Session, error) {
	s, row, err := o.alive(ctx, token)
	if err != nil {
		return nil, err
	}
	switch s.Stage {
	case "":
		if row.PasswordHash == "" {
			return nil, fault.New(fault.Refused, "login.no-password")
		}
		if err := o.checkPassword(ctx, row, now); err != nil {
			return nil, err
		}
	case StagePassword:
	default:
		return nil, fault.New(fault.Refused, "login.again").NoRight()
	}
	if err := o.putPassword(ctx, row, password, s.Token); err != nil {
		return nil, err
	}
	row.MustChange = false
	return o.goOn(ctx, row, s, s.Method)
}

// leastPassword is how long a new password is at least.
func (o *Office) leastPassword() int {
	if o.cfg.Demo {
		return login.LeastDemo
	}
	return login.Least
}

// putPassword keeps a new password and ends the account's sessions but one.
func (o *Office) putPassword(ctx context.Context, row store.AccountRow, password string, but []byte) error {
	if err := login.Check(password, o.leastPassword(), row.Username, row.Name); err != nil {
		return err
	}
	same := false
	if row.PasswordHash != "" {
		var err error
		if same, err = o.hasher.Verify(ctx, row.PasswordHash, password); err != nil {
			return err
		}
	}
	if same {
		return fault.New(fault.Invalid, "login.password-same").At("password")
	}
	hash, err := o.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		now, ok, err := tx.Account(ctx, row.ID)
		if err != nil || !ok {
			return errorOr(err, fault.New(fault.Refused, "login.again").NoRight())
		}
		now.PasswordHash, now.MustChange = hash, false
		if err := tx.PutAccount(now); err != nil {
			return err
		}
		if err := tx.DropFlows(flowRecover, row.ID); err != nil { // a code that was handed out is over too
			return err
		}
		if but == nil {
			return tx.DropSessions(row.ID)
		}
		return tx.DropOtherSessions(row.ID, but)
	})
}

// flowRecover is the kind of flow of a recovery code that an administrator handed over.
const flowRecover = "recover"

// RecoverLife is how long such a code may be used.
// choice: it is given in person to somebody who sits down at once.
const RecoverLife = time.Hour

// Recover makes a code with which the owner of an officer's account sets a new password, once. The administrator gives it to
// them in person; it is shown this once, and nothing is sent. Until it is used the account stays as it is. With factors the
// second factors go too: for somebody who lost the telephone.
func (o *Office) Recover(ctx context.Context, who Who, username string, factors bool) (code string, err error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return "", err
	}
	row, ok, err := o.db.Read().AccountNamed(ctx, strings.ToLower(strings.TrimSpace(username)))
	if err != nil {
		return "", err
	}
	if !ok || row.Kind != "officer" {
		return "", fault.New(fault.Missing, "login.no-account", "name", username)
	}
	if row.ID == who.Account {
		return "", fault.New(fault.Refused, "login.recover-own") // whoever finds the session open would have the account
	}
	code = login.NewRecoveries()[0]
	data := ""
	if factors {
		data = "factors"
	}
	return code, o.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.DropFlows(flowRecover, row.ID); err != nil {
			return err
		}
		if err := tellAccount(ctx, tx, who, row.ID, accountRecovery, accountSaid{Factors: factors}); err != nil {
			return err
		}
		return tx.PutFlow(store.FlowRow{
			Token: o.recoverToken(row.Username, code), Kind: flowRecover, Account: row.ID, Data: data, Created: tx.Now(), Expires: tx.Now().Add(RecoverLife),
		})
	})
}

func (o *Office) recoverToken(username, code string) []byte {
	return []byte(o.keyed("recover", strings.ToLower(strings.TrimSpace(username))+"/"+login.PlainRecovery(code)))
}

// UseRecovery sets a new password by a code that an administrator handed over. The answer to a wrong name is that to a wrong
// code.
func (o *Office) UseRecovery(ctx context.Context, username, code, password string) error {
	name := strings.ToLower(strings.TrimSpace(username))
	if wait := o.strangers.try(o.keyed("recover", name), o.Now()); wait > 0 {
		return login.TooSoon(wait)
	}
	wrong := fault.New(fault.Invalid, "login.recover-wrong").At("code")
	token := o.recoverToken(name, code)
	f, ok, err := o.db.Read().Flow(ctx, flowRecover, token)
	if err != nil || !ok || o.Now().After(f.Expires) {
		return errorOr(err, wrong)
	}
	row, ok, err := o.db.Read().Account(ctx, f.Account)
	if err != nil || !ok {
		return errorOr(err, wrong)
	}
	if err := login.Check(password, o.leastPassword(), row.Username, row.Name); err != nil {
		return err // the code is still good
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		if _, ok, err := tx.TakeFlow(flowRecover, token); err != nil || !ok {
			return errorOr(err, wrong)
		}
		owner := Who{Kind: access.Officer, Person: row.Person}
		if err := tellAccount(ctx, tx, owner, row.ID, accountRecovered, accountSaid{Factors: f.Data == "factors"}); err != nil {
			return err
		}
		if f.Data == "factors" {
			return tx.DropFactors(row.ID, "")
		}
		return nil
	})
	if err != nil {
		return err
	}
	row.PasswordHash = "" // the old one may be chosen again: whoever forgot it does not know it
	if err := o.putPassword(ctx, row, password, nil); err != nil {
		return err
	}
	o.strangers.forget(o.keyed("recover", name))
	return nil
}
