package office

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
)

// An OldDossier is a dossier as a line of an older system's file has it; docs/dossier-import-format.md has the fields.
type OldDossier struct {
	Code      string `json:"code"`
	Procedure string `json:"procedure"`
	Case      string `json:"case,omitempty"`
	Channel   string `json:"channel,omitempty"` // desk, online, post
	Reception string `json:"reception"`
	Competent string `json:"competent,omitempty"`

	Applicant OldParty  `json:"applicant"`
	Owner     *OldParty `json:"owner,omitempty"` // nil: the applicant
	Subject   string    `json:"subject,omitempty"`
	Return    string    `json:"return,omitempty"` // desk, post, electronic

	Received   string `json:"received"`
	Due        string `json:"due,omitempty"`
	State      string `json:"state"`
	Step       string `json:"step,omitempty"`
	Completed  string `json:"completed,omitempty"`
	HandedOver string `json:"handed_over,omitempty"`
	Reason     string `json:"reason,omitempty"`

	Fee     int64 `json:"fee,omitempty"` // đồng
	FeePaid bool  `json:"fee_paid,omitempty"`

	Asked   *OldAsked  `json:"asked,omitempty"`
	Result  *OldResult `json:"result,omitempty"`
	History []OldLine  `json:"history,omitempty"`
	Files   []OldFile  `json:"files,omitempty"`
}

// An OldParty is a person or an organisation of an older system.
type OldParty struct {
	Kind    string `json:"kind,omitempty"` // citizen (also where nothing is said), business, household, organisation
	Name    string `json:"name"`
	Number  string `json:"number,omitempty"`
	Birth   string `json:"birth,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Email   string `json:"email,omitempty"`
	Address string `json:"address,omitempty"`
	Commune string `json:"commune,omitempty"` // code, of the list of the day of reception
}

// OldAsked are papers that are asked for and have not come.
type OldAsked struct {
	At    string   `json:"at"`
	Until string   `json:"until,omitempty"`
	Items []string `json:"items"`
}

// An OldResult is the document that settled the dossier.
type OldResult struct {
	Number string `json:"number,omitempty"`
	Day    string `json:"day,omitempty"`
	Signer string `json:"signer,omitempty"`
	Code   string `json:"code,omitempty"` // of the kind of result
}

// An OldLine is one thing that happened, in the older system's words.
type OldLine struct {
	At   string `json:"at"`
	What string `json:"what"`
	Who  string `json:"who,omitempty"`
	Unit string `json:"unit,omitempty"`
}

// An OldFile is a file of the dossier: where it lies beside the import's file, or the hash of one that is kept here already.
type OldFile struct {
	Path   string `json:"path,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	Size   int64  `json:"size,omitempty"`
	Name   string `json:"name,omitempty"`
}

// mostOldLine is how long one line may be.
// choice: a history of a thousand lines has 200 KB.
const mostOldLine = 1 << 20

// A read is one line of the file as it was read.
type readOld struct {
	line int
	d    OldDossier
	err  error
}

// readOldDossiers goes through the lines of a file and tells each: JSON, one dossier a line, or CSV with a head. A file that is
// neither is refused whole.
func readOldDossiers(b []byte, each func(readOld) error) error {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return fault.New(fault.Invalid, "bring.workbook").At("file")
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return fault.New(fault.Invalid, "bring.encoding").At("file")
	case len(bytes.TrimSpace(b)) == 0:
		return fault.New(fault.Invalid, "bring.empty").At("file")
	case bytes.TrimSpace(b)[0] == '{':
		return readOldJSON(b, each)
	}
	return readOldCSV(b, each)
}

func readOldJSON(b []byte, each func(readOld) error) error {
	for n := 1; len(b) > 0; n++ {
		var line []byte
		line, b, _ = bytes.Cut(b, []byte{'\n'})
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		r := readOld{line: n}
		if r.err = sound(line); r.err == nil {
			r.err = r.d.decode(line)
		}
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

// sound refuses a line that is too long, is no text, or has signs that are not seen.
func sound(line []byte) error {
	switch {
	case len(line) > mostOldLine:
		return fault.New(fault.Invalid, "bring.line-long", "most", strconv.Itoa(mostOldLine>>20))
	case !utf8.Valid(line):
		return fault.New(fault.Invalid, "bring.line-text")
	case hiddenIn(bytes.ReplaceAll(line, []byte{'\t'}, []byte{' '})):
		return fault.New(fault.Invalid, "dossier.hidden-sign")
	}
	return nil
}

// decode reads a line of JSON; a name that the format does not have is a mistake, for what it says would be lost.
func (d *OldDossier) decode(line []byte) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	err := dec.Decode(d)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			return fault.New(fault.Invalid, "bring.line-more")
		}
		return nil
	}
	var kind *json.UnmarshalTypeError
	switch _, unknown, is := strings.Cut(err.Error(), "unknown field "); {
	case is:
		return fault.New(fault.Invalid, "bring.field-unknown", "field", strings.Trim(unknown, `"`)).At(strings.Trim(unknown, `"`))
	case errors.As(err, &kind):
		return fault.New(fault.Invalid, "bring.field-kind", "field", kind.Field).At(kind.Field)
	}
	return fault.New(fault.Invalid, "bring.line-json")
}

