package procedure

import "strconv"

// SheetTables writes records as the sheets of a workbook, in the language of say. The last sheet explains the columns.
func SheetTables(recs []*Record, say SheetWords) []SheetTable {
	w := newCellWords([]SheetWords{say})
	out := make([]SheetTable, len(sheetKinds))
	for i, k := range sheetKinds {
		out[i].Name = w.say("sheet.name." + k.name)
		for _, h := range k.cols {
			out[i].Head, out[i].Widths = append(out[i].Head, w.say("sheet.column."+h.key)), append(out[i].Widths, h.wide)
		}
	}
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
		switch n := &c.Process.Nodes[i]; n.Kind {
		case Task:
			out[5].Rows = append(out[5].Rows, cells(w, stepColumns, n, id, c.ID, n.ID))
		case Timer:
			out[6].Rows = append(out[6].Rows, cells(w, timerColumns, n, id, c.ID, n.ID))
		}
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
		if t, ok := dayCell(s); c.day && ok {
			row = append(row, t)
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
	for _, k := range sheetKinds {
		for _, h := range k.cols {
			needed := ""
			if h.must {
				needed = w.say("sheet.yes")
			}
			t.Rows = append(t.Rows, []any{w.say("sheet.name." + k.name), w.say("sheet.column." + h.key), needed, w.say("sheet.about." + h.key)})
		}
	}
	return t
}
