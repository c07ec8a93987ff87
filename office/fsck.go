package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"motcua/evidence/measure"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
)

// A CheckReport is what fsck found.
type CheckReport struct {
	Streams, Events, Dossiers, Tallies int
	Damages                            []string // one line each: where, what
}

func (c *CheckReport) damage(format string, args ...any) {
	c.Damages = append(c.Damages, fmt.Sprintf(format, args...))
}

// Check proves the whole memory: the chain, the seals and the commitments of every stream; that every dossier's lines in
// the views are what its fold says; that every file that they name is there; that every tally is the sum of its events. It changes nothing but lets the followers
// catch up first.
func (o *Office) Check(ctx context.Context) (*CheckReport, error) {
	if _, err := o.Follow(ctx); err != nil {
		return nil, err
	}
	rep := &CheckReport{}
	if waits, err := o.viewsWait(ctx); err != nil {
		return nil, err
	} else if waits {
		if err := o.renewViews(ctx); err != nil {
			return nil, fmt.Errorf("bring the views up to this version: %w", err)
		}
	}
	damages, err := o.db.CheckChain(ctx, func(int) {})
	if err != nil {
		return nil, err
	}
	for _, d := range damages {
		if d.Stream == "" {
			rep.damage("%s", d.What)
			continue
		}
		rep.damage("%s version %d: %s", d.Stream, d.Version, d.What)
	}
	if err := o.checkViews(ctx, rep); err != nil {
		return nil, err
	}
	if err := o.checkMandates(ctx, rep); err != nil {
		return rep, err
	}
	if err := o.checkRequests(ctx, rep); err != nil {
		return rep, err
	}
	if err := o.checkPetitions(ctx, rep); err != nil {
		return rep, err
	}
	if err := o.checkVoices(ctx, rep); err != nil {
		return rep, err
	}
	if err := o.checkContacts(ctx, rep); err != nil {
		return rep, err
	}
	if err := o.checkRatings(ctx, rep); err != nil {
		return rep, err
	}
	if err := o.checkScores(ctx, rep); err != nil {
		return rep, err
	}
	if err := o.checkCampaigns(ctx, rep); err != nil {
		return rep, err
	}
	if err := o.checkKnowledge(ctx, rep); err != nil {
		return rep, err
	}
	return rep, o.checkTallies(ctx, rep)
}

// eachStream does something with all streams of a kind, in their order.
func eachStream(ctx context.Context, r *store.Reader, kind string, do func(ledger.StreamID) error) error {
	for after := ledger.StreamID(""); ; {
		ids, err := r.Streams(ctx, kind, after, streamPage)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, after = range ids {
			if err := do(after); err != nil {
				return err
			}
		}
	}
}

// streamPage is how many streams are read at once.
const streamPage = 500

// checkRows compares the line of each stream of a kind with the line that its events make. A stream whose events make none is damage
// too, and so is one that cannot be read: the check goes on.
func checkRows[T comparable](ctx context.Context, r *store.Reader, kind string, rep *CheckReport, line func(ledger.StreamID) (T, error), row func(context.Context, string) (T, bool, error)) error {
	return eachStream(ctx, r, kind, func(id ledger.StreamID) error {
		want, err := line(id)
		if err != nil {
			rep.damage("%s: %v", id, err)
			return nil
		}
		got, _, err := row(ctx, id.ID())
		if err != nil {
			return err
		}
		if got != want {
			rep.damage("%s: the view has %+v, the fold %+v", id, got, want)
		}
		return nil
	})
}

// folded makes a line of the events of a stream.
func folded[T any](ctx context.Context, r *store.Reader, line func(string, []ledger.Event) (T, error)) func(ledger.StreamID) (T, error) {
	return func(id ledger.StreamID) (none T, err error) {
		evs, err := r.Events(ctx, id)
		if err != nil {
			return none, err
		}
		return line(id.ID(), evs)
	}
}