// columns say where a cell of a CSV file belongs. A cell of history has one line for each thing that happened, a cell of files one for
// each file.
var oldColumns = map[string]func(*OldDossier, string) bool{
	"code": text1(func(d *OldDossier) *string { return &d.Code }), "procedure": text1(func(d *OldDossier) *string { return &d.Procedure }),
	"case": text1(func(d *OldDossier) *string { return &d.Case }), "channel": text1(func(d *OldDossier) *string { return &d.Channel }),
	"reception": text1(func(d *OldDossier) *string { return &d.Reception }), "competent": text1(func(d *OldDossier) *string { return &d.Competent }),
	"applicant_kind": text1(func(d *OldDossier) *string { return &d.Applicant.Kind }), "applicant_name": text1(func(d *OldDossier) *string { return &d.Applicant.Name }),
	"applicant_number": text1(func(d *OldDossier) *string { return &d.Applicant.Number }), "applicant_birth": text1(func(d *OldDossier) *string { return &d.Applicant.Birth }),
	"applicant_phone": text1(func(d *OldDossier) *string { return &d.Applicant.Phone }), "applicant_email": text1(func(d *OldDossier) *string { return &d.Applicant.Email }),
	"applicant_address": text1(func(d *OldDossier) *string { return &d.Applicant.Address }), "applicant_commune": text1(func(d *OldDossier) *string { return &d.Applicant.Commune }),
	"owner_kind": text1(func(d *OldDossier) *string { return &d.owner().Kind }), "owner_name": text1(func(d *OldDossier) *string { return &d.owner().Name }),
	"owner_number": text1(func(d *OldDossier) *string { return &d.owner().Number }), "owner_address": text1(func(d *OldDossier) *string { return &d.owner().Address }),
	"owner_commune": text1(func(d *OldDossier) *string { return &d.owner().Commune }),
	"subject":       text1(func(d *OldDossier) *string { return &d.Subject }), "return": text1(func(d *OldDossier) *string { return &d.Return }),
	"received": text1(func(d *OldDossier) *string { return &d.Received }), "due": text1(func(d *OldDossier) *string { return &d.Due }),
	"state": text1(func(d *OldDossier) *string { return &d.State }), "step": text1(func(d *OldDossier) *string { return &d.Step }),
	"completed": text1(func(d *OldDossier) *string { return &d.Completed }), "handed_over": text1(func(d *OldDossier) *string { return &d.HandedOver }),
	"reason": text1(func(d *OldDossier) *string { return &d.Reason }),
	"fee": func(d *OldDossier, s string) (ok bool) {
		n, err := strconv.ParseInt(s, 10, 64)
		d.Fee = n
		return err == nil
	},
	"fee_paid": func(d *OldDossier, s string) bool {
		d.FeePaid = slices.Contains([]string{"1", "true", "x", "yes", "có"}, strings.ToLower(s))
		return d.FeePaid || slices.Contains([]string{"0", "false", "no", "không"}, strings.ToLower(s))
	},
	"asked_at": text1(func(d *OldDossier) *string { return &d.asked().At }), "asked_until": text1(func(d *OldDossier) *string { return &d.asked().Until }),
	"asked_items": func(d *OldDossier, s string) bool {
		d.asked().Items = cellLines(s)
		return true
	},
	"result_number": text1(func(d *OldDossier) *string { return &d.result().Number }), "result_day": text1(func(d *OldDossier) *string { return &d.result().Day }),
	"result_signer": text1(func(d *OldDossier) *string { return &d.result().Signer }), "result_code": text1(func(d *OldDossier) *string { return &d.result().Code }),
	"history": func(d *OldDossier, s string) bool {
		for _, line := range cellLines(s) {
			p := append(strings.SplitN(line, "|", 4), "", "", "")
			d.History = append(d.History, OldLine{At: strings.TrimSpace(p[0]), What: strings.TrimSpace(p[1]), Who: strings.TrimSpace(p[2]), Unit: strings.TrimSpace(p[3])})
		}
		return true
	},
	"files": func(d *OldDossier, s string) bool {
		for _, line := range cellLines(s) {
			p := append(strings.SplitN(line, "|", 3), "", "")
			d.Files = append(d.Files, OldFile{Path: strings.TrimSpace(p[0]), Name: strings.TrimSpace(p[1]), SHA256: strings.TrimSpace(p[2])})
		}
		return true
	},
}

