package procedure

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// asText gives a text of the source; null is none. Some exports have a list of texts where others have one text with ", " between;
// what came is kept as it was written.
func asText(field string, v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []any:
		out := make([]string, len(v))
		for i, e := range v {
			s, ok := e.(string)
			if !ok {
				return "", refuse(fmt.Sprintf("%s.%d", field, i), "file.wants", "found", kindOf(e), "wanted", "@file.kind.text")
			}
			out[i] = s
		}
		return strings.Join(out, ", "), nil
	}
	return "", refuse(field, "file.wants", "found", kindOf(v), "wanted", "@file.kind.text")
}

func kindOf(v any) string {
	switch v := v.(type) {
	case json.Number:
		return cut(string(v))
	case bool:
		return strconv.FormatBool(v)
	case []any:
		return "@file.kind.list"
	case map[string]any:
		return "@file.kind.object"
	case string:
		return strconv.Quote(cut(v))
	}
	return "null"
}

// mostName is the longest name in characters; the longest on record has 1,094.
const mostName = 5000

// textField is a field that is one text in the record. A source that says nothing leaves it empty.
func textField(key string, place func(*Record) *string) nationalField {
	return nationalField{
		key,
		func(r *Record, v any) error {
			s, err := asText(key, v)
			if err != nil {
				return err
			}
			if strings.TrimSpace(s) == unsaid {
				s = ""
			}
			if key == "ten_thu_tuc" || key == "TENTTHC" {
				if n := utf8.RuneCountInString(s); strings.TrimSpace(s) == "" {
					return refuse(key, "file.name-missing")
				} else if n > mostName {
					return refuse(key, "file.name-long", "n", n, "most", mostName)
				}
			}
			*place(r) = s
			return nil
		},
		func(r *Record) any { return *place(r) },
	}
}

// wordsField is a field whose text lists words with ", " between; known words get our own.
func wordsField(key string, ours map[string]string, place func(*Record) *[]string) nationalField {
	theirs := make(map[string]string, len(ours))
	for k, v := range ours {
		theirs[v] = k
	}
	return nationalField{
		key,
		func(r *Record, v any) error {
			s, err := asText(key, v)
			if err != nil {
				return err
			}
			*place(r) = nil
			for _, w := range list(s) {
				if o, ok := ours[w]; ok {
					w = o
				}
				*place(r) = append(*place(r), w)
			}
			return nil
		},
		func(r *Record) any {
			var out []string
			for _, w := range *place(r) {
				if t, ok := theirs[w]; ok {
					w = t
				}
				out = append(out, w)
			}
			return strings.Join(out, ", ")
		},
	}
}

// agencyField is a field whose text lists agencies.
func agencyField(key string, place func(*Record) *[]Agency) nationalField {
	return nationalField{
		key,
		func(r *Record, v any) error {
			s, err := asText(key, v)
			if err != nil {
				return err
			}
			*place(r) = nil
			for _, w := range list(s) {
				*place(r) = append(*place(r), Agency{Name: w})
			}
			return nil
		},
		func(r *Record) any {
			return strings.Join(names(*place(r), func(a Agency) string { return a.Name }), ", ")
		},
	}
}

// list cuts a text at ", " where a capital letter follows outside brackets: names of agencies have commas of their own
// ("Tổ chức (không bao gồm doanh nghiệp, HTX)", "Cán bộ, công chức, viên chức"). Joined again it is the same text.
func list(s string) []string {
	if s == "" || strings.TrimSpace(s) == unsaid {
		return nil
	}
	var out []string
	depth, from := 0, 0
	for i, c := range s {
		switch c {
		case '(':
			depth++
		case ')':
			depth = max(depth-1, 0)
		case ',':
			if depth > 0 || !strings.HasPrefix(s[i:], ", ") {
				continue
			}
			if next, _ := utf8.DecodeRuneInString(s[i+2:]); unicode.IsUpper(next) {
				out = append(out, s[from:i])
				from = i + 2
			}
		}
	}
	return append(out, s[from:])
}

// Words of the national database and ours.
var (
	levelWords    = map[string]string{"Cấp bộ": "ministry", "Cấp tỉnh": "province", "Cấp huyện": "district", "Cấp xã": "commune", "Cơ quan khác": "other"}
	audienceWords = map[string]string{
		"Công dân Việt Nam": "citizen", "Người Việt Nam định cư ở nước ngoài": "overseas", "Người nước ngoài": "foreigner",
		"Doanh nghiệp": "business", "Doanh nghiệp Việt Nam": "vietnamese-business", "Doanh nghiệp có vốn đầu tư nước ngoài": "foreign-business",
		"Hợp tác xã": "cooperative", "Tổ chức (không bao gồm doanh nghiệp, HTX)": "organisation", "Tổ chức nước ngoài": "foreign-organisation",
		"Cán bộ, công chức, viên chức": "official",
	}
	ministries = map[string]string{
		"bo-cong-an": "Bộ Công an", "bo-tai-chinh": "Bộ Tài chính", "bo-tu-phap": "Bộ Tư pháp", "bo-xay-dung": "Bộ Xây dựng",
		"bo-nong-nghiep-mt": "Bộ Nông nghiệp và Môi trường", "ngan-hang-nha-nuoc": "Ngân hàng Nhà nước Việt Nam", "bo-y-te": "Bộ Y tế",
		"bo-noi-vu": "Bộ Nội vụ", "bo-cong-thuong": "Bộ Công Thương", "bo-ngoai-giao": "Bộ Ngoại giao", "bo-quoc-phong": "Bộ Quốc phòng",
	}
)

func takeMinistry(r *Record, v any) error {
	s, err := asText("bo_nganh", v)
	if err != nil {
		return err
	}
	r.Ministry = s
	if name, ok := ministries[s]; ok {
		r.Ministry = name
	}
	return nil
}

