package procedure

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/vn"
	"motcua/law/fee"
)

// The national service LayThuTuc answers with a message of its own names (MATTHC, TENTTHC …). It says more than a line of the
// national database, and is read and written in the same way: what a place cannot hold as it was written stays in Record.Source.

// keyMessage is where Record.Source notes that the rest of it are fields of a message.
const keyMessage = "motcua:message"

// messageFields in the order in which they are read: papers make the cases that channels belong to.
var messageFields = []nationalField{
	{"MATTHC", takeMessageCode, func(r *Record) any { return string(r.Code) + r.Suffix }},
	textField("TENTTHC", func(r *Record) *string { return &r.Name }),
	textField("MACOQUANCONGBO", func(r *Record) *string { return &r.Publisher }),
	textField("QUYETDINH", func(r *Record) *string { return &r.Decision }),
	textField("LOAITTHC", func(r *Record) *string { return &r.Kind }),
	{"TUKHOA", takeKeywords, func(r *Record) any { return strings.Join(r.Keywords, ", ") }},
	textField("MOTA", func(r *Record) *string { return &r.Description }),
	textField("YEUCAU", func(r *Record) *string { return &r.Conditions }),
	textField("DIACHITIEPNHAN", func(r *Record) *string { return &r.Address }),
	{"LINHVUCTHUCHIEN", takeSectors, giveSectors},
	namesField("CAPTHUCHIEN", "TENCAP", levelWords, func(r *Record) *[]string { return &r.Levels }),
	namesField("DOITUONGTHUCHIEN", "TENDOITUONG", audienceWords, func(r *Record) *[]string { return &r.Audiences }),
	{"TRINHTUTHUCHIEN", takeSequence, giveSequence},
	{"THANHPHANHOSO", takeMessagePapers, giveMessagePapers},
	{"CACHTHUCTHUCHIEN", takeManners, giveManners},
	partsField("KETQUATHUCHIEN", func(r *Record) *[]Result { return &r.Results }, []textPart[Result]{
		{"MAKETQUA", func(x *Result) *string { return &x.Code }},
		{"TENKETQUA", func(x *Result) *string { return &x.Name }},
		{"TENTEP", func(x *Result) *string { return &x.File }},
		{"URL", func(x *Result) *string { return &x.URL }},
	}),
	{"CANCUPHAPLY", takeMessageBases, giveMessageBases},
	unitsField("COQUANTHUCHIEN", func(r *Record) *[]Agency { return &r.Performing }),
	unitsField("COQUANCOTHAMQUYEN", func(r *Record) *[]Agency { return &r.Competent }),
	unitsField("COQUANDUOCUYQUYEN", func(r *Record) *[]Agency { return &r.Delegated }),
	unitsField("COQUANPHOIHOP", func(r *Record) *[]Agency { return &r.Coordinating }),
	codesField("TTHCLIENQUAN", func(r *Record) *[]string { return &r.Related }),
	codesField("TTHCLIENTHONG", func(r *Record) *[]string { return &r.Interlinked }),
}

// isMessage says whether an object is a message rather than a line of the national database.
func isMessage(in map[string]any) bool {
	_, code := in["MATTHC"]
	_, name := in["TENTTHC"]
	_, line := in["ma_thu_tuc"]
	return (code || name) && !line
}

// EncodeMessage writes a record as the national message, as EncodeNational writes a line. A limit, fee or paper that a case
// of the city's own adds is written where the message has a place for it; what only the city has is not in it.
func EncodeMessage(r Record) ([]byte, error) {
	if source := r.adopted(); source != nil && source[keyMessage] == true {
		delete(source, keyMessage)
		return canonical(source)
	}
	return encodeFields(&r, messageFields)
}

// objects gives a list of objects; one object alone is a list of one.
func objects(at string, v any) ([]map[string]any, error) {
	if m, ok := v.(map[string]any); ok {
		return []map[string]any{m}, nil
	}
	return rows(at, v)
}