func text1(at func(*OldDossier) *string) func(*OldDossier, string) bool {
	return func(d *OldDossier, s string) bool {
		*at(d) = s
		return true
	}
}

func (d *OldDossier) owner() *OldParty {
	if d.Owner == nil {
		d.Owner = &OldParty{}
	}
	return d.Owner
}

func (d *OldDossier) asked() *OldAsked {
	if d.Asked == nil {
		d.Asked = &OldAsked{}
	}
	return d.Asked
}

func (d *OldDossier) result() *OldResult {
	if d.Result == nil {
		d.Result = &OldResult{}
	}
	return d.Result
}

// cellLines are the lines of a cell that are not empty.
func cellLines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// readOldCSV reads a table whose first row names the columns. What parts the cells is what the head has: comma, semicolon or tab.
func readOldCSV(b []byte, each func(readOld) error) error {
	head, _, _ := bytes.Cut(b, []byte{'\n'})
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.Comma = -1, ','
	for _, c := range ";\t" {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(r.Comma))) {
			r.Comma = c
		}
	}
	names, err := r.Read()
	if err != nil {
		return fault.New(fault.Invalid, "bring.no-head").At("file")
	}
	for i, name := range names {
		names[i] = strings.ToLower(strings.TrimSpace(name))
		switch {
		case oldColumns[names[i]] == nil:
			return fault.New(fault.Invalid, "bring.column-unknown", "column", strings.ToValidUTF8(name, "?")).At("file")
		case slices.Contains(names[:i], names[i]):
			return fault.New(fault.Invalid, "bring.column-twice", "column", name).At("file")
		}
	}
	if !slices.Contains(names, "code") {
		return fault.New(fault.Invalid, "bring.no-head").At("file")
	}
	for {
		before := r.InputOffset()
		cells, err := r.Read()
		if err == io.EOF {
			return nil
		}
		one := readOld{}
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			one.line, one.err = bad.StartLine, fault.New(fault.Invalid, "bring.line-csv")
		case err != nil:
			return err
		default:
			one.line, _ = r.FieldPos(0)
			if one.err = soundRow(b[before:r.InputOffset()]); one.err == nil {
				one.err = one.d.row(names, cells)
			}
		}
		if err := each(one); err != nil {
			return err
		}
	}
}

// soundRow is sound for a row, in which a line may end within a cell.
func soundRow(row []byte) error {
	return sound(bytes.ReplaceAll(bytes.ReplaceAll(row, []byte{'\r'}, nil), []byte{'\n'}, []byte{' '}))
}

func (d *OldDossier) row(names, cells []string) error {
	if len(cells) > len(names) {
		return fault.New(fault.Invalid, "bring.line-cells", "n", strconv.Itoa(len(cells)), "of", strconv.Itoa(len(names)))
	}
	for i, cell := range cells {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		if !oldColumns[names[i]](d, cell) {
			return fault.New(fault.Invalid, "bring.field-kind", "field", names[i]).At(names[i])
		}
	}
	return nil
}

// The forms of a time that are read. The day stands before the month, always.
// choice: a file says days as people here write them; what Excel keeps inside (a number of days, or month before day) is refused, for
// nobody could see that it was read wrongly.
var oldTimes = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04",
	"2/1/2006 15:04:05", "2/1/2006 15:04",
}

// oldTime reads a time; a day alone is the beginning of its working hours, or with ends its end.
func oldTime(s, field string, ends bool) (time.Time, *fault.Fault) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	for _, form := range oldTimes {
		if t, err := time.ParseInLocation(form, s, Zone); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
			return t.UTC().Truncate(time.Minute), nil
		}
	}
	for _, form := range []string{time.DateOnly, "2/1/2006"} {
		if t, err := time.ParseInLocation(form, s, Zone); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
			hour := 8
			if ends {
				hour = 17
			}
			return t.Add(time.Duration(hour) * time.Hour).UTC(), nil
		}
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return time.Time{}, fault.New(fault.Invalid, "bring.time-number", "value", s).At(field)
	}
	return time.Time{}, fault.New(fault.Invalid, "bring.time", "value", s).At(field)
}