func giveMinistry(r *Record) any {
	for slug, name := range ministries {
		if name == r.Ministry {
			return slug
		}
	}
	return r.Ministry
}

// rows gives a list of objects; null is an empty one.
func rows(field string, v any) ([]map[string]any, error) {
	if v == nil {
		return nil, nil
	}
	l, ok := v.([]any)
	if !ok {
		return nil, refuse(field, "file.wants", "found", kindOf(v), "wanted", "@file.kind.list")
	}
	out := make([]map[string]any, len(l))
	for i, e := range l {
		m, ok := e.(map[string]any)
		if !ok {
			return nil, refuse(fmt.Sprintf("%s.%d", field, i), "file.wants", "found", kindOf(e), "wanted", "@file.kind.object")
		}
		out[i] = m
	}
	return out, nil
}

// wholeNumber gives a whole number from 0 on; null is 0.
func wholeNumber(field string, v any) (int, error) {
	if v == nil {
		return 0, nil
	}
	r, ok := written(v)
	if !ok {
		return 0, refuse(field, "file.wants", "found", kindOf(v), "wanted", "@file.kind.number")
	}
	if !r.IsInt() || r.Sign() < 0 || !r.Num().IsInt64() || r.Num().Int64() > 1<<31-1 {
		return 0, refuse(field, "file.whole", "found", kindOf(v))
	}
	return int(r.Num().Int64()), nil
}

// number gives a number of the source exactly. One with an exponent beyond reason is none.
func number(v any) (*big.Rat, bool) {
	var s string
	switch v := v.(type) {
	case json.Number:
		s = string(v)
	case float64:
		s = strconv.FormatFloat(v, 'g', -1, 64)
	case int:
		s = strconv.Itoa(v)
	case int64:
		s = strconv.FormatInt(v, 10)
	default:
		return nil, false
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if n, err := strconv.Atoi(s[i+1:]); err != nil || n > 40 || n < -40 {
			return nil, false
		}
	}
	if len(s) > 100 {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// written gives a number of the source, also one that stands in quotation marks; in "25.000" the point may mean either and it is none.
func written(v any) (*big.Rat, bool) { return number(digits(v)) }

// equal compares two values as JSON: numbers by their value, however they are written.
func equal(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok || len(a) != len(m) {
			return false
		}
		for k, v := range a {
			w, ok := m[k]
			if !ok || !equal(v, w) {
				return false
			}
		}
		return true
	case []any:
		l, ok := b.([]any)
		return ok && slices.EqualFunc(a, l, equal)
	case nil, string, bool:
		return a == b
	}
	x, okX := number(a)
	y, okY := number(b)
	if !okX || !okY {
		return a == b
	}
	return x.Cmp(y) == 0
}

func takeRaw(r *Record, v any) error {
	r.Raw = nil
	if v == nil {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return refuse("raw", "file.wants", "found", kindOf(v), "wanted", "@file.kind.object")
	}
	for k, e := range m {
		if s, ok := e.(string); ok {
			if r.Raw == nil {
				r.Raw = make(map[string]string, len(m))
			}
			r.Raw[k] = s
		}
	}
	return nil
}

func giveRaw(r *Record) any {
	out := make(map[string]any, len(r.Raw))
	for k, v := range r.Raw {
		out[k] = v
	}
	return out
}

func takeBases(r *Record, v any) error {
	const field = "can_cu_phap_ly_so_hieu"
	r.Bases = nil
	if v == nil {
		return nil
	}
	if s, ok := v.(string); ok {
		for _, number := range strings.FieldsFunc(s, func(c rune) bool { return c == ';' || c == ',' || c == '\n' }) {
			if number = strings.TrimSpace(number); number != "" && number != unsaid {
				r.Bases = append(r.Bases, Basis{Number: number})
			}
		}
		return nil
	}
	l, ok := v.([]any)
	if !ok {
		return refuse(field, "file.wants", "found", kindOf(v), "wanted", "@file.kind.list")
	}
	for i, e := range l {
		s, err := asText(fmt.Sprintf("%s.%d", field, i), e)
		if err != nil {
			return err
		}
		r.Bases = append(r.Bases, Basis{Number: s})
	}
	return nil
}

func giveBases(r *Record) any {
	out := make([]any, len(r.Bases))
	for i, b := range r.Bases {
		out[i] = b.Number
	}
	return out
}

func takeResults(r *Record, v any) error {
	if s, ok := v.(string); ok {
		v = []any{s}
	}
	if l, ok := v.([]any); ok { // a result that is its name alone
		named := slices.Clone(l)
		for i, e := range named {
			if s, ok := e.(string); ok {
				named[i] = map[string]any{"ten": s}
			}
		}
		v = slices.DeleteFunc(named, func(e any) bool {
			m, _ := e.(map[string]any)
			s, named := m["ten"].(string)
			return len(m) == 1 && named && (strings.TrimSpace(s) == "" || strings.TrimSpace(s) == unsaid)
		})
	}
	ms, err := rows("ket_qua", v)
	if err != nil {
		return err
	}
	r.Results = nil
	for i, m := range ms {
		at := fmt.Sprintf("ket_qua.%d", i)
		name, err := asText(at+".ten", m["ten"])
		if err != nil {
			return err
		}
		code, err := asText(at+".ma", m["ma"])
		if err != nil {
			return err
		}
		r.Results = append(r.Results, Result{Name: name, Code: code})
	}
	return nil
}

func giveResults(r *Record) any {
	out := make([]any, len(r.Results))
	for i, x := range r.Results {
		out[i] = map[string]any{"ten": x.Name, "ma": x.Code}
	}
	return out
}