// countOf reads a whole number, which a message may also write as digits.
func countOf(at string, v any) (int, error) { return wholeNumber(at, digits(v)) }

// digits gives the number that a text of digits writes; anything else is as it was.
func digits(v any) any {
	if s, ok := v.(string); ok {
		if s = strings.TrimSpace(s); s == "" {
			return nil
		}
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return n
		}
	}
	return v
}

func takeMessageCode(r *Record, v any) error {
	err := takeCode(r, v)
	var no *Refusal
	if errors.As(err, &no) {
		no.Field = "MATTHC"
	}
	return err
}

func takeKeywords(r *Record, v any) error {
	s, err := asText("TUKHOA", v)
	r.Keywords = nil
	for _, w := range strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == ';' }) {
		if w = strings.TrimSpace(w); w != "" && w != unsaid {
			r.Keywords = append(r.Keywords, w)
		}
	}
	return err
}

// A textPart is one text of a thing in a list.
type textPart[T any] struct {
	key string
	at  func(*T) *string
}

// partsField is a list of objects whose texts each have their place.
func partsField[T any](key string, place func(*Record) *[]T, parts []textPart[T]) nationalField {
	return nationalField{
		key,
		func(r *Record, v any) error {
			ms, err := objects(key, v)
			if err != nil {
				return err
			}
			var out []T
			for i, m := range ms {
				var x T
				for _, p := range parts {
					if *p.at(&x), err = asText(fmt.Sprintf("%s.%d.%s", key, i, p.key), m[p.key]); err != nil {
						return err
					}
				}
				out = append(out, x)
			}
			*place(r) = out
			return nil
		},
		func(r *Record) any {
			out := []any{}
			for _, x := range *place(r) {
				m := map[string]any{}
				for _, p := range parts {
					m[p.key] = *p.at(&x)
				}
				out = append(out, m)
			}
			return out
		},
	}
}

func unitsField(key string, place func(*Record) *[]Agency) nationalField {
	return partsField(key, place, []textPart[Agency]{
		{"MADONVI", func(x *Agency) *string { return &x.Code }}, {"TENDONVI", func(x *Agency) *string { return &x.Name }},
	})
}

// namesField is a list of objects of which the name is known; their codes are the source's own.
func namesField(key, name string, ours map[string]string, place func(*Record) *[]string) nationalField {
	return nationalField{
		key,
		func(r *Record, v any) error {
			ms, err := objects(key, v)
			*place(r) = nil
			for i, m := range ms {
				w, err := asText(fmt.Sprintf("%s.%d.%s", key, i, name), m[name])
				if err != nil {
					return err
				}
				if o, ok := ours[w]; ok {
					w = o
				}
				if w != "" {
					*place(r) = append(*place(r), w)
				}
			}
			return err
		},
		func(r *Record) any {
			out := []any{}
			for _, w := range *place(r) {
				for word, o := range ours {
					if o == w {
						w = word
						break
					}
				}
				out = append(out, map[string]any{name: w})
			}
			return out
		},
	}
}

// codesField is a list of procedures: texts, or objects with code and name.
func codesField(key string, place func(*Record) *[]string) nationalField {
	return nationalField{
		key,
		func(r *Record, v any) error {
			*place(r) = nil
			l, ok := v.([]any)
			if v != nil && !ok {
				return refuse(key, "file.wants", "found", kindOf(v), "wanted", "@file.kind.list")
			}
			for i, e := range l {
				at := fmt.Sprintf("%s.%d", key, i)
				if m, ok := e.(map[string]any); ok {
					at, e = at+".MATTHC", m["MATTHC"]
				}
				s, err := asText(at, e)
				if err != nil {
					return err
				}
				if s != "" {
					*place(r) = append(*place(r), s)
				}
			}
			return nil
		},
		func(r *Record) any {
			out := []any{}
			for _, s := range *place(r) {
				out = append(out, s)
			}
			return out
		},
	}
}

