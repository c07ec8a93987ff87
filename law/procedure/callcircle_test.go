package procedure_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"motcua/law/procedure"
)

// callsOne is a record whose first step opens a sub-dossier of another procedure.
func callsOne(code, calls procedure.ID) procedure.Record {
	r := whole()
	r.Code, r.Version = code, 1
	n := &r.Cases[0].Process.Nodes[1]
	n.Work, n.Role, n.Hours, n.Outcomes, n.Calls = procedure.Sub, "", 0, nil, &procedure.Called{Procedure: calls}
	return r
}

func TestAPackWhoseProceduresCallOneAnotherInACircleIsRefusedWithTheCircle(t *testing.T) {
	t.Parallel()
	a, b, c := callsOne("1.000001", "1.000002"), callsOne("1.000002", "1.000003"), callsOne("1.000003", "1.000001")
	pack := func(recs ...procedure.Record) error {
		files := fstest.MapFS{}
		for _, r := range recs {
			files["procedures/"+string(r.Code)+".v"+itoa(r.Version)+".json"] = asFile(t, r)
		}
		_, err := procedure.ParsePack(files, ".")
		return err
	}
	err := pack(a, b, c)
	if err == nil || !strings.Contains(err.Error(), "1.000002 → 1.000003 → 1.000001 → 1.000002") || !strings.Contains(err.Error(), "procedures/1.000002.v1.json:") {
		t.Errorf("got %v", err)
	}
	if err := pack(a, b); err != nil {
		t.Errorf("a line of calls: %v", err)
	}
	if err := pack(callsOne("1.000001", "1.000001")); err == nil {
		t.Error("a procedure that calls itself is taken")
	}
	mended := whole()
	mended.Code, mended.Version, mended.From = "1.000003", 2, day2
	if err := pack(a, b, c, mended); err != nil {
		t.Errorf("the newest version calls nothing: %v", err)
	}
}

func TestRecordsThatCloseACircleWithTheCatalogueAreRefusedWhole(t *testing.T) {
	t.Parallel()
	cat := catalogue(t, callsOne("1.000002", "1.000001"))
	back, fresh := callsOne("1.000001", "1.000002"), whole()
	b, err := json.MarshalIndent([]procedure.Record{fresh, back}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	recs, refused := procedure.ReadWhole(b, cat)
	if len(recs) > 0 || len(refused) != 1 || refused[0].Field != "1.cases" || refused[0].Line == 0 || !strings.Contains(refused[0].Reason.String(), "1.000001 → 1.000002 → 1.000001") {
		t.Errorf("got %d records and %+v", len(recs), refused)
	}
	if recs, refused := procedure.ReadWhole(b, catalogue(t, whole())); len(recs) != 2 || refused != nil {
		t.Errorf("without the other half: %d records, %v", len(recs), refused)
	}
}

func TestATimerFollowsItsStepToItsNewID(t *testing.T) {
	t.Parallel()
	p := line("a", "b")
	p.Nodes = append(p.Nodes, timer("late", "5wd", "a", true))
	p.Rename(p.At("a"), "tham-dinh")
	if got := p.Nodes[p.At("late")].On; got != "tham-dinh" {
		t.Errorf("the timer hangs on %q", got)
	}
}
