package office_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// settings are the pack's own with some values changed.
func settings(t *testing.T, change map[string]any) []byte {
	t.Helper()
	b, err := os.ReadFile("../city/hanoi/settings.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, s := range all {
		if v, ok := change[s["name"].(string)]; ok {
			s["value"] = v
			changed++
		}
	}
	if changed != len(change) {
		t.Fatalf("%d of %v are settings of the pack", changed, change)
	}
	if b, err = json.Marshal(all); err != nil {
		t.Fatal(err)
	}
	return b
}

// The city's general rule acts on dossiers received from then on; what was received before keeps the rule of its day.
func TestTheCitysRuleForSupplementsActsAndOpenDossiersKeepTheirs(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	before, clerk := c.received("SETTING00001")
	if err := c.SetSettings(c.ctx, system, settings(t, map[string]any{
		"supplement.mode": "pause", "supplement.notice-within": "1wd", "supplement.after-examination": 2,
	})); err != nil {
		t.Fatal(err)
	}
	second, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "SETTING00002"}, c.intake(string(before.Procedure), before.Case, "chi-nhanh-7"))
	if err != nil {
		t.Fatal(err)
	}
	after := c.dossier(second.ID)
	rule := func(v *office.DossierView) procedure.Supplement {
		return v.SupplementRule(v.CaseDef, c.World().General)
	}
	if r := rule(c.dossier(before.ID)); !r.Same(procedure.GeneralSupplement()) {
		t.Errorf("the dossier of before is under %+v, %s", r, r.NoticeWithin)
	}
	if r := rule(after); r.Mode != procedure.SupplementPause || *r.AfterExam != 2 || *r.AtReception != 1 || r.NoticeWithin.String() != "1wd" {
		t.Errorf("the new dossier is under %+v, %s", r, r.NoticeWithin)
	}
	// Back to the decree: the second dossier keeps what it was received under, also in another process.
	if err := c.SetSettings(c.ctx, system, settings(t, nil)); err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-06 10:00")
	ask := func(v *office.DossierView) error {
		task := v.Open[0]
		return c.Ask(c.ctx, c.officer(task.Unit, task.Role), office.Command{}, office.On{ID: v.ID, Token: task.Token},
			dossier.Asking{Reason: "not-valid", Items: []dossier.AskedItem{{Paper: 0, Words: "Ký lại đơn"}}})
	}
	if err := ask(after); fault.As(err) == nil || fault.As(err).Key != "dossier.ask-late" {
		t.Errorf("two days after a reception with one day for requests: %v", err)
	}
	if err := ask(before); err != nil {
		t.Errorf("two days after a reception with three days for requests: %v", err)
	}
	c.check()
}

func TestSettingsThatMeanNothingAreRefusedByName(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	for name, bad := range map[string][]any{
		"supplement.mode": {"stop", true}, "supplement.notice-within": {"0wd", "-3d", "3", 3}, "supplement.at-reception": {-1, 1.5, "1"},
		"supplement.after-examination": {10}, "supplement.requests": {2}, "supplement.waits": {"counted"}, "extension.times": {2},
		"filing.own-page": {"ajar"}, "warning.at": {[]int{80, 50}, []int{50}}, "code.serial-width": {5}, "letter.paper": {"A3"},
		"intake.hand-over-after": {"16:00"}, "calendar.after-hours-due": {"close"}, "lookup.anonymous": {[]string{"code"}},
	} {
		for _, value := range bad {
			err := c.SetSettings(c.ctx, system, settings(t, map[string]any{name: value}))
			if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "settings.json:") {
				t.Errorf("%s = %v: %v", name, value, err)
			}
		}
	}
	if err := c.SetSettings(c.ctx, system, []byte(`[{"name":"supplement.modes","group":"supplement","label":{"vi":"a","en":"b"},"value":"pause"}]`)); err == nil || !strings.Contains(err.Error(), `"supplement.mode"`) {
		t.Errorf("a setting that nothing goes by: %v", err)
	}
	if s := c.World().Setting("intake.hand-over-after"); s.Value != "15:00" || s.Source() != office.FromCalendar {
		t.Errorf("the calendar's hour is shown as %v", s.Value)
	}
}

// Another process enters settings; whoever works goes by them with the next look at the clock.
func TestASettingSetElsewhereIsTakenUp(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	other, err := office.Open(c.ctx, office.Config{DB: c.Store(), Secret: make([]byte, 32), Now: c.clock})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.SetSettings(c.ctx, system, settings(t, map[string]any{"supplement.mode": "pause"})); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Work(c.ctx); err != nil {
		t.Fatal(err)
	}
	if got := c.World().General.Mode; got != procedure.SupplementPause {
		t.Errorf("the rule is still %s", got)
	}
}