// takeSectors takes the first sector; a record has one.
func takeSectors(r *Record, v any) error {
	const key = "LINHVUCTHUCHIEN"
	r.Sector, r.SectorCode = "", ""
	ms, err := objects(key, v)
	for i, m := range ms {
		name, err := asText(fmt.Sprintf("%s.%d.TENLINHVUC", key, i), m["TENLINHVUC"])
		if err != nil {
			return err
		}
		code, err := asText(fmt.Sprintf("%s.%d.MALINHVUC", key, i), m["MALINHVUC"])
		if err != nil {
			return err
		}
		if i == 0 {
			r.Sector, r.SectorCode = name, code
		}
	}
	return err
}

func giveSectors(r *Record) any {
	if r.Sector == "" && r.SectorCode == "" {
		return []any{}
	}
	return []any{map[string]any{"MALINHVUC": r.SectorCode, "TENLINHVUC": r.Sector}}
}

// takeSequence makes one text of the steps of all cases, a line each.
func takeSequence(r *Record, v any) error {
	const key = "TRINHTUTHUCHIEN"
	ms, err := objects(key, v)
	if err != nil {
		return err
	}
	var lines []string
	for i, m := range ms {
		at := fmt.Sprintf("%s.%d", key, i)
		of, err := asText(at+".TRUONGHOP", m["TRUONGHOP"])
		if err != nil {
			return err
		}
		if of != "" {
			lines = append(lines, of)
		}
		steps, err := objects(at+".TRINHTU", m["TRINHTU"])
		if err != nil {
			return err
		}
		for j, s := range steps {
			name, err := asText(fmt.Sprintf("%s.TRINHTU.%d.TENTRINHTU", at, j), s["TENTRINHTU"])
			if err != nil {
				return err
			}
			lines = append(lines, name)
		}
	}
	r.StepsText = strings.Join(lines, "\n")
	return nil
}

func giveSequence(r *Record) any {
	if r.StepsText == "" {
		return []any{}
	}
	steps := []any{}
	for line := range strings.SplitSeq(r.StepsText, "\n") {
		steps = append(steps, map[string]any{"TENTRINHTU": line})
	}
	return []any{map[string]any{"TRUONGHOP": "", "TRINHTU": steps}}
}

// takeMessagePapers reads the papers of each case; groups become cases as those of lines do.
func takeMessagePapers(r *Record, v any) error {
	const key = "THANHPHANHOSO"
	ms, err := objects(key, v)
	if err != nil {
		return err
	}
	var all []Paper
	for i, m := range ms {
		at := fmt.Sprintf("%s.%d", key, i)
		group, err := asText(at+".TRUONGHOP", m["TRUONGHOP"])
		if err != nil {
			return err
		}
		papers, err := objects(at+".GIAYTO", m["GIAYTO"])
		if err != nil {
			return err
		}
		for j, g := range papers {
			p, err := takeMessagePaper(g, fmt.Sprintf("%s.GIAYTO.%d", at, j))
			if err != nil {
				return err
			}
			p.Group, p.Line = group, len(all)+1
			p.Required = compulsory(&p)
			all = append(all, p)
		}
	}
	r.casesOf(all)
	return nil
}

func takeMessagePaper(m map[string]any, at string) (p Paper, err error) {
	var instead string
	for _, f := range []struct {
		key  string
		into *string
	}{{"MAGIAYTO", &p.Code}, {"TENGIAYTO", &p.Name}, {"TENMAUDON", &p.FormFile}} {
		if *f.into, err = asText(at+"."+f.key, m[f.key]); err != nil {
			return p, err
		}
	}
	if instead, err = asText(at+".MA_KQ_THAYTHE", m["MA_KQ_THAYTHE"]); err != nil {
		return p, err
	}
	for _, code := range strings.FieldsFunc(instead, func(c rune) bool { return c == ',' || c == ';' }) {
		if code = strings.TrimSpace(code); code != "" {
			p.ReplacedBy = append(p.ReplacedBy, code)
		}
	}
	if p.Originals, err = countOf(at+".SOBANCHINH", m["SOBANCHINH"]); err != nil {
		return p, err
	}
	p.Copies, err = countOf(at+".SOBANSAO", m["SOBANSAO"])
	return p, err
}

