package letter

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

//go:embed slip.json
var slipTemplate []byte

// TemplateVersion names the words and the layout of form 01. It is part of DataHash and stands in the properties of
// each PDF; a change of slip.json or of the layout gives it a new value, in both places.
const TemplateVersion = "slip-01/2026.2"

// zone is the legal time of the whole country, UTC+7 without summer time.
var zone = time.FixedZone("+07", 7*3600)

// A template is the data of form 01: which form it is, since when it holds, and all of its fixed words.
type template struct {
	Set       string `json:"set"`
	Form      string `json:"form"`
	Version   string `json:"version"`
	ValidFrom string `json:"valid_from"`
	Language  string `json:"language"`
	Words     words  `json:"words"`
}

// words are the fixed words of the letter; {gaps} are filled by fill. The keys of slip.json tell what each is for.
type words struct {
	Nation           string    `json:"nation"` // quốc hiệu
	Motto            string    `json:"motto"`  // tiêu ngữ
	Issuer           string    `json:"issuer"`
	Number           string    `json:"number"`
	PlaceDate        string    `json:"place_date"`
	Title            string    `json:"title"`
	TitleMany        string    `json:"title_many"`
	Continued        string    `json:"continued"`
	Again            string    `json:"again"`
	Demo             string    `json:"demo"`
	Code             string    `json:"code"`
	CodeMany         string    `json:"code_many"`
	Register         string    `json:"register"`
	Desk             string    `json:"desk"`
	Applicant        string    `json:"applicant"`
	ID               string    `json:"id"`
	Phone            string    `json:"phone"`
	Address          string    `json:"address"`
	Email            string    `json:"email"`
	Owner            string    `json:"owner"`
	OwnerSame        string    `json:"owner_same"`
	Request          string    `json:"request"`
	ProcedureCode    string    `json:"procedure_code"`
	Case             string    `json:"case"`
	Fee              string    `json:"fee"`
	ColumnNo         string    `json:"column_no"`
	ColumnPaper      string    `json:"column_paper"`
	ColumnOriginal   string    `json:"column_original"`
	ColumnCertified  string    `json:"column_certified"`
	ColumnCopy       string    `json:"column_copy"`
	ColumnElectronic string    `json:"column_electronic"`
	ColumnDossier    string    `json:"column_dossier"`
	ColumnLimit      string    `json:"column_limit"`
	ColumnDue        string    `json:"column_due"`
	Electronic       string    `json:"electronic"`
	None             string    `json:"none"`
	Nothing          string    `json:"nothing"`
	MoreRows         string    `json:"more_rows"`
	MorePapers       string    `json:"more_papers"`
	MoreDossiers     string    `json:"more_dossiers"`
	Sets             string    `json:"sets"`
	Dossiers         string    `json:"dossiers"`
	Received         string    `json:"received"`
	Limit            string    `json:"limit"`
	Due              string    `json:"due"`
	DueMany          string    `json:"due_many"`
	DueNone          string    `json:"due_none"`
	Moment           string    `json:"moment"`
	Weekdays         [7]string `json:"weekdays"`
	Why              string    `json:"why"`
	Result           string    `json:"result"`
	Reminder         string    `json:"reminder"`
	ReminderPhone    string    `json:"reminder_phone"`
	SignApplicant    string    `json:"sign_applicant"`
	SignOfficer      string    `json:"sign_officer"`
	SignHint         string    `json:"sign_hint"`
	SignElectronic   string    `json:"sign_electronic"`
	QR               string    `json:"qr"`
	Check            string    `json:"check"`
	Full             string    `json:"full"`
	Cut              string    `json:"cut"`
	Footer           string    `json:"footer"`
	Page             string    `json:"page"`
}

// readTemplate reads slip.json. An unknown key is an error, so that a mistyped word does not vanish.
func readTemplate(b []byte) (template, error) {
	var t template
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return t, fmt.Errorf("read the template of the slip: %w", err)
	}
	if t.Version != TemplateVersion {
		return t, fmt.Errorf("read the template of the slip: its version is %q, the program's is %q: give both the same", t.Version, TemplateVersion)
	}
	return t, nil
}

// fill puts values into the gaps of a text: fill("Trang {page}", "page", "1").
func fill(text string, pairs ...string) string {
	gaps := make([]string, len(pairs))
	for i, p := range pairs {
		if gaps[i] = p; i%2 == 0 {
			gaps[i] = "{" + p + "}"
		}
	}
	return strings.NewReplacer(gaps...).Replace(text)
}

// moment says a time as people do: "09:10 thứ Ba 24/11/2026".
func (w *words) moment(t time.Time) string {
	t = t.In(zone)
	return fill(w.Moment, "time", t.Format("15:04"), "weekday", w.Weekdays[t.Weekday()], "date", t.Format("02/01/2006"))
}

// placeDate is the line of place and date. The day has two digits, as have the months January and February, so that no
// figure can be written in front of them.
// choice: the manner of writing of administrative papers, whose decree is not among the texts that were read.
func (w *words) placeDate(place string, t time.Time) string {
	t = t.In(zone)
	month := t.Format("1")
	if t.Month() <= time.February {
		month = t.Format("01")
	}
	return fill(w.PlaceDate, "place", place, "day", t.Format("02"), "month", month, "year", t.Format("2006"))
}
