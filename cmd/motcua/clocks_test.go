package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The moments are counted by hand over Hà Nội's hours (8:00 to 12:00, 13:30 to 17:30): the eve of Tết 2026 is Friday 13/2, the
// next working day Monday 23/2.
func TestClocksOfAPetitionAreCountedSideBySide(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		args string
		want string // name due[ late] of each, in the order of the table
	}{
		{"--channel=portal register=2026-02-13T16:10", "portal-refuse 02-24T16:10, portal-ask 02-27T16:10, portal-answer 03-13T16:10, decree-transfer 02-27T16:10"},
		// 80 minutes are left of Friday: four hours end at 10:40 on Monday, eight at 16:10.
		{
			"--channel=city-app register=2026-02-13T16:10 classify=2026-02-13T16:20,scene,urgent answer=2026-02-23T10:40",
			"decree-transfer 02-27T16:10, scene-accept 02-23T16:10, scene-urgent 02-23T10:40, city-sort 02-24T16:10, city-answer 03-13T16:10, city-publish 02-25T10:40",
		},
		{
			"--channel=city-app register=2026-02-13T16:10 classify=2026-02-13T16:20,scene,urgent answer=2026-02-23T10:41",
			"decree-transfer 02-27T16:10, scene-accept 02-23T16:10, scene-urgent 02-23T10:40 late, city-sort 02-24T16:10, city-answer 03-13T16:10, city-publish 02-25T10:41",
		},
		{"--channel=portal --at=2026-06-02T08:01 register=2026-05-20T08:00 classify=2026-05-20T09:00,own answer=2026-05-29T08:00", "portal-refuse 05-22T08:00, portal-ask 05-27T08:00, portal-answer 06-10T08:00, portal-publish 06-02T08:00 late, decree-transfer 05-27T08:00"},
	} {
		code, out, errs := said(t, append([]string{"clocks", "--json"}, strings.Fields(x.args)...)...)
		var list []clockAnswer
		if err := json.Unmarshal([]byte(out), &list); code != 0 || err != nil {
			t.Fatalf("clocks %s: exit %d, %v: %s", x.args, code, err, errs)
		}
		var got []string
		for _, a := range list {
			got = append(got, a.Name+" "+a.Due[5:16]+map[bool]string{true: " late"}[a.Late])
		}
		if s := strings.Join(got, ", "); s != x.want {
			t.Errorf("clocks %s:\n got %s\nwant %s", x.args, s, x.want)
		}
	}
}

func TestClocksRefuseWhatTheyCannotRead(t *testing.T) {
	t.Parallel()
	rows := filepath.Join(t.TempDir(), "rows.txt")
	if err := os.WriteFile(rows, []byte("portal-answer | soon | portal | * | * | register | answer | - | x | read\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"--channel=pigeon register=2026-02-13T16:10":                                       "There is no channel “pigeon”",
		"--channel=portal register":                                                        "cannot be read: write register=2026",
		"--channel=portal jump=2026-02-13T16:10":                                           "has no act “jump”",
		"--channel=portal register=2026-02-30T16:10":                                       "30/02/2026 does not exist",
		"--channel=portal register=1800-02-13T16:10":                                       "covers",
		"--channel=portal register=2026-02-13T16:10 answer=2026-02-13T16:09":               "stands after a later one",
		"--channel=portal register=2026-02-13T16:10 classify=2026-02-13T16:20,nice":        "no class “nice”",
		"--channel=portal register=2026-02-13T16:10,own,soon":                              "no level “soon”",
		"--channel=portal register=2026-02-13T16:10,own,normal,x":                          "cannot be read",
		"--channel=portal --at=never register=2026-02-13T16:10":                            "--at",
		"--channel=portal --rows=" + filepath.ToSlash(rows) + " register=2026-02-13T16:10": "the limit \"soon\"",
	} {
		code, out, errs := said(t, append([]string{"clocks"}, strings.Fields(args)...)...)
		if code != 1 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("clocks %s: exit %d, said %q and %q, want %q", args, code, out, errs, want)
		}
	}
}
