package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// land receives a dossier whose papers go from the desk to the land office, and carries it to where they are handed over.
func (c *town) land(id dossier.ID) (v *office.DossierView, clerk, examiner office.Who) {
	c.t.Helper()
	clerk = c.officer("chi-nhanh-7", "receiver")
	at := c.cases()[slices.IndexFunc(c.cases(), func(x [2]string) bool { return x[0] == "1.013831" })]
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, c.intake(at[0], at[1], "chi-nhanh-7")); err != nil {
		c.t.Fatal(err)
	}
	v = c.dossier(id)
	if err := c.Finish(c.ctx, clerk, office.Command{}, office.On{ID: id, Token: v.Open[0].Token}, dossier.ActFinish, dossier.Finishing{}); err != nil {
		c.t.Fatal(err)
	}
	v = c.dossier(id)
	i := slices.IndexFunc(v.Open, func(t office.TaskView) bool { return t.OnWay() })
	if i < 0 {
		c.t.Fatalf("no papers are on their way: %+v", v.Open)
	}
	v.Open[0], v.Open[i] = v.Open[i], v.Open[0]
	return v, clerk, c.officer(v.Open[0].Unit, v.Open[0].Role)
}

func TestPapersCountAsHandedOverWhenTheReceiverConfirms(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-03 09:00")
	v, clerk, examiner := c.land("TRAVEL0001")
	on := office.On{ID: v.ID, Token: v.Open[0].Token}
	work := func(who office.Who) (rows []office.TaskRow) {
		t.Helper()
		list, err := c.Read(c.ctx, who).Worklist(office.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(list.Rows, func(r office.TaskRow) bool { return r.ID != string(v.ID) || r.Token != on.Token })
	}
	if err := c.Claim(c.ctx, examiner, office.Command{}, on); !fault.Is(err, fault.Refused) || fault.As(err).Key != "dossier.papers-on-way" {
		t.Errorf("the examiner began without the papers: %v", err)
	}
	if rows := work(examiner); len(rows) != 1 || !rows[0].OnWay || rows[0].CanClaim {
		t.Errorf("the receiver's worklist has %+v", rows)
	}
	if err := c.Confirm(c.ctx, clerk, office.Command{}, on, ""); !fault.Is(err, fault.Refused) {
		t.Errorf("the giver confirmed its own hand-over: %v", err)
	}
	if err := c.SendBack(c.ctx, examiner, office.Command{}, on, "papers-missing", "Thiếu tờ bản đồ"); err != nil {
		t.Fatal(err)
	}
	if here, there := work(clerk), work(examiner); len(here) != 1 || !here[0].SentBack || len(there) != 0 {
		t.Errorf("after they were sent back the giver has %+v, the receiver %+v", here, there)
	}
	if err := c.Send(c.ctx, examiner, office.Command{}, on, ""); !fault.Is(err, fault.Refused) {
		t.Errorf("the receiver handed them over to itself: %v", err)
	}
	c.at("2026-03-03 15:00")
	if err := c.Send(c.ctx, clerk, office.Command{}, on, "Đã bổ sung"); err != nil {
		t.Fatal(err)
	}
	c.check()
	c.at("2026-03-04 08:30")
	if err := c.Confirm(c.ctx, examiner, office.Command{}, on, ""); err != nil {
		t.Fatal(err)
	}
	got := c.dossier(v.ID).Task(on.Token)
	nodes := c.World().Procedures.Current(v.Procedure, c.clock()).Case(v.Case).Process.Nodes
	hours := nodes[slices.IndexFunc(nodes, func(n procedure.Node) bool { return n.ID == got.Node })].Hours
	whole := c.World().Calendar.WorkingMinutes(got.Since, got.Due)
	if got.OnWay() || hanoi(got.Since) != "2026-03-04 08:30" || hours == 0 || whole != int64(hours)*60 {
		t.Errorf("the step began at %s and is due at %s", hanoi(got.Since), hanoi(got.Due))
	}
	if err := c.Claim(c.ctx, examiner, office.Command{}, on); err != nil {
		t.Fatal(err)
	}
	c.finish(v.ID)
	c.check()
	sheet := c.printed(v.ID, office.LetterControl, 1)
	c.says("the control sheet", sheet, "Bên nhận không nhận bàn giao", "Quá hạn", "Hồ sơ giấy:", "08:30")
}

func TestAVisitKeepsItsPhotographsAndNoOthers(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("VISIT00001")
	task := v.Open[0]
	examiner := c.officer(task.Unit, task.Role)
	photo := c.upload(examiner, "hien-trang.pdf", "ảnh")
	visit := dossier.Visit{From: c.clock().Add(-time.Hour), To: c.clock(), Place: "Số 5 phố Ví Dụ", Members: "Hai cán bộ, chủ nhà", Content: "Đúng hiện trạng"}
	on := office.On{ID: v.ID, Token: task.Token}
	visit.Files = []dossier.Attached{{Hash: strings.Repeat("0", 64), Name: "la.jpg", Size: 1, Type: "image/jpeg"}}
	if err := c.Verify(c.ctx, examiner, office.Command{}, on, visit); fault.As(err) == nil {
		t.Errorf("a photograph that nobody sent: %v", err)
	}
	visit.Files = []dossier.Attached{photo}
	if err := c.Verify(c.ctx, examiner, office.Command{}, on, visit); err != nil {
		t.Fatal(err)
	}
	got := c.dossier(v.ID).Visits
	if len(got) != 1 || len(got[0].Files) != 1 || got[0].Files[0].Hash != photo.Hash || got[0].Members == "" {
		t.Errorf("the visit is %+v", got)
	}
	c.check()
}
