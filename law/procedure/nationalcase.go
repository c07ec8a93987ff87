package procedure

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/vn"
	"motcua/law/fee"
	"motcua/words/calendar"
	"motcua/words/form"
)

// generalCase is the case of the papers that every applicant brings.
const generalCase = "chung"

var generalName = form.Text{VI: "Trường hợp chung", EN: "General case"}

// takePapers reads the papers and makes the cases: a group of papers whose name begins with "Trường hợp" or "Đối với" is
// a case of its own, which needs the papers outside such groups too. Other groups ("Giấy tờ phải xuất trình", "Lưu ý")
// stay names of groups.
// choice: the national record has no cases; one case is one set of papers, so that its groups by case become cases.
func takePapers(r *Record, v any) error {
	ms, err := rows("ho_so", v)
	if err != nil {
		return err
	}
	all := make([]Paper, len(ms))
	for i, m := range ms {
		if all[i], err = takePaper(m, i); err != nil {
			return err
		}
	}
	r.casesOf(all)
	return nil
}

// casesOf makes the cases of all papers of a record.
func (r *Record) casesOf(all []Paper) {
	var common []Paper
	var order []string
	own := map[string][]Paper{}
	for _, p := range all {
		if !caseGroup(p.Group) {
			common = append(common, p)
			continue
		}
		if own[p.Group] == nil {
			order = append(order, p.Group)
		}
		own[p.Group] = append(own[p.Group], p)
	}
	r.Cases = nil
	if len(common) > 0 || len(order) == 0 {
		r.Cases = append(r.Cases, Case{ID: generalCase, Name: generalName, Papers: common})
	}
	for _, g := range order {
		papers := slices.Concat(common, own[g])
		slices.SortStableFunc(papers, func(a, b Paper) int { return cmp.Compare(a.Line, b.Line) })
		r.Cases = append(r.Cases, Case{ID: r.caseID(g), Name: form.Text{VI: g}, Papers: papers})
	}
}

func takePaper(m map[string]any, i int) (p Paper, err error) {
	at := fmt.Sprintf("ho_so.%d", i)
	for _, f := range []struct {
		key  string
		into *string
	}{{"group", &p.Group}, {"name", &p.Name}, {"form_file", &p.FormFile}} {
		if *f.into, err = asText(at+"."+f.key, m[f.key]); err != nil {
			return p, err
		}
	}
	if p.Originals, err = wholeNumber(at+".originals", m["originals"]); err != nil {
		return p, err
	}
	if p.Copies, err = wholeNumber(at+".copies", m["copies"]); err != nil {
		return p, err
	}
	p.Line = i + 1
	p.Required = compulsory(&p)
	return p, nil
}

// compulsory judges by numbers and group: the source does not say it; notes and papers that are only shown are not.
func compulsory(p *Paper) bool {
	group := vn.Fold(p.Group)
	return p.Originals+p.Copies > 0 && !strings.HasPrefix(group, "luu y") && !strings.Contains(group, "xuat trinh") &&
		!strings.Contains(group, "uy quyen") && !strings.HasPrefix(group, "tuy tung") && !strings.HasPrefix(group, "ngoai ra")
}

// bullet is what stands before the name of a group in a list: "1.", "(1.2)", "a)", "iii)", "+", "-".
var bullet = regexp.MustCompile(`^(\(?([0-9]+(\.[0-9]+)*|[ivx]+|[a-zđ](\.[0-9]+)?)[.)]+|[^0-9a-zđ(]+)\s*`)

// caseGroup says whether the name of a group of papers names a case.
func caseGroup(group string) bool {
	g := vn.Fold(group)
	for range 2 {
		g = bullet.ReplaceAllString(g, "")
	}
	if strings.Contains(g, "uy quyen") {
		return false // somebody else comes: these papers are added to every case
	}
	return strings.HasPrefix(g, "truong hop") || strings.HasPrefix(g, "doi voi")
}

// caseID makes an ID of a group's name that no other case of the record has.
func (r *Record) caseID(name string) string {
	id := strings.Join(vn.Words(name), "-")
	if len(id) > 40 {
		id = strings.Trim(id[:40], "-")
	}
	if strings.Trim(id, "-abcdefghijklmnopqrstuvwxyz0123456789") != "" || id == "" {
		id = "truong-hop"
	}
	for n, base := 2, id; r.Case(id) != nil; n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	return id
}

