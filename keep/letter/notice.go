package letter

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"time"

	"motcua/ground/fault"
)

// A Notice (phiếu, thông báo) is the data of any letter but form 01. Its template says which fields it has and in which
// order; what the data does not fill is left out.
type Notice struct {
	Letterhead
	Set     string               `json:"set"`  // of forms: "tt03-2025"; see SetAt
	Form    string               `json:"form"` // name of the form in its set: "supplement", "refusal" …
	Code    string               `json:"code"` // of the dossier; ASCII, at most 80 characters
	Facts   map[string]string    `json:"facts"`
	Times   map[string]time.Time `json:"times"`
	Rows    [][]string           `json:"rows"`    // of the form's table, without the running number
	Signers map[string]Signature `json:"signers"` // by who: "applicant", "officer", "leader", "receiver"
	Lookup  Lookup               `json:"lookup"`
	Mark    string               `json:"mark,omitempty"` // of a list: who took it out, at the foot of every page
}

// knownFields are the names of the fields that templates may ask for.
// TestTemplatesAskForKnownFields holds the templates against it.
var knownFields = []string{
	"to", "owner", "owner_address", "owner_phone", "owner_email", "owner_id", "applicant", "applicant_phone", "procedure", "about",
	"stage", "reason", "basis", "words", "lead", "others", "proposed", "money", "papers", "result", "giver", "receiver", "receiver_id",
	"authority", "power", "power_by", "power_for", "manner", "proof", "originals", "place", "unit", "year", "count", "officer",
	"received", "filed", "due", "was", "new_due", "until", "handed", "result_at", "closed",
}

// check refuses a notice without what every one must have.
func (n *Notice) check() error {
	full := map[string]bool{"agency": n.Agency != "", "date": good(n.Date), "code": n.Code != "", "lookup": n.Lookup.URL != ""}
	for name, t := range n.Times {
		full["times."+name] = good(t)
	}
	return incomplete(n.Code, full)
}

// Notice makes a letter of a set as PDF, A5 upright, the register A4 on its side. What does not fit a page is carried over
// to continuation sheets. A notice without its necessary fields is the Invalid fault letter.incomplete {code} {fields}.
func (r *Renderer) Notice(n Notice) ([]byte, error) {
	c, f, err := r.notice(&n)
	if err != nil {
		return nil, err
	}
	return r.pdf(n.Letterhead, f.Title, n.Code, f.Version, r.DataHash(n), c)
}

// Moment sets a time; a zero one is none.
func (n *Notice) Moment(name string, at time.Time) {
	if !at.IsZero() {
		n.Times[name] = at
	}
}

// SlipForm gives the number and the title of form 01, the same in all sets.
func (r *Renderer) SlipForm() (number, title string) {
	return r.template.Form, r.template.Words.Title
}

// Batch makes one PDF of several letters, each as it is printed alone, in their order.
func (r *Renderer) Batch(title string, all ...Printable) ([]byte, error) {
	var cs []*composition
	var first Letterhead
	var hashes []byte
	for i, p := range all {
		c, h, hash, err := p.composed(r)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = h
		}
		cs, hashes = append(cs, c), append(hashes, hash[:]...)
	}
	if len(cs) == 0 {
		return nil, fault.New(fault.Invalid, "letter.incomplete", "code", title, "fields", "letters")
	}
	return r.pdf(first, title, strconv.Itoa(len(cs)), "batch", sha256.Sum256(hashes), cs...)
}

// A Printable is a letter that a batch can take: a Slip or a Notice.
type Printable interface {
	composed(r *Renderer) (*composition, Letterhead, [32]byte, error)
}

func (n Notice) composed(r *Renderer) (*composition, Letterhead, [32]byte, error) {
	c, _, err := r.notice(&n)
	return c, n.Letterhead, r.DataHash(n), err
}

func (s Slip) composed(r *Renderer) (*composition, Letterhead, [32]byte, error) {
	c, err := r.slip(&s)
	return c, s.Letterhead, DataHash(s), err
}

// NoticeVersion is the version of the template that makes a notice; "" when its set has no such form.
func (r *Renderer) NoticeVersion(set, form string) string {
	if s := r.set(set); s != nil {
		return s.Forms[form].Version
	}
	return ""
}

