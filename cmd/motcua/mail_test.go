package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAMailServerLearnsByTheExitCodeWhatToDo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	var out, errs bytes.Buffer
	for _, args := range [][]string{{"init", "--data", dir}, {"system", "key", "mail", "--data", dir}} {
		if code := run(t.Context(), args, &out, &errs); code != 0 {
			t.Fatalf("%v: %d %s", args, code, errs.String())
		}
	}
	const letter = "From: a@example.vn\r\nMessage-ID: <1@example.vn>\r\n\r\nxin chào\r\n"
	for name, c := range map[string]struct {
		in     io.Reader
		system string
		data   string
		code   exitError
	}{
		"kept":        {strings.NewReader(letter), "mail", dir, 0},
		"no mail":     {strings.NewReader("khong phai thu"), "mail", dir, 65},
		"too large":   {io.MultiReader(strings.NewReader(letter), strings.NewReader(strings.Repeat("x", 17<<20))), "mail", dir, 65},
		"no mail box": {strings.NewReader(letter), "khac", dir, 78},
		"database":    {strings.NewReader(letter), "mail", filepath.Join(dir, "khong-co"), 75},
		"broken off":  {iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(letter))), "mail", dir, 75},
	} {
		m := mailReceiveCmd{home: home{Data: c.data}, System: c.system}
		err := m.receive(t.Context(), c.in, &out, &errs)
		code, _ := err.(exitError)
		if code != c.code || err != nil && code == 0 {
			t.Errorf("%s: %v, want %d: %s", name, err, c.code, errs.String())
		}
	}
}
