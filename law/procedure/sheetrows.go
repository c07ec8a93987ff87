package procedure

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/vn"
	"motcua/law/fee"
)

// shows says whether a cell has what is written for a thing in one of the languages.
func (r *sheetReader) shows(cell string, show func(*cellWords) string) bool {
	return slices.ContainsFunc(r.words.langs, func(say SheetWords) bool { return cell == SheetText(show(&cellWords{langs: []SheetWords{say}})) })
}

func (r *sheetReader) records(g *sheetGrid) {
	g.each(func(row int) {
		place := r.at(g.name, row, g.cols["code"])
		code := g.text(row, "code")
		id, suffix, ok := sheetCode(code)
		if !ok {
			r.mistake(place, "sheet.code", "value", cut(code))
			return
		}
		if first := r.byCode[id]; first != nil {
			r.mistake(place, "sheet.code-twice", "code", string(id), "place", r.at(first.sheet, first.row, -1))
			return
		}
		x := &sheetRecord{sheet: g.name, row: row}
		x.rec = Record{Code: id, Suffix: suffix, Route: RoutePortal} // as for a record of the national database
		all := r.cat.Versions(id)
		if len(all) > 0 {
			var err error
			if x.rec, err = all[len(all)-1].clone(); err != nil {
				r.mistake(place, "sheet.cell", "value", string(id))
				return
			}
		}
		take(r, g, row, recordColumns, &x.rec, x.rec.Name == "")
		known := func(v Record) bool { return day(v.From) == day(x.rec.From) }
		if slices.ContainsFunc(all, known) {
			x.rec.From = time.Time{} // a day of a version that there is: a new one has its own
		}
		x.rec.To = time.Time{}
		x.rec.Version = 0
		r.byCode[id] = x
		r.order = append(r.order, x)
	})
}

func day(t time.Time) string { return t.In(zone).Format(time.DateOnly) }

// sheetCode reads the code of a procedure; those of a city's own may have letters.
func sheetCode(s string) (id ID, suffix string, ok bool) {
	if c, err := vn.ParseProcedureCode(s); err == nil {
		return ID(c.National()), string(c[len(c.National()):]), true
	}
	return ID(s), "", ID(s).WellFormed()
}

// of finds the procedure of a row.
func (r *sheetReader) of(g *sheetGrid, row int) *sheetRecord {
	code := g.text(row, "code")
	id, _, ok := sheetCode(code)
	if !ok {
		r.mistake(r.at(g.name, row, g.cols["code"]), "sheet.code", "value", cut(code))
		return nil
	}
	x := r.byCode[id]
	if x == nil {
		r.mistake(r.at(g.name, row, g.cols["code"]), "sheet.code-unknown", "code", cut(code), "sheet", r.words.say("sheet.name.procedures"))
	}
	return x
}

// caseOf finds the case of a row.
func (r *sheetReader) caseOf(g *sheetGrid, row int) (*sheetRecord, *Case) {
	x := r.of(g, row)
	if x == nil {
		return nil, nil
	}
	id := g.text(row, "case")
	c := x.rec.Case(id)
	if c == nil {
		r.mistake(r.at(g.name, row, g.cols["case"]), "sheet.case-unknown", "case", cut(id), "code", string(x.rec.Code), "sheet", r.words.say("sheet.name.cases"))
	}
	return x, c
}

// cases reads the cases; those of a procedure that has rows here are all it has.
func (r *sheetReader) cases(g *sheetGrid) {
	named := map[*sheetRecord][]Case{}
	g.each(func(row int) {
		x := r.of(g, row)
		if x == nil {
			return
		}
		id := g.text(row, "case")
		place := r.at(g.name, row, g.cols["case"])
		if id == "" || len(id) > 60 || strings.Trim(id, "-abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			r.mistake(place, "sheet.case-id", "value", cut(id))
			return
		}
		if slices.ContainsFunc(named[x], func(c Case) bool { return c.ID == id }) {
			r.mistake(place, "sheet.case-twice", "case", id, "code", string(x.rec.Code))
			return
		}
		c := Case{ID: id}
		old := x.rec.Case(id)
		if old != nil {
			c = *old
		}
		take(r, g, row, caseColumns, &c, old == nil)
		named[x] = append(named[x], c)
	})
	for _, x := range r.order {
		if cs := named[x]; cs != nil {
			x.rec.Cases = cs
		} else if len(x.rec.Cases) == 0 {
			x.rec.Cases = []Case{{ID: generalCase, Name: generalName}}
		}
	}
}