// NoticeForm gives the number and the title of a form as its set has them; the number is "" for slips outside the set.
func (r *Renderer) NoticeForm(set, form string) (number, title string) {
	s := r.set(set)
	if s == nil {
		return "", ""
	}
	return s.Forms[form].Form, s.Forms[form].Title
}

// notice composes a letter of a set.
func (r *Renderer) notice(n *Notice) (*composition, *form, error) {
	if err := n.check(); err != nil {
		return nil, nil, err
	}
	s := r.set(n.Set)
	if s == nil {
		return nil, nil, fmt.Errorf("print letter %s of dossier %s: there is no set of forms %q", n.Form, n.Code, n.Set)
	}
	f, ok := s.Forms[n.Form]
	if !ok {
		return nil, nil, fault.New(fault.Invalid, "letter.no-form", "form", n.Form)
	}
	m, err := encode(n.Code, n.Lookup)
	if err != nil {
		return nil, nil, fmt.Errorf("print letter %s of dossier %s: %w", n.Form, n.Code, err)
	}
	for i, row := range n.Rows {
		if len(row) != len(f.Columns)-1 {
			return nil, nil, fmt.Errorf("print letter %s of dossier %s: row %d has %d cells, the form %d", n.Form, n.Code, i+1, len(row), len(f.Columns)-1)
		}
	}
	if f.Book {
		return r.book(n, &f), &f, nil
	}
	return r.choose(func(t *setting) *composition { return t.notice(n, &f, m) }), &f, nil
}

// notice builds a letter with one spacing.
func (t *setting) notice(n *Notice, f *form, m marks) *composition {
	code := t.w.Code
	if f.Code != "" {
		code = f.Code
	}
	coded := t.coded(code, n.Code, n.Facts["unit"], m.bars)
	h := n.Letterhead
	if f.Number != "" {
		h.Number = fill(f.Number, "serial", h.Number)
	}
	c := &composition{paper: a5, head: t.opening(h), foot: t.foot(n.Demo, f.Form, n.Code)}
	if n.Mark != "" {
		c.foot = t.marked(c.foot, n.Mark)
	}
	c.head = append(c.head, t.titled(f.Title)...)
	if f.Subtitle != "" {
		c.head = append(c.head, t.below(t.filled(f.Subtitle, n))...)
	}
	c.head = append(c.head, coded, space(t.gap))
	for _, x := range f.Fields {
		c.head = append(c.head, t.noticeField(x, n)...)
	}
	c.head = append(c.head, t.paragraph(f.Intro, n)...)
	if len(f.Columns) > 0 {
		c.head = append(c.head, space(t.gap*0.7))
		t.table(c, n, f, 7.5, t.body())
	}
	c.more = func(k int) block { return c.note(span{font{italic, 8.5}, fill(t.w.MoreRows, "n", strconv.Itoa(k))}) }
	c.tail = append(c.tail, space(t.gap*0.7))
	c.tail = append(c.tail, t.boxes(n, f)...)
	for _, x := range f.After {
		c.tail = append(c.tail, t.noticeField(x, n)...)
	}
	c.tail = append(c.tail, t.paragraph(f.Closing, n)...)
	c.tail = append(c.tail, space(t.gap*1.5))
	c.tail = append(c.tail, t.signers(n, f, m)...)
	c.again = append(t.titled(fill(t.w.Continued, "title", f.Title)), coded, space(2*t.gap))
	c.full = t.full
	return c
}

