package office

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/login"
	"motcua/keep/store"
)

// The kinds of second factors (yếu tố thứ hai).
const (
	factorCode     = "totp"
	factorKey      = "passkey"
	factorRecovery = "recovery"
)

// mostFactors is how many authenticators and passkeys an account may have.
const mostFactors = 10

// A Factor is one of an account, as its owner sees it.
type Factor struct {
	ID      string
	Kind    string // "totp", "passkey"
	Name    string
	Created time.Time
	Used    time.Time // zero: never
}

// factorKey seals the secrets of authenticators: it follows from the secret outside the database.
func (o *Office) factorKey() []byte {
	m := hmac.New(sha256.New, o.cfg.Secret)
	m.Write([]byte("factors"))
	return m.Sum(nil)
}

// keysAt gives what asks for passkeys on pages opened under an origin, nil where there can be none: a browser gives them to a
// domain that the city serves under, or to localhost. An address of numbers has none.
func (o *Office) keysAt(origin string) *login.Keys {
	at, err := url.Parse(origin)
	base, errBase := url.Parse(o.cfg.Base)
	if err != nil || errBase != nil || at.Host == "" {
		return nil
	}
	if at.Hostname() != "localhost" && (at.Scheme != "https" || at.Host != base.Host) {
		return nil
	}
	keys, err := login.NewKeys(o.words.T(text.VI, "frame.institution"), at.Hostname(), at.Scheme+"://"+at.Host)
	if err != nil {
		return nil // an address of numbers
	}
	return keys
}

// holder is the owner of an account's passkeys, with their rows in the same order.
func (o *Office) holder(ctx context.Context, r factors, row store.AccountRow) (login.KeyHolder, []store.FactorRow, error) {
	h := login.KeyHolder{ID: []byte(o.keyed("passkey", row.ID)), Name: row.Username, Display: row.Name}
	all, err := r.Factors(ctx, row.ID)
	var keys []store.FactorRow
	for _, f := range all {
		if f.Kind == factorKey {
			keys = append(keys, f)
			h.Keys = append(h.Keys, f.Data)
		}
	}
	return h, keys, err
}

// factors is what a Tx and a Reader of the store have in common here.
type factors interface {
	Factors(ctx context.Context, account string) ([]store.FactorRow, error)
}

// answered says whether one of the account's passkeys signed the challenge, and keeps its counter.
func (o *Office) answered(ctx context.Context, tx *store.Tx, row store.AccountRow, state, answer string) (bool, error) {
	origin, state, _ := strings.Cut(state, "\n")
	keys := o.keysAt(origin)
	if keys == nil {
		return false, nil
	}
	holder, rows, err := o.holder(ctx, tx, row)
	if err != nil {
		return false, err
	}
	i, data, err := keys.Answered(holder, state, []byte(answer))
	if errors.Is(err, login.ErrKey) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	rows[i].Data, rows[i].Used = data, tx.Now()
	return true, tx.PutFactor(rows[i])
}

// Factors gives the factors of whoever the token's session is of, and how many recovery codes are left.
func (o *Office) Factors(ctx context.Context, token string) (list []Factor, recoveries int, err error) {
	_, row, err := o.own(ctx, token)
	if err != nil {
		return nil, 0, err
	}
	all, err := o.db.Read().Factors(ctx, row.ID)
	for _, f := range all {
		if f.Kind == factorRecovery {
			recoveries++
			continue
		}
		list = append(list, Factor{ID: f.ID, Kind: f.Kind, Name: f.Name, Created: f.Created, Used: f.Used})
	}
	return list, recoveries, err
}

// NeedsFactor says whether officers sign in with a second factor.
func (o *Office) NeedsFactor() bool { return o.wants("sign-in.second-factor") }

// own gives the session of a token and its account: a whole one, or one that still has to set up its second factor.
func (o *Office) own(ctx context.Context, token string) (store.SessionRow, store.AccountRow, error) {
	s, row, err := o.alive(ctx, token)
	if err == nil && (s.Stage == "" || s.Stage == StageEnrol) {
		return s, row, nil
	}
	if err == nil {
		err = fault.New(fault.Refused, "login.again").NoRight()
	}
	return s, row, err
}

