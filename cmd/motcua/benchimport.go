package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"motcua/office"
)

// opImport is how dossiers of an older system come in: the dry run over a file, and the real run until the last of them is in.
const opImport = "import-dossiers"

// mostBroughtIn is how many dossiers the file has at most.
const mostBroughtIn = 5000

// imports measures a file of an older system: half of it open, half closed, each with a history of six lines.
func (c *benchCmd) imports(ctx context.Context, out io.Writer, b *bench) error {
	if !strings.HasPrefix(opImport, c.Only) {
		return nil
	}
	now := time.Now().In(office.Zone)
	n := min(max(c.Dossiers, 1), mostBroughtIn)
	body, err := oldLines(n, now)
	if err != nil {
		return err
	}
	src := office.OldSource{Name: "bench.jsonl", System: fmt.Sprintf("bench-%d", now.Unix()), Body: body}
	for _, step := range []struct {
		op string
		do func() (*office.BringPlan, error)
	}{
		{opImport + "-plan", func() (*office.BringPlan, error) { return b.house.office.PlanDossiers(ctx, system, src) }},
		{opImport, func() (*office.BringPlan, error) {
			return b.house.office.ImportDossiers(ctx, system, office.Command{}, src, office.SignOff{Name: "bench"})
		}},
	} {
		if err := c.once(out, b, step.op, func() (int64, int64, error) {
			plan, err := step.do()
			if err == nil && plan.New != n {
				err = fmt.Errorf("bench %s: %d of %d dossiers are new; refused: %v", step.op, plan.New, n, plan.Refused[:min(1, len(plan.Refused))])
			}
			return int64(n), int64(n), err
		}); err != nil {
			return err
		}
	}
	return nil
}

// oldOne is who applied for what, in a dossier of an older system.
func oldOne(code, desk string, i int) office.OldDossier {
	return office.OldDossier{
		Code: code, Procedure: "1.001612", Case: "ca-nhan", Reception: desk, Subject: "Hộ kinh doanh ví dụ", Fee: 100_000, FeePaid: true,
		Applicant: office.OldParty{Name: fmt.Sprintf("Nguyễn Văn Ví Dụ %d", i), Number: fmt.Sprintf("001185%06d", i), Address: "Số 12 phố Ví Dụ", Commune: "00004"},
	}
}

// oldLines is a file of so many dossiers that an older system received in the last weeks.
func oldLines(n int, now time.Time) ([]byte, error) {
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	at := func(days int) string { return now.AddDate(0, 0, -days).Format("2006-01-02 15:04") }
	for i := range n {
		d := oldOne(fmt.Sprintf("BENCH-%d-%06d", now.Unix(), i), "chi-nhanh-7", i)
		d.Received, d.Due, d.State, d.Step = at(20), now.AddDate(0, 0, 3).Format("2006-01-02 15:04"), "processing", "approve"
		if i%2 == 1 {
			d.State, d.Step, d.Completed, d.HandedOver = "handed-over", "", at(10), at(9)
			d.Result = &office.OldResult{Number: fmt.Sprintf("%d/KQ", i), Day: at(10)}
		}
		for day := range 6 {
			d.History = append(d.History, office.OldLine{At: at(19 - day), What: "Chuyển bước xử lý", Who: "Chuyên viên", Unit: "Phòng chuyên môn"})
		}
		if err := enc.Encode(d); err != nil {
			return nil, err
		}
	}
	return lines.Bytes(), nil
}
