package demo

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// share is how often a procedure comes, of a thousand, and how many of a hundred of its dossiers come online.
// choice: civil status and certified copies are a ward's day, land is most of a branch's; together about 60 % online, as
// the city counted in 2025.
type share struct{ share, online int }

var shares = map[procedure.ID]share{
	"2.000815": {155, 0},  // certified copies, at a desk only
	"1.013831": {200, 52}, // land
	"1.001193": {110, 80}, // birth
	"2.000635": {95, 80},  // extracts
	"1.004873": {85, 78},  // marital status
	"1.000894": {40, 62},  // marriage
	"1.000656": {40, 66},  // death
	"2.000908": {30, 70},
	"1.001612": {75, 84}, // household business
	"1.004194": {70, 88}, // temporary residence
	"3.000333": {50, 84}, // criminal record
	"1.001776": {20, 60}, // allowance
	"1.013225": {18, 62}, // building permit
	"2.001827": {9, 70},
	"9.000001": {8, 70},
	"9.000002": {5, 70},
	"1.009642": {3, 70},
	"1.012897": {6, 60},
}

// cases are the procedures that dossiers come for, with a filled-in form for each case.
type cases struct {
	procedures []weighted[procedure.ID]
	samples    map[sampleKey]form.Values
	communes   []weighted[place] // that have officers
	desks      []string          // units that receive
	serving    map[string][]string
}

type sampleKey struct {
	procedure procedure.ID
	version   int
	id        string
}

func readCases(w *office.World, p Plan) (cases, error) {
	c := cases{samples: map[sampleKey]form.Values{}}
	var list []struct {
		Procedure procedure.ID
		Version   int
		Case      string
		Values    json.RawMessage
	}
	if err := json.Unmarshal(p.Samples, &list); err != nil {
		return c, fmt.Errorf("read the filled-in forms: %w", err)
	}
	for _, s := range list {
		v, err := form.Decode(s.Values)
		if err != nil {
			return c, fmt.Errorf("read the filled-in form of %s: %w", s.Procedure, err)
		}
		c.samples[sampleKey{s.Procedure, s.Version, s.Case}] = v
	}
	for _, rec := range w.Procedures.All(p.Until) {
		if s, ok := shares[rec.Code]; ok {
			c.procedures = append(c.procedures, weighted[procedure.ID]{rec.Code, s.share})
		}
	}
	at := p.Until
	if p.Change != nil {
		at = p.Begin()
	}
	c.places(w, at)
	if len(c.procedures) == 0 || len(c.communes) == 0 || len(c.desks) == 0 {
		return c, fmt.Errorf("the city has %d procedures, %d communes and %d desks that a demonstration can play with: give it a pack that has some",
			len(c.procedures), len(c.communes), len(c.desks))
	}
	return c, nil
}

// busy communes have more people: those of the branches whose officers have accounts here.
var busy = map[string]int{"09556": 380, "00004": 120, "00103": 60}

// places finds the communes that have all officers, and the desks.
func (c *cases) places(w *office.World, now time.Time) {
	c.communes, c.desks, c.serving = nil, nil, map[string][]string{}
	list := w.CommuneListAt(now)
	for i, u := range w.Org.Units(now, org.Commune) {
		full := true
		for _, r := range []org.Role{org.Specialist, org.Leader, org.Clerk} {
			full = full && len(w.Org.Holders(u.ID, r, now)) > 0
		}
		if full {
			c.communes = append(c.communes, weighted[place]{place{u.AdminCode, list}, 20 + i*37%60 + busy[u.AdminCode]})
		}
	}
	for _, u := range append(w.Org.Units(now, org.Point), w.Org.Units(now, org.Branch)...) { // points first
		if !u.Receives {
			continue
		}
		c.desks = append(c.desks, string(u.ID))
		for _, id := range u.Serves {
			if served := w.Org.UnitAt(id, now); served != nil {
				c.serving[served.AdminCode] = append(c.serving[served.AdminCode], string(u.ID))
			}
		}
	}
}