// An Authenticator is a secret that waits to be confirmed by its first code.
type Authenticator struct {
	Secret  string // to be typed
	Address string // for the QR code
}

// BeginCode makes a secret for an authenticator. Nothing of it is kept: its first code brings it back, sealed.
func (o *Office) BeginCode(ctx context.Context, token string) (a Authenticator, sealed string, err error) {
	_, row, err := o.own(ctx, token)
	if err != nil {
		return a, "", err
	}
	a.Secret = login.NewSecret()
	a.Address = login.SecretAddress(a.Secret, o.words.T(text.VI, "frame.institution"), row.Username)
	sealed, err = login.SealText(o.factorKey(), a.Secret, "new/"+row.ID)
	return a, sealed, err
}

// PendingCode opens what BeginCode sealed, for a page that is shown again.
func (o *Office) PendingCode(ctx context.Context, token, sealed string) (a Authenticator, err error) {
	_, row, err := o.own(ctx, token)
	if err != nil {
		return a, err
	}
	if a.Secret, err = login.OpenText(o.factorKey(), sealed, "new/"+row.ID); err != nil {
		return a, fault.New(fault.Invalid, "login.factor-again").At("code")
	}
	a.Address = login.SecretAddress(a.Secret, o.words.T(text.VI, "frame.institution"), row.Username)
	return a, nil
}

// AddCode keeps an authenticator once its first code is right. It gives the session that goes on, under a new token, and the
// recovery codes where these are the account's first.
func (o *Office) AddCode(ctx context.Context, token, sealed, name, code string, re Again) (*Session, []string, error) {
	a, err := o.PendingCode(ctx, token, sealed)
	if err != nil {
		return nil, nil, err
	}
	step, ok := login.MatchCode(a.Secret, code, o.Now(), 0)
	if !ok {
		return nil, nil, fault.New(fault.Invalid, "login.code-wrong").At("code")
	}
	return o.addFactor(ctx, token, re, func(row store.AccountRow) (f store.FactorRow, err error) {
		f.Kind, f.Name, f.Mark = factorCode, name, step
		f.Data, err = login.SealText(o.factorKey(), a.Secret, row.ID)
		return f, err
	})
}

// BeginKey begins a new passkey on pages opened under an origin: options for the browser, and what AddKey wants back.
func (o *Office) BeginKey(ctx context.Context, token, origin string) (options, sealed string, err error) {
	_, row, err := o.own(ctx, token)
	if err != nil {
		return "", "", err
	}
	keys := o.keysAt(origin)
	if keys == nil {
		return "", "", nil
	}
	holder, _, err := o.holder(ctx, o.db.Read(), row)
	if err != nil {
		return "", "", err
	}
	options, state, err := keys.Enrol(holder)
	if err != nil {
		return "", "", err
	}
	until := strconv.FormatInt(o.Now().Add(challengeLife).Unix(), 10)
	sealed, err = login.SealText(o.factorKey(), until+"\n"+origin+"\n"+state, "key/"+row.ID)
	return options, sealed, err
}

// AddKey keeps a passkey that the browser made.
func (o *Office) AddKey(ctx context.Context, token, sealed, name, answer string, re Again) (*Session, []string, error) {
	_, row, err := o.own(ctx, token)
	if err != nil {
		return nil, nil, err
	}
	plain, err := login.OpenText(o.factorKey(), sealed, "key/"+row.ID)
	parts := strings.SplitN(plain, "\n", 3)
	if err != nil || len(parts) != 3 {
		return nil, nil, fault.New(fault.Invalid, "login.factor-again").At("key")
	}
	until, _ := strconv.ParseInt(parts[0], 10, 64) // written by us
	keys := o.keysAt(parts[1])
	if keys == nil || o.Now().Unix() > until {
		return nil, nil, fault.New(fault.Invalid, "login.factor-again").At("key")
	}
	holder, _, err := o.holder(ctx, o.db.Read(), row)
	if err != nil {
		return nil, nil, err
	}
	data, err := keys.Enrolled(holder, parts[2], []byte(answer))
	if errors.Is(err, login.ErrKey) {
		return nil, nil, fault.New(fault.Invalid, "login.key-wrong").At("key")
	}
	if err != nil {
		return nil, nil, err
	}
	return o.addFactor(ctx, token, re, func(store.AccountRow) (store.FactorRow, error) {
		return store.FactorRow{Kind: factorKey, Name: name, Data: data}, nil
	})
}

