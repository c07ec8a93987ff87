package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"motcua/city"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// errNoMore ends a measurement early: nothing is left to do.
var errNoMore = errors.New("nothing left to do")

// A bench is a city under measurement.
type bench struct {
	house    *house
	run      string // part of every identity, so that a city can be measured again
	desks    []office.Who
	cases    []benchCase
	codes    []string // of dossiers to look up, and names of owners to search for
	names    []string
	ids      []string // of dossiers whose slips are printed
	lettered atomic.Int64
	mu       sync.Mutex // guards work
	work     []dossier.ID
	worked   atomic.Int64
	leader   office.Who
	delegate office.Who // has the power of thirty agencies, see handed
	communes []string   // codes of those whose people file; none: all live in one
}

// A benchCase is a case with a filled-in form and its required papers.
type benchCase struct {
	procedure procedure.ID
	id        string
	values    form.Values
	papers    []dossier.PaperHanded
}

// benchCases are the procedures that are taken in; the commonest of a desk.
var benchCases = map[string]bool{"2.000635": true, "1.004873": true, "1.001193": true, "1.000656": true, "2.000815": true}

func newBench(ctx context.Context, h *house) (*bench, error) {
	id, err := h.office.NewID()
	if err != nil {
		return nil, err
	}
	b := &bench{house: h, run: id[:8]}
	w := h.office.World()
	now := time.Now()
	for _, u := range w.Org.Units(now, org.Branch, org.Point) {
		for _, p := range w.Org.Holders(u.ID, org.Receiver, now) {
			b.desks = append(b.desks, benchOfficer(string(p.ID), string(u.ID), "receiver"))
			break
		}
	}
	if len(b.desks) < 20 {
		return nil, fmt.Errorf("%d units receive, at least 20 are wanted: give the pack more officers", len(b.desks))
	}
	for _, u := range w.Org.Units(now, org.City) {
		b.leader = office.Who{Kind: access.Officer, Account: "bench", Unit: string(u.ID), Role: "supervisor", City: true}
	}
	return b, b.readCases(w, now)
}

func benchOfficer(person, unit, role string) office.Who {
	return office.Who{Kind: access.Officer, Account: "bench", Person: person, Unit: unit, Role: role, Units: []string{unit}}
}

// readCases takes the pack's filled-in forms.
func (b *bench) readCases(w *office.World, now time.Time) error {
	raw, err := fs.ReadFile(city.Hanoi(), "samples.json")
	if err != nil {
		return err
	}
	var samples []struct {
		Procedure procedure.ID
		Version   int
		Case      string
		Values    json.RawMessage
	}
	if err := json.Unmarshal(raw, &samples); err != nil {
		return fmt.Errorf("read the samples: %w", err)
	}
	for _, s := range samples {
		rec := w.Procedures.Current(s.Procedure, now)
		if !benchCases[string(s.Procedure)] || rec == nil || rec.Version != s.Version {
			continue
		}
		values, err := form.Decode(s.Values)
		if err != nil {
			return err
		}
		c := benchCase{procedure: s.Procedure, id: s.Case, values: values}
		for i, p := range rec.Case(s.Case).Papers {
			if p.Required {
				c.papers = append(c.papers, dossier.PaperHanded{Index: i, Originals: 1})
			}
		}
		b.cases = append(b.cases, c)
	}
	if len(b.cases) == 0 {
		return errors.New("no sample fits the procedures in force: mend city/hanoi/samples.json")
	}
	return nil
}

var (
	benchFamilies = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô"}
	benchMiddles  = []string{"Văn", "Thị", "Minh", "Thu", "Quốc", "Ngọc", "Đức", "Thanh"}
	benchGivens   = []string{"An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Linh", "Mai", "Nam", "Oanh", "Phúc", "Quân", "Sơn", "Trang", "Uyên", "Vân", "Yến"}
)

// intakeOf is the n-th dossier: the person, the case and the desk follow from n.
func (b *bench) intakeOf(n int64) (office.Who, dossier.ID, office.Intake) {
	who := b.desks[n%int64(len(b.desks))]
	c := b.cases[n%int64(len(b.cases))]
	name := benchFamilies[n%10] + " " + benchMiddles[n/10%8] + " " + benchGivens[n/80%18]
	commune := "00004"
	if len(b.communes) > 0 {
		commune = b.communes[n%int64(len(b.communes))]
	}
	person := dossier.Party{
		Kind: dossier.Citizen, Name: name, Number: fmt.Sprintf("0010%02d%06d", 60+n%40, n%1_000_000), Phone: "0900000000",
		Address: dossier.Address{Text: fmt.Sprintf("Số %d phố Ví Dụ", n%300+1), Commune: commune, List: office.CommuneList},
	}
	return who, dossier.ID(fmt.Sprintf("%s%012d", b.run, n)), office.Intake{
		Procedure: c.procedure, Case: c.id, Channel: procedure.Desk, Reception: who.Unit, Return: "desk", Subject: "Hồ sơ đo tốc độ " + name,
		Parties: dossier.Parties{Applicant: person, Owner: person}, Values: c.values, Papers: c.papers,
	}
}

