package web

import (
	"net/http"
	"testing"

	"motcua/law/care"
	"motcua/law/dossier"
)

// Whoever reads who looked at the dossier is told that the care desk saw it beside a conversation, and not that it worked on it.
func TestALookBesideAConversationIsCalledOne(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	id := dossier.ID("LOOKBESIDE01")
	code, _ := c.receive(id, "1.009642", "chap-thuan")
	owner := c.citizen("chu-ho-so", theOwner, "001185012345")
	talk := c.called(care.Input{Name: theOwner, Text: "Hỏi hồ sơ.", Person: "001185012345"})
	agent := c.lan()
	agent.get("/care/contacts/" + string(talk))
	agent.want(http.StatusOK, code)
	owner.get("/ho-so/" + string(id) + "/nguoi-xem")
	owner.want(http.StatusOK, "Cán bộ chăm sóc", "Trả lời cuộc liên hệ của người dân với bộ phận chăm sóc")
	owner.hides("Xử lý hồ sơ tại bộ phận một cửa")
	owner.lang = "en"
	owner.get("/ho-so/" + string(id) + "/nguoi-xem")
	owner.want(http.StatusOK, "To answer the citizen’s conversation with the care desk")
}

// The same stands with a petition that was made of a conversation.
func TestALookAtAPetitionBesideAConversationIsCalledOne(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	talk := c.called(care.Input{Name: "Người Gọi", Handle: "0912 345 678", Text: "Đèn đường không sáng."})
	agent, at := c.lan(), "/care/contacts/"+string(talk)
	agent.get(at + "/petition")
	agent.post(at+"/petition", "key", agent.hidden("key"), "class", "general", "title", "Đèn đường", "text", "Đèn đường không sáng.")
	agent.get(at)
	v, err := c.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Contact(talk)
	if err != nil || len(v.LinksP) != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
	lead := c.holderOf("trung-tam-cham-soc-ho-tro", "leader")
	lead.get("/desk/petitions/" + v.LinksP[0].ID)
	lead.want(http.StatusOK, "Trả lời cuộc liên hệ của người dân với bộ phận chăm sóc")
}
