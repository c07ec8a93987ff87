package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// A weighty act (việc hệ trọng) is confirmed by a fresh passkey or code whose challenge is the act itself, so that a session
// left open decides nothing.

// weighty are the acts that are confirmed: on a dossier, and the office's own.
var weighty = []string{
	string(dossier.ActApprove), string(dossier.ActIssue), sitting, actDelegate, actBreakGlass, actReorganise, "erase", actMandate,
	"import-dossiers", "undo-import", actEnrol,
}

// challengeLife is how long a challenge may be answered.
// choice: long enough to fetch the telephone, too short to be found open by another.
const challengeLife = 5 * time.Minute

// flowConfirm is the kind of flow of a challenge for an act.
const flowConfirm = "confirm"

// A Proof is what somebody shows to confirm a weighty act: a code of their authenticator, or a passkey's answer to the
// challenge that AskKey made for the act.
type Proof struct {
	Code string // or, of an applicant who signs in with one, the password
	Key  string // what the browser gave
	Flow string // token of the challenge
}

func (p Proof) empty() bool { return p.Code == "" && p.Key == "" }

// mustConfirm says whether an act of this actor has to be confirmed. What is done without a session (timers, the command
// line, played officers) cannot be left open.
func (o *Office) mustConfirm(who Who, act string) bool {
	return (who.Kind == access.Officer || who.Kind == access.Citizen) && who.Session != "" && slices.Contains(weighty, act) && o.wants("sign-in.confirm")
}

// wants reads a setting that is on always, in real service alone, or never; a city that does not say it is in real service.
func (o *Office) wants(name string) bool {
	switch o.world.Load().Setting(name).Value {
	case "always":
		return true
	case "never":
		return false
	}
	return !o.cfg.Demo
}

// ActHash is what a challenge is about: the act, what it is done on with the version that was seen, and every value.
func ActHash(act string, on, values any) (string, error) {
	h, err := requestHash(act, on, values)
	return hex.EncodeToString(h[:]), err
}

// unconfirmed asks for the confirmation of an act. Doors show what will be done, and send the same act again with a Proof.
func unconfirmed(act, hash string) error {
	return fault.New(fault.Refused, "confirm.needed", "act", act, "hash", hash)
}

// UnconfirmedAct gives the act and the hash that an error asks to be confirmed.
func UnconfirmedAct(err error) (act, hash string, ok bool) {
	f := fault.As(err)
	if f == nil || f.Key != "confirm.needed" {
		return "", "", false
	}
	return f.Args["act"], f.Args["hash"], true
}

// Confirmed is the gate of every weighty act: nil where none is asked for, else by what it was confirmed. Call it before the
// act's own transaction, with the act's hash, and keep what it gives in the event. Without a proof the error asks for one
// (UnconfirmedAct); a wrong one is Invalid "confirm.wrong". The same command keeps its confirmation when it is sent again.
func (o *Office) Confirmed(ctx context.Context, who Who, cmd Command, act, hash string) (*dossier.Confirmed, error) {
	if cmd.confirmed != nil || !o.mustConfirm(who, act) {
		return cmd.confirmed, nil
	}
	if who.Kind == access.Citizen {
		return o.confirmedApplicant(ctx, who, cmd.Proof, act, hash)
	}
	if cmd.Proof.empty() {
		return nil, unconfirmed(act, hash)
	}
	var mark *dossier.Confirmed
	var wrong error
	err := o.db.Write(ctx, func(tx *store.Tx) (err error) {
		mark, wrong = nil, nil
		if cmd.Key != "" { // the command may have been confirmed before, and its answer lost
			if mark, err = o.confirmedBefore(tx, who, cmd, hash); err != nil || mark != nil {
				return err
			}
		}
		mark, wrong, err = o.prove(ctx, tx, who, cmd.Proof, hash)
		if err != nil || wrong != nil || cmd.Key == "" {
			return err
		}
		b, err := json.Marshal(mark)
		if err != nil {
			return err
		}
		return tx.PutFlow(store.FlowRow{
			Token: proofToken(who, cmd, hash), Kind: "confirmed", Account: who.Account, Data: string(b), Created: tx.Now(), Expires: tx.Now().Add(time.Hour),
		})
	})
	if err == nil {
		err = wrong
	}
	if err != nil {
		return nil, err
	}
	return mark, nil
}

