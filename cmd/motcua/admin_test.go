package main

import (
	"regexp"
	"strings"
	"testing"

	"motcua/office"
)

func TestAnOfficersAccountIsMadeAndRecoveredFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() + "/city"
	say := func(want int, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if code := run(t.Context(), args, &out, &errs); code != want {
			t.Fatalf("%v = %d, want %d: %s", args, code, want, errs.String())
		}
		return out.String() + errs.String()
	}
	say(0, "init", "--data", dir)
	code := regexp.MustCompile(`: ([A-Z2-7]{4}(-[A-Z2-7]{4}){3})\n`)
	made := code.FindStringSubmatch(say(0, "admin", "add", "--data", dir, "lanhdao.cn7"))
	if made == nil {
		t.Fatal("no code was printed")
	}
	say(1, "admin", "add", "--data", dir, "lanhdao.cn7") // it is there: recovery is another command
	say(1, "admin", "add", "--data", dir, "khong.co")
	say(1, "admin", "recover", "--data", dir, "khong.co")
	again := code.FindStringSubmatch(say(0, "admin", "recover", "--factors", "--data", dir, "lanhdao.cn7"))
	if again == nil {
		t.Fatal("no code was printed")
	}
	h, err := (&home{Data: dir}).open(t.Context(), office.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	const password = "mùa thu năm ấy gió về"
	if err := h.office.UseRecovery(t.Context(), "lanhdao.cn7", made[1], password); err == nil {
		t.Error("the first code opens after a second was made")
	}
	if err := h.office.UseRecovery(t.Context(), "lanhdao.cn7", again[1], password); err != nil {
		t.Fatal(err)
	}
	if s, err := h.office.SignIn(t.Context(), "lanhdao.cn7", password, office.Device{}); err != nil || s.Stage != office.StageEnrol {
		t.Errorf("the sign-in after it: %+v, %v", s, err)
	}
}
