package procedure

import "strconv"

// The sheets, in their order. The name of a sheet is the text "sheet.name." and its word here.
var sheetNames = []string{"procedures", "cases", "limits", "fees", "papers", "steps"}

// SheetTables writes records as the sheets of a workbook, in the language of say. The last sheet explains the columns.
func SheetTables(recs []*Record, say SheetWords) []SheetTable {
	w := newCellWords([]SheetWords{say})
	out := make([]SheetTable, len(sheetNames))
	for i, name := range sheetNames {
		out[i].Name = w.say("sheet.name." + name)
	}
	code, kase, channel := keyHead("code", 14), keyHead("case", 18), keyHead("channel", 16)
	heads(w, &out[0], recordColumns, code)
	heads(w, &out[1], caseColumns, code, kase)
	heads(w, &out[2], limitColumns, code, kase, channel)
	heads(w, &out[3], feeColumns, code, kase, channel, keyHead("way", 9))
	heads(w, &out[4], paperColumns, code, kase)
	heads(w, &out[5], stepColumns, code, kase, keyHead("step", 12))
	for _, r := range recs {
		id := string(r.Code)
		out[0].Rows = append(out[0].Rows, cells(w, recordColumns, r, id))
		for i := range r.Cases {
			c := &r.Cases[i]
			out[1].Rows = append(out[1].Rows, cells(w, caseColumns, c, id, c.ID))
			caseRows(w, out, id, c)
		}
	}
	return append(out, explained(w))
}

func caseRows(w *cellWords, out []SheetTable, id string, c *Case) {
	way := map[Channel]int{}
	for i := range c.Channels {
		x := &c.Channels[i]
		ch := w.show(channelFamily, strconv.Itoa(int(x.Channel)))
		if x.Channel == 0 {
			ch = SheetText(x.SourceWord)
		}
		way[x.Channel]++
		out[2].Rows = append(out[2].Rows, cells(w, limitColumns, x, id, c.ID, ch))
		for j := range x.Fees {
			out[3].Rows = append(out[3].Rows, cells(w, feeColumns, &x.Fees[j], id, c.ID, ch, ordinal(way[x.Channel])))
		}
	}
	for i := range c.Papers {
		out[4].Rows = append(out[4].Rows, cells(w, paperColumns, &c.Papers[i], id, c.ID))
	}
	if c.Process == nil {
		return
	}
	for i := range c.Process.Nodes {
		if n := &c.Process.Nodes[i]; n.Kind == Task {
			out[5].Rows = append(out[5].Rows, cells(w, stepColumns, n, id, c.ID, n.ID))
		}
	}
}

type keyColumn struct {
	key  string
	wide float64
}

func keyHead(key string, wide float64) keyColumn { return keyColumn{key, wide} }

func heads[T any](w *cellWords, t *SheetTable, columns []sheetColumn[T], keys ...keyColumn) {
	for _, k := range keys {
		t.Head, t.Widths = append(t.Head, w.say("sheet.column."+k.key)), append(t.Widths, k.wide)
	}
	for _, c := range columns {
		t.Head, t.Widths = append(t.Head, w.say("sheet.column."+c.key)), append(t.Widths, c.wide)
	}
}

func cells[T any](w *cellWords, columns []sheetColumn[T], x *T, keys ...string) []any {
	row := make([]any, 0, len(keys)+len(columns))
	for _, k := range keys {
		row = append(row, k)
	}
	for _, c := range columns {
		s := SheetText(c.show(w, x))
		if n, err := strconv.ParseInt(s, 10, 64); c.whole && err == nil {
			row = append(row, n)
			continue
		}
		row = append(row, s)
	}
	return row
}

// explained is the sheet that says what each column is for.
func explained(w *cellWords) SheetTable {
	t := SheetTable{
		Name: w.say("sheet.name.help"), Head: []string{w.say("sheet.help.sheet"), w.say("sheet.help.column"), w.say("sheet.help.needed"), w.say("sheet.help.words")},
		Widths: []float64{22, 28, 12, 110},
	}
	t.Rows = append(t.Rows, []any{"", "", "", w.say("sheet.help.all")})
	explain(w, &t, 0, recordColumns, "code")
	explain(w, &t, 1, caseColumns, "code", "case")
	explain(w, &t, 2, limitColumns, "code", "case", "channel")
	explain(w, &t, 3, feeColumns, "code", "case", "channel", "way")
	explain(w, &t, 4, paperColumns, "code", "case")
	explain(w, &t, 5, stepColumns, "code", "case", "step")
	return t
}

func explain[T any](w *cellWords, t *SheetTable, sheet int, columns []sheetColumn[T], keys ...string) {
	row := func(key string, needed bool) {
		yes := ""
		if needed {
			yes = w.say("sheet.yes")
		}
		t.Rows = append(t.Rows, []any{w.say("sheet.name." + sheetNames[sheet]), w.say("sheet.column." + key), yes, w.say("sheet.about." + key)})
	}
	for _, k := range keys {
		row(k, k != "way" && k != "step")
	}
	for _, c := range columns {
		row(c.key, c.must)
	}
}