// checkViews folds every dossier and compares.
func (o *Office) checkViews(ctx context.Context, rep *CheckReport) error {
	w := o.world.Load()
	r := o.db.Read()
	return eachStream(ctx, r, "dossier", func(id ledger.StreamID) error {
		rep.Dossiers++
		d, err := o.fold(ctx, r, dossier.ID(id.ID()))
		if err != nil {
			rep.damage("%s: %v", id, err)
			return nil
		}
		return o.checkView(ctx, w, d, rep)
	})
}

func (o *Office) checkView(ctx context.Context, w *World, d *dossier.Dossier, rep *CheckReport) error {
	want := o.rowsOf(w, d)
	r, id := o.db.Read(), string(d.ID)
	line, ok, err := r.Dossier(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		rep.damage("dossier/%s: no line in the views", id)
		return nil
	}
	got := rows{dossier: line}
	if got.tasks, err = r.Tasks(ctx, id); err != nil {
		return err
	}
	if got.codes, err = r.Codes(ctx, id); err != nil {
		return err
	}
	if got.parties, err = r.Parties(ctx, id); err != nil {
		return err
	}
	went, err := r.Went(ctx, id)
	if err != nil {
		return err
	}
	got.sort()
	want.sort()
	want.dossier.N = got.dossier.N
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"line", got.dossier, want.dossier},
		{"tasks", got.tasks, want.tasks},
		{"codes", got.codes, want.codes},
		{"parties", got.parties, want.parties},
		{"changes of units", went, wentOf(d)},
	} {
		g, w := reflect.ValueOf(c.got), reflect.ValueOf(c.want)
		if g.Kind() == reflect.Slice && g.Len() == 0 && w.Len() == 0 {
			continue
		}
		if !reflect.DeepEqual(c.got, c.want) {
			rep.damage("dossier/%s: %s differ: the view has %+v, the fold %+v", d.ID, c.what, c.got, c.want)
		}
	}
	if err := o.checkFiles(ctx, d, rep); err != nil {
		return err
	}
	return o.checkAlarms(ctx, w, d, rep)
}

// viewsWait says whether the views are still to be brought up to a version of the program.
func (o *Office) viewsWait(ctx context.Context) (bool, error) {
	return o.db.Read().JobsOf(ctx, jobViews)
}

// checkFiles compares the files that a dossier's events name, and wants each of them, and of the letters' PDFs, to be there.
func (o *Office) checkFiles(ctx context.Context, d *dossier.Dossier, rep *CheckReport) error {
	got, err := o.db.Read().Files(ctx, string(d.ID))
	if err != nil {
		return err
	}
	want := filesOf(d)
	slices.SortFunc(want, func(a, b store.FileRow) int {
		return cmp.Or(strings.Compare(a.Paper, b.Paper), strings.Compare(a.Blob, b.Blob))
	})
	if !slices.Equal(got, want) {
		rep.damage("dossier/%s: files differ: the view has %+v, the fold %+v", d.ID, got, want)
	}
	letters, err := o.db.Read().Letters(ctx, string(d.ID))
	if err != nil {
		return err
	}
	for _, l := range letters {
		if l.PDFHash != nil {
			want = append(want, store.FileRow{Paper: l.ID, Blob: string(l.PDFHash)})
		}
	}
	for _, f := range want {
		ok, err := o.cfg.Blobs.Has(blob.Hash(f.Blob))
		if err != nil {
			return err
		}
		if !ok {
			rep.damage("dossier/%s: the file %s of %q is not there: bring it back from a backup", d.ID, f.Blob, f.Paper)
		}
	}
	return nil
}

