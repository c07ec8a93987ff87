package office

import (
	"context"
	"strings"

	"motcua/ground/fault"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
)

// systemKind is the kind of account of another system, such as the national portal's connector. It signs in with a token
// that it shows with each request, never with a password, and may deliver messages and nothing else.
const systemKind = "system"

// systemMark begins the token of a system, so that it is told from a session's without asking the database.
const systemMark = "mcs."

// A System (hệ thống kết nối) is another system that may deliver messages.
type System struct {
	Name    string
	Revoked bool // it has no token
}

// AddSystem makes the account of a system, or gives an existing one a new token; the old one ends at once. The token is
// shown this once: only its hash is kept.
func (o *Office) AddSystem(ctx context.Context, who Who, name string) (token string, err error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return "", err
	}
	if !validSystem(name) {
		return "", fault.New(fault.Invalid, "system.name", "name", name).At("name")
	}
	token = systemMark + name + "." + string(login.NewToken())
	return token, o.putSystem(ctx, who, name, string(tokenHash(token)), systemTokenMade)
}

// RevokeSystem ends a system's token, its keys, and the calls back to it.
func (o *Office) RevokeSystem(ctx context.Context, who Who, name string) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	if _, ok, err := o.db.Read().Account(ctx, systemAccount(name)); err != nil || !ok {
		return errorOr(err, fault.New(fault.Missing, "system.missing", "name", name))
	}
	if err := o.putSystem(ctx, who, name, "", systemRevoked); err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		for _, way := range []string{keyIn, keyOut} {
			if _, err := tx.EndSigningKeys(name, way, "", tx.Now()); err != nil {
				return err
			}
		}
		return tx.PutHook(store.Hook{System: name, Since: tx.Now()})
	})
}

func errorOr(err error, other error) error {
	if err != nil {
		return err
	}
	return other
}

func systemAccount(name string) string { return systemKind + ":" + name }

func (o *Office) putSystem(ctx context.Context, who Who, name, hash, kind string) error {
	id := systemAccount(name)
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutAccount(store.AccountRow{ID: id, Username: id, Kind: systemKind, Name: name, PasswordHash: hash, Created: tx.Now()}); err != nil {
			return err
		}
		return tellSystem(ctx, tx, who, name, kind, systemSaid{})
	})
}

// Systems lists the systems by name.
func (o *Office) Systems(ctx context.Context, who Who) ([]System, error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return nil, err
	}
	rows, err := o.db.Read().Accounts(ctx, systemKind)
	var out []System
	for _, a := range rows {
		out = append(out, System{Name: a.Name, Revoked: a.PasswordHash == ""})
	}
	return out, err
}

// SystemOf gives the actor behind a system's token and the system's name; ok is false for any other token.
func (o *Office) SystemOf(ctx context.Context, token string) (who Who, name string, ok bool, err error) {
	rest, marked := strings.CutPrefix(token, systemMark)
	name, secret, cut := strings.Cut(rest, ".")
	if !marked || !cut || secret == "" || !validSystem(name) {
		return Who{}, "", false, nil
	}
	row, found, err := o.db.Read().Account(ctx, systemAccount(name))
	if err != nil || !found || row.PasswordHash == "" || !login.Same(login.Token(row.PasswordHash), login.Token(tokenHash(token))) {
		return Who{}, "", false, err
	}
	return Who{Kind: access.Portal, Account: row.ID, Name: name}, name, true, nil
}

// validSystem: small letters, digits and hyphens, as they stand in addresses.
func validSystem(name string) bool {
	if name == "" || len(name) > 40 {
		return false
	}
	for _, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}