func giveMessagePapers(r *Record) any {
	out := []any{}
	group, papers := "", []any{}
	flush := func() {
		if len(papers) > 0 {
			out = append(out, map[string]any{"TRUONGHOP": group, "GIAYTO": papers})
		}
		papers = []any{}
	}
	for _, p := range r.papersByLine() {
		if p.Group != group {
			flush()
			group = p.Group
		}
		papers = append(papers, map[string]any{
			"MAGIAYTO": p.Code, "TENGIAYTO": p.Name, "SOBANCHINH": p.Originals, "SOBANSAO": p.Copies, "TENMAUDON": p.FormFile,
			"MA_KQ_THAYTHE": strings.Join(p.ReplacedBy, ","),
		})
	}
	flush()
	return out
}

// takeManners reads limits and fees per channel into every case: a rule for each limit of a channel.
func takeManners(r *Record, v any) error {
	const key = "CACHTHUCTHUCHIEN"
	ms, err := objects(key, v)
	if err != nil {
		return err
	}
	var out []ChannelRule
	for i, m := range ms {
		at := fmt.Sprintf("%s.%d", key, i)
		n, err := countOf(at+".KENH", m["KENH"])
		if err != nil {
			return err
		}
		if channelWords[Channel(n)] == "" {
			return refuse(at+".KENH", "file.channel", "found", kindOf(m["KENH"]))
		}
		times, err := objects(at+".THOIGIAN", m["THOIGIAN"])
		if err != nil {
			return err
		}
		if len(times) == 0 {
			out = append(out, ChannelRule{Channel: Channel(n)})
		}
		for j, t := range times {
			c := ChannelRule{Channel: Channel(n)}
			if err := c.takeTime(t, fmt.Sprintf("%s.THOIGIAN.%d", at, j)); err != nil {
				return err
			}
			out = append(out, c)
		}
	}
	r.setChannels(out)
	return nil
}

func (c *ChannelRule) takeTime(m map[string]any, at string) (err error) {
	err = c.takeLimit(map[string]any{"duration": digits(m["THOIGIANGIAIQUYET"]), "unit": m["DONVITINH"]}, at)
	var no *Refusal
	if errors.As(err, &no) {
		no.Field = strings.NewReplacer(at+".duration", at+".THOIGIANGIAIQUYET", at+".unit", at+".DONVITINH").Replace(no.Field)
		return no
	}
	if c.Note, err = asText(at+".MOTA", m["MOTA"]); err != nil {
		return err
	}
	fees, err := objects(at+".PHILEPHI", m["PHILEPHI"])
	if err != nil {
		return err
	}
	c.Free = len(fees) > 0
	for i, f := range fees {
		x := fee.Item{Name: feeName}
		in := fmt.Sprintf("%s.PHILEPHI.%d", at, i)
		if x.Code, err = asText(in+".MAPHILEPHI", f["MAPHILEPHI"]); err != nil {
			return err
		}
		if x.Note, err = asText(in+".MOTA", f["MOTA"]); err != nil {
			return err
		}
		if slices.ContainsFunc(c.Fees, func(y fee.Item) bool { return y.Code == x.Code }) {
			// Several sums under one code are sums side by side, not one fee said twice.
			x.Code, x.Name = "", fmt.Sprintf("%s (%d)", feeName, i+1)
		}
		unit, err := asText(in+".DONVI", f["DONVI"])
		if err != nil {
			return err
		}
		if f["SOTIEN"] == nil {
			c.Free = false
			continue // said in words alone
		}
		n, ok := number(digits(f["SOTIEN"]))
		if !ok {
			return refuse(in+".SOTIEN", "file.wants", "found", kindOf(f["SOTIEN"]), "wanted", "@file.kind.number")
		}
		if !n.IsInt() || n.Sign() < 0 || !n.Num().IsInt64() {
			return refuse(in+".SOTIEN", "file.dong", "found", kindOf(f["SOTIEN"]))
		}
		x.Amount = fee.VND(n.Num().Int64())
		c.Free = c.Free && x.Amount == 0
		if !inDong(unit) {
			x.Currency = unit
		}
		c.Fees = append(c.Fees, x)
	}
	return nil
}

