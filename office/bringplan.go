package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/calendar"
)

// An OldSource is the file of an older system that is to come in.
type OldSource struct {
	Name   string // of the file
	System string // name of the older system: small letters, digits and "-"
	Body   []byte
	Files  fs.FS // the folder that the files of its dossiers lie in; nil: none can come
}

// oldSource is where a line comes from.
type oldSource struct {
	batch, system string
	files         fs.FS
}

// A BringPlan (kế hoạch nhập hồ sơ cũ) says what a file would bring, what is here already, what differs and what cannot come in.
type BringPlan struct {
	ID     string `json:"id"` // of the import: it follows from the file and the system
	Name   string `json:"name"`
	System string `json:"system"`
	SHA256 string `json:"sha256"`
	Lines  int    `json:"lines"`
	New    int    `json:"new"`
	Open   int    `json:"open"` // of the new ones
	Closed int    `json:"closed"`
	Same   int    `json:"same"` // are here already, as the file says

	Procedures map[string]int `json:"procedures"`
	Units      map[string]int `json:"units"` // of reception
	States     map[string]int `json:"states"`
	Years      map[string]int `json:"years"` // of reception

	Different []BringDifference `json:"different"`
	Refused   []BringRefusal    `json:"refused"`

	news []*oldJudged
}

// A BringDifference is a dossier that came in before and that the file says something else of. It stays as it is.
type BringDifference struct {
	Line   int          `json:"line"`
	Code   string       `json:"code"`
	ID     dossier.ID   `json:"id"`
	Fields []BringField `json:"fields"` // none: what it came in as was erased by law
}

// A BringField is one field that differs.
type BringField struct {
	Field string `json:"field"`
	File  string `json:"file"`
	Here  string `json:"here"`
}

// A BringRefusal is why a line cannot come in.
type BringRefusal struct {
	Line  int          `json:"line"`
	Code  string       `json:"code,omitempty"`
	Field string       `json:"field,omitempty"`
	Fault *fault.Fault `json:"-"`
}

// PlanDossiers reads a file of an older system and says what would come in. Nothing is written.
func (o *Office) PlanDossiers(ctx context.Context, who Who, src OldSource) (*BringPlan, error) {
	if err := access.May(who, "import-dossiers", access.Object{}); err != nil {
		return nil, err
	}
	if err := o.Refresh(ctx); err != nil {
		return nil, err
	}
	return o.planDossiers(ctx, who, src)
}

func (o *Office) planDossiers(ctx context.Context, who Who, src OldSource) (*BringPlan, error) {
	if !oldSystem(src.System) {
		return nil, fault.New(fault.Invalid, "bring.system", "value", src.System).At("system")
	}
	sum := sha256.Sum256(src.Body)
	p := &BringPlan{
		Name: fileName(src.Name), System: src.System, SHA256: hex.EncodeToString(sum[:]),
		Procedures: map[string]int{}, Units: map[string]int{}, States: map[string]int{}, Years: map[string]int{},
		Different: []BringDifference{}, Refused: []BringRefusal{},
	}
	var err error
	if p.ID, err = o.batchID(ctx, src.System, p.SHA256); err != nil {
		return nil, err
	}
	w, lines := o.world.Load(), map[string]int{}
	from := oldSource{batch: p.ID, system: src.System, files: src.Files}
	err = readOldDossiers(src.Body, func(r readOld) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.Lines++
		if first := lines[r.d.Code]; r.err == nil && first > 0 && r.d.Code != "" {
			r.err = fault.New(fault.Invalid, "bring.twice", "line", strconv.Itoa(first)).At("code")
		} else if r.err == nil {
			lines[r.d.Code] = r.line
			r.err = o.planOld(ctx, w, who, from, &r, p)
		}
		return p.refuse(&r)
	})
	return p, err
}

