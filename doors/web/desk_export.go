package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/office"
	"motcua/words/calendar"
)

// Lists go out as CSV and as a workbook: what stands on the screen, by the same filters and in the same scope.

// mostExported is the most rows of one export.
// choice: what the office gives at once (F19 asks for limits in bulk); the list says so beside the link.
const mostExported = 10_000

// A sheet is a list that goes out as a file; its name is the file's, without ending: letters and hyphens.
type sheet = workbook.Table

// exported says whether a request asks for the list as a file, and in which kind.
func exported(r *http.Request) string {
	if as := r.URL.Query().Get("as"); as == "csv" || as == "xlsx" {
		return as
	}
	return ""
}

// sendSheet answers with a list as a file.
func (s *Site) sendSheet(w http.ResponseWriter, r *http.Request, as string, sh sheet) error {
	if len(sh.Rows) > 0 { // of an empty list nothing leaves
		mark, err := s.marked(r, as, sh)
		if err != nil {
			return err
		}
		sh.Mark = mark
	}
	kind, write := "text/csv; charset=utf-8", workbook.CSV
	if as == "xlsx" {
		kind, write = workbook.MediaType, func(out io.Writer, t sheet) error { return workbook.Write(out, t) }
	}
	sh.Zone = calendar.Zone
	var b bytes.Buffer
	if err := write(&b, sh); err != nil {
		return fmt.Errorf("export %s: %w", sh.Name, err)
	}
	attach(w, kind, sh.Name+"-"+s.o.Office.Now().In(calendar.Zone).Format("2006-01-02-1504")+"."+as)
	return send(w, r, http.StatusOK, b.Bytes())
}

// marked writes an export down, and says what stands in the file about it.
func (s *Site) marked(r *http.Request, as string, sh sheet) (string, error) {
	q := r.URL.Query()
	q.Del("as")
	if sealed := q.Get(soughtParam); sealed != "" { // the register seals them itself, under a key that supervision has
		q.Del(soughtParam)
		q.Set("q", openWords(s.wordsSecret(r), sealed))
	}
	m, err := s.read(r).LogExport(office.Export{List: sh.Name, Format: as, Filter: q.Encode(), Rows: len(sh.Rows)})
	v := s.voice(r)
	key := "export.mark"
	if sh.Counts {
		key = "export.mark-counts"
	}
	return v.T(key, "name", m.Name, "unit", unitWords(v, m.Unit), "time", v.DateTime(m.At), "mark", m.ID), err
}

// dossierSheet is a list of dossiers as a file.
func dossierSheet(v text.Voice, name string, rows []office.Row) sheet {
	sh := sheet{Name: name}
	for _, k := range []string{
		"code", "owner", "applicant", "subject", "procedure-code", "procedure", "state", "channel", "reception", "competent",
		"filed", "received", "due", "ended", "late", "left",
	} {
		sh.Head = append(sh.Head, v.T("desk.column."+k))
	}
	for _, r := range rows {
		sh.Rows = append(sh.Rows, dossierCells(v, r))
	}
	return sh
}

func dossierCells(v text.Voice, r office.Row) []any {
	late := ""
	if r.Late {
		late = "x"
	}
	var left any
	if r.Ended.IsZero() && !r.Due.IsZero() {
		left = r.LeftMinutes
	}
	if r.Restricted {
		r.Owner, r.Applicant, r.Subject = v.T("request.cell"), v.T("request.cell"), v.T("request.cell")
	}
	return []any{
		r.Code, r.Owner, r.Applicant, r.Subject, string(r.Procedure), procWords(v, r), stateWords(v, r.State),
		v.T("dossier.channel." + strconv.Itoa(int(r.Channel))), unitWords(v, r.Reception), unitWords(v, r.Competent),
		r.Filed, r.Received, r.Due, r.Ended, late, left,
	}
}

// workSheet is a worklist as a file.
func workSheet(v text.Voice, rows []office.TaskRow) sheet {
	sh := dossierSheet(v, "viec", nil)
	for _, k := range []string{"step", "holder", "since", "step-due"} {
		sh.Head = append(sh.Head, v.T("desk.column."+k))
	}
	for _, t := range rows {
		sh.Rows = append(sh.Rows, append(dossierCells(v, t.Row), t.Node.In(string(v.Lang)), t.Holder.Name, t.Since, t.StepDue))
	}
	return sh
}
