package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
)

// oldLine is an open dossier of an older system; with changes fields of it.
func oldLine(code string, with ...any) string {
	m := map[string]any{
		"code": code, "procedure": "1.001612", "case": "ca-nhan", "reception": "H26.103.25.7", "subject": "Hộ kinh doanh Ví Dụ",
		"applicant": map[string]any{"name": "Nguyễn Thị Ví Dụ", "number": "001185012345", "phone": "0912345678", "address": "Số 12 phố Ví Dụ", "commune": "00004"},
		"received":  "2026-02-25 09:00", "due": "2026-03-05 16:45", "state": "processing", "step": "approve", "fee": 100000, "fee_paid": true,
		"history": []any{map[string]any{"at": "2026-02-26 10:00", "what": "Thẩm định xong", "who": "Chuyên viên cũ", "unit": "Phòng cũ"}},
	}
	for i := 0; i+1 < len(with); i += 2 {
		if m[with[i].(string)] = with[i+1]; with[i+1] == nil {
			delete(m, with[i].(string))
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // values of the tests themselves
	}
	return string(b)
}

// oldClosed is one whose result was handed over.
func oldClosed(code string, with ...any) string {
	return oldLine(code, append([]any{
		"state", "handed-over", "step", nil, "completed", "2026-03-02 15:00", "handed_over", "2026-03-02 16:00",
		"result",
		map[string]any{"number": "45/GP", "day": "2026-03-02", "signer": "Lãnh đạo cũ"},
	}, with...)...)
}

func oldFile(lines ...string) office.OldSource {
	return office.OldSource{Name: "cu.jsonl", System: "igate", Body: []byte(strings.Join(lines, "\n"))}
}

var signed = office.SignOff{Name: "Trần Văn Ký"}

func (c *town) brings(src office.OldSource, sign office.SignOff) *office.BringPlan {
	c.t.Helper()
	p, err := c.ImportDossiers(c.ctx, system, office.Command{}, src, sign)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

// oldDossier finds a dossier by the code of the older system.
func (c *town) oldDossier(code string) *office.DossierView {
	c.t.Helper()
	id, ok, err := c.Store().Read().ByCode(c.ctx, code)
	if err != nil || !ok {
		c.t.Fatalf("dossier %s: %v, %v", code, ok, err)
	}
	return c.dossier(dossier.ID(id))
}

func TestAnOldDossierGoesOnUnderItsCodeAndItsDueTimeUntilItIsHandedOver(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, cfg store.Config) {
		c := newTownOn(t, cfg)
		p := c.brings(oldFile(oldLine("OLD-1"), oldClosed("OLD-2"), oldClosed("OLD-3", "state", "refused", "handed_over", nil, "result", nil, "reason", "Không đủ điều kiện")), signed)
		if p.New != 3 || p.Open != 1 || p.Closed != 2 || len(p.Refused)+len(p.Different) != 0 {
			t.Fatalf("the plan says %+v", p)
		}
		c.check()
		v := c.oldDossier("OLD-1")
		if v.State != dossier.Processing || hanoi(v.Promise.At) != "2026-03-05 16:45" || hanoi(v.Received) != "2026-02-25 09:00" || v.Fee != 100000 || v.Finance != dossier.FinancePaid {
			t.Errorf("it came in as %s, due %s, received %s, %d đồng %s", v.State, hanoi(v.Promise.At), hanoi(v.Received), v.Fee, v.Finance)
		}
		if len(v.Open) != 1 || v.Open[0].Node != "approve" || v.History[0].Late != true || len(v.Imported.History) != 1 {
			t.Errorf("its steps are %+v, its history %+v", v.Open, v.History)
		}
		if got := c.oldDossier("OLD-2"); got.State != dossier.HandedOver || got.Result.Number != "45/GP" || hanoi(got.Completed) != "2026-03-02 15:00" {
			t.Errorf("the closed one came in as %s with %+v", got.State, got.Result)
		}
		if got := c.oldDossier("OLD-3"); got.State != dossier.Stopped {
			t.Errorf("the refused one came in as %s", got.State)
		}
		desk := c.officer("chi-nhanh-7", "receiver")
		look, err := c.Read(c.ctx, desk).Lookup("OLD-2")
		if err != nil || look.State != dossier.HandedOver {
			t.Errorf("by its code anyone sees %+v, %v", look, err)
		}
		for code, n := range map[string]int64{"received/reception": 3, "imported/reception": 3, "in-time/reception": 2, "refused/reception": 1, "open/reception": 1} {
			if got := c.tallied("chi-nhanh-7", code); got != n {
				t.Errorf("%s counts %d, want %d", code, got, n)
			}
		}
		leader := c.officer(v.Open[0].Unit, v.Open[0].Role)
		list, err := c.Read(c.ctx, leader).Worklist(office.Filter{})
		if err != nil || !slices.ContainsFunc(list.Rows, func(r office.TaskRow) bool { return r.Code == "OLD-1" }) {
			t.Errorf("whoever is to approve does not find it: %+v, %v", list, err)
		}
		c.at("2026-03-04 09:00")
		c.finish(v.ID)
		if err := c.HandOver(c.ctx, desk, office.Command{}, office.On{ID: v.ID}, dossier.HandOver{Manner: "desk", Receiver: v.Parties.Owner}); err != nil {
			t.Fatal(err)
		}
		c.check()
	})
}