// A coming is a dossier before anybody has it.
type coming struct {
	procedure procedure.ID
	id        string // of the case
	version   int
	channel   procedure.Channel
	desk      string // that receives it
	parties   dossier.Parties
	subject   string
	values    form.Values
	papers    []dossier.PaperHanded
	files     []dossier.Attached
	back      string // how the result is wanted
}

// coming fills a dossier of a procedure in, as of now.
func (y *Year) coming(r *rand.Rand, code procedure.ID, caseID string, ch procedure.Channel, owner *dossier.Party, now time.Time) (coming, error) {
	rec := y.office.World().Procedures.Current(code, now)
	if rec == nil {
		return coming{}, fmt.Errorf("procedure %s is not in force", code)
	}
	pc := rec.Case(caseID)
	if pc == nil {
		pc = one(r, open(rec, ch))
	}
	commune := pick(r, y.cases.communes)
	if owner == nil {
		p := y.owner(r, code, commune, now)
		owner = &p
	}
	c := coming{procedure: code, id: pc.ID, version: rec.Version, channel: ch, back: "desk"}
	c.desk = y.desk(r, code, ch, owner.Address.Commune)
	c.parties = dossier.Parties{Applicant: *owner, Owner: *owner}
	if owner.Kind != dossier.Citizen || !forOneself[code] && r.IntN(100) < 14 {
		c.parties.Applicant = relative(r, *owner, now)
	}
	c.values = y.fill(r, sampleKey{code, rec.Version, pc.ID}, pc.Form, c.parties, now)
	c.subject = subject(r, rec, c.parties.Owner, c.values)
	for i, p := range pc.Papers {
		switch {
		case p.Required && ch == procedure.Online:
			c.papers = append(c.papers, dossier.PaperHanded{Index: i, Digital: true})
			f := one(r, y.files)
			f.Paper = i
			c.files = append(c.files, f)
		case p.Required || r.IntN(5) == 0:
			c.papers = append(c.papers, dossier.PaperHanded{Index: i, Originals: max(1, p.Originals), Returned: r.IntN(4) == 0})
		}
	}
	switch n := r.IntN(100); {
	case ch == procedure.Post || n < 9:
		c.back = "post"
	case ch == procedure.Online && n < 45:
		c.back = "electronic"
	}
	return c, nil
}

// forOneself are procedures whose filled-in forms say that the person applies in their own matter.
var forOneself = map[procedure.ID]bool{"1.000894": true, "1.004873": true, "2.000635": true, "2.000908": true}

// open are the cases that are open on a channel.
func open(rec *procedure.Record, ch procedure.Channel) []*procedure.Case {
	var out []*procedure.Case
	for i := range rec.Cases {
		if c := &rec.Cases[i]; c.Process != nil && c.Rule(ch) != nil && (i == 0 || !rare[c.ID]) {
			out = append(out, c)
		}
	}
	return out
}

// rare cases are left to other stories.
var rare = map[string]bool{"tre-bo-roi": true}

// owner makes whose matter it is: a business for investments and the like.
func (y *Year) owner(r *rand.Rand, code procedure.ID, commune place, now time.Time) dossier.Party {
	switch code {
	case "1.009642", "9.000002", "2.001827":
		return company(r, commune)
	case "1.000894": // the form is filled in by the man
		p := person(r, commune, now)
		p.Sex, p.Name = "male", name(r, "male")
		birth := now.In(office.Zone).AddDate(-21-r.IntN(20), -r.IntN(11), 0)
		p.Birth, p.Number = birth.Format(time.DateOnly), personalID(r, birth, "male")
		return p
	}
	p := person(r, commune, now)
	if code == "1.001193" || code == "1.004873" { // of an age to have a child, or to marry
		birth := now.In(office.Zone).AddDate(-22-r.IntN(18), 0, -r.IntN(365))
		p.Birth, p.Number = birth.Format(time.DateOnly), personalID(r, birth, p.Sex)
	}
	return p
}

