package procedure

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/law/fee"
	"motcua/words/calendar"
)

// A sheetKind is one of the sheets: what names a row of it, then its columns.
type sheetKind struct {
	name string // of the texts "sheet.name."
	cols []sheetHead
}

// A sheetHead is a column without what it shows: its heading is the text "sheet.column." and key, what it is for "sheet.about.".
type sheetHead struct {
	key  string
	wide float64
	must bool // the sheet cannot be without it
}

// sheetKinds are the sheets in their order.
var sheetKinds = []sheetKind{
	{"procedures", heads(recordColumns, named("code", 14))},
	{"cases", heads(caseColumns, named("code", 14), named("case", 18))},
	{"limits", heads(limitColumns, named("code", 14), named("case", 18), named("channel", 16))},
	{"fees", heads(feeColumns, named("code", 14), named("case", 18), named("channel", 16), sheetHead{"way", 9, false})},
	{"papers", heads(paperColumns, named("code", 14), named("case", 18))},
	{"steps", heads(stepColumns, named("code", 14), named("case", 18), sheetHead{"step", 12, false})},
	{"timers", heads(timerColumns, named("code", 14), named("case", 18), named("timer", 12))},
}

func named(key string, wide float64) sheetHead { return sheetHead{key, wide, true} }

func heads[T any](columns []sheetColumn[T], keys ...sheetHead) []sheetHead {
	out := slices.Clone(keys)
	for _, c := range columns {
		out = append(out, sheetHead{c.key, c.wide, c.must})
	}
	return out
}

func agencyColumn(key string, at func(*Record) *[]Agency) sheetColumn[Record] {
	return thingsColumn(key, 28, at, func(a Agency) string { return a.Name }, func(s string) Agency { return Agency{Name: s} })
}

// recordColumns are those of the sheet of procedures, behind the code.
var recordColumns = []sheetColumn[Record]{
	must(textColumn("name", 60, func(r *Record) *string { return &r.Name })),
	textColumn("name-en", 40, func(r *Record) *string { return &r.NameEN }),
	textColumn("short-name", 30, func(r *Record) *string { return &r.ShortName }),
	textColumn("sector", 28, func(r *Record) *string { return &r.Sector }),
	textColumn("sector-code", 12, func(r *Record) *string { return &r.SectorCode }),
	textColumn("kind", 24, func(r *Record) *string { return &r.Kind }),
	textColumn("decision", 20, func(r *Record) *string { return &r.Decision }),
	textColumn("publisher", 28, func(r *Record) *string { return &r.Publisher }),
	textColumn("ministry", 24, func(r *Record) *string { return &r.Ministry }),
	dayColumn("from", func(r *Record) *time.Time { return &r.From }),
	familyColumn("levels", 16, levelFamily, func(r *Record) *[]string { return &r.Levels }),
	familyColumn("audiences", 28, audienceFamily, func(r *Record) *[]string { return &r.Audiences }),
	agencyColumn("performing", func(r *Record) *[]Agency { return &r.Performing }),
	agencyColumn("competent", func(r *Record) *[]Agency { return &r.Competent }),
	agencyColumn("delegated", func(r *Record) *[]Agency { return &r.Delegated }),
	agencyColumn("coordinating", func(r *Record) *[]Agency { return &r.Coordinating }),
	textColumn("address", 40, func(r *Record) *string { return &r.Address }),
	textColumn("steps-text", 60, func(r *Record) *string { return &r.StepsText }),
	textColumn("conditions", 50, func(r *Record) *string { return &r.Conditions }),
	textColumn("description", 40, func(r *Record) *string { return &r.Description }),
	thingsColumn("results", 40, func(r *Record) *[]Result { return &r.Results },
		func(x Result) string { return joinCode(x.Code, x.Name) },
		func(s string) (x Result) { x.Code, x.Name = coded(s); return x }),
	thingsColumn("bases", 40, func(r *Record) *[]Basis { return &r.Bases },
		func(x Basis) string {
			if x.Name == "" {
				return x.Number
			}
			return x.Number + ": " + x.Name
		},
		func(s string) (x Basis) {
			if x.Number, x.Name = coded(s); x.Number == "" {
				x.Number, x.Name = x.Name, ""
			}
			return x
		}),
	linesColumn("related", 30, func(r *Record) *[]string { return &r.Related }),
	linesColumn("interlinked", 30, func(r *Record) *[]string { return &r.Interlinked }),
	linesColumn("keywords", 24, func(r *Record) *[]string { return &r.Keywords }),
	kept(wordColumn("route", 20, routeFamily, func(r *Record) *string { return (*string)(&r.Route) })),
	wordColumn("service", 18, serviceFamily, func(r *Record) *string { return &r.Service }),
	textColumn("partial-why", 30, func(r *Record) *string { return &r.PartialWhy }),
	yesColumn("boundary-free", func(r *Record) *bool { return &r.BoundaryFree }),
	wordColumn("published-by", 16, publisherFamily, func(r *Record) *string { return &r.PublishedBy }),
	textColumn("source-url", 30, func(r *Record) *string { return &r.SourceURL }),
}