// tallied sums a measure of a unit over all days.
func (c *town) tallied(unit, measure string) (n int64) {
	c.t.Helper()
	if _, err := c.Follow(c.ctx); err != nil {
		c.t.Fatal(err)
	}
	sums, err := c.Store().Read().Sum(c.ctx, []string{unit}, []string{measure}, "", "~")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, s := range sums {
		n += s.N
	}
	return n
}

func TestWhatDiffersFromAnEarlierImportIsToldFieldByFieldAndChangesNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.brings(oldFile(oldLine("OLD-1"), oldClosed("OLD-2")), signed)
	before := c.oldDossier("OLD-1").Version
	same, err := c.PlanDossiers(c.ctx, system, oldFile(oldClosed("OLD-2"), oldLine("OLD-1")))
	if err != nil || same.Same != 2 || same.New != 0 {
		t.Fatalf("the same lines again: %+v, %v", same, err)
	}
	p := c.brings(oldFile(oldLine("OLD-1", "due", "2026-04-01 10:00", "fee", 50000)), signed)
	if len(p.Different) != 1 || p.New != 0 {
		t.Fatalf("the plan says %+v", p)
	}
	got := map[string]string{}
	for _, f := range p.Different[0].Fields {
		got[f.Field] = f.Here + " → " + f.File
	}
	if want := map[string]string{"due": "2026-03-05 16:45 → 2026-04-01 10:00", "fee": "100000 → 50000"}; !maps.Equal(got, want) {
		t.Errorf("it names %v, want %v", got, want)
	}
	if c.oldDossier("OLD-1").Version != before {
		t.Error("the dossier changed")
	}
}