// checkAlarms compares a dossier's alarms; those of an earlier calendar are computed anew by a job that waits.
func (o *Office) checkAlarms(ctx context.Context, w *World, d *dossier.Dossier, rep *CheckReport) error {
	got, err := o.db.Read().Alarms(ctx, string(d.ID))
	if err != nil || w.Calendar == nil || slices.ContainsFunc(got, func(a store.AlarmRow) bool { return a.Calendar != w.Calendar.Version() }) {
		return err
	}
	want := w.alarmRows(d)
	slices.SortFunc(want, func(a, b store.AlarmRow) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Token, b.Token))
	})
	if !slices.Equal(got, want) {
		rep.damage("dossier/%s: alarms differ: the view has %+v, the fold %+v", d.ID, got, want)
	}
	return nil
}

// sort puts the parts of both sides into one order.
func (r *rows) sort() {
	slices.SortFunc(r.tasks, func(a, b store.TaskRow) int { return strings.Compare(a.Token, b.Token) })
	slices.SortFunc(r.codes, func(a, b store.CodeRow) int {
		return cmp.Or(strings.Compare(a.System, b.System), strings.Compare(a.Code, b.Code))
	})
	slices.SortFunc(r.parties, func(a, b store.PartyRow) int { return strings.Compare(a.Role, b.Role) })
}

// checkTallies counts every figure again from the events.
func (o *Office) checkTallies(ctx context.Context, rep *CheckReport) error {
	want := map[tallyKey]int64{}
	streams := map[ledger.StreamID]bool{}
	err := o.db.Read().EachPlaced(ctx, 1, func(e store.Placed) error {
		rep.Events++
		streams[e.Stream] = true
		ds, err := measure.Deltas(&e.Event)
		for _, d := range ds {
			want[tallyKey{d.Unit, d.Measure, d.Day}] += d.N
		}
		return err
	})
	if err != nil {
		return err
	}
	rep.Streams = len(streams)
	have, err := o.db.Read().Days(ctx, nil, nil, "", "~")
	if err != nil {
		return err
	}
	for _, t := range have {
		rep.Tallies++
		k := tallyKey{t.Unit, t.Measure, t.Day}
		if want[k] != t.N {
			rep.damage("tally %s of %s on %s is %d, its events say %d", k.measure, k.unit, k.day, t.N, want[k])
		}
		delete(want, k)
	}
	for k, n := range want {
		if n != 0 {
			rep.damage("tally %s of %s on %s is missing, its events say %d", k.measure, k.unit, k.day, n)
		}
	}
	return nil
}

// exported is a line of the exported ledger. Personal parts and seeds are not in it.
type exported struct {
	Place      int64           `json:"place"`
	Stream     string          `json:"stream"`
	Version    int64           `json:"version"`
	Kind       string          `json:"kind"`
	Class      string          `json:"class"`
	At         time.Time       `json:"at"`
	RecordedAt time.Time       `json:"recorded_at"`
	Actor      string          `json:"actor"`
	Unit       string          `json:"unit,omitempty"`
	Command    string          `json:"command"` // client/key of the command that wrote it
	Holder     json.RawMessage `json:"holder,omitempty"`
	Commitment string          `json:"private_commitment,omitempty"`
	MAC        string          `json:"mac"`
}

// ExportEvents writes the ledger as JSON lines in the order of places, from a place on.
func (o *Office) ExportEvents(ctx context.Context, who Who, out io.Writer, from int64) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	if _, err := o.Follow(ctx); err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return o.db.Read().EachPlaced(ctx, max(from, 1), func(e store.Placed) error {
		line := exported{
			Place: e.Place, Stream: string(e.Stream), Version: e.Version, Kind: e.Kind, Class: string(e.Class), At: e.At,
			RecordedAt: e.RecordedAt, Actor: e.Actor, Unit: e.Unit, Command: e.Command, Holder: e.Holder, MAC: fmt.Sprintf("%x", e.MAC),
		}
		if e.Commitment != ([32]byte{}) {
			line.Commitment = fmt.Sprintf("%x", e.Commitment)
		}
		return enc.Encode(line)
	})
}
