package letter

import "strconv"

// slip builds form 01 for one dossier.
func (t *setting) slip(s *Slip, m marks) *composition {
	w := t.w
	register := ""
	if s.Book+s.Serial != "" {
		register = fill(w.Register, "book", s.Book, "serial", s.Serial)
	}
	coded := t.coded(w.Code, s.Code, register, m.bars)
	c := &composition{paper: a5, head: t.opening(s.Letterhead), foot: t.foot(s.Demo, "01", s.Code)}
	c.head = append(c.head, t.title(w.Title)...)
	if s.Again > 0 {
		c.head = append(c.head, t.below(fill(w.Again, "n", strconv.Itoa(s.Again)))...)
	}
	c.head = append(c.head, coded, space(t.gap))
	c.head = append(c.head, t.people(s)...)
	c.head = append(c.head, t.request(s)...)
	c.head = append(c.head, space(t.gap))

	g := t.grid(column{w.ColumnNo, 7, 'C'}, column{w.ColumnPaper, 0, 'L'}, column{w.ColumnOriginal, 10.5, 'C'},
		column{w.ColumnCertified, 15.5, 'C'}, column{w.ColumnCopy, 10.5, 'C'}, column{w.ColumnElectronic, 11.5, 'C'})
	c.columns = g.head()
	for i, p := range s.Papers {
		c.rows = append(c.rows, t.paper(g, i+1, p))
	}
	if len(s.Papers) == 0 {
		c.rows = append(c.rows, g.note(span{t.aside(), w.Nothing}))
	}
	c.more = func(n int) block {
		return g.note(span{font{italic, 8.5}, fill(w.MorePapers, "n", strconv.Itoa(n))})
	}

	due := w.DueNone
	if !s.Due.IsZero() {
		due = w.moment(s.Due)
	}
	c.tail = append(c.tail, space(t.gap), t.facts([]fact{
		{w.Sets, strconv.Itoa(s.Sets), 13, false},
		{w.Received, w.moment(s.Received), 40, false},
		{w.Limit, s.Limit, 26, false},
		{w.Due, due, width - 79, true},
	}))
	c.tail = append(c.tail, space(t.gap*0.5))
	c.tail = append(c.tail, t.field(w.Why, font{italic, t.pt - 0.5}, s.Why, 3)...)
	c.tail = append(c.tail, t.ending(s.ResultWay, s.ResultPlace, s.Phone, s.Reminder)...)
	c.tail = append(c.tail, space(t.gap), t.closing(s.Lookup, m.qr, headed{w.SignApplicant, s.ByApplicant}, headed{w.SignOfficer, s.ByOfficer}))
	c.again = append(t.title(fill(w.Continued, "title", w.Title)), coded, space(2*t.gap))
	c.full = t.full
	return c
}

// people are where the dossier was received, from whom, and whose it is.
func (t *setting) people(s *Slip) []block {
	w := t.w
	out := t.field(w.Desk, t.body(), s.Desk, 2)
	out = append(out, t.person(w.Applicant, s.Applicant)...)
	if s.Owner.Name == "" {
		return append(out, t.field(w.Owner, t.body(), w.OwnerSame, 1)...)
	}
	return append(out, t.person(w.Owner, s.Owner)...)
}

// person is one person with what is known of it.
func (t *setting) person(label string, p Person) []block {
	w := t.w
	out := t.field(label, t.strong(), p.Name, 3)
	out = append(out, t.twoFields(w.ID, p.ID, w.Phone, p.Phone)...)
	out = append(out, t.field(w.Email, t.body(), p.Email, 1)...)
	return append(out, t.field(w.Address, t.body(), p.Address, 2)...)
}

// request is what is asked for, and how it is paid.
func (t *setting) request(s *Slip) []block {
	w := t.w
	value := t.cut(w.Request, t.strong(), s.Procedure, width-labels, 4)
	about := ""
	if s.ProcedureCode != "" {
		about = fill(w.ProcedureCode, "code", s.ProcedureCode)
	}
	if s.Case != "" {
		if about != "" {
			about += ". "
		}
		about += fill(w.Case, "case", s.Case)
	}
	value = append(value, t.cut(w.Request, t.body(), about, width-labels, 3)...)
	return append([]block{t.labelled(w.Request, value)}, t.field(w.Fee, t.body(), s.FeeWay, 2)...)
}

// paper is one row of the table of papers.
func (t *setting) paper(g *grid, no int, p Paper) block {
	count := func(n int) cell {
		if n <= 0 {
			return cell{{t.body(), t.w.None}}
		}
		return cell{{t.body(), strconv.Itoa(n)}}
	}
	electronic := t.w.None
	if p.Electronic {
		electronic = t.w.Electronic
	}
	n := strconv.Itoa(no)
	name := t.cut(t.w.ColumnPaper+" "+n, t.body(), p.Name, g.inner(1), 4)
	return g.body([]cell{{{t.body(), n}}, name, count(p.Originals), count(p.Certified), count(p.Copies), {{t.body(), electronic}}})
}

// ending is where the result is received, and what to bring.
func (t *setting) ending(way, place, phone, reminder string) []block {
	if way != "" && place != "" {
		way += ", "
	}
	out := t.field(t.w.Result, t.body(), way+place, 3)
	text := t.w.Reminder
	if reminder != "" {
		text += " " + reminder
	}
	if phone != "" {
		text += " " + fill(t.w.ReminderPhone, "phone", phone)
	}
	return append(out, t.lines(t.cut(t.w.Result, t.aside(), text, width, 4)))
}

// grid makes a table; the column without a width takes what is left.
func (t *setting) grid(cols ...column) *grid {
	rest := width
	for _, c := range cols {
		rest -= c.width
	}
	for i := range cols {
		if cols[i].width == 0 {
			cols[i].width = rest
		}
	}
	return &grid{faces: t.faces, cols: cols, pad: t.pad, pt: 7.5}
}

// foot draws what every page has: the mark of an example above, and below the form, the code and the page's number.
func (t *setting) foot(demo bool, form, code string) func(*sheet, int, int) {
	return func(p *sheet, page, pages int) {
		if demo {
			f := font{bold, 8}
			wide := p.faces[bold].width(t.w.Demo, f.mm()) + 4
			p.frame((p.paper.wide-wide)/2, 3.2, wide, f.lead()+0.6, 0.3)
			p.print(p.paper.wide/2, 3.5, 'C', f, t.w.Demo)
		}
		f := font{regular, 7}
		foot := p.paper.bottom() + 1.8
		p.rule(left, foot-0.6, p.paper.wide-left, foot-0.6, thin)
		if form != "" {
			p.print(left, foot, 'L', f, fill(t.w.Footer, "form", form))
		}
		p.print(p.paper.wide/2, foot, 'C', f, code)
		p.print(p.paper.wide-left, foot, 'R', f, fill(t.w.Page, "page", strconv.Itoa(page), "pages", strconv.Itoa(pages)))
	}
}

// marked draws a mark below the foot of every page.
func (t *setting) marked(foot func(*sheet, int, int), mark string) func(*sheet, int, int) {
	return func(p *sheet, page, pages int) {
		foot(p, page, pages)
		f := font{regular, 7}
		p.print(left, p.paper.bottom()+1.8+f.lead(), 'L', f, mark)
	}
}