func TestALineThatCannotComeInIsNamedWithItsFieldAndTheRestWaitsForASignature(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	have, _ := c.received("HAVE000000001")
	for name, x := range map[string]struct{ line, key, field string }{
		"broken JSON":           {`{"code":"OLD-1",`, "bring.line-json", ""},
		"two dossiers":          {oldLine("OLD-1") + oldLine("OLD-9"), "bring.line-more", ""},
		"an unknown name":       {oldLine("OLD-1", "hạn", "x"), "bring.field-unknown", "hạn"},
		"no code":               {oldLine(""), "bring.missing", "code"},
		"a code with blanks":    {oldLine("OLD 1"), "bring.code", "code"},
		"an unknown procedure":  {oldLine("OLD-1", "procedure", "1.999999"), "dossier.procedure-unknown", "procedure"},
		"no case":               {oldLine("OLD-1", "case", nil), "bring.case", "case"},
		"an unknown unit":       {oldLine("OLD-1", "reception", "H26.99.99"), "bring.unit", "reception"},
		"due before received":   {oldLine("OLD-1", "due", "2026-02-01"), "bring.due-before", "due"},
		"received tomorrow":     {oldLine("OLD-1", "received", "2026-03-04 09:00"), "bring.future", "received"},
		"Excel's number":        {oldLine("OLD-1", "received", "46078.375"), "bring.time-number", "received"},
		"month before day":      {oldLine("OLD-1", "received", "2/25/2026"), "bring.time", "received"},
		"an unknown step":       {oldLine("OLD-1", "step", "nowhere"), "procedure.step-unknown", "step"},
		"an unknown state":      {oldLine("OLD-1", "state", "lost"), "bring.state", "state"},
		"ended without a time":  {oldLine("OLD-1", "state", "completed", "step", nil), "bring.completed-missing", "completed"},
		"another's code":        {oldLine(have.Code), "bring.taken", "code"},
		"nobody decides":        {oldLine("OLD-1", "applicant", map[string]any{"name": "Nguyễn A"}), "bring.competent", "competent"},
		"no name":               {oldLine("OLD-1", "applicant", map[string]any{"number": "001185012345", "commune": "00004"}), "dossier.party.name-missing", "applicant.name"},
		"a hidden sign":         {strings.Replace(oldLine("OLD-1"), "Hộ", `\u0000`, 1), "dossier.hidden-sign", ""},
		"a byte that is none":   {strings.Replace(oldLine("OLD-1"), "Hộ", "\x00", 1), "dossier.hidden-sign", ""},
		"not UTF-8":             {strings.Replace(oldLine("OLD-1"), "Hộ", "\xff\xfe", 1), "bring.line-text", ""},
		"ten megabytes":         {oldLine("OLD-1", "subject", strings.Repeat("x", 10<<20)), "bring.line-long", ""},
		"a file elsewhere":      {oldLine("OLD-1", "files", []any{map[string]any{"path": "../keys"}}), "bring.file-path", "files.0"},
		"a file from the root":  {oldLine("OLD-1", "files", []any{map[string]any{"path": "/etc/passwd"}}), "bring.file-path", "files.0"},
		"a file of another way": {oldLine("OLD-1", "files", []any{map[string]any{"path": `..\keys`}}), "bring.file-path", "files.0"},
		"a file that is gone":   {oldLine("OLD-1", "files", []any{map[string]any{"path": "gone.pdf"}}), "bring.file-missing", "files.0"},
		"another content":       {oldLine("OLD-1", "files", []any{map[string]any{"path": "a/don.pdf", "sha256": strings.Repeat("0", 64)}}), "bring.file-hash", "files.0"},
		"another size":          {oldLine("OLD-1", "files", []any{map[string]any{"path": "a/don.pdf", "size": 3}}), "bring.file-size", "files.0"},
	} {
		src := oldFile(oldLine("GOOD-1"), x.line)
		src.Files = fstest.MapFS{"a/don.pdf": {Data: []byte("%PDF-1.4\n%%EOF\n")}}
		p, err := c.PlanDossiers(c.ctx, system, src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(p.Refused) != 1 || p.Refused[0].Fault.Key != x.key || p.Refused[0].Field != x.field || p.Refused[0].Line != 2 || p.New != 1 {
			t.Errorf("%s: %d new, refused %+v, want %s at %q", name, p.New, p.Refused, x.key, x.field)
			for _, r := range p.Refused {
				t.Log(r.Line, r.Fault)
			}
		}
	}
	src := oldFile(oldLine("GOOD-1"), oldLine("GOOD-1"), oldLine("OLD-1", "state", "lost"))
	_, err := c.ImportDossiers(c.ctx, system, office.Command{}, src, signed)
	wantFault(t, err, fault.Refused, "bring.refused")
	if _, ok, err := c.Store().Read().ByCode(c.ctx, "GOOD-1"); ok || err != nil {
		t.Errorf("part of a file with mistakes came in: %v", err)
	}
	_, err = c.ImportDossiers(c.ctx, system, office.Command{}, src, office.SignOff{Accept: true})
	wantFault(t, err, fault.Invalid, "bring.unsigned")
	_, err = c.PlanDossiers(c.ctx, c.officer("chi-nhanh-7", "receiver"), src)
	if f := fault.As(err); f == nil || !f.Right {
		t.Errorf("a desk may import: %v", err)
	}
	p := c.brings(src, office.SignOff{Name: "Trần Văn Ký", Accept: true})
	if p.New != 1 || p.RefusedLines() != 2 {
		t.Errorf("%d came in, %d lines were refused", p.New, p.RefusedLines())
	}
	all, err := c.Read(c.ctx, system).Batches()
	if err != nil || len(all) != 1 || all[0].Signer != "Trần Văn Ký" || all[0].Refused != 2 || all[0].In != 1 || all[0].SHA256 != p.SHA256 || all[0].State() != "in" {
		t.Errorf("the imports are %+v, %v", all[0], err)
	}
}

func TestATableIsReadLikeTheLinesItStandsFor(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	table := "\ufeffcode;procedure;case;reception;competent;applicant_name;received;due;state;history;files\r\n" +
		"OLD-1;1.001612;ca-nhan;chi-nhanh-7;cap-xa-00004;\"Nguyễn Văn; A\";25/02/2026 09:00;05/03/2026;processing;\"2026-02-26 10:00|Thẩm định|Ông B\n2026-02-27 10:00|Trình ký\";a/don.pdf|Đơn.pdf\r\n" +
		"OLD-2;1.001612;ca-nhan;chi-nhanh-7;cap-xa-00004;\"Nguyễn \"Văn\" A\";25/02/2026;;received;;\r\n"
	src := office.OldSource{Name: "cu.csv", System: "igate", Body: []byte(table), Files: fstest.MapFS{"a/don.pdf": {Data: []byte("%PDF-1.4\n%%EOF\n")}}}
	p := c.brings(src, office.SignOff{Name: "Trần Văn Ký", Accept: true})
	if p.New != 1 || len(p.Refused) != 1 || p.Refused[0].Fault.Key != "bring.line-csv" {
		t.Fatalf("%d came in, refused %+v", p.New, p.Refused)
	}
	v := c.oldDossier("OLD-1")
	if v.Parties.Applicant.Name != "Nguyễn Văn; A" || hanoi(v.Promise.At) != "2026-03-05 17:00" || len(v.Imported.History) != 2 || v.Imported.History[0].Who != "Ông B" || len(v.Files) != 1 || v.Files[0].Name != "Đơn.pdf" {
		t.Errorf("it came in as %+v, %+v, %+v", v.Parties.Applicant, v.Imported, v.Files)
	}
	c.check()
	for body, key := range map[string]string{
		"PK\x03\x04xx": "bring.workbook", "\xff\xfec\x00": "bring.encoding", " \n": "bring.empty", "mã;tên\n1;2": "bring.column-unknown", "case;due\n1;2": "bring.no-head", "code;code\n": "bring.column-twice",
	} {
		src.Body = []byte(body)
		_, err := c.PlanDossiers(c.ctx, system, src)
		wantFault(t, err, fault.Invalid, key)
	}
}

func TestAnImportGoesOnWhereItWasCutOffAndIsTakenBackButForWhatWasActedOn(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, cfg store.Config) {
		c := newTownOn(t, cfg)
		var lines []string
		for i := range 180 {
			line := oldLine(fmt.Sprintf("OLD-%03d", i))
			if i%3 == 0 {
				line = oldClosed(fmt.Sprintf("OLD-%03d", i))
			}
			lines = append(lines, line)
		}
		src := oldFile(lines...)
		ctx, stop := context.WithCancel(c.ctx)
		first, err := c.ImportDossiers(ctx, system, office.Command{}, src, signed, func(done, _ int) { stop() })
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("cut off: %v", err)
		}
		all, err := c.Read(c.ctx, system).Batches()
		if err != nil || len(all) != 1 || all[0].State() != "cut" || all[0].In == 0 || all[0].In >= 180 {
			t.Fatalf("cut off it says %+v, %v", all, err)
		}
		in := all[0].In
		rest := c.brings(src, signed)
		if rest.ID != first.ID || rest.Same != in || rest.New != 180-in {
			t.Fatalf("going on: %d here, %d new, as %s", rest.Same, rest.New, rest.ID)
		}
		if again := c.brings(src, signed); again.Same != 180 || again.New != 0 {
			t.Errorf("the same file again: %+v", again)
		}
		all, err = c.Read(c.ctx, system).Batches()
		if err != nil || len(all) != 1 || all[0].State() != "in" || all[0].In != 180 || all[0].New != 180 {
			t.Fatalf("at its end it says %+v, %v", all[0], err)
		}
		c.check()

		acted := c.oldDossier("OLD-001")
		c.at("2026-03-03 09:00")
		c.step(acted.ID)
		if _, err := c.UndoImport(c.ctx, system, office.Command{}, rest.ID, " "); fault.As(err) == nil || fault.As(err).Key != "bring.undo-reason" {
			t.Errorf("taken back without a reason: %v", err)
		}
		b, err := c.UndoImport(c.ctx, system, office.Command{}, rest.ID, "Nhầm tệp của năm trước")
		if err != nil || b.Annulled != 179 || len(b.Kept) != 1 || b.Kept[0].Code != "OLD-001" || b.State() != "undone" {
			t.Fatalf("taken back: %+v, %v", b, err)
		}
		c.check()
		for measure, n := range map[string]int64{"received/reception": 1, "imported/reception": 1, "open/reception": 1, "in-time/reception": 0} {
			if got := c.tallied("chi-nhanh-7", measure); got != n {
				t.Errorf("%s counts %d, want %d", measure, got, n)
			}
		}
		if n, err := c.Store().Read().Count(c.ctx, store.DossierFilter{Scope: store.Scope{All: true}, Now: c.clock()}); err != nil || n != 1 {
			t.Errorf("%d dossiers are listed, %v", n, err)
		}
		_, err = c.Read(c.ctx, system).Lookup("OLD-002")
		wantFault(t, err, fault.Missing, "lookup.annulled")
		if v := c.oldDossier("OLD-002"); v.Annulled == nil || v.Annulled.Reason != "Nhầm tệp của năm trước" || len(v.Next()) != 0 {
			t.Errorf("by its code an officer finds %+v", v.Annulled)
		}
		// The mended file comes in anew, beside the one that stayed.
		again := c.brings(src, signed)
		if again.ID == rest.ID || again.New != 179 || again.Same != 1 {
			t.Errorf("after it was taken back: %s, %d new, %d here", again.ID, again.New, again.Same)
		}
		c.check()
	})
}

