package office

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/words/ledger"
	"motcua/words/org"
)

// The trail of what was done, read, sent out and tried (nhật ký kiểm tra), for those who oversee others.

// What lines of the trail are about. "" is everything.
const (
	AuditActs    = "act"         // acts on dossiers, and everything else in the ledger that has no line of its own here
	AuditReads   = "read"        // dossiers, letters and people that were looked at
	AuditGlass   = "break-glass" // what was opened without a right, or looked into for a reason
	AuditExports = "export"
	AuditSignIns = "sign-in" // sign-ins, tries, and what was done with accounts
	AuditHouse   = "house"   // the organisation, the catalogue and the city's settings
	AuditErasure = "erase"
)

// AuditKinds are all of them, in the order in which they are offered.
var AuditKinds = []string{AuditActs, AuditReads, AuditGlass, AuditExports, AuditSignIns, AuditHouse, AuditErasure}

// auditOpen are those that say nothing of any dossier: whoever runs the system may see them too.
var auditOpen = []string{AuditSignIns, AuditHouse}

// auditStreams are the kinds of stream of what is told apart in the ledger.
var auditStreams = map[string][]string{
	AuditSignIns: {"account"},
	AuditHouse:   {"unit", "person", "onestop", "city", "procedure", "proposal"},
	AuditErasure: {"erasure"},
}

// An AuditQuery chooses lines of the trail; empty fields choose all.
type AuditQuery struct {
	What     string
	Username string
	Unit     string // of whoever acted, with those below it
	Code     string
	From, To time.Time // To is exclusive
	After    string
	Limit    int
}

// An AuditLine is one line of the trail.
type AuditLine struct {
	What     string
	Recorded time.Time
	At       time.Time // when it happened; another time than Recorded only for what was entered later
	Late     bool      // it was entered later than it happened
	Kind     string    // of the event; the purpose of a reading, the list of an export, the outcome of a sign-in
	Thing    string    // kind of the thing it is about: "dossier", "unit" …
	ID       string    // of that thing
	Code     string    // of the dossier
	Person   PersonName
	Role     string
	Unit     UnitName
	Detail   string
	Rows     int
	Mark     string // of an export
}

// AuditAsks are the kinds of line that the reader may see; none: no trail at all.
func (r *Reader) AuditAsks() []string {
	o := access.Object{Org: r.w.Org, At: r.now}
	switch {
	case access.May(r.who, "read-audit", o) == nil:
		return AuditKinds
	case access.May(r.who, "read-audit-house", o) == nil:
		return auditOpen
	}
	return nil
}

// mostAudit is how many lines are given at once.
const mostAudit = 500

// Audit gives a page of the trail, the last written first, and the cursor of the next one. That somebody looked is written down
// before anything is shown.
func (r *Reader) Audit(q AuditQuery) (lines []AuditLine, next string, err error) {
	asks := r.AuditAsks()
	if len(asks) == 0 || q.What != "" && !slices.Contains(asks, q.What) {
		return nil, "", access.May(r.who, "read-audit", access.Object{Org: r.w.Org, At: r.now})
	}
	f, err := r.auditFilter(q, asks)
	if err != nil {
		return nil, "", err
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: "audit/" + cmp.Or(q.What, "all"), Purpose: "read.audit"}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return nil, "", err
	}
	rows, next, err := r.db.Trail(r.ctx, f)
	if err != nil {
		return nil, "", err
	}
	for i := range rows {
		lines = append(lines, r.auditLine(&rows[i]))
	}
	return lines, next, r.auditCodes(lines)
}

