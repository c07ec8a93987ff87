package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"motcua/ground/text"
	"motcua/office"
	"motcua/words/calendar"
)

// Lists go out as CSV and as a workbook: what stands on the screen, by the same filters and in the same scope.

// mostExported is the most rows of one export.
// choice: what the office gives at once (F19 asks for limits in bulk); the list says so beside the link.
const mostExported = 10_000

// A sheet is a list that goes out as a file.
type sheet struct {
	Name string // of the file, without ending: letters and hyphens
	Head []string
	Rows [][]any // string, int, int64, time.Time; nil is empty
}

// exported says whether a request asks for the list as a file, and in which kind.
func exported(r *http.Request) string {
	if as := r.URL.Query().Get("as"); as == "csv" || as == "xlsx" {
		return as
	}
	return ""
}

// sendSheet answers with a list as a file.
func (s *Site) sendSheet(w http.ResponseWriter, r *http.Request, as string, sh sheet) error {
	if err := s.read(r).LogExport(sh.Name, len(sh.Rows)); err != nil {
		return err
	}
	kind, b, err := "text/csv; charset=utf-8", []byte(nil), error(nil)
	if as == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		b, err = sh.workbook()
	} else {
		b, err = sh.csv()
	}
	if err != nil {
		return fmt.Errorf("export %s: %w", sh.Name, err)
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="`+sh.Name+"-"+s.o.Office.Now().In(calendar.Zone).Format("2006-01-02-1504")+"."+as+`"`)
	return send(w, r, http.StatusOK, b)
}

// csv writes the list in UTF-8 with the mark by which spreadsheet programs know it.
func (sh sheet) csv() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, len(sh.Head))
	for i, x := range sh.Head {
		head[i] = harmless(x)
	}
	_ = w.Write(head) // a buffer takes everything; Flush tells
	for _, row := range sh.Rows {
		line := make([]string, len(row))
		for i, x := range row {
			line[i] = cellText(x)
		}
		_ = w.Write(line)
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// cellText writes one value for CSV.
func cellText(x any) string {
	switch x := x.(type) {
	case nil:
		return ""
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.In(calendar.Zone).Format("02/01/2006 15:04")
	case int:
		return strconv.Itoa(x)
	case int64:
		return strconv.FormatInt(x, 10)
	default:
		return harmless(fmt.Sprint(x))
	}
}

// harmless keeps a spreadsheet program from reading people's words as a formula.
func harmless(s string) string {
	if c, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@\t\r\n＝＋－＠", c) && s != "" {
		return "'" + s
	}
	return s
}

// workbook writes the list as an Excel file with one sheet; the first row stays in sight.
func (sh sheet) workbook() ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing of it is on the disk
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	moment := "dd/mm/yyyy hh:mm"
	dated, err := f.NewStyle(&excelize.Style{CustomNumFmt: &moment})
	if err != nil {
		return nil, err
	}
	if err := w.SetColWidth(1, max(len(sh.Head), 1), 22); err != nil {
		return nil, err
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	head := make([]any, len(sh.Head))
	for i, x := range sh.Head {
		head[i] = excelize.Cell{StyleID: bold, Value: x}
	}
	if err := w.SetRow("A1", head); err != nil {
		return nil, err
	}
	for n, row := range sh.Rows {
		line := make([]any, len(row))
		for i, x := range row {
			if t, ok := x.(time.Time); ok {
				x = nil
				if !t.IsZero() {
					x = excelize.Cell{StyleID: dated, Value: t.In(calendar.Zone)}
				}
			}
			line[i] = x
		}
		if err := w.SetRow("A"+strconv.Itoa(n+2), line); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = f.Write(&b)
	return b.Bytes(), err
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