func TestAnOldDossierThatWaitsForPapersGetsTheTimeOfItsWaitingBack(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.brings(oldFile(oldLine("OLD-1", "state", "supplement", "step", "examine", "asked", map[string]any{"at": "2026-03-02 09:00", "items": []any{"Ký lại đơn"}})), signed)
	v := c.oldDossier("OLD-1")
	if v.State != dossier.Supplement || v.Asked() == nil || v.Asked().Items[0] != "Ký lại đơn" {
		t.Fatalf("it came in as %s with %+v", v.State, v.Asks)
	}
	c.check()
	desk := c.officer("chi-nhanh-7", "receiver")
	c.at("2026-03-04 09:00")
	if err := c.Supply(c.ctx, desk, office.Command{}, office.On{ID: v.ID}, dossier.Supplying{Words: "Đã ký lại"}); err != nil {
		t.Fatal(err)
	}
	if err := c.Accept(c.ctx, desk, office.Command{}, office.On{ID: v.ID}); err != nil {
		t.Fatal(err)
	}
	v = c.oldDossier("OLD-1")
	if v.State != dossier.Processing || !v.Promise.At.After(time.Date(2026, 3, 5, 9, 45, 0, 0, time.UTC)) {
		t.Errorf("it goes on as %s, due %s", v.State, hanoi(v.Promise.At))
	}
	c.check()
}

func TestANewCalendarMovesNoDueTimeThatAnOlderSystemPromised(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.brings(oldFile(oldLine("OLD-1", "received", "2019-05-06 09:00", "due", "2019-05-10")), signed)
	v := c.oldDossier("OLD-1")
	cal, err := v.Promise.Clock(c.World().Calendar)
	if err != nil || !cal.Due().At.Equal(v.Promise.At) || hanoi(v.Promise.At) != "2019-05-10 17:00" {
		t.Errorf("counted again it is due %s, promised %s, %v", cal.Due().At, v.Promise.At, err)
	}
	doc := c.World().Calendar.Document()
	doc.Version += "-2"
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if rep, err := c.SetCalendar(c.ctx, system, bytes.Clone(b), false); err != nil || rep.Moved != 0 || rep.Looked != 1 {
		t.Errorf("a new calendar: %+v, %v", rep, err)
	}
	c.check()
}
