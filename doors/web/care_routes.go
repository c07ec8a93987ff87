package web

// careRoutes are the addresses of the care desk: conversations of all channels, calls that were promised, who is on shift.
func (s *Site) careRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /care", do: officerOnly(s.care)},
		{at: "GET /care/news", do: officerOnly(s.careNews)},
		{at: "POST /care/next", do: officerOnly(s.careNext)},
		{at: "GET /care/new", do: officerOnly(s.careEntry)},
		{at: "POST /care/new", do: officerOnly(s.enterContact)},
		{at: "POST /care/new/look", do: officerOnly(s.lookEntry)},
		{at: "GET /care/scripts", do: officerOnly(s.scripts)},
		{at: "GET /care/contacts/{id}", do: officerOnly(s.careContact)},
		{at: "GET /care/contacts/{id}/replies", do: officerOnly(s.careContact)},
		{at: "POST /care/contacts/{id}/replies", do: officerOnly(s.careContact)},
		{at: "GET /care/contacts/{id}/petition", do: officerOnly(s.carePetition)},
		{at: "POST /care/contacts/{id}/petition", do: officerOnly(s.makeCarePetition), body: petitionLimit, short: true},
		{at: "GET /care/contacts/{id}/erase", do: officerOnly(s.eraseForm(s.contactErasePage))},
		{at: "POST /care/contacts/{id}/erase", do: officerOnly(s.eraseContact)},
		{at: "GET /care/contacts/{id}/{act}", do: officerOnly(s.careAct)},
		{at: "POST /care/contacts/{id}/{act}", do: officerOnly(s.doCareAct)},
		{at: "GET /care/contacts/{id}/files/{hash}", do: officerOnly(s.careFile)},
		{at: "GET /care/callbacks", do: officerOnly(s.careCallbacks)},
		{at: "GET /care/board", do: officerOnly(s.careBoard)},
		{at: "POST /care/board/{act}", do: officerOnly(s.doCareBoard)},
		{at: "GET /desk/handed", do: officerOnly(s.handedContacts)},
		{at: "GET /desk/handed/{id}", do: officerOnly(s.handedOne)},
		{at: "POST /desk/handed/{id}/{act}", do: officerOnly(s.doHanded)},
		{at: "GET /care/findings", do: officerOnly(s.careFindings)},
		{at: "GET /care/leave", do: officerOnly(s.careLeave)},
		{at: "GET /care/sample", do: officerOnly(s.careSample)},
	}
}