// desk is where it is handed in: mostly one that serves the owner's commune, at a counter any.
func (y *Year) desk(r *rand.Rand, code procedure.ID, ch procedure.Channel, commune string) string {
	near := y.cases.serving[commune]
	switch {
	case len(near) == 0, ch == procedure.Desk && r.IntN(100) < 22:
		return one(r, y.cases.desks)
	case code == "1.013831", r.IntN(100) < 25:
		return near[len(near)-1] // the branch: land is most of its day
	}
	return near[0]
}

// intake is the coming as it is handed in at a desk.
func (c *coming) intake() office.Intake {
	return office.Intake{
		Procedure: c.procedure, Case: c.id, Channel: c.channel, Reception: c.desk, Parties: c.parties, Subject: c.subject,
		Values: c.values, FormBy: c.version, Papers: c.papers, Files: c.files, Return: c.back,
	}
}

// fill takes the pack's filled-in form of the case and puts this dossier's people and days into it.
func (y *Year) fill(r *rand.Rand, k sampleKey, f *form.Form, p dossier.Parties, now time.Time) form.Values {
	if f == nil {
		return nil
	}
	days := int(now.Sub(sampleDay).Hours()) / 24
	v, _ := renew(r, map[string]any(y.cases.samples[k]), "", p.Owner, days).(map[string]any)
	person := map[string]string{}
	for who, q := range map[string]dossier.Party{"applicant": p.Applicant, "owner": p.Owner} {
		person[who+".name"], person[who+".birth"], person[who+".sex"] = q.Name, q.Birth, q.Sex
		person[who+".phone"], person[who+".email"] = q.Phone, q.Email
		person[who+".personal_id"], person[who+".number"] = q.Number, q.Number
		person[who+".address"], person[who+".address.commune"], person[who+".address.list"] = q.Address.Text, q.Address.Commune, q.Address.List
	}
	lay(v, form.Prefill(f, person))
	agree(r, k.procedure, v, p, now)
	return v
}

// sampleDay is the day as of which the pack's forms were filled in.
var sampleDay = time.Date(2025, 11, 25, 0, 0, 0, 0, office.Zone)

// renew copies a value with new names in place of the sample's and days as far from now as the sample's were.
func renew(r *rand.Rand, v any, key string, owner dossier.Party, days int) any {
	switch v := v.(type) {
	case form.Values:
		return renew(r, map[string]any(v), key, owner, days)
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, k := range sorted(v) {
			role := k
			if k == "name" && (key == "mother" || key == "father") {
				role = key + "_name"
			}
			out[k] = renew(r, v[k], role, owner, days)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = renew(r, v[i], key, owner, days)
		}
		return out
	case string:
		return renewText(r, v, key, owner, days)
	}
	return v
}

func renewText(r *rand.Rand, s, key string, owner dossier.Party, days int) string {
	if strings.HasSuffix(s, " "+madeUp.ChildMark) && key != "text" {
		family, _, _ := strings.Cut(owner.Name, " ")
		return family + " " + one(r, append(slices.Clone(madeUp.Male), madeUp.Female...))
	}
	if words := strings.Fields(s); strings.HasSuffix(s, madeUp.Mark) && len(words) == 4 && key != "text" && isFamily(words[0]) {
		if key == "mother_name" || key != "father_name" && words[1] == femaleSign {
			return name(r, "female")
		}
		return name(r, "male")
	}
	switch key {
	case "commune":
		return owner.Address.Commune
	case "list":
		return owner.Address.List
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, office.Zone); err == nil && t.Year() >= 2025 {
		return t.AddDate(0, 0, days).Format(time.DateOnly)
	}
	return s
}

// lay puts values over others, group by group.
func lay(over map[string]any, values map[string]any) {
	for k, v := range values {
		inner, isGroup := v.(map[string]any)
		have, had := over[k].(map[string]any)
		if isGroup && had {
			lay(have, inner)
			continue
		}
		if _, asked := over[k]; asked { // what the sample left out may be hidden by other answers
			over[k] = v
		}
	}
}
