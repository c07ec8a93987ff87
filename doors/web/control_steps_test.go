package web

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/law/access"
	"motcua/law/bpmn"
	"motcua/law/procedure"
	"motcua/office"
)

var (
	fieldOnPage  = regexp.MustCompile(`(?s)<input[^>]*?name="([nf]\.\d+\.[a-z]+|nodes|ways|seen|key)"[^>]*>`)
	areaOnPage   = regexp.MustCompile(`(?s)<textarea[^>]*name="(n\.\d+\.[a-z]+)"[^>]*>(.*?)</textarea>`)
	selectOnPage = regexp.MustCompile(`(?s)<select[^>]*name="([nf]\.\d+\.[a-z]+)"[^>]*>(.*?)</select>`)
	valueOf      = regexp.MustCompile(`value="([^"]*)"`)
	chosenOption = regexp.MustCompile(`value="([^"]*)" selected`)
)

// table gives what the form of the last page would send.
func (b *surfer) table() url.Values {
	q := url.Values{}
	body, _, _ := strings.Cut(b.body, `aria-labelledby="files"`)
	for _, m := range fieldOnPage.FindAllStringSubmatch(body, -1) {
		if strings.Contains(m[0], `type="checkbox"`) && !strings.Contains(m[0], " checked") {
			continue
		}
		if v := valueOf.FindStringSubmatch(m[0]); v != nil {
			q.Set(m[1], html.UnescapeString(v[1]))
		}
	}
	for _, m := range areaOnPage.FindAllStringSubmatch(body, -1) {
		q.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range selectOnPage.FindAllStringSubmatch(body, -1) {
		if v := chosenOption.FindStringSubmatch(m[2]); v != nil {
			q.Set(m[1], html.UnescapeString(v[1]))
		}
	}
	return q
}

// send posts the table with what is changed in it.
func (b *surfer) save(at string, q url.Values, pairs ...string) {
	b.t.Helper()
	q.Set("csrf", b.token())
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	b.send(b.formRequest(at, q))
}

// row gives the number of the row of a node.
func row(t *testing.T, q url.Values, id string) string {
	t.Helper()
	for i := range 60 {
		if q.Get(fmt.Sprintf("n.%d.id", i)) == id {
			return strconv.Itoa(i)
		}
	}
	t.Fatalf("no row %s", id)
	return ""
}

// written gives a proposal's process.
func (b *surfer) written(c *town, at, id string) *procedure.Process {
	b.t.Helper()
	who := office.Who{Kind: access.Officer, Account: "reader", Person: "p0001", Unit: "trung-tam", Role: "controller"}
	p, err := c.Read(b.t.Context(), who).Proposal(strings.TrimPrefix(at, "/control/proposals/"))
	if err != nil {
		b.t.Fatal(err)
	}
	return p.Record.Case(id).Process
}

func TestAProcessIsCutByAStepAndWrittenAnew(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("1.004194")
	steps := at + "/steps/ca-nhan"
	b.get(steps)
	b.want(http.StatusOK, "Bảng các bước", "Thêm bước làm song song", "bp-task")
	before := c.World().Procedures.Current("1.004194", c.clock()).Case("ca-nhan").Process
	q := b.table()
	b.save(steps, q)
	b.want(http.StatusOK)
	if got := b.written(c, at, "ca-nhan"); fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", *before) {
		t.Errorf("a table that nobody touched is saved as\n%+v\nand was\n%+v", *got, *before)
	}
	q = b.table()
	task := before.Nodes[2]
	b.save(steps, q, "_do", "drop."+row(t, q, task.ID))
	b.want(http.StatusOK, "Chưa lưu")
	if got := b.written(c, at, "ca-nhan"); got.At(task.ID) < 0 {
		t.Error("it is gone before it was saved")
	}
	b.save(steps, b.table())
	b.want(http.StatusOK, fmt.Sprintf("%d → %d", before.Tasks(), before.Tasks()-1))
	now := b.written(c, at, "ca-nhan")
	if now.At(task.ID) >= 0 || now.Tasks() != before.Tasks()-1 {
		t.Errorf("still there: %+v", now)
	}
	if _, err := procedure.Compile(now); err != nil {
		t.Errorf("without the step it does not run: %v", err)
	}
	q = b.table()
	first := row(t, q, now.Nodes[1].ID)
	b.save(steps, q, "_do", "beside."+first)
	q = b.table()
	b.save(steps, q, "n."+row(t, q, "step-1")+".vi", "Hỏi ý kiến", "n."+row(t, q, "step-1")+".where", "Cơ quan thuế", "n."+row(t, q, "step-1")+".hours", "5")
	b.want(http.StatusOK, "Hỏi ý kiến")
	now = b.written(c, at, "ca-nhan")
	if n := now.Nodes[now.At("step-1")]; n.Where != "tax" || n.Hours != 5 || n.Name.VI != "Hỏi ý kiến" {
		t.Errorf("got %+v", n)
	}
	if _, err := procedure.Compile(now); err != nil {
		t.Errorf("with a branch it does not run: %v", err)
	}
}

