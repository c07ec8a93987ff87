package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/words/calendar"
	"motcua/words/org"
)

// A catalogue as officials keep it: a workbook with a sheet of procedures, one of cases, of limits, of fees, of papers, of
// steps and of timers. A row names the procedure (and the case) that it belongs to, and a column one part of it. What a workbook
// cannot hold (forms, branches of a process) is not in it and stays as it is.

// SheetWords says a text key in one language; "" when there is no such text.
type SheetWords func(key string) string

// A Grid is one sheet: rows of cells, as texts. Rows[0] is row 1.
type Grid struct {
	Name string
	Rows [][]string
}

// A SheetTable is a sheet on its way out. Cells are string, int64 or, for a day, time.Time.
type SheetTable struct {
	Name   string
	Head   []string
	Rows   [][]any
	Widths []float64
}

// A sheetColumn is one column: the part of a T that it shows and takes. Its heading is the text "sheet.column." and key.
type sheetColumn[T any] struct {
	key   string
	wide  float64
	must  bool // the sheet cannot be without it
	full  bool // nor a row without its value
	whole bool // a whole number
	day   bool
	show  func(w *cellWords, x *T) string
	take  func(w *cellWords, x *T, s string) error
}

// cellWords are the words by which cells are read, the first language being the one that is written.
type cellWords struct {
	langs []SheetWords
	back  map[string]map[string]string // family of keys → folded word → value
}

func newCellWords(langs []SheetWords) *cellWords {
	return &cellWords{langs: langs, back: map[string]map[string]string{}}
}

func (w *cellWords) say(key string) string {
	if s := w.langs[0](key); s != "" {
		return s
	}
	return key
}

// is says whether a text is what a key says in any language, marks and capitals aside.
func (w *cellWords) is(s, key string) bool {
	for _, say := range w.langs {
		if said := say(key); said != "" && vn.Fold(said) == vn.Fold(s) {
			return true
		}
	}
	return false
}

// A family is an enumeration whose values have words under one prefix.
type family struct {
	prefix string
	values []string
}

var (
	levelFamily    = family{"level.", []string{"ministry", "province", "district", "commune", "other"}}
	audienceFamily = family{"audience.", []string{
		"citizen", "overseas", "foreigner", "business", "organisation", "vietnamese-business", "foreign-business", "cooperative",
		"foreign-organisation", "official",
	}}
	routeFamily   = family{"procedure.route.", []string{string(RouteCity), string(RouteMinistry), string(RouteInterlinked), string(RoutePortal)}}
	serviceFamily = family{"procedure.service.", []string{"full", "partial", "information"}}
	channelFamily = family{"procedure.channel.", []string{"1", "2", "3"}}
	unitFamily    = family{"sheet.unit.", []string{string(calendar.Hour), string(calendar.WorkingDay), string(calendar.CalendarDay), string(calendar.Month)}}
	workFamily    = family{"dossier.work.", []string{string(Examine), string(Consult), string(Approve), string(Issue), string(Pay), string(Carry), string(Sub)}}
	whereFamily   = family{"procedure.where.", []string{"competent", "reception", "commune-of:owner", "land-office", "police", "tax", "insurance"}}
	waitFamily    = family{"wait.", []string{string(WaitTax), string(WaitPayment)}}
	yesFamily     = family{"sheet.", []string{"yes", "no"}}
	feeFamily     = family{"sheet.fee.", []string{"phi", "le-phi"}}

	originalsFamily  = family{"procedure.conduct.originals.", originals[1:]}
	resultFileFamily = family{"procedure.conduct.file.", resultFiles[1:]}
	publisherFamily  = family{"procedure.published-by.", publishers[1:]}

	roleFamily = func() family {
		f := family{prefix: "org.role."}
		for _, r := range org.Roles {
			f.values = append(f.values, string(r))
		}
		return f
	}()
)

func (f family) key(value string) string { return f.prefix + strings.ReplaceAll(value, ":", "-") }

// show says a value by its word; a value without one stands as it is.
func (w *cellWords) show(f family, value string) string {
	if value == "" {
		return ""
	}
	return cmp.Or(w.langs[0](f.key(value)), value)
}

