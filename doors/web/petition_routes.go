package web

// petitionRoutes are the addresses of petitions: sent, followed and read by everybody, handled at the desk.
func (s *Site) petitionRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /phan-anh", do: s.petitionsPublic},
		{at: "GET /phan-anh/gui", do: s.petitionSend},
		{at: "POST /phan-anh/gui", do: s.sendPetition, body: petitionLimit, short: true},
		{at: "GET /phan-anh/theo-doi", do: s.petitionFollow},
		{at: "POST /phan-anh/theo-doi", do: s.followPetition},
		{at: "POST /phan-anh/theo-doi/{act}", do: s.actOnOwnPetition, body: petitionLimit, short: true},
		{at: "GET /phan-anh/ma-kiem-tra", do: s.lostCheck},
		{at: "POST /phan-anh/ma-kiem-tra", do: s.recoverCheck},
		{at: "GET /phan-anh/cua-toi", do: citizenOnly(s.ownPetitions)},
		{at: "GET /phan-anh/ban-do", do: s.petitionMap},
		{at: "GET /phan-anh/feed.xml", do: s.petitionsFeed},
		{at: "POST /phan-anh/y-kien/{code}", do: citizenOnly(s.speakOnPetition)},
		{at: "GET /phan-anh/{code}", do: s.petitionPublic},
		{at: "GET /phan-anh/{code}/anh/{hash}", do: s.petitionPicture},
		{at: "GET /desk/petitions", do: officerOnly(s.petitions)},
		{at: "GET /desk/petitions/new", do: officerOnly(s.petitionEntry)},
		{at: "POST /desk/petitions/new", do: officerOnly(s.enterPetition), body: petitionLimit, short: true},
		{at: "GET /desk/petitions/{id}", do: officerOnly(s.petition)},
		{at: "GET /desk/petitions/{id}/erase", do: officerOnly(s.eraseForm(s.petitionErasePage))},
		{at: "POST /desk/petitions/{id}/erase", do: officerOnly(s.erasePetition)},
		{at: "GET /desk/petitions/{id}/{act}", do: officerOnly(s.petitionAct)},
		{at: "POST /desk/petitions/{id}/{act}", do: officerOnly(s.doPetitionAct), body: petitionLimit, short: true},
		{at: "GET /desk/petitions/{id}/files/{hash}", do: officerOnly(s.petitionFile)},
		{at: "GET /settings/petitions", do: s.settingsOnly(s.settingPetitions)},
	}
}

// petitionLimit is the most bytes that come with a petition: its words and a few pictures of a telephone.
const petitionLimit = 60 << 20
