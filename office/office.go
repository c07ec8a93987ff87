// Package office has THE ACTS: each reads what it needs, lets the law decide, and appends the events together with the
// views, in one transaction. Pages, the API, the portal, timers, imports and the demonstration all come through here.
// Reading has an actor too: Read gives a reader whose scope stands in every query.
package office

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/letter"
	"motcua/keep/login"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// Who acts; the word is the law's.
type Who = access.Who

// Config is what the office works with.
type Config struct {
	DB        *store.DB
	Blobs     *blob.Store       // nil: no files can be kept (bench)
	Letters   *letter.Renderer  // nil: no letters can be made (bench)
	Secret    []byte            // 32 bytes; keys the hashes of personal numbers and check codes
	Now       func() time.Time  // nil = time.Now
	Random    io.Reader         // nil = crypto/rand; the demonstration gives a seeded one
	Demo      bool              // the city is a demonstration: pages and papers say so
	Notify    *notify.Sender    // nil: notices stay in the house, in people's own lists; a demonstration never sends
	Providers []*login.Provider // sites at which people sign in beside passwords; nil: none

	World *World // what another office of this process read from the same events; nil: they are read

	Base string // address that QR codes lead to, such as "https://tthcc.example.vn"

	// Erased keeps a line about an erasure outside the database, so that it is carried out again on a backup from before; nil:
	// nobody does. The line is durable when it returns, and is kept once however often it comes.
	Erased func(line []byte) error

	// Told hears of each dossier that an act was done on, as it stands after the act, once the act has been written; nil:
	// nobody does. It is called by the goroutine that called the act. The demonstration plays on from there.
	Told func(*dossier.Dossier)
	// Recall gives a dossier as Told was last told of it, so that its events are not folded again for each act; nil: they
	// are. What it gives belongs to the act, and is used only while the stream's head is at its version.
	Recall func(dossier.ID) *dossier.Dossier
}

// An Office is safe for concurrent use. It never changes after Open, but for the world it looks at.
type Office struct {
	begun atomic.Bool // jobs were looked for since the program began

	cfg    Config
	db     *store.DB
	hasher *login.Hasher
	words  *text.Catalog // of papers
	caller *notify.Caller
	world  atomic.Pointer[World]
	done   doneActs

	strangers strangers
	refused   refusals
	lanes     lanes
	library   library
	draws     sync.Map // of a survey's identity: []survey.Member that were drawn, which never changes
	hub       *Hub
}

// Open reads the city (units, posts, procedures, calendar, settings) from the ledger and opens the office.
func Open(ctx context.Context, cfg Config) (*Office, error) {
	if len(cfg.Secret) != 32 {
		return nil, fmt.Errorf("open office: the secret has %d bytes, not 32: make it with `motcua init`", len(cfg.Secret))
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	cost := login.Full
	if cfg.Demo {
		cost = login.Light
	}
	words, err := text.Load()
	if err != nil {
		return nil, err
	}
	o := &Office{cfg: cfg, db: cfg.DB, hasher: login.NewHasher(cost, 2), words: words, hub: newHub(), caller: notify.NewCaller()}
	if cfg.World != nil {
		o.world.Store(cfg.World)
		return o, o.renew(ctx)
	}
	return o, o.Refresh(ctx)
}

// Now is the office's clock: the simulated one in a demonstration that is being filled.
func (o *Office) Now() time.Time { return o.cfg.Now().UTC() }

// tell says how dossiers stand after an act; nil ones were not acted on now.
func (o *Office) tell(ds ...*dossier.Dossier) {
	if o.cfg.Told == nil {
		return
	}
	for _, d := range ds {
		if d != nil {
			o.cfg.Told(d)
		}
	}
}

// Demo says whether the city is a demonstration.
func (o *Office) Demo() bool { return o.cfg.Demo }

// Base is the address that QR codes lead to.
func (o *Office) Base() string { return o.cfg.Base }

// Store is for cmd and tests: checks, backups and benchmarks.
func (o *Office) Store() *store.DB { return o.db }

// A Command makes an act idempotent: the same client and key do a thing once, whatever breaks between.
type Command struct {
	Client string // the account, or the system at the other end
	Key    string // made by the page or program, at most 200 bytes; "" = one is made up, for acts that nobody repeats

	// Repeated, when it is not nil, is told whether the act had been carried out before under this key.
	Repeated *bool

	Proof     Proof              // of a weighty act: by what it is confirmed
	confirmed *dossier.Confirmed // by what it was confirmed, where that was judged already
}

// hash is over what was asked, so that a key cannot be used again for something else.
func requestHash(parts ...any) ([32]byte, error) {
	b, err := json.Marshal(parts)
	if err != nil {
		return [32]byte{}, fmt.Errorf("hash the request: %w", err)
	}
	if hiddenIn(b) {
		return [32]byte{}, fault.New(fault.Invalid, "dossier.hidden-sign")
	}
	return sha256.Sum256(b), nil
}

// hiddenIn says whether a text in JSON has signs that are not seen, or had bytes that are no letters: such a name looks like
// another's on the screen, and not every database keeps it. The pages drop them; a program is told.
func hiddenIn(b []byte) bool {
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 >= len(b) {
			continue
		}
		i++ // an escape: JSON writes control signs, and bytes that are no letters, with one
		if b[i] == 'b' || b[i] == 'f' || b[i] == 'u' && i+4 < len(b) && (string(b[i+1:i+3]) == "00" && b[i+3] < '2' || string(b[i+1:i+5]) == "fffd") {
			return true
		}
	}
	return bytes.ContainsFunc(b, vn.Hidden)
}

// keyed is a keyed hash of s for the purpose named: rows can be found by a number without holding it.
func (o *Office) keyed(purpose, s string) string {
	m := hmac.New(sha256.New, o.cfg.Secret)
	m.Write([]byte(purpose))
	m.Write([]byte{0})
	m.Write([]byte(s))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// PersonKey is the key of a party's number, "" for none.
func (o *Office) PersonKey(number string) string {
	if number == "" {
		return ""
	}
	return o.keyed("person", number)
}

// AccountKey is a secret of an account for one purpose of a door: the same on every node and in every session.
func (o *Office) AccountKey(who Who, purpose string) string { return o.keyed(purpose, who.Account) }

// checkHash is how a check code is kept in views.
func (o *Office) checkHash(check string) string { return o.keyed("check", check) }

// crockford leaves out the letters that are misread on paper.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// newCheck makes the ten characters (50 bits) that form 01 carries beside the code.
func (o *Office) newCheck() (string, error) {
	s, err := o.random(7)
	return s[:min(10, len(s))], err
}

// NewID makes the identity of a dossier, a draft or a command: 128 random bits.
func (o *Office) NewID() (string, error) { return o.random(16) }

func (o *Office) random(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(o.cfg.Random, b); err != nil {
		return "", fmt.Errorf("draw %d random bytes: %w", n, err)
	}
	return crockford.EncodeToString(b), nil
}

// Zone is where the city lives: UTC+7 all year.
var Zone = time.FixedZone("+07", 7*3600)

// validID refuses identities that no page of ours made.
func validID(id dossier.ID) bool {
	if len(id) < 10 || len(id) > 40 {
		return false
	}
	for _, c := range id {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-') {
			return false
		}
	}
	return true
}
