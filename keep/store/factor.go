package store

import (
	"context"
	"fmt"
	"time"
)

// A FactorRow is something that an account proves itself with beside its password.
type FactorRow struct {
	ID      string
	Account string
	Kind    string // "totp", "passkey", "recovery"
	Name    string // as its owner calls it
	Data    string // sealed or hashed by the caller; never a secret in plain
	Mark    int64  // totp: the newest step that was used; passkey: its counter
	Created time.Time
	Used    time.Time // zero: never
}

// PutFactor adds or replaces a factor.
func (tx *Tx) PutFactor(f FactorRow) error {
	_, err := tx.exec(`
		INSERT INTO factors (id, account, kind, name, data, mark, created, used)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET name = excluded.name, data = excluded.data, mark = excluded.mark, used = excluded.used`,
		f.ID, f.Account, f.Kind, f.Name, f.Data, f.Mark, micro(f.Created), micro(f.Used))
	if err != nil {
		return fmt.Errorf("factor of %s: %w", f.Account, err)
	}
	return nil
}

// DropFactor takes one factor of an account away and says whether it was there.
func (tx *Tx) DropFactor(account, id string) (bool, error) {
	n, err := tx.exec(`DELETE FROM factors WHERE account = ? AND id = ?`, account, id)
	return n > 0, err
}

// DropFactors takes all factors of a kind away from an account; "" stands for every kind.
func (tx *Tx) DropFactors(account, kind string) error {
	_, err := tx.exec(`DELETE FROM factors WHERE account = ? AND (kind = ? OR ? = '')`, account, kind, kind)
	return err
}

// Factors gives the factors of an account, the oldest first.
func (r *Reader) Factors(ctx context.Context, account string) ([]FactorRow, error) {
	var f FactorRow
	var created, used int64
	var all []FactorRow
	rs, err := r.query(ctx, `
		SELECT id, account, kind, name, data, mark, created, used
		FROM factors
		WHERE account = ?
		ORDER BY created, id`, account)
	err = each(rs, err, []any{&f.ID, &f.Account, &f.Kind, &f.Name, &f.Data, &f.Mark, &created, &used}, func() error {
		f.Created, f.Used = instant(created), instant(used)
		all = append(all, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("factors of %s: %w", account, err)
	}
	return all, nil
}

// FactorKinds gives for each account which kinds of factors it has.
func (r *Reader) FactorKinds(ctx context.Context) (map[string][]string, error) {
	var account, kind string
	all := map[string][]string{}
	rs, err := r.query(ctx, `
		SELECT DISTINCT account, kind
		FROM factors
		ORDER BY account, kind`)
	err = each(rs, err, []any{&account, &kind}, func() error {
		all[account] = append(all[account], kind)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("kinds of factors: %w", err)
	}
	return all, nil
}

// A FlowRow is something that was begun and is finished once, by whoever shows its token.
type FlowRow struct {
	Token   []byte // hash of the token
	Kind    string
	Account string // "" while nobody is known yet
	Data    string
	Created time.Time
	Expires time.Time
}

// PutFlow adds a flow.
func (tx *Tx) PutFlow(f FlowRow) error {
	_, err := tx.exec(`
		INSERT INTO flows (token, kind, account, data, created, expires)
		VALUES (?, ?, ?, ?, ?, ?)`, f.Token, f.Kind, f.Account, f.Data, micro(f.Created), micro(f.Expires))
	if err != nil {
		return fmt.Errorf("flow %s: %w", f.Kind, err)
	}
	return nil
}

// TakeFlow ends a flow of a kind and gives it: of several who show one token, one gets it. Whether it has expired is the
// caller's to see.
func (tx *Tx) TakeFlow(kind string, token []byte) (f FlowRow, ok bool, err error) {
	rs, err := tx.ask(`
		DELETE FROM flows
		WHERE token = ? AND kind = ?
		RETURNING token, kind, account, data, created, expires`, token, kind)
	return flowOf(rs, err)
}

// DropFlows ends every flow of a kind of an account.
func (tx *Tx) DropFlows(kind, account string) error {
	_, err := tx.exec(`DELETE FROM flows WHERE kind = ? AND account = ?`, kind, account)
	return err
}

// Flow gives a flow without ending it.
func (r *Reader) Flow(ctx context.Context, kind string, token []byte) (FlowRow, bool, error) {
	rs, err := r.query(ctx, `
		SELECT token, kind, account, data, created, expires
		FROM flows
		WHERE token = ? AND kind = ?`, token, kind)
	return flowOf(rs, err)
}

func flowOf(rs rows, err error) (f FlowRow, ok bool, _ error) {
	var created, expires int64
	ok, err = one(rs, err, &f.Token, &f.Kind, &f.Account, &f.Data, &created, &expires)
	if err != nil {
		return FlowRow{}, false, fmt.Errorf("flow: %w", err)
	}
	f.Created, f.Expires = instant(created), instant(expires)
	return f, ok, nil
}