// table puts the form's table into a composition; its first column is the running number.
func (t *setting) table(c *composition, n *Notice, f *form, headPt float64, body font) {
	cols := make([]column, len(f.Columns))
	rest := c.paper.wide - 2*left
	for i, x := range f.Columns {
		cols[i] = column{x.Head, x.Width, x.align()}
		rest -= x.Width
	}
	for i := range cols {
		if cols[i].width == 0 {
			cols[i].width = rest
		}
	}
	g := &grid{faces: t.faces, cols: cols, pad: t.pad, pt: headPt}
	c.columns, c.note = g.head(), g.note
	for i, row := range n.Rows {
		no := strconv.Itoa(i + 1)
		if f.Pad {
			no = fmt.Sprintf("%02d", i+1)
		}
		cells := []cell{{{body, no}}}
		for j, text := range row {
			cells = append(cells, t.cellLines(f.Columns[j+1].Head+" "+no, body, text, g.inner(j+1), f.Columns[j+1].lines()))
		}
		c.rows = append(c.rows, g.body(cells))
	}
	if len(n.Rows) == 0 {
		c.rows = append(c.rows, g.note(span{t.aside(), f.None}))
	}
}

// boxes is the framed row of what the letter promises.
func (t *setting) boxes(n *Notice, f *form) []block {
	var fs []fact
	rest := width
	for _, b := range f.Boxes {
		if v := t.value(b.Key, n); v != "" {
			fs = append(fs, fact{b.Label, v, b.Width, b.Main})
			rest -= b.Width
		}
	}
	if len(fs) == 0 {
		return nil
	}
	for i := range fs {
		if fs[i].width == 0 {
			fs[i].width = rest
			rest = 0
		}
	}
	fs[len(fs)-1].width += rest
	return []block{space(t.gap * 0.3), t.facts(fs), space(t.gap * 0.7)}
}

// noticeField is one field, or two beside each other.
func (t *setting) noticeField(x field, n *Notice) []block {
	if x.Beside != nil {
		return t.twoFields(x.Label, t.value(x.Key, n), x.Beside.Label, t.value(x.Beside.Key, n))
	}
	f := t.body()
	if x.Strong {
		f = t.strong()
	}
	return t.field(x.Label, f, t.value(x.Key, n), max(x.Lines, 2))
}

// paragraph is running text over the whole width; a text whose gaps cannot be filled is left out.
func (t *setting) paragraph(texts []string, n *Notice) []block {
	var out []block
	for _, text := range texts {
		if s := t.filled(text, n); s != "" {
			out = append(out, space(t.gap*0.7), t.lines(t.cut(t.w.Full, t.body(), s, width, 8)))
		}
	}
	return out
}

// signers are who signs: three with the leader alone in the last row, beside the QR code.
func (t *setting) signers(n *Notice, f *form, m marks) []block {
	all := make([]headed, 0, len(f.Signs))
	for _, x := range f.Signs {
		all = append(all, headed{x.Head, n.Signers[x.Who]})
	}
	if len(all) <= 2 {
		return []block{t.closing(n.Lookup, m.qr, all...)}
	}
	return []block{t.signRow(all[:2]...), space(t.gap), t.closing(n.Lookup, m.qr, all[2:]...)}
}

// value is a field in words, "" when the data does not have it.
func (t *setting) value(key string, n *Notice) string {
	if at, ok := n.Times[key]; ok {
		return t.w.moment(at)
	}
	return n.Facts[key]
}

// filled puts the fields into a text's gaps; "" when one of them is empty.
func (t *setting) filled(text string, n *Notice) string {
	var pairs []string
	for _, key := range gaps(text) {
		v := t.value(key, n)
		if key == "agency" {
			v = n.Agency
		}
		if key == "phone" {
			v = n.Phone
		}
		if v == "" {
			return ""
		}
		pairs = append(pairs, key, v)
	}
	return fill(text, pairs...)
}

// cellLines is the text of a cell; a line feed in it begins a new line.
func (t *setting) cellLines(label string, f font, text string, wide float64, most int) cell {
	var out cell
	for part := range lines(text) {
		if c := t.cut(label, f, part, wide, most); len(c) > 0 {
			out = append(out, c...)
		}
	}
	if len(out) == 0 {
		out = cell{{f, ""}}
	}
	return out
}

// titled is a title that may need two lines: a long one is balanced, not shrunk until it cannot be read.
func (t *setting) titled(text string) []block {
	f := font{bold, 12.5}
	s := t.centred(f, text, width, 2)
	return []block{space(t.gap), {cell(s).high(), func(p *sheet, y float64) { p.spans(pageWidth/2, y, 'C', s) }}, space(t.gap)}
}
