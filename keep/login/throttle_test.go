package login

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/ground/fault"
)

var noon = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)

func TestThrottleDoublesFromTheFifthFailure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		failures int
		passed   time.Duration
		want     time.Duration
	}{
		{0, 0, 0},
		{4, 0, 0},
		{5, 0, 5 * time.Second},
		{5, 3 * time.Second, 2 * time.Second},
		{5, 5 * time.Second, 0},
		{6, 0, 10 * time.Second},
		{7, 0, 20 * time.Second},
		{8, 0, 40 * time.Second},
		{12, 0, 640 * time.Second},
		{13, 0, 15 * time.Minute},
		{1 << 40, 0, 15 * time.Minute},
		{1 << 40, time.Hour, 0},
		{5, -time.Hour, 5 * time.Second}, // the clock went back
	} {
		if got := Throttle(c.failures, noon, noon.Add(c.passed)); got != c.want {
			t.Errorf("Throttle(%d failures, %v later) = %v, want %v", c.failures, c.passed, got, c.want)
		}
	}
}

func TestThrottleNeverLocksAndNeverEases(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1<<30).Draw(t, "failures")
		passed := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(t, "passed"))
		wait := Throttle(n, noon, noon.Add(passed))
		if wait < 0 || wait > 15*time.Minute {
			t.Fatalf("wait %v is out of bounds", wait)
		}
		if more := Throttle(n+1, noon, noon.Add(passed)); more < wait {
			t.Fatalf("%d failures wait %v, one more waits only %v", n, wait, more)
		}
		if passed >= 0 && Throttle(n, noon, noon.Add(passed+wait)) != 0 {
			t.Fatalf("after waiting %v it is still too soon", wait)
		}
	})
}

func TestTooSoonSaysSecondsThenMinutes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wait   time.Duration
		key, n string
	}{
		{time.Millisecond, "login.wait-seconds", "1"},
		{90 * time.Second, "login.wait-seconds", "90"},
		{90*time.Second + 1, "login.wait-minutes", "2"},
		{15 * time.Minute, "login.wait-minutes", "15"},
	} {
		f := TooSoon(c.wait)
		if f.Kind != fault.Refused || f.Key != c.key || f.Args["n"] != c.n {
			t.Errorf("TooSoon(%v) = %v, want %s %s", c.wait, f, c.key, c.n)
		}
	}
}

func TestTokensAreDistinctAndOnlyTheirHashIsKept(t *testing.T) {
	t.Parallel()
	seen := map[Token]bool{}
	for range 1000 {
		tok := NewToken()
		if len(tok) != 43 || seen[tok] {
			t.Fatalf("token %q is short or was seen before", tok)
		}
		seen[tok] = true
	}
	// FIPS 180-4 example: SHA-256 of "abc".
	if got, want := HashToken("abc"), TokenHash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); got != want {
		t.Errorf("HashToken(abc) = %s, want %s", got, want)
	}
	if a := NewToken(); !Same(a, a) || Same(a, NewToken()) || Same("", "") || Same(a, a[:42]) {
		t.Error("Same must hold for one token only, and never for an empty one")
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	long := make([]rune, Most+1)
	for i := range long {
		long[i] = rune('a' + i%26)
	}
	for _, c := range []struct {
		password string
		least    int
		key      string // "" when the password is good
	}{
		{"một câu dài dễ nhớ", Least, ""},
		{"correct horse battery", Least, ""},
		{"mộtcâudài12", Least, "login.password-short"}, // 11 characters, more bytes
		{"mộtcâudài123", Least, ""},
		{"mo\u0323\u0302tca\u0302uda\u0300i12", Least, "login.password-short"}, // the same, decomposed
		{string(long), Least, "login.password-long"},
		{string(long[:Most]), Least, ""},
		{"aaaaaaaaaaaa", Least, "login.password-common"},
		{"121212121212", Least, "login.password-common"},
		{"123456789012", Least, "login.password-common"},
		{"lkjihgfedcba", Least, "login.password-common"},
		{"Matkhau123456", Least, "login.password-common"},
		{"Mật Khẩu 123456", Least, "login.password-common"},
		{"NguyenThiLan1", Least, "login.password-name"},
		{"0912000111 a thu mua xuan", Least, ""},
		{"0912000111ab", Least, "login.password-name"},
		{"1234", LeastDemo, ""},
		{"123", LeastDemo, "login.password-short"},
	} {
		err := Check(c.password, c.least, "nguyenthilan", "0912000111", "")
		f := fault.As(err)
		if c.key == "" {
			if err != nil {
				t.Errorf("Check(%q) = %v, want it good", c.password, err)
			}
			continue
		}
		if f == nil || f.Kind != fault.Invalid || f.Key != c.key || f.Field != "password" {
			t.Errorf("Check(%q) = %v, want %s", c.password, err, c.key)
		}
	}
}

func TestCommonPasswordsAreOnesThatPassTheLength(t *testing.T) {
	t.Parallel()
	if len(common) < 50 {
		t.Fatalf("only %d common passwords were read", len(common))
	}
	for p := range common {
		if n := len([]rune(p)); n < Least {
			t.Errorf("%q has %d characters: the length refuses it already", p, n)
		}
	}
}
