package web

// watchRoutes are the addresses of those who answer for units: figures, from the whole city down to one desk.
func (s *Site) watchRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /watch", do: officerOnly(s.overview)},
		{at: "GET /watch/openings", do: officerOnly(s.openings)},
		{at: "GET /watch/erasures", do: officerOnly(s.erasures)},
		{at: "GET /watch/requests", do: officerOnly(s.dataRequests)},
		{at: "GET /watch/requests/{id}", do: officerOnly(s.dataRequest)},
		{at: "POST /watch/requests/{id}", do: officerOnly(s.answerRequest)},
		{at: "GET /watch/satisfaction", do: officerOnly(s.satisfaction)},
		{at: "GET /settings/questionnaires", do: s.settingsOnly(s.questionnaires)},
		{at: "POST /settings/questionnaires", do: s.settingsOnly(s.newQuestionnaire)},
		{at: "GET /settings/questionnaires/{id}", do: s.settingsOnly(s.questionnaire)},
		{at: "POST /settings/questionnaires/{id}/{act}", do: s.settingsOnly(s.keepQuestionnaire)},
		{at: "GET /watch/campaigns", do: officerOnly(s.campaigns)},
		{at: "POST /watch/campaigns", do: officerOnly(s.drawCampaign)},
		{at: "GET /watch/campaigns/{id}", do: officerOnly(s.campaign)},
		{at: "GET /watch/campaigns/{id}/draw", do: officerOnly(s.draw)},
		{at: "POST /watch/campaigns/{id}/{act}", do: officerOnly(s.turnCampaign)},
		{at: "GET /watch/petitions", do: officerOnly(s.petitionReport)},
		{at: "GET /watch/scores", do: officerOnly(s.scores)},
		{at: "POST /watch/scores", do: officerOnly(s.closeScores)},
		{at: "POST /watch/scores/boards", do: officerOnly(s.checkBoards)},
		{at: "GET /watch/scores/dossiers", do: officerOnly(s.scored)},
		{at: "GET /watch/ratings", do: officerOnly(s.ratedCases)},
		{at: "GET /watch/ratings/{id}", do: officerOnly(s.ratedCase)},
		{at: "POST /watch/ratings/{id}/{act}", do: officerOnly(s.followUp)},
		{at: "GET /watch/exports", do: officerOnly(s.exports)},
		{at: "GET /watch/audit", do: officerOnly(s.audit)},
		{at: "GET /watch/retention", do: officerOnly(s.retention)},
		{at: "GET /watch/retention/petitions/{class}/erase", do: officerOnly(s.eraseForm(s.petitionsErasePage))},
		{at: "POST /watch/retention/petitions/{class}/erase", do: officerOnly(s.erasePetitions)},
		{at: "GET /watch/register.pdf", do: officerOnly(s.register)},
		{at: "GET /watch/alarms", do: officerOnly(s.alarms)},
		{at: "POST /watch/alarms", do: officerOnly(s.seeAlarms)},
		{at: "POST /watch/alarms/mail", do: officerOnly(s.alarmMail)},
		{at: "GET /watch/alarms/{id}/apology", do: officerOnly(s.apologyDraft)},
	}
}
