package main

import (
	"testing"

	"motcua/doors/demo"
	"motcua/law/petition"
	"motcua/office"
)

// complainedOf are officers of a branch by their posts, one of a point below it, and a citizen.
var complainedOf = []string{"minhdung.cn7", "thuha.cn7", "lanngan.cn7", "lanhdao.cn7", "thanhcuong.cn7", "dung"}

// TestNoDoorTellsAUnitOfAComplaintAboutOneOfTheirs walks all pages and answers for programs as those complained of: a petition that their branch had,
// and that turns out to be about one of them, until it is published.
func TestNoDoorTellsAUnitOfAComplaintAboutOneOfTheirs(t *testing.T) {
	t.Parallel()
	c := newLeakWalk(t)
	c.send("mot")
	c.act(c.writer, 0, petition.ActTransfer, petition.Input{To: "chi-nhanh-7", Reason: "competence"})
	c.tokens = map[string]string{}
	for _, name := range complainedOf {
		got, err := c.office.SignIn(t.Context(), name, demo.Password, office.Device{})
		noError(t, err)
		c.tokens[name] = got.Token
	}
	had := 0 // whoever has it reads it, so the walk sees what it is to see
	for who := range c.tokens {
		for _, at := range []string{"/desk/petitions", "/desk/petitions/" + string(c.ids[0])} {
			had += len(found([]string{c.codes[0]}, c.ask(who, "GET", at, nil), at))
		}
	}
	if had < 4 {
		t.Fatalf("the branch that has it meets it %d times", had)
	}
	c.hidden = append(c.hidden, c.codes[0], string(c.ids[0]))
	c.act(c.writer, 0, petition.ActClassify, petition.Input{Class: petition.Conduct, About: "chi-nhanh-7", Whom: "p0051"})
	c.walk("said to be about one of theirs", true)
	c.act(c.writer, 0, petition.ActDraft, petition.Input{Words: "Kính gửi qzxanswer Mật Danh Qzx: đã làm rõ."})
	c.act(c.second, 0, petition.ActApprove, petition.Input{})
	c.act(c.writer, 0, petition.ActAnswer, petition.Input{})
	c.masked(0)
	if n := c.walk("masked", false); n > 0 {
		t.Errorf("the public text is read %d times before it is published", n)
	}
	c.act(c.second, 0, petition.ActPublish, petition.Input{})
	c.hidden = nil
	if n := c.walk("published", false); n < len(complainedOf) {
		t.Errorf("what everybody may read is read %d times", n)
	}
}