// A table keeps who leads and the law's own term of a silence.
func TestATableThatNobodyTouchedLosesNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("1.013225")
	steps := at + "/steps/nha-o"
	b.get(steps)
	before := c.World().Procedures.Current("1.013225", c.clock()).Case("nha-o").Process
	b.save(steps, b.table())
	b.want(http.StatusOK)
	was, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(b.written(c, at, "nha-o"))
	if err != nil || string(got) != string(was) || !strings.Contains(string(got), `"limit":"12d"`) || !strings.Contains(string(got), `"lead":true`) {
		t.Errorf("saved as\n%s\nand was\n%s, %v", got, was, err)
	}
	q := b.table()
	b.save(steps, q, "n."+row(t, q, "planning-opinion")+".term", "soon")
	b.want(http.StatusUnprocessableEntity, "viết như 12d hoặc 5wd")
}

func TestWhatIsTypedWronglyStandsAtItsField(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815") + "/steps/ban-giay"
	b.get(at)
	q := b.table()
	i := row(t, q, "compare")
	b.save(at, q, "n."+i+".hours", "tám", "n."+i+".where", "Sở Không Có", "n."+i+".outcomes", "xong", "n."+i+".vi", "Tên mới")
	b.want(http.StatusUnprocessableEntity, "không phải số giờ", "Không có nơi nào", "chưa đúng", `value="tám"`, `value="Tên mới"`, `href="#f-n.`+i+`.hours"`)

	b.get(at)
	q = b.table()
	choice := ""
	for k := range q {
		if strings.HasSuffix(k, ".when") && q.Get(k) != "" {
			choice = k
		}
	}
	b.save(at, q, choice, `outcome === "x"`)
	b.want(http.StatusOK, "Chưa đúng", `id="f-`+choice+`-error"`)
	q = b.table()
	b.save(at, q, "n."+row(t, q, "compare")+".id", "approve")
	b.want(http.StatusUnprocessableEntity, "đã dùng cho một ô khác")
	q = b.table()
	b.save(at, q, "f.0.to", "99")
	b.want(http.StatusUnprocessableEntity, "Chọn nơi đến")
}

func TestTheSecondOfTwoWhoWriteAProcessIsTold(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815") + "/steps/ban-giay"
	b.get(at)
	old := b.table()
	q := b.table()
	i := row(t, q, "compare")
	b.save(at, q, "n."+i+".hours", "3")
	b.want(http.StatusOK)
	b.get(at)
	newest := b.table().Get("seen")
	old.Set("key", b.table().Get("key"))
	b.save(at, old, "n."+i+".hours", "7")
	b.want(http.StatusConflict, `value="7"`)
	if got := b.table().Get("seen"); got != newest {
		t.Errorf("a second press would be made from revision %s, want %s", got, newest)
	}
}

func TestAFileIsTakenIntoADraftAndKeptUnchanged(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815") + "/steps/ban-giay"
	other := c.World().Procedures.Current("1.013831", c.clock()).Case("chuyen-nhuong").Process
	file, err := bpmn.Write(other, c.site.processWords(c.site.words.In(text.VI), "x"))
	if err != nil {
		t.Fatal(err)
	}
	b.get(at)
	b.upload(at+"/bpmn", "file", "quy trình.bpmn", file, "seen", "1", "key", b.key())
	b.want(http.StatusOK, "quy trình.bpmn", "Đã nạp quy trình có 12 bước")
	if got := b.get(at + "/drawn"); got != string(file) {
		t.Error("the file is not kept as it was")
	}
	f, err := bpmn.Read([]byte(b.get(at+"/bpmn")), nil)
	if err != nil || f.Process.Tasks() != 12 {
		t.Errorf("the process is not sent back: %v", err)
	}
	b.get(at)
	bad := strings.Replace(string(file), "<bpmn:endEvent", `<bpmn:callActivity id="call"/><bpmn:endEvent`, 1)
	b.upload(at+"/bpmn", "file", "a.bpmn", []byte(bad), "seen", "2", "key", b.key())
	b.want(http.StatusUnprocessableEntity, "callActivity", "Dòng ")
	b.upload(at+"/bpmn", "file", "a.bpmn", []byte("%PDF-1.7"), "seen", "2", "key", b.key())
	b.want(http.StatusUnprocessableEntity, "XML")
	b.upload(at+"/bpmn", "other", "a.bpmn", file, "seen", "2", "key", b.key())
	b.want(http.StatusUnprocessableEntity, "Chưa chọn tệp")
	foreign := regexp.MustCompile(`(?s)<bpmn:extensionElements>.*?</bpmn:extensionElements>`).ReplaceAllString(string(file), "")
	b.get(at)
	b.upload(at+"/bpmn", "file", "b.bpmn", []byte(foreign), "seen", "2", "key", b.key())
	b.want(http.StatusOK)
	p := b.written(c, strings.TrimSuffix(at, "/steps/ban-giay"), "ban-giay")
	if n := p.Nodes[p.At("approve")]; n.Role != "leader" || n.Where != "land-office" {
		t.Errorf("the lanes of our own drawing name nobody: %+v", n)
	}
}