func must[T any](c sheetColumn[T]) sheetColumn[T] {
	c.must, c.full = true, true
	return c
}

// caseColumns stand behind the code and the case.
var caseColumns = []sheetColumn[Case]{
	must(textColumn("case-name", 50, func(c *Case) *string { return &c.Name.VI })),
	textColumn("case-name-en", 40, func(c *Case) *string { return &c.Name.EN }),
	countColumn("sets", func(c *Case) int64 { return int64(max(c.Sets, 1)) }, func(c *Case, n int64) { c.Sets = int(n) }),
	yesColumn("immediate", func(c *Case) *bool { return &c.Conduct.Immediate }),
	yesColumn("self-filed", func(c *Case) *bool { return &c.Conduct.SelfFiled }),
	yesColumn("apart", func(c *Case) *bool { return &c.Conduct.Apart }),
	yesColumn("prepaid", func(c *Case) *bool { return &c.Conduct.Prepaid }),
	wordColumn("case-originals", 16, originalsFamily, func(c *Case) *string { return &c.Conduct.Originals }),
	wordColumn("result-file", 20, resultFileFamily, func(c *Case) *string { return &c.Conduct.ResultFile }),
	linesColumn("receivers", 24, func(c *Case) *[]string { return &c.Conduct.Receivers }),
	textColumn("data-type", 16, func(c *Case) *string { return &c.Conduct.DataType }),
	textColumn("conduct-basis", 30, func(c *Case) *string { return &c.Conduct.Basis }),
	{key: "process", wide: 16, show: showProcess, take: takeProcess},
}

// limitColumns stand behind the code, the case and the channel.
var limitColumns = []sheetColumn[ChannelRule]{
	{
		key: "limit", wide: 9, whole: true,
		show: func(_ *cellWords, c *ChannelRule) string {
			if c.Limit == nil {
				return ""
			}
			return strconv.Itoa(c.Limit.N)
		},
		take: func(_ *cellWords, c *ChannelRule, s string) error {
			if s == "" {
				c.Limit = nil
				return nil
			}
			n, err := wholeCell(s)
			if err != nil {
				return err
			}
			if err := (calendar.Limit{N: int(n), Unit: calendar.WorkingDay}).Check(); err != nil {
				return err
			}
			l := calendar.Limit{N: int(n)} // the column of the unit comes behind
			if c.Limit != nil {
				l.Unit = c.Limit.Unit
			}
			c.Limit = &l
			return nil
		},
	},
	{
		key: "limit-unit", wide: 16,
		show: func(w *cellWords, c *ChannelRule) string {
			if c.Limit == nil {
				return ""
			}
			return w.show(unitFamily, string(c.Limit.Unit))
		},
		take: func(w *cellWords, c *ChannelRule, s string) error {
			u, err := w.value(unitFamily, s)
			if err != nil || c.Limit == nil {
				return err
			}
			c.Limit = &calendar.Limit{N: c.Limit.N, Unit: calendar.Unit(u)}
			return nil
		},
	},
	yesColumn("same-day", func(c *ChannelRule) *bool { return &c.SameDay }),
	yesColumn("no-due", func(c *ChannelRule) *bool { return &c.NoDue }),
	textColumn("limit-text", 30, func(c *ChannelRule) *string { return &c.LimitText }),
	textColumn("basis", 30, func(c *ChannelRule) *string { return &c.Basis }),
	yesColumn("free", func(c *ChannelRule) *bool { return &c.Free }),
	textColumn("fee-text", 30, func(c *ChannelRule) *string { return &c.FeeText }),
	textColumn("note", 40, func(c *ChannelRule) *string { return &c.Note }),
}

