package web

import (
	"context"
	"strings"
	"testing"

	"motcua/law/dossier"
)

func TestLeadersOpenTheirAlarmsAndAPreparedApology(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 120)
	if _, err := c.Follow(context.Background()); err != nil {
		t.Fatal(err)
	}
	all := supervisorOf(c)
	site := siteFor(t, c, all)
	counts, err := c.Read(t.Context(), all).AlarmCounts()
	if err != nil {
		t.Fatal(err)
	}
	if len(counts.Kinds) < 3 {
		t.Fatalf("only %v ring: the test proves little", counts.Kinds)
	}
	for _, k := range dossier.AlarmKinds {
		body := wantPage(t, site, "/watch/alarms?kind="+string(k), 200)
		want := min(counts.Kinds[k], mostAlarms)
		_, rows, _ := strings.Cut(body, "data-rows") // what its reader was told of stands in a table of its own
		rows, _, _ = strings.Cut(rows, "</table>")
		if got := strings.Count(rows, `<th scope="row">`); got != want {
			t.Errorf("%s: %d rows, want %d", k, got, want)
		}
	}
	late, err := c.Read(t.Context(), all).Alarms(dossier.AlarmLate, 0, 1)
	if err != nil || len(late) == 0 {
		t.Fatalf("nothing is late: %v", err)
	}
	if body := wantPage(t, site, "/watch/alarms?kind=late", 200); strings.Contains(body, "/apology") {
		t.Error("a supervisor is led to a draft that only a leader of the unit may open")
	}
	leader := headOf(c, late[0].Competent.ID, "leader")
	own := siteFor(t, c, leader)
	if body := wantPage(t, own, "/watch/alarms?kind=late", 200); !strings.Contains(body, "/apology") {
		t.Error("the leader is not led to the draft")
	}
	wantPage(t, own, "/watch/alarms", 200)
	wantPage(t, own, "/watch/alarms/"+late[0].ID+"/apology", 200)
	wantPage(t, siteFor(t, c, headOf(c, "chi-nhanh-7", "receiver")), "/watch/alarms", 403)
}

func TestALeaderSwitchesMailOffWhereTheAlarmsStand(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 1)
	leader := headOf(c, "chi-nhanh-7", "leader")
	for _, on := range []bool{false, true} {
		if err := c.SetMail(t.Context(), leader, "vi", on); err != nil {
			t.Fatal(err)
		}
		to, err := c.Read(t.Context(), leader).MailTo()
		if err != nil || to.On != on {
			t.Fatalf("kept %+v, %v", to, err)
		}
		body := wantPage(t, siteFor(t, c, leader), "/watch/alarms", 200)
		if !strings.Contains(body, `id="mail"`) || strings.Contains(body, `name="mail" value="1" checked`) != (on && to.Address != "") {
			t.Errorf("with mail %v to %q the page is wrong", on, to.Address)
		}
	}
}

func TestTheSettingsSayHowMessagesLeaveTheHouse(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	body := wantPage(t, siteFor(t, c, headOf(c, "trung-tam", "administrator")), "/settings/notices", 200)
	if !strings.Contains(body, c.World().Notices.Version) {
		t.Error("the version of the words is missing")
	}
	wantPage(t, siteFor(t, c, supervisorOf(c)), "/settings/notices", 200)
}