// addFactor keeps a factor for the session's account and lets the session go on under a new token.
func (o *Office) addFactor(ctx context.Context, token string, re Again, fresh func(store.AccountRow) (store.FactorRow, error)) (*Session, []string, error) {
	s, row, err := o.own(ctx, token)
	if err != nil {
		return nil, nil, err
	}
	if s.Stage == "" { // somebody who finds a session open adds no key of their own
		if err := o.again(ctx, row, re); err != nil {
			return nil, nil, err
		}
	}
	f, err := fresh(row)
	if err != nil {
		return nil, nil, err
	}
	if f.Name = strings.TrimSpace(f.Name); len([]rune(f.Name)) > 80 {
		return nil, nil, fault.New(fault.Invalid, "login.factor-name").At("name")
	}
	if f.ID, err = o.NewID(); err != nil {
		return nil, nil, err
	}
	var codes []string
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.Factors(ctx, row.ID)
		if err != nil {
			return err
		}
		codes = nil
		if len(slices.DeleteFunc(slices.Clone(all), func(f store.FactorRow) bool { return f.Kind == factorRecovery })) >= mostFactors {
			return fault.New(fault.Refused, "login.factors-many", "most", strconv.Itoa(mostFactors))
		}
		f.Account, f.Created, f.Used = row.ID, tx.Now(), tx.Now()
		if err := tx.PutFactor(f); err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(f store.FactorRow) bool { return f.Kind == factorRecovery }) {
			codes, err = o.putRecoveries(tx, row.ID)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	method := s.Method
	if !coded(method) { // the new factor was shown just now
		method += "+" + f.Kind
	}
	next, err := o.goOn(ctx, row, s, method)
	return next, codes, err
}

// putRecoveries gives an account new recovery codes in place of those that it had.
func (o *Office) putRecoveries(tx *store.Tx, account string) ([]string, error) {
	if err := tx.DropFactors(account, factorRecovery); err != nil {
		return nil, err
	}
	codes := login.NewRecoveries()
	for _, c := range codes {
		id, err := o.NewID()
		if err != nil {
			return nil, err
		}
		f := store.FactorRow{ID: id, Account: account, Kind: factorRecovery, Data: o.recoveryHash(account, c), Created: tx.Now()}
		if err := tx.PutFactor(f); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

func (o *Office) recoveryHash(account, code string) string {
	return o.keyed("recovery", account+"/"+login.PlainRecovery(code))
}

// NewRecoveries gives the session's account new recovery codes; the old ones open nothing any more.
func (o *Office) NewRecoveries(ctx context.Context, token string, re Again) (codes []string, err error) {
	s, row, err := o.own(ctx, token)
	if err != nil {
		return nil, err
	}
	if s.Stage != "" {
		return nil, fault.New(fault.Refused, "login.again").NoRight()
	}
	if err := o.again(ctx, row, re); err != nil {
		return nil, err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) (err error) {
		codes, err = o.putRecoveries(tx, row.ID)
		return err
	})
	return codes, err
}

// DropFactor takes a factor away; the last one stays where one is needed.
func (o *Office) DropFactor(ctx context.Context, token, id string, re Again) error {
	s, row, err := o.own(ctx, token)
	if err != nil {
		return err
	}
	if s.Stage != "" {
		return fault.New(fault.Refused, "login.again").NoRight()
	}
	if err := o.again(ctx, row, re); err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.Factors(ctx, row.ID)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(all, func(f store.FactorRow) bool { return f.Kind == factorRecovery || f.ID == id })
		if len(left) == 0 && row.Kind == "officer" && o.wants("sign-in.second-factor") {
			return fault.New(fault.Refused, "login.factor-last")
		}
		if len(left) == 0 { // codes for a factor that there is not would open the account alone
			if err := tx.DropFactors(row.ID, factorRecovery); err != nil {
				return err
			}
		}
		if ok, err := tx.DropFactor(row.ID, id); err != nil || !ok {
			return errorOr(err, fault.New(fault.Missing, "login.factor-gone"))
		}
		return nil
	})
}
