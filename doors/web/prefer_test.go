package web

import (
	"testing"

	"motcua/ground/text"
)

func TestTheFirstPageIsVietnameseUnlessTheBrowserClearlyPrefersEnglish(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]text.Lang{
		"":                        text.VI,
		"vi-VN,vi;q=0.9":          text.VI,
		"en-US,en;q=0.9":          text.EN,
		"en":                      text.EN,
		"en-US,en;q=0.9,vi;q=0.8": text.VI,
		"en-US, vi;q=0":           text.EN,
		"fr-FR,fr;q=0.9,en;q=0.8": text.VI,
		"ko;q=0.5, en-GB;q=0.9":   text.EN,
		"*":                       text.VI,
		"ven-en;q=x,,;":           text.VI,
	} {
		if got := accepted(header); got != want {
			t.Errorf("%q gives %s, want %s", header, got, want)
		}
	}
}
