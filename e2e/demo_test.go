package e2e

import (
	"strings"
	"testing"
)

func TestEveryAccountOfTheDemonstrationSignsIn(t *testing.T) {
	t.Parallel()
	each(t, []string{citizenMai, citizenDung, business, clerk7, clerk1, specialist, leader7, admin}, func(t *testing.T, account string) {
		p := as(t, account)
		p.forget("/ho-so") // the page of one's dossiers has journeys of its own
		if at := p.where(); strings.Contains(at, "/dang-nhap") {
			t.Errorf("%s is still at %s", account, at)
		}
	})
}
