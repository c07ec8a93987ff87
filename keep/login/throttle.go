package login

import (
	"strconv"
	"time"

	"motcua/ground/fault"
)

// The steps of Throttle. choice: people mistype a few times and then look at their keyboard; a program that guesses is
// held to about a hundred tries a day per account, and an account is never locked, so nobody can lock out another.
const (
	freeTries = 4
	firstWait = 5 * time.Second
	mostWait  = 15 * time.Minute
)

// Throttle says how long the next attempt must still wait: failures is the number of wrong attempts since the last right
// one, lastAt the time of the last of them. Four are free, then the wait doubles from five seconds to a quarter of an hour.
// Zero means: go on. Ask it for the account and for the network address, and hold to the longer answer.
func Throttle(failures int, lastAt, now time.Time) time.Duration {
	if failures <= freeTries {
		return 0
	}
	wait := mostWait
	if steps := failures - freeTries - 1; steps < 8 { // 5 s × 2⁸ is above the most already
		wait = min(firstWait<<steps, mostWait)
	}
	passed := max(now.Sub(lastAt), 0) // a clock that went back must not lengthen the wait
	return max(wait-passed, 0)
}

// Wrong is the answer to a wrong name or password. It does not tell which of the two.
func Wrong() *fault.Fault {
	return fault.New(fault.Invalid, "login.wrong").At("password")
}

// TooSoon is the answer to an attempt that came before Throttle's wait was over. Seconds are rounded up.
func TooSoon(wait time.Duration) *fault.Fault {
	seconds := int((wait + time.Second - 1) / time.Second)
	if seconds <= 90 {
		return fault.New(fault.Refused, "login.wait-seconds", "n", strconv.Itoa(seconds))
	}
	return fault.New(fault.Refused, "login.wait-minutes", "n", strconv.Itoa((seconds+59)/60))
}