// intake is the whole reception at a counter: form judged, numbered, promised, events and views on the disk.
func (b *bench) intake(ctx context.Context, _ int64) error {
	n := b.worked.Add(1)
	who, id, in := b.intakeOf(n)
	_, err := b.house.office.Receive(ctx, who, office.Command{Client: "bench", Key: string(id)}, office.On{ID: id}, in)
	if err != nil {
		return err
	}
	b.mu.Lock()
	b.work = append(b.work, id)
	b.mu.Unlock()
	return nil
}

// step ends the next task of a dossier, by an officer who may.
func (b *bench) step(ctx context.Context, _ int64) error {
	b.mu.Lock()
	if len(b.work) == 0 {
		b.mu.Unlock()
		return errNoMore
	}
	id := b.work[0]
	b.work = b.work[1:]
	b.mu.Unlock()
	o := b.house.office
	tasks, err := b.house.db.Read().Tasks(ctx, string(id))
	i := slices.IndexFunc(tasks, func(t store.TaskRow) bool { return t.DoneAt.IsZero() })
	if err != nil || i < 0 {
		return err
	}
	t := tasks[i]
	people := o.World().Org.Holders(org.UnitID(t.Unit), org.Role(t.Role), time.Now())
	if len(people) == 0 {
		return fmt.Errorf("nobody holds %s in %s", t.Role, t.Unit)
	}
	var token int
	if _, err := fmt.Sscan(t.Token, &token); err != nil {
		return err
	}
	who := benchOfficer(string(people[0].ID), t.Unit, t.Role)
	return o.Finish(ctx, who, office.Command{}, office.On{ID: id, Token: token}, actOf(procedure.Work(t.Work)), dossier.Finishing{Number: "1/KQ", Outcome: b.outcome(id, t)})
}

func actOf(w procedure.Work) dossier.Act {
	switch w {
	case procedure.Approve:
		return dossier.ActApprove
	case procedure.Issue:
		return dossier.ActIssue
	}
	return dossier.ActFinish
}

// outcome is the first one that the step's process names.
func (b *bench) outcome(id dossier.ID, t store.TaskRow) string {
	row, ok, err := b.house.db.Read().Dossier(context.Background(), string(id))
	if err != nil || !ok || t.Work == string(procedure.Approve) {
		return ""
	}
	rec := b.house.office.World().Procedures.Version(procedure.ID(row.Procedure), int(row.ProcVersion))
	for _, n := range rec.Case(row.CaseID).Process.Nodes {
		if n.ID == t.Node && len(n.Outcomes) > 0 {
			return n.Outcomes[0].Value
		}
	}
	return ""
}

// load brings the city to n dossiers through the same intakes, many at once so that commits are shared.
func (b *bench) load(ctx context.Context, n int) error {
	have, err := b.house.db.Read().Count(ctx, store.DossierFilter{Scope: store.Scope{All: true}})
	if err != nil {
		return err
	}
	var left atomic.Int64
	left.Store(int64(n - have))
	var failure atomic.Pointer[error]
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for left.Add(-1) >= 0 && failure.Load() == nil {
				if err := b.intake(ctx, 0); err != nil {
					failure.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	if err := failure.Load(); err != nil {
		return fmt.Errorf("load dossiers: %w", *err)
	}
	if _, err = b.house.office.Follow(ctx); err != nil {
		return err
	}
	return b.sample(ctx)
}

// sampled is how many dossiers are asked for by code and by name, spread over the whole city.
const sampled = 5000

// sample takes codes and names to ask for.
func (b *bench) sample(ctx context.Context) error {
	r := b.house.db.Read()
	n, err := r.Count(ctx, store.DossierFilter{Scope: store.Scope{All: true}})
	if err != nil {
		return err
	}
	b.codes, b.names, b.ids = nil, nil, nil
	i, each := 0, max(n/sampled, 1)
	err = r.EachDossier(ctx, func(d store.DossierRow) error {
		if !d.ReceivedAt.IsZero() {
			b.ids = append(b.ids, d.ID)
		}
		if i++; i%each == 0 {
			b.codes, b.names = append(b.codes, d.Code), append(b.names, d.OwnerName)
		}
		return nil
	})
	if err == nil && len(b.codes) == 0 {
		err = errors.New("no dossiers to ask for: give --dossiers")
	}
	return err
}

// lookup is what anyone asks: the code alone.
func (b *bench) lookup(ctx context.Context, n int64) error {
	code := b.codes[n*7919%int64(len(b.codes))]
	_, err := b.house.office.Read(ctx, office.Who{Kind: access.Anyone}).Lookup(code)
	return err
}

// search finds a name without marks among all dossiers, newest first.
func (b *bench) search(ctx context.Context, n int64) error {
	_, err := b.house.office.Read(ctx, b.leader).Search(b.names[n*7919%int64(len(b.names))])
	return err
}

// overview is the page of the whole city over thirty days.
func (b *bench) overview(ctx context.Context, _ int64) error {
	now := time.Now()
	_, err := b.house.office.Read(ctx, b.leader).Overview("", "reception", now.AddDate(0, 0, -30), now)
	return err
}

// worklist is the first page of an officer's work.
func (b *bench) worklist(ctx context.Context, n int64) error {
	_, err := b.house.office.Read(ctx, b.desks[n%int64(len(b.desks))]).Worklist(office.Filter{})
	return err
}