// value finds what a word stands for; the value itself is understood too.
func (w *cellWords) value(f family, s string) (string, error) {
	if s == "" {
		return "", nil
	}
	known := w.back[f.prefix]
	if known == nil {
		known = map[string]string{}
		for _, v := range f.values {
			known[vn.Fold(v)] = v
			for _, say := range w.langs {
				if word := say(f.key(v)); word != "" {
					known[vn.Fold(word)] = v
				}
			}
		}
		w.back[f.prefix] = known
	}
	if v, ok := known[vn.Fold(s)]; ok {
		return v, nil
	}
	var words []string
	for _, v := range f.values {
		words = append(words, w.show(f, v))
	}
	return "", fault.New(fault.Invalid, "sheet.word", "value", cut(s), "words", strings.Join(words, ", "))
}

// misspelt says whether a text is nearly a word of a family. value has looked for it already.
func (w *cellWords) misspelt(f family, s string) bool {
	const most = 2 // letters
	s = vn.Fold(s)
	for word := range w.back[f.prefix] {
		if diff := len(word) - len(s); -most <= diff && diff <= most && changes(s, word) <= most {
			return true
		}
	}
	return false
}

// Columns of one kind.

func textColumn[T any](key string, wide float64, at func(*T) *string) sheetColumn[T] {
	return sheetColumn[T]{
		key: key, wide: wide, show: func(_ *cellWords, x *T) string { return *at(x) },
		take: func(_ *cellWords, x *T, s string) error { *at(x) = s; return nil },
	}
}

func wordColumn[T any](key string, wide float64, f family, at func(*T) *string) sheetColumn[T] {
	return sheetColumn[T]{
		key: key, wide: wide, show: func(w *cellWords, x *T) string { return w.show(f, *at(x)) },
		take: func(w *cellWords, x *T, s string) (err error) {
			*at(x), err = w.value(f, s)
			return err
		},
	}
}

// kept is a column whose empty cells leave things as they are: there is no such thing without a value.
func kept[T any](c sheetColumn[T]) sheetColumn[T] {
	take := c.take
	c.take = func(w *cellWords, x *T, s string) error {
		if s == "" {
			return nil
		}
		return take(w, x, s)
	}
	return c
}

func yesColumn[T any](key string, at func(*T) *bool) sheetColumn[T] {
	return sheetColumn[T]{
		key: key, wide: 9,
		show: func(w *cellWords, x *T) string {
			if *at(x) {
				return w.say("sheet.yes")
			}
			return ""
		},
		take: func(w *cellWords, x *T, s string) error {
			if vn.Fold(s) == "x" {
				s = "yes"
			}
			v, err := w.value(yesFamily, s)
			*at(x) = v == "yes"
			return err
		},
	}
}

// mostCount is the greatest count or sum of a cell.
const mostCount = 1_000_000_000_000

func countColumn[T any](key string, get func(*T) int64, set func(*T, int64)) sheetColumn[T] {
	return sheetColumn[T]{
		key: key, wide: 9, whole: true,
		show: func(_ *cellWords, x *T) string { return strconv.FormatInt(get(x), 10) },
		take: func(_ *cellWords, x *T, s string) error {
			if s == "" {
				set(x, 0)
				return nil
			}
			n, err := wholeCell(s)
			if err == nil {
				set(x, n)
			}
			return err
		},
	}
}

// wholeCell reads a whole number as a workbook keeps it ("5", "5.0", "5E+3") or as people write it ("8.000").
func wholeCell(s string) (int64, error) {
	wrong := fault.New(fault.Invalid, "sheet.number", "value", cut(s))
	if parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ' ' || r == '\u00a0' }); len(parts) > 1 &&
		!slices.ContainsFunc(parts[1:], func(p string) bool { return len(p) != 3 }) {
		s = strings.Join(parts, "")
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != float64(int64(f)) || f < 0 || f > mostCount {
		return 0, wrong
	}
	return int64(f), nil
}

