package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

func TestAReorganisationIsPlannedFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir + "/" + name
	}
	say := func(want int, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if code := run(t.Context(), args, &out, &errs); code != want {
			t.Fatalf("%v = %d, want %d: %s%s", args, code, want, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
	city := dir + "/city"
	say(0, "init", "--data", city)
	const head = "act,unit,to,default,name,parent,kind,code,admin_code,effective,basis\n" +
		"open,moi-1,,,Phường Mới,ubnd-thanh-pho,commune,H26.301.99001,99001,2099-04-01,9/NQ\n"
	split := file("split.csv", head+"split,cap-xa-00004,moi-1 cap-xa-00025,,,,,,,,\n")
	if out := say(3, "reorganise", split, "--dry-run", "--data", city); !strings.Contains(out, "UNDECIDED post") {
		t.Errorf("nobody is told which posts are undecided: %s", out)
	}
	merge := file("merge.csv", head+"merge,cap-xa-00004,moi-1,,,,,,,,\n")
	if out := say(0, "reorganise", merge, "--dry-run", "--list", "--data", city); !strings.Contains(out, "merge  cap-xa-00004 (Phường Ba Đình) -> moi-1") || !strings.Contains(out, "cap-xa-00004 -> moi-1  successor") {
		t.Errorf("the plan: %s", out)
	}
	var p struct {
		Fates     []map[string]string
		Undecided []map[string]string
	}
	if err := json.Unmarshal([]byte(say(0, "reorganise", merge, "--dry-run", "--json", "--data", city)), &p); err != nil || len(p.Fates) == 0 || len(p.Undecided) > 0 {
		t.Errorf("as JSON: %+v, %v", p, err)
	}
	if out := say(1, "reorganise", file("wrong.csv", head+"merge,nobody,moi-1,,,,,,,,\n"), "--dry-run", "--data", city); !strings.Contains(out, "wrong.csv:3") {
		t.Errorf("a wrong line: %s", out)
	}
}