// oldSystem says whether a name is one of an older system.
func oldSystem(s string) bool {
	if len(s) < 2 || len(s) > 30 {
		return false
	}
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

// refuse notes each mistake of a line; what is no person's mistake ends the plan.
func (p *BringPlan) refuse(r *readOld) error {
	if r.err == nil {
		return nil
	}
	f := fault.As(r.err)
	if f == nil || f.Kind == fault.Internal {
		return fmt.Errorf("line %d: %w", r.line, r.err)
	}
	for _, one := range append([]*fault.Fault{f}, f.More...) {
		if r.d.Owner == nil && strings.HasPrefix(one.Field, "owner.") {
			continue // the applicant is the owner, and it is said already
		}
		bare := *one
		bare.More = nil
		p.Refused = append(p.Refused, BringRefusal{Line: r.line, Code: r.d.Code, Field: bare.Field, Fault: &bare})
	}
	return nil
}

// RefusedLines counts the lines that cannot come in, however much is wrong with each.
func (p *BringPlan) RefusedLines() int {
	n, last := 0, 0
	for _, r := range p.Refused {
		if r.Line != last {
			n, last = n+1, r.Line
		}
	}
	return n
}

// planOld judges a line: it is new, it is here, or it is here and differs.
func (o *Office) planOld(ctx context.Context, w *World, who Who, from oldSource, r *readOld, p *BringPlan) error {
	line, err := r.d.canonical()
	if err != nil {
		return err
	}
	var id dossier.ID
	if oldCode(r.d.Code) == nil {
		var there *dossier.Source
		if id, there, err = o.oldID(ctx, o.db.Read(), from.system, r.d.Code); err != nil {
			return err
		}
		if there != nil {
			if there.Print == o.keyed("old-line", line) {
				p.Same++
				return nil
			}
			return o.differs(ctx, id, r, p)
		}
	}
	j, err := o.judgeOld(w, from, &r.d, o.Now())
	if err != nil {
		return err
	}
	j.line, j.id = r.line, id
	if other, ok, err := o.db.Read().ByCode(ctx, r.d.Code); err != nil {
		return err
	} else if ok {
		row, _, err := o.db.Read().Dossier(ctx, other)
		if err != nil {
			return err
		}
		if row.State != int(dossier.None) {
			return fault.New(fault.Invalid, "bring.taken", "code", r.d.Code).At("code")
		}
	}
	c, err := o.oldCase(w, j, who, o.Now())
	if err != nil {
		return err
	}
	if _, err := c.Import(&j.b); err != nil {
		return err
	}
	p.count(j)
	return nil
}

func (p *BringPlan) count(j *oldJudged) {
	p.news = append(p.news, j)
	p.New++
	if j.open {
		p.Open++
	} else {
		p.Closed++
	}
	p.Procedures[j.d.Procedure]++
	p.Units[j.b.Filing.Reception]++
	p.States[j.d.State]++
	p.Years[strconv.Itoa(calendar.DateOf(j.b.Received).Time().Year())]++
}

// differs lists what the file says otherwise than the line by which the dossier came in.
func (o *Office) differs(ctx context.Context, id dossier.ID, r *readOld, p *BringPlan) error {
	evs, err := o.db.Read().Events(ctx, dossier.Stream(id))
	if err != nil {
		return err
	}
	x := BringDifference{Line: r.line, Code: r.d.Code, ID: id, Fields: []BringField{}}
	for i := range evs {
		if evs[i].Kind != dossier.KindImported {
			continue
		}
		was, err := dossier.LineOf(&evs[i])
		if err != nil {
			return err
		}
		if was != "" {
			if x.Fields, err = differences(&r.d, was); err != nil {
				return err
			}
		}
	}
	p.Different = append(p.Different, x)
	return nil
}

// differences compares a line with an earlier one field by field.
func differences(d *OldDossier, was string) ([]BringField, error) {
	now, err := d.canonical()
	if err != nil {
		return nil, err
	}
	file, here := map[string]string{}, map[string]string{}
	for _, x := range []struct {
		to   map[string]string
		line string
	}{{file, now}, {here, was}} {
		var v any
		if err := json.Unmarshal([]byte(x.line), &v); err != nil {
			return nil, err
		}
		flatten(x.to, "", v)
	}
	all := maps.Clone(file)
	maps.Copy(all, here)
	out := []BringField{}
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if file[k] != here[k] {
			out = append(out, BringField{Field: k, File: file[k], Here: here[k]})
		}
	}
	return out, nil
}

// flatten gives each value of JSON under its path.
func flatten(to map[string]string, path string, v any) {
	under := func(k string) string {
		if path == "" {
			return k
		}
		return path + "." + k
	}
	switch x := v.(type) {
	case map[string]any:
		for k, one := range x {
			flatten(to, under(k), one)
		}
	case []any:
		for i, one := range x {
			flatten(to, under(strconv.Itoa(i)), one)
		}
	case float64:
		to[path] = strconv.FormatFloat(x, 'f', -1, 64)
	default:
		to[path] = fmt.Sprint(x)
	}
}