// feeColumns stand behind the code, the case, the channel and the number of the way among those of its channel.
var feeColumns = []sheetColumn[fee.Item]{
	must(textColumn("fee-name", 40, func(x *fee.Item) *string { return &x.Name })),
	wordColumn("fee-kind", 10, feeFamily, func(x *fee.Item) *string { return &x.Kind }),
	countColumn("amount", func(x *fee.Item) int64 { return int64(x.Amount) }, func(x *fee.Item, n int64) { x.Amount = fee.VND(n) }),
	textColumn("currency", 9, func(x *fee.Item) *string { return &x.Currency }),
	textColumn("per", 12, func(x *fee.Item) *string { return &x.Per }),
	{
		key: "when", wide: 30,
		show: func(_ *cellWords, x *fee.Item) string {
			var out []string
			for _, m := range x.When {
				out = append(out, m.Input+" = "+strings.Join(m.In, ", "))
			}
			return strings.Join(out, "\n")
		},
		take: func(_ *cellWords, x *fee.Item, s string) error {
			x.When = nil
			for _, line := range linesOf(s) {
				in, values, ok := strings.Cut(line, "=")
				if !ok || strings.TrimSpace(in) == "" {
					return fault.New(fault.Invalid, "sheet.when", "value", cut(line))
				}
				m := fee.Match{Input: strings.TrimSpace(in)}
				for v := range strings.SplitSeq(values, ",") {
					m.In = append(m.In, strings.TrimSpace(v))
				}
				x.When = append(x.When, m)
			}
			return nil
		},
	},
	linesColumn("exempt", 20, func(x *fee.Item) *[]string { return &x.Exempt }),
	textColumn("basis", 30, func(x *fee.Item) *string { return &x.Basis }),
	dayColumn("fee-from", func(x *fee.Item) *time.Time { return &x.From }),
	dayColumn("fee-to", func(x *fee.Item) *time.Time { return &x.To }),
	textColumn("note", 30, func(x *fee.Item) *string { return &x.Note }),
}

// paperName is a column that papers have, but not each of them a name: of some the national database has the form's file alone.
var paperName = func() sheetColumn[Paper] {
	c := textColumn("paper", 60, func(p *Paper) *string { return &p.Name })
	c.must = true
	return c
}()

// paperColumns stand behind the code and the case.
var paperColumns = []sheetColumn[Paper]{
	textColumn("group", 30, func(p *Paper) *string { return &p.Group }),
	textColumn("paper-code", 16, func(p *Paper) *string { return &p.Code }),
	paperName,
	textColumn("paper-en", 40, func(p *Paper) *string { return &p.NameEN }),
	countColumn("originals", func(p *Paper) int64 { return int64(p.Originals) }, func(p *Paper, n int64) { p.Originals = int(n) }),
	countColumn("copies", func(p *Paper) int64 { return int64(p.Copies) }, func(p *Paper, n int64) { p.Copies = int(n) }),
	yesColumn("required", func(p *Paper) *bool { return &p.Required }),
	textColumn("paper-when", 24, func(p *Paper) *string { return &p.When }),
	textColumn("one-of", 16, func(p *Paper) *string { return &p.OneOf }),
	textColumn("form-file", 30, func(p *Paper) *string { return &p.FormFile }),
	linesColumn("replaced-by", 20, func(p *Paper) *[]string { return &p.ReplacedBy }),
	textColumn("basis", 30, func(p *Paper) *string { return &p.Basis }),
	linesColumn("used-by", 16, func(p *Paper) *[]string { return &p.UsedBy }),
	textColumn("note", 30, func(p *Paper) *string { return &p.Note }),
}

// stepColumns stand behind the code, the case and the step.
var stepColumns = []sheetColumn[Node]{
	must(textColumn("step-name", 40, func(n *Node) *string { return &n.Name.VI })),
	textColumn("step-name-en", 30, func(n *Node) *string { return &n.Name.EN }),
	kept(wordColumn("work", 16, workFamily, func(n *Node) *string { return (*string)(&n.Work) })),
	wordColumn("role", 20, roleFamily, func(n *Node) *string { return &n.Role }),
	kept(sheetColumn[Node]{
		key: "where", wide: 24, show: func(w *cellWords, n *Node) string { return w.show(whereFamily, n.Where) },
		take: func(w *cellWords, n *Node, s string) (err error) {
			if strings.HasPrefix(s, "unit:") {
				n.Where = s
				return nil
			}
			n.Where, err = w.value(whereFamily, s)
			return err
		},
	}),
	countColumn("hours", func(n *Node) int64 { return int64(n.Hours) }, func(n *Node, x int64) { n.Hours = int(x) }),
	wordColumn("waits", 16, waitFamily, func(n *Node) *string { return (*string)(&n.Waits) }),
	yesColumn("carries-papers", func(n *Node) *bool { return &n.Papers }),
	callColumns[0], callColumns[1],
}