func (r *sheetReader) channel(g *sheetGrid, row int) (Channel, string, bool) {
	s := g.text(row, "channel")
	v, err := r.words.value(channelFamily, s)
	if err != nil || v == "" {
		for ch, word := range channelWords {
			if vn.Fold(word) == vn.Fold(s) {
				return ch, "", true
			}
		}
		return 0, s, false
	}
	n, err := strconv.Atoi(v)
	return Channel(n), "", err == nil
}

func (r *sheetReader) limits(g *sheetGrid) {
	named := map[*Case][]ChannelRule{}
	g.each(func(row int) {
		_, c := r.caseOf(g, row)
		if c == nil {
			return
		}
		ch, word, ok := r.channel(g, row)
		k := 0
		for _, x := range named[c] {
			if x.Channel == ch && (ok || SheetText(x.SourceWord) == word) {
				k++
			}
		}
		rule := ChannelRule{Channel: ch}
		old := nthRule(c, ch, word, k)
		if old != nil {
			rule = *old
		} else if !ok {
			r.mistake(r.at(g.name, row, g.cols["channel"]), "sheet.channel", "value", cut(word))
			return
		}
		take(r, g, row, limitColumns, &rule, old == nil)
		if rule.Limit != nil && rule.Limit.Unit == "" {
			r.mistake(r.at(g.name, row, g.cols["limit"]), "sheet.unit-missing")
		}
		named[c] = append(named[c], rule)
	})
	for c, rules := range named {
		c.Channels = rules
	}
}

// nthRule gives the k-th way of a channel, or of a channel that only the source has a word for; nil when there is none.
func nthRule(c *Case, ch Channel, word string, k int) *ChannelRule {
	for i := range c.Channels {
		x := &c.Channels[i]
		if x.Channel != ch || ch == 0 && SheetText(x.SourceWord) != word {
			continue
		}
		if k == 0 {
			return x
		}
		k--
	}
	return nil
}

func (r *sheetReader) fees(g *sheetGrid) {
	named := map[*ChannelRule][]fee.Item{}
	g.each(func(row int) {
		_, c := r.caseOf(g, row)
		if c == nil {
			return
		}
		ch, word, _ := r.channel(g, row)
		k := 1
		if s := g.text(row, "way"); s != "" {
			n, err := wholeCell(s)
			if err != nil || n < 1 {
				r.mistake(r.at(g.name, row, g.cols["way"]), "sheet.number", "value", cut(s))
				return
			}
			k = int(n)
		}
		rule := nthRule(c, ch, word, k-1)
		if rule == nil {
			r.mistake(r.at(g.name, row, g.cols["channel"]), "sheet.fee-way", "value", cut(g.text(row, "channel")), "sheet", r.words.say("sheet.name.limits"))
			return
		}
		var it fee.Item
		i := len(named[rule])
		if i < len(rule.Fees) {
			it = rule.Fees[i]
		}
		take(r, g, row, feeColumns, &it, i >= len(rule.Fees))
		named[rule] = append(named[rule], it)
	})
	for rule, items := range named {
		rule.Fees = items
	}
}

func (r *sheetReader) papers(g *sheetGrid) {
	named := map[*Case][]Paper{}
	used := map[*Case]map[int]bool{}
	g.each(func(row int) {
		_, c := r.caseOf(g, row)
		if c == nil {
			return
		}
		code, name, group := g.text(row, "paper-code"), g.text(row, "paper"), g.text(row, "group")
		if used[c] == nil {
			used[c] = map[int]bool{}
		}
		i := slices.IndexFunc(c.Papers, func(p Paper) bool { return code != "" && p.Code == code })
		if i < 0 || used[c][i] {
			i = -1
			for k := range c.Papers {
				if p := &c.Papers[k]; !used[c][k] && SheetText(p.Name) == name && (SheetText(p.Group) == group || i < 0) {
					if i = k; SheetText(p.Group) == group {
						break
					}
				}
			}
		}
		var p Paper
		if i >= 0 {
			p, used[c][i] = c.Papers[i], true
		}
		take(r, g, row, paperColumns, &p, i < 0)
		if j := g.cols["paper"]; p.Name == "" && p.FormFile == "" {
			r.mistake(r.at(g.name, row, j), "sheet.empty", "column", r.words.say("sheet.column.paper"))
		}
		named[c] = append(named[c], p)
	})
	for c, papers := range named {
		c.Papers = papers
	}
}