func linesColumn[T any](key string, wide float64, at func(*T) *[]string) sheetColumn[T] {
	return sheetColumn[T]{
		key: key, wide: wide, show: func(_ *cellWords, x *T) string { return strings.Join(*at(x), "\n") },
		take: func(_ *cellWords, x *T, s string) error { *at(x) = linesOf(s); return nil },
	}
}

func familyColumn[T any](key string, wide float64, f family, at func(*T) *[]string) sheetColumn[T] {
	return sheetColumn[T]{
		key: key, wide: wide,
		show: func(w *cellWords, x *T) string {
			var out []string
			for _, v := range *at(x) {
				out = append(out, w.show(f, v))
			}
			return strings.Join(out, "\n")
		},
		take: func(w *cellWords, x *T, s string) error {
			var out []string
			for _, line := range linesOf(s) {
				v, err := w.value(f, line)
				if err != nil && (slices.Contains(*at(x), line) || !w.misspelt(f, line)) {
					v, err = line, nil // a word of the source's own: the national database has "Đảng viên"
				}
				if err != nil {
					return err
				}
				out = append(out, v)
			}
			*at(x) = out
			return nil
		},
	}
}

// thingsColumn is a list of things, one a line; a line that stands there already keeps what a line does not say.
func thingsColumn[T, X any](key string, wide float64, at func(*T) *[]X, line func(X) string, read func(string) X) sheetColumn[T] {
	return sheetColumn[T]{
		key: key, wide: wide,
		show: func(_ *cellWords, x *T) string {
			var out []string
			for _, e := range *at(x) {
				out = append(out, SheetText(line(e)))
			}
			return strings.Join(out, "\n")
		},
		take: func(_ *cellWords, x *T, s string) error {
			old := *at(x)
			var out []X
			for _, l := range linesOf(s) {
				i := slices.IndexFunc(old, func(e X) bool { return SheetText(line(e)) == l })
				if i >= 0 {
					out = append(out, old[i])
				} else {
					out = append(out, read(l))
				}
			}
			*at(x) = out
			return nil
		},
	}
}

func dayColumn[T any](key string, at func(*T) *time.Time) sheetColumn[T] {
	return sheetColumn[T]{
		key: key, wide: 12, day: true,
		show: func(_ *cellWords, x *T) string {
			if at(x).IsZero() {
				return ""
			}
			return dayText(*at(x))
		},
		take: func(_ *cellWords, x *T, s string) error {
			if s == "" {
				*at(x) = time.Time{}
				return nil
			}
			t, ok := dayCell(s)
			if !ok {
				return fault.New(fault.Invalid, "sheet.day", "value", cut(s))
			}
			*at(x) = t
			return nil
		},
	}
}

// dayText writes a day as people do.
func dayText(t time.Time) string { return t.In(zone).Format("02/01/2006") }

// dayCell reads a day as people write it, or as a workbook counts it.
func dayCell(s string) (time.Time, bool) {
	for _, form := range []string{"02/01/2006", "2/1/2006", "2006-01-02"} {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t.UTC(), true
		}
	}
	// ECMA-376 part 1, 18.17.4.1: days since 30/12/1899, of which the first 60 are not what they seem.
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 60 && n < 200_000 {
		return time.Date(1899, 12, 30+int(n), 0, 0, 0, 0, zone).UTC(), true
	}
	return time.Time{}, false
}

func linesOf(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// coded reads "KQ.01: Giấy phép" as a code and a name; without a code all of it is the name.
func coded(line string) (code, name string) {
	if a, b, ok := strings.Cut(line, ": "); ok && !strings.Contains(a, " ") {
		return a, strings.TrimSpace(b)
	}
	return "", line
}

func joinCode(code, name string) string {
	if code == "" {
		return name
	}
	return code + ": " + name
}

// SheetText gives what a cell of a workbook can hold of a text: lines end with \n, no control letters, no blanks around, at
// most 32,767 letters. What is longer ends with "…".
func SheetText(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s))
	n := 0
	for i, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
		if n >= mostCell {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// mostCell is what a cell of a workbook can hold, in units of UTF-16.
const mostCell = 32767

// ordinal gives "2" for the second and later ways of a channel, "" for the first.
func ordinal(n int) string {
	if n <= 1 {
		return ""
	}
	return fmt.Sprint(n)
}
