package web

import (
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// What stands in the boxes of an e-form, what is known beforehand, and the files that come with it.

// acceptedFiles is what pages offer to choose: scans and photographs.
const acceptedFiles = ".pdf,.jpg,.jpeg,.png"

// acceptedTypes are the same by content.
var acceptedTypes = []string{"application/pdf", "image/jpeg", "image/png"}

// ofForm is the number of the paper that files of an e-form's own fields carry.
const ofForm = -1

// typedText gives a text that was typed, "" for anything else.
func typedText(v any) string {
	s, _ := v.(string)
	return s
}

// typedList gives the chosen values of a question with several answers.
func typedList(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []string:
		return v
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, typedText(x))
		}
		return out
	}
	return nil
}

// yesNo gives what the box of a yes-no question sends.
func yesNo(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case string:
		return v
	}
	return ""
}

// boxText gives what stands in a box: what was typed exactly as it was typed, a clean value as people write it.
func (e *EForm) boxText(f *form.Field, v any) string {
	if s, ok := v.(string); ok {
		switch f.Kind {
		case form.Date:
			return dayWords(s)
		case form.Country:
			return countryWords(e.v, s)
		}
		return s
	}
	switch {
	case v == nil:
		return ""
	case f.Kind == form.Money:
		return e.v.Number(wholeOf(v))
	}
	return strconv.FormatInt(wholeOf(v), 10)
}

// countryWords is a country by its name; what is no code stays as it was typed.
func countryWords(v text.Voice, s string) string {
	if c, ok := vn.Country(s); ok {
		return c.In(string(v.Lang))
	}
	return s
}

// countriesList is the id of the list of countries on a page.
const countriesList = "countries"

// countryOptions are the countries by name, this one first.
func countryOptions(v text.Voice) []Option {
	home, _ := vn.Country(vn.HomeCountry)
	out := []Option{{Value: home.In(string(v.Lang))}}
	for _, c := range vn.Countries() {
		if c.Code != vn.HomeCountry {
			out = append(out, Option{Value: c.In(string(v.Lang))})
		}
	}
	return out
}

// faultWords says a fault; a message of the form's author comes in both languages.
func faultWords(v text.Voice, f *fault.Fault) string {
	if en := f.Args["message_en"]; f.Key == "form.says" && v.Lang == text.EN && en != "" {
		return en
	}
	return v.T(f.Key, f.Args)
}

// A heldSource is a paper that the city issued and that an answer was taken from.
type heldSource struct {
	Value  any             `json:"value"`
	Number string          `json:"number"`
	At     time.Time       `json:"at"`
	Name   form.Text       `json:"name"`
	Unit   office.UnitName `json:"unit"`
}

// heldAnswers looks for answers in papers that the city issued to the owner and puts them into questions that nobody has
// answered yet; it gives where each comes from, by the question's path.
func (s *Site) heldAnswers(r *http.Request, c *form.Compiled, owner dossier.Party, values form.Values) (map[string]heldSource, error) {
	held, err := s.read(r).Held(c, owner)
	if err != nil || len(held) == 0 {
		return nil, err
	}
	out := make(map[string]heldSource, len(held))
	for _, h := range held {
		if nothing(form.At(values, h.Path)) {
			form.Put(values, h.Path, h.Value)
		}
		out[h.Path] = heldSource{h.Value, h.Number, h.At, h.Name, h.Unit}
	}
	return out, nil
}

// origins are the sources of a draft's answers as a dossier keeps them, for the page before it is filed.
func (run *filingRun) origins() map[string]dossier.Origin {
	out := map[string]dossier.Origin{}
	if run.e == nil {
		return out
	}
	for _, s := range run.e.compiled.Sources() {
		from, ok := run.d.Sources[s.Path]
		if !ok {
			continue
		}
		o := dossier.Origin{From: dossier.FromResult, Name: from.Name.VI, Number: from.Number, At: from.At, Unit: from.Unit.ID}
		if said := s.Clean(from.Value); !reflect.DeepEqual(s.Clean(form.At(run.d.Values, s.Path)), said) {
			o.Said = said
		}
		out[s.Path] = o
	}
	return out
}

