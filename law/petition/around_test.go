package petition_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"motcua/law/petition"
)

// What is written around the list or around a name: the words stand there for whoever reads them, so they are found.

func TestAbuseIsHiddenWhateverStandsBetweenItsWordsAndInWhateverLetters(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"óc chó", "khốn nạn", "ngu như bò"} {
		for _, gap := range []string{" ", "  ", "\u00a0", "\u2003", "\t", "\n", "-", " - ", "–", "_", ".", "\u200b \u200b"} {
			in := "Bọn " + strings.ReplaceAll(entry, " ", gap) + " ấy"
			want := "Bọn " + string([]rune(entry)[:1]) + "*** ấy"
			if got := petition.Clean(in); got != want {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
		}
	}
	for in, want := range map[string]string{
		"ＦＵＣＫ":                         "Ｆ***",
		"fu\u0441k":                    "f***", // Cyrillic es
		"𝐟𝐮𝐜𝐤":                         "𝐟***",
		"địtmẹ":                        "đ***",
		"ócchó":                        "ó***",
		"$hit":                         "$***",
		"f   u   c   k":                "f***",
		"điếm canh đê số 3":            "điếm canh đê số 3",
		"hạt óc chó 200 g":             "hạt óc chó 200 g",
		"Tôi có bố. Mày nói gì":        "Tôi có bố. Mày nói gì",
		"giá 5$ hoặc 100.000 đ, @ nhà": "giá 5$ hoặc 100.000 đ, @ nhà",
	} {
		if got := petition.Clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestEverydayWordsOfTheDemonstrationAreNotTakenForAbuse(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../doors/demo/voices.json")
	if err != nil {
		t.Fatal(err)
	}
	var all any
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	said := 0
	var look func(any)
	look = func(v any) {
		switch v := v.(type) {
		case string:
			said++
			if got := petition.Clean(v); got != v {
				t.Errorf("%q became %q", v, got)
			}
		case []any:
			for _, x := range v {
				look(x)
			}
		case map[string]any:
			for _, x := range v {
				look(x)
			}
		}
	}
	look(all)
	if said < 50 {
		t.Errorf("only %d texts were looked at", said)
	}
}

func TestANameIsFoundWhateverStandsBetweenItsWordsAndHoweverItsMarksAreWritten(t *testing.T) {
	t.Parallel()
	const name = "Nguyễn Khánh Ly"
	for _, gap := range []string{" ", "  ", "\u00a0", "\t", "\n", "-", ". ", " \u200b "} {
		for _, written := range []string{name, "NGUYỄN KHÁNH LY", "nguyen khanh ly", "Nguye\u0302\u0303n Kha\u0301nh Ly"} { // the last in the decomposed form
			p := &petition.Petition{}
			in := "Cán bộ làm việc chậm, " + strings.ReplaceAll(written, " ", gap) + ", ở quầy 3"
			if got, want := p.Propose(in, name), "Cán bộ làm việc chậm, ***, ở quầy 3"; got != want {
				t.Errorf("%q: %q", in, got)
			}
		}
	}
	p := &petition.Petition{}
	for _, other := range []string{"Nguyễn Khánh Lynh", "Nguyễn và Khánh Ly", "Khánh Ly"} { // other people, and no whole name
		if got := p.Propose("Ở "+other+" kia", name); strings.Contains(got, "***") {
			t.Errorf("%q became %q", other, got)
		}
	}
}