func givePapers(r *Record) any {
	all := r.papersByLine()
	out := make([]any, len(all))
	for i, p := range all {
		out[i] = map[string]any{"group": orNull(p.Group), "name": p.Name, "form_file": orNull(p.FormFile), "originals": p.Originals, "copies": p.Copies}
	}
	return out
}

// papersByLine gives the papers of all cases, each once, in the order of the source.
func (r *Record) papersByLine() []Paper {
	var all []Paper
	seen := map[string]bool{}
	for _, c := range r.Cases {
		for _, p := range c.Papers {
			key := strconv.Itoa(p.Line)
			if p.Line == 0 {
				key = p.Group + "\x00" + p.Name
			}
			if !seen[key] {
				seen[key] = true
				all = append(all, p)
			}
		}
	}
	last := func(p Paper) int { return cmp.Or(p.Line, 1<<31-1) } // new papers stand behind
	slices.SortStableFunc(all, func(a, b Paper) int { return cmp.Compare(last(a), last(b)) })
	return all
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Words of the national database for channels and units of time.
var (
	channelWords = map[Channel]string{Desk: "Trực tiếp", Online: "Trực tuyến", Post: "Dịch vụ bưu chính"}
	unitWords    = map[calendar.Unit]string{calendar.Hour: "Giờ", calendar.WorkingDay: "Ngày làm việc", calendar.CalendarDay: "Ngày", calendar.Month: "Tháng"}
	// otherUnits are further words that mean so many of a unit.
	otherUnits = map[string]calendar.Limit{
		"gio": {N: 1, Unit: calendar.Hour}, "gio lam viec": {N: 1, Unit: calendar.Hour}, "ngay lam viec": {N: 1, Unit: calendar.WorkingDay},
		"ngay": {N: 1, Unit: calendar.CalendarDay}, "ngay lich": {N: 1, Unit: calendar.CalendarDay}, "tuan": {N: 7, Unit: calendar.CalendarDay},
		"thang": {N: 1, Unit: calendar.Month}, "quy": {N: 3, Unit: calendar.Month}, "nam": {N: 12, Unit: calendar.Month},
	}
)

// takeChannels reads limits and fees per channel into every case.
func takeChannels(r *Record, v any) error {
	ms, err := rows("cach_thuc", v)
	if err != nil {
		return err
	}
	var out []ChannelRule
	for i, m := range ms {
		c, err := takeChannel(m, fmt.Sprintf("cach_thuc.%d", i))
		if err != nil {
			return err
		}
		out = append(out, c)
	}
	r.setChannels(out)
	return nil
}

// setChannels gives every case the same rules.
func (r *Record) setChannels(rules []ChannelRule) {
	if len(r.Cases) == 0 {
		r.Cases = []Case{{ID: generalCase, Name: generalName}}
	}
	for i := range r.Cases {
		r.Cases[i].Channels = slices.Clone(rules)
	}
}

func takeChannel(m map[string]any, at string) (c ChannelRule, err error) {
	word, err := asText(at+".channel", m["channel"])
	if err != nil {
		return c, err
	}
	for ch, w := range channelWords {
		if vn.Fold(w) == vn.Fold(word) {
			c.Channel = ch
		}
	}
	if channelWords[c.Channel] != word {
		c.SourceWord = word
	}
	if err := c.takeLimit(m, at); err != nil {
		return c, err
	}
	switch v := m["free"].(type) {
	case nil:
	case bool:
		c.Free = v
	default:
		return c, refuse(at+".free", "file.wants", "found", kindOf(v), "wanted", "@file.kind.flag")
	}
	note, err := asText(at+".note", m["note"])
	if err != nil {
		return c, err
	}
	c.FeeText, c.Note = cutFee(note)
	return c, c.takeFees(m["fee_vnd"], at+".fee_vnd")
}

// takeLimit reads duration and unit. What is no whole number of a known unit is kept as text.
func (c *ChannelRule) takeLimit(m map[string]any, at string) error {
	unit, err := asText(at+".unit", m["unit"])
	if err != nil {
		return err
	}
	if m["duration"] == nil {
		return nil
	}
	n, ok := written(m["duration"])
	if !ok {
		return refuse(at+".duration", "file.wants", "found", kindOf(m["duration"]), "wanted", "@file.kind.number")
	}
	if n.Sign() < 0 {
		return refuse(at+".duration", "file.negative", "found", kindOf(m["duration"]))
	}
	of, known := otherUnits[vn.Fold(unit)]
	if known && n.IsInt() && n.Num().IsInt64() && n.Num().Int64() <= 100_000 {
		l := calendar.Limit{N: int(n.Num().Int64()) * of.N, Unit: of.Unit}
		if l.Check() == nil {
			c.Limit = &l
			return nil
		}
	}
	c.LimitText = strings.TrimSpace(decimal(n) + " " + unit)
	return nil
}

// decimal writes a number of the source without an exponent.
func decimal(n *big.Rat) string {
	places, exact := n.FloatPrec()
	if !exact {
		places = 6
	}
	return n.FloatString(places)
}

// feeHead is how the national database begins the note of a channel: with what is to be paid.
var feeHead = regexp.MustCompile(`^(Miễn phí|([0-9][0-9.,]*)? ?(VNĐ|VND|Việt Nam Đồng|[A-Z]{3}))`)

// cutFee cuts the note of a channel into what it says about the fee and the rest. Put together they are the note, unless
// the source says nothing about the fee.
func cutFee(note string) (text, rest string) {
	if rest, ok := strings.CutPrefix(note, unsaid); ok {
		return "", strings.TrimSpace(rest)
	}
	head := feeHead.FindString(note)
	if head == "" {
		return "", note
	}
	end := len(head)
	depth := 0
	for i, c := range note[end:] {
		if c == '(' {
			depth++
		}
		if depth == 0 {
			break
		}
		if c == ')' {
			if depth--; depth == 0 {
				end += i + 1
				break
			}
		}
	}
	return note[:end], note[end:]
}

// feeName is how the source calls all that is paid.
const feeName = "Phí, lệ phí"

// takeFees reads the amounts in đồng, and one in another currency from the text.
func (c *ChannelRule) takeFees(v any, at string) error {
	if v != nil {
		l, ok := v.([]any)
		if !ok {
			return refuse(at, "file.wants", "found", kindOf(v), "wanted", "@file.kind.list")
		}
		for i, e := range l {
			n, ok := written(e)
			if !ok {
				return refuse(fmt.Sprintf("%s.%d", at, i), "file.wants", "found", kindOf(e), "wanted", "@file.kind.number")
			}
			if !n.IsInt() || n.Sign() < 0 || !n.Num().IsInt64() {
				return refuse(fmt.Sprintf("%s.%d", at, i), "file.dong", "found", kindOf(e))
			}
			name := feeName
			if i > 0 {
				name = fmt.Sprintf("%s (%d)", feeName, i+1) // sums side by side, not one fee said twice
			}
			c.Fees = append(c.Fees, fee.Item{Name: name, Amount: fee.VND(n.Num().Int64())})
		}
	}
	m := feeHead.FindStringSubmatch(c.FeeText)
	if len(c.Fees) > 0 || m == nil || m[2] == "" || len(m[3]) != 3 || m[3] == "VND" {
		return nil
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(m[2], ",", ""), 10, 64)
	if err == nil {
		c.Fees = append(c.Fees, fee.Item{Name: feeName, Amount: fee.VND(n), Currency: m[3]})
	}
	return nil
}

func giveChannels(r *Record) any {
	if len(r.Cases) == 0 {
		return []any{}
	}
	out := make([]any, 0, len(r.Cases[0].Channels))
	for _, c := range r.Cases[0].Channels {
		m := map[string]any{"channel": channelWords[c.Channel], "free": c.Free, "note": c.FeeText + c.Note, "duration": nil, "unit": nil}
		if c.SourceWord != "" {
			m["channel"] = c.SourceWord
		}
		if c.Limit != nil {
			m["duration"], m["unit"] = c.Limit.N, unitWords[c.Limit.Unit]
		} else if n, unit, _ := strings.Cut(c.LimitText, " "); n != "" {
			if x, ok := new(big.Rat).SetString(n); ok {
				m["duration"], m["unit"] = json.Number(decimal(x)), orNull(unit)
			}
		}
		fees := []any{}
		for _, f := range c.Fees {
			if f.Currency == "" {
				fees = append(fees, int64(f.Amount))
			}
		}
		m["fee_vnd"] = fees
		out = append(out, m)
	}
	return out
}