// auditFilter lays a query out for the store.
func (r *Reader) auditFilter(q AuditQuery, asks []string) (store.TrailFilter, error) {
	f := store.TrailFilter{From: q.From, To: q.To, After: q.After, Limit: min(max(q.Limit, 1), mostAudit)}
	var fs []*fault.Fault
	if q.Username != "" {
		if p := r.w.Org.ByUsername(strings.ToLower(q.Username)); p != nil {
			f.Person, f.Account = string(p.ID), "officer:"+string(p.ID)
		} else {
			fs = append(fs, fault.New(fault.Invalid, "audit.nobody", "typed", cut(q.Username, 60)).At("who"))
		}
	}
	units, wrong := r.auditUnits(q.Unit)
	if wrong != nil {
		fs = append(fs, wrong)
	}
	if f.Units = units; len(units) > 0 {
		for _, p := range r.w.Org.Posts() {
			if slices.Contains(units, string(p.Unit)) {
				f.Posts = append(f.Posts, string(p.ID))
			}
		}
	}
	f.Sources, f.Kinds, f.Besides = auditSources(q.What, asks)
	if q.Code != "" {
		id, err := r.auditThing(q.Code, asks)
		if x := fault.As(err); x != nil {
			fs = append(fs, fault.New(fault.Invalid, "audit.no-code", "code", cut(q.Code, 60)).At("code"))
		} else if err != nil {
			return f, err
		}
		f.Dossier = id
		f.Sources = slices.DeleteFunc(f.Sources, func(s string) bool { return s == store.TrailExport || s == store.TrailSignIn })
	}
	return f, fault.Join(fs)
}

// auditSources are where the lines of a kind stand.
func auditSources(what string, asks []string) (sources, kinds []string, besides bool) {
	switch what {
	case AuditReads:
		return []string{store.TrailRead}, nil, false
	case AuditGlass:
		return []string{store.TrailGlass}, nil, false
	case AuditExports:
		return []string{store.TrailExport}, nil, false
	case AuditSignIns:
		return []string{store.TrailSignIn, store.TrailEvent}, auditStreams[what], false
	case AuditHouse, AuditErasure:
		return []string{store.TrailEvent}, auditStreams[what], false
	case AuditActs:
		var but []string
		for _, k := range AuditKinds {
			but = append(but, auditStreams[k]...)
		}
		return []string{store.TrailEvent}, but, true
	}
	if len(asks) < len(AuditKinds) {
		return []string{store.TrailSignIn, store.TrailEvent}, slices.Concat(auditStreams[AuditSignIns], auditStreams[AuditHouse]), false
	}
	return []string{store.TrailEvent, store.TrailRead, store.TrailGlass, store.TrailExport, store.TrailSignIn}, nil, false
}

// auditUnits are the units whose people are asked about: of whoever oversees a part of the city, that part; nil is everybody.
func (r *Reader) auditUnits(unit string) ([]string, *fault.Fault) {
	wide := r.who.City || r.who.Kind == access.System || r.who.Role == string(org.Administrator)
	if unit == "" || wide && unit == r.w.top(r.now) {
		if wide {
			return nil, nil
		}
		return r.who.Units, nil
	}
	if r.w.Org.Unit(org.UnitID(unit)) == nil || !wide && !slices.Contains(r.who.Units, unit) {
		return nil, fault.New(fault.Invalid, "org.unit-unknown", "unit", cut(unit, 60)).At("unit")
	}
	return r.w.below(unit, r.now), nil
}

// auditThing finds a dossier, or the stream of a petition, that the reader may know of.
func (r *Reader) auditThing(code string, asks []string) (string, error) {
	if len(asks) == len(AuditKinds) {
		id, ok, err := r.petitionNamed(strings.ToUpper(strings.TrimSpace(code)))
		if err != nil || ok {
			return string(petition.Stream(id)), err
		}
	}
	id, err := r.byCode(code)
	if err != nil || len(asks) < len(AuditKinds) {
		return "", cmp.Or[error](err, fault.New(fault.Missing, "dossier.missing"))
	}
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return "", err
	}
	return string(id), r.mayKnow(d)
}