// sourceWords says which paper an answer was taken from, or that the paper says otherwise.
func (e *EForm) sourceWords(path string, answer any) string {
	from, ok := e.Sources[path]
	if !ok {
		return ""
	}
	key := "eform.source-other"
	for _, s := range e.compiled.Sources() {
		if s.Path == path && reflect.DeepEqual(s.Clean(answer), s.Clean(from.Value)) {
			key = "eform.source"
		}
	}
	if key == "eform.source" && e.cited[from.Number] {
		key = "eform.source-again"
	}
	e.cited[from.Number] = true
	return e.v.T(key, "name", e.say(from.Name), "number", from.Number, "unit", unitWords(e.v, from.Unit), "date", e.v.Date(from.At))
}

// takeEFormFiles keeps the files that a page sent for the form's own file questions, puts them into the values, and gives
// what was kept. A file that cannot be taken is a fault at its question; the others are kept all the same.
func (s *Site) takeEFormFiles(r *http.Request, e *EForm) ([]dossier.Attached, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var kept []dossier.Attached
	var faults []*fault.Fault
	for name, heads := range r.MultipartForm.File {
		path, ours := strings.CutPrefix(name, eformPrefix)
		f := e.fieldAt(path)
		if !ours || f == nil || f.Kind != form.File || len(heads) == 0 || heads[0].Size == 0 {
			continue
		}
		a, err := s.takeFile(r, heads[0], name)
		if fl := fault.As(err); fl != nil {
			faults = append(faults, fl)
			continue
		} else if err != nil {
			return kept, err
		}
		a.Paper = ofForm
		kept = append(kept, a)
		e.files[a.Hash] = a
		setAt(e.Values, strings.Split(path, "."), a.Hash)
	}
	return kept, fault.Join(faults)
}

// takeFile keeps one file that a page sent; a fault stands at the field named.
func (s *Site) takeFile(r *http.Request, head *multipart.FileHeader, field string) (dossier.Attached, error) {
	body, err := head.Open()
	if err != nil {
		return dossier.Attached{}, err
	}
	defer body.Close()
	a, err := s.o.Office.Upload(r.Context(), who(r), head.Filename, body)
	f := fault.As(err)
	if f != nil && f.Key == "blob.type" || err == nil && !slices.Contains(acceptedTypes, a.Type) {
		return a, fault.New(fault.Invalid, "eform.file-type", "name", cut(head.Filename, 100)).At(field)
	}
	if f != nil && f.Kind == fault.Invalid {
		return a, f.At(field)
	}
	return a, err
}

// setAt puts a value at a path of groups and entries that are there.
func setAt(at map[string]any, path []string, v any) {
	for len(path) > 1 {
		switch next := at[path[0]].(type) {
		case map[string]any:
			at, path = next, path[1:]
		case []any:
			n, err := strconv.Atoi(path[1])
			if err != nil || n < 0 || n >= len(next) || len(path) < 3 {
				return
			}
			m, ok := next[n].(map[string]any)
			if !ok {
				return
			}
			at, path = m, path[2:]
		default:
			if at[path[0]] != nil || len(path) > 2 && isNumber(path[1]) {
				return
			}
			m := map[string]any{}
			at[path[0]] = m
			at, path = m, path[1:]
		}
	}
	at[path[0]] = v
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// eform makes the e-form of a case in a version of its procedure for a page, nil when the case has none. values are
// typed, kept or clean (nil = empty, see office.Known); files came so far; err may hold the faults that Judge gave.
func (s *Site) eform(r *http.Request, id procedure.ID, version int, caseID string, values form.Values, files []dossier.Attached, err error) (*EForm, error) {
	c, e := s.o.Office.World().Procedures.Form(id, version, caseID)
	if c == nil || e != nil {
		return nil, e
	}
	return NewEForm(s.voice(r), c, values, s.o.Office.Now(), s.lands(s.read(r)), files, err), nil
}