// inDong says whether a unit of money is đồng.
func inDong(unit string) bool {
	return slices.Contains([]string{"", "dong", "vnd", "viet nam dong", "d"}, vn.Fold(unit))
}

func giveManners(r *Record) any {
	out := []any{}
	if len(r.Cases) == 0 {
		return out
	}
	var last Channel
	for _, c := range r.Cases[0].Channels {
		t := map[string]any{"THOIGIANGIAIQUYET": nil, "DONVITINH": "", "MOTA": c.FeeText + c.Note}
		if c.Limit != nil {
			t["THOIGIANGIAIQUYET"], t["DONVITINH"] = c.Limit.N, unitWords[c.Limit.Unit]
		} else if n, unit, _ := strings.Cut(c.LimitText, " "); n != "" {
			if x, ok := new(big.Rat).SetString(n); ok {
				t["THOIGIANGIAIQUYET"], t["DONVITINH"] = json.Number(decimal(x)), unit
			}
		}
		fees := []any{}
		for _, f := range c.Fees {
			unit := f.Currency
			if unit == "" {
				unit = "VNĐ"
			}
			fees = append(fees, map[string]any{"MAPHILEPHI": f.Code, "SOTIEN": int64(f.Amount), "DONVI": unit, "MOTA": f.Note})
		}
		t["PHILEPHI"] = fees
		if n := len(out); n > 0 && c.Channel == last {
			m := out[n-1].(map[string]any)
			m["THOIGIAN"] = append(m["THOIGIAN"].([]any), t)
			continue
		}
		last = c.Channel
		out = append(out, map[string]any{"KENH": int(c.Channel), "THOIGIAN": []any{t}})
	}
	return out
}

var basisParts = partsField("CANCUPHAPLY", func(r *Record) *[]Basis { return &r.Bases }, []textPart[Basis]{
	{"SOVANBAN", func(x *Basis) *string { return &x.Number }},
	{"TENVANBAN", func(x *Basis) *string { return &x.Name }},
	{"NGAYBANHANH", func(x *Basis) *string { return &x.Issued }},
	{"NGAYHIEULUC", func(x *Basis) *string { return &x.From }},
	{"COQUANBANHANH", func(x *Basis) *string { return &x.Agency }},
})

// The days of a message and of a record.
const (
	messageDay = "02/01/2006"
	recordDay  = time.DateOnly
)

// takeMessageBases reads the legal acts; a day that is none stays as it was written.
func takeMessageBases(r *Record, v any) error {
	err := basisParts.take(r, v)
	for i := range r.Bases {
		r.Bases[i].Issued = otherDay(r.Bases[i].Issued, messageDay, recordDay)
		r.Bases[i].From = otherDay(r.Bases[i].From, messageDay, recordDay)
	}
	return err
}

func giveMessageBases(r *Record) any {
	out := Record{Bases: slices.Clone(r.Bases)}
	for i := range out.Bases {
		out.Bases[i].Issued = otherDay(out.Bases[i].Issued, recordDay, messageDay)
		out.Bases[i].From = otherDay(out.Bases[i].From, recordDay, messageDay)
	}
	return basisParts.give(&out)
}

// otherDay writes a day in another way.
func otherDay(s, from, to string) string {
	if t, err := time.Parse(from, s); err == nil {
		return t.Format(to)
	}
	return s
}