// auditLine lays one row out.
func (r *Reader) auditLine(x *store.TrailRow) AuditLine {
	l := AuditLine{Recorded: x.Recorded, At: x.At, Kind: x.Kind, Detail: x.Detail, Rows: x.Total, Unit: r.w.unit(x.Unit, x.At)}
	person := x.Person
	if p := r.w.Org.Post(org.PostID(x.Post)); p != nil {
		l.Role, person = string(p.Role), cmp.Or(person, string(p.Person))
		if x.Unit == "" {
			l.Unit = r.w.unit(string(p.Unit), x.At)
		}
	}
	if id, ok := strings.CutPrefix(x.Account, "officer:"); ok { // who acts from another's post is named
		person = id
	}
	l.Person = r.w.person(person)
	switch x.Source {
	case store.TrailEvent:
		stream := ledger.StreamID(x.Stream)
		l.What, l.Thing, l.ID = AuditActs, stream.Kind(), stream.ID()
		for _, what := range AuditKinds {
			if slices.Contains(auditStreams[what], l.Thing) {
				l.What = what
			}
		}
		l.Late = x.Class == string(ledger.LateEntry) || x.Recorded.Sub(x.At) > time.Minute
	case store.TrailRead:
		l.What, l.Thing, l.ID = AuditReads, "dossier", x.Dossier
		if kind, id, ok := strings.Cut(x.Dossier, "/"); ok { // what is no dossier
			l.Thing, l.ID = kind, id
		}
	case store.TrailGlass:
		l.What, l.Thing, l.ID = AuditGlass, "dossier", x.Dossier
	case store.TrailExport:
		l.What, l.Mark = AuditExports, x.Key
	case store.TrailSignIn:
		l.What, l.Thing, l.ID = AuditSignIns, "account", x.Account
	}
	return l
}

// auditCodes names the dossiers and petitions of a page.
func (r *Reader) auditCodes(lines []AuditLine) error {
	var dossiers, petitions []string
	for i := range lines {
		switch l := &lines[i]; l.Thing {
		case "dossier", "erasure", "guidance":
			dossiers = append(dossiers, l.ID)
			if id, ok := petitionTold(l.ID); ok {
				petitions = append(petitions, string(id))
			}
		case "petition":
			petitions = append(petitions, l.ID)
		}
	}
	codes, err := r.db.DossierCodes(r.ctx, dossiers)
	if err != nil {
		return err
	}
	theirs, err := r.db.PetitionCodes(r.ctx, petitions)
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for id := range theirs {
		p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(id))
		if err != nil {
			return err
		}
		kept[id] = r.w.keptFrom(r.who, p, r.now)
	}
	for i := range lines {
		l := &lines[i]
		id := strings.TrimPrefix(l.ID, string(petition.Stream("")))
		if kept[id] { // choice: who opened one before it was said to be about somebody of the unit stands there still, without which one it is
			l.ID = ""
			continue
		}
		l.Code = cmp.Or(codes[l.ID], theirs[id])
	}
	return nil
}

// The outcomes of a sign-in.
const (
	signedIn     = "in"
	signedOut    = "out"
	wrongWord    = "wrong-password"
	wrongCode    = "wrong-code"
	unknownLogin = "unknown-name"
)

// signInRow is a line of an officer's sign-in; of others nothing is written down.
// choice: the trail is for overseeing officers; citizens see their own sessions.
func (o *Office) signInRow(row store.AccountRow, post, outcome, method string) (store.SignInRow, bool, error) {
	if row.Kind != "officer" {
		return store.SignInRow{}, false, nil
	}
	id, err := o.random(10)
	s := store.SignInRow{ID: id, Account: row.ID, Person: row.Person, Post: post, Outcome: outcome, Method: method}
	w := o.world.Load()
	if post == "" {
		if posts := w.postsOf(row.Person, o.Now()); len(posts) > 0 {
			s.Post = posts[0].ID
		}
	}
	if p := w.Org.Post(org.PostID(s.Post)); p != nil {
		s.Unit = string(p.Unit)
	}
	return s, err == nil, err
}

// tellSignIn writes a sign-in down within an act.
func (o *Office) tellSignIn(tx *store.Tx, row store.AccountRow, post, outcome, method string) error {
	s, ok, err := o.signInRow(row, post, outcome, method)
	if err != nil || !ok {
		return err
	}
	return tx.PutSignIn(s)
}

// noteSignIn writes a try down by itself.
func (o *Office) noteSignIn(ctx context.Context, row store.AccountRow, outcome, method string) error {
	return o.db.Write(ctx, func(tx *store.Tx) error { return o.tellSignIn(tx, row, "", outcome, method) })
}

// noteStranger writes down that a name was tried which nobody has. The name itself is not kept: it may be somebody's password.
func (o *Office) noteStranger(ctx context.Context) error {
	id, err := o.random(10)
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.PutSignIn(store.SignInRow{ID: id, Outcome: unknownLogin, Method: "password"})
	})
}