// confirmedApplicant is the gate for those who have no second factor here: whoever has a password shows it once more with the act, and
// whoever signs in at a provider has done so just now, in this very session.
// choice: VNeID asks for its own second factor at each sign-in, and gives nobody a signature over an act of ours.
func (o *Office) confirmedApplicant(ctx context.Context, who Who, p Proof, act, hash string) (*dossier.Confirmed, error) {
	row, ok, err := o.db.Read().Account(ctx, who.Account)
	if err != nil || !ok {
		return nil, errorOr(err, fault.New(fault.Refused, "login.again").NoRight())
	}
	if row.PasswordHash != "" {
		if p.Code == "" {
			return nil, unconfirmed(act, hash)
		}
		if err := atField(o.checkPassword(ctx, row, p.Code), "confirm.code"); err != nil {
			return nil, err
		}
		return &dossier.Confirmed{By: "password", Hash: hash}, nil
	}
	rows, err := o.db.Read().Sessions(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range rows {
		if handleOf(s) == who.Session && o.Now().Sub(s.Created) < freshSession {
			return &dossier.Confirmed{By: s.Method, Hash: hash}, nil
		}
	}
	return nil, fault.New(fault.Refused, "confirm.sign-in-again")
}

// proofToken is under what the confirmation of a command is kept.
func proofToken(who Who, cmd Command, hash string) []byte {
	sum := sha256.Sum256([]byte(strings.Join([]string{"confirmed", who.Account, cmd.Client, cmd.Key, hash}, "\x00")))
	return sum[:]
}

func (o *Office) confirmedBefore(tx *store.Tx, who Who, cmd Command, hash string) (*dossier.Confirmed, error) {
	row, ok, err := tx.Flow(tx.Context(), "confirmed", proofToken(who, cmd, hash))
	if err != nil || !ok || tx.Now().After(row.Expires) {
		return nil, err
	}
	var mark dossier.Confirmed
	return &mark, json.Unmarshal([]byte(row.Data), &mark)
}

// prove judges a proof. wrong is the answer to one that does not hold, which has been counted: keep the transaction.
func (o *Office) prove(ctx context.Context, tx *store.Tx, who Who, p Proof, hash string) (mark *dossier.Confirmed, wrong, err error) {
	row, ok, err := tx.Account(ctx, who.Account)
	if err != nil || !ok {
		return nil, fault.New(fault.Refused, "login.again").NoRight(), err
	}
	if wait := login.Throttle(row.CodeFailures, row.CodeFailed, tx.Now()); wait > 0 {
		return nil, tooSoon(wait, "confirm.code"), nil
	}
	by := ""
	if p.Key != "" {
		by, err = o.provedKey(ctx, tx, row, p, hash)
	} else {
		by, err = o.provedCode(ctx, tx, row, p.Code)
	}
	if err != nil {
		return nil, nil, err
	}
	if by == "" {
		return nil, fault.New(fault.Invalid, "confirm.wrong").At("confirm.code"), tx.AddCodeFailure(row.ID)
	}
	return &dossier.Confirmed{By: by, Hash: hash}, nil, tx.ClearCodeFailures(row.ID)
}

// provedCode looks for the authenticator that shows the code, and uses the code up.
func (o *Office) provedCode(ctx context.Context, tx *store.Tx, row store.AccountRow, code string) (by string, err error) {
	all, err := tx.Factors(ctx, row.ID)
	if err != nil {
		return "", err
	}
	for _, f := range all {
		if f.Kind != factorCode {
			continue
		}
		secret, err := login.OpenText(o.factorKey(), f.Data, f.Account)
		if err != nil {
			return "", err
		}
		if step, ok := login.MatchCode(secret, code, tx.Now(), f.Mark); ok {
			f.Mark, f.Used = step, tx.Now()
			return factorCode, tx.PutFactor(f)
		}
	}
	return "", nil
}

// A challenge is what is kept of one until it is answered.
type challenge struct {
	Hash  string `json:"hash"`
	State string `json:"state"`
}

// AskKey makes the challenge of an act for the actor's passkeys, where the site is opened under origin: options for the
// browser, and the token that Proof.Flow brings back. "" when they have none, or passkeys do not work there.
func (o *Office) AskKey(ctx context.Context, who Who, origin, hash string) (options, flow string, err error) {
	keys := o.keysAt(origin)
	row, ok, err := o.db.Read().Account(ctx, who.Account)
	if err != nil || !ok || keys == nil {
		return "", "", err
	}
	holder, rows, err := o.holder(ctx, o.db.Read(), row)
	if err != nil || len(rows) == 0 {
		return "", "", err
	}
	token := login.NewToken()
	// The challenge is bound to the act and to this asking: an answer to one act confirms no other, and none twice.
	sum := sha256.Sum256([]byte("motcua act 1\x00" + hash + "\x00" + string(token)))
	options, state, err := keys.Ask(holder, sum[:])
	if err != nil {
		return "", "", err
	}
	b, err := json.Marshal(challenge{Hash: hash, State: origin + "\n" + state})
	if err != nil {
		return "", "", err
	}
	return options, string(token), o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.PutFlow(store.FlowRow{
			Token: tokenHash(string(token)), Kind: flowConfirm, Account: who.Account, Data: string(b), Created: tx.Now(), Expires: tx.Now().Add(challengeLife),
		})
	})
}

// provedKey judges a passkey's answer to the challenge of the act.
func (o *Office) provedKey(ctx context.Context, tx *store.Tx, row store.AccountRow, p Proof, hash string) (by string, err error) {
	f, ok, err := tx.TakeFlow(flowConfirm, tokenHash(p.Flow))
	if err != nil || !ok || f.Account != row.ID || tx.Now().After(f.Expires) {
		return "", err
	}
	var c challenge
	if err := json.Unmarshal([]byte(f.Data), &c); err != nil {
		return "", err
	}
	if c.Hash != hash {
		return "", nil
	}
	if used, err := o.answered(ctx, tx, row, c.State, p.Key); err != nil || !used {
		return "", err
	}
	return factorKey, nil
}
