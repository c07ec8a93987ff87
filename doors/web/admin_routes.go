package web

import "motcua/office"

// adminRoutes are the addresses of the settings: everything by which the city decides, as it stands, with its basis.
func (s *Site) adminRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /settings", do: s.settingsOnly(s.settings)},
		{at: "GET /settings/rules", do: s.settingsOnly(s.settingRules)},
		{at: "GET /settings/calendar", do: s.settingsOnly(s.settingCalendar)},
		{at: "GET /settings/procedures", do: s.settingsOnly(s.settingProcedures)},
		{at: "GET /settings/procedures/{code}", do: s.settingsOnly(s.settingProcedure)},
		{at: "GET /settings/procedures/{code}/process/{case}", do: s.settingsOnly(s.settingProcess)},
		{at: "GET /settings/procedures/{code}/process/{case}/bpmn", do: s.settingsOnly(s.settingProcessFile)},
		{at: "GET /settings/procedures/{code}/process/{case}/drawn", do: s.settingsOnly(s.settingProcessDrawn)},
		{at: "GET /settings/rulebooks", do: s.settingsOnly(s.settingRulebooks)},
		{at: "GET /settings/texts", do: s.settingsOnly(s.settingTexts)},
		{at: "GET /settings/units", do: s.settingsOnly(s.settingUnits)},
		{at: "GET /settings/units/{id}", do: s.settingsOnly(s.settingUnit)},
		{at: "GET /settings/house", do: s.settingsOnly(s.settingHouse)},
		{at: "GET /settings/people", do: s.settingsOnly(s.settingEnrol)},
		{at: "POST /settings/people", do: s.settingsOnly(s.planEnrol), body: office.MostRollBytes + 1<<20},
		{at: "POST /settings/people/enrol", do: s.settingsOnly(s.enrolList), body: mostEnrolSent},
		{at: "GET /settings/endings", do: s.settingsOnly(s.settingEndings)},
		{at: "POST /settings/endings", do: s.settingsOnly(s.seeEndings)},
		{at: "GET /settings/competence", do: s.settingsOnly(s.settingCompetence)},
		{at: "GET /settings/people/{id}", do: s.settingsOnly(s.settingPerson)},
		{at: "GET /settings/delegations", do: s.settingsOnly(s.settingDelegations)},
		{at: "GET /settings/organisation/{act}", do: s.settingsOnly(s.houseAct)},
		{at: "POST /settings/organisation/{act}", do: s.settingsOnly(s.houseAct)},
		{at: "GET /settings/reorganise", do: s.settingsOnly(s.settingReorganise)},
		{at: "POST /settings/reorganise", do: s.settingsOnly(s.planReorganise), body: mostReorgBytes + 1<<20},
		{at: "POST /settings/reorganise/enter", do: s.settingsOnly(s.enterReorganise), body: mostReorgBytes + 1<<20},
		{at: "GET /settings/desks", do: s.settingsOnly(s.settingDesks)},
		{at: "GET /settings/desks/load", do: s.settingsOnly(s.settingDeskLoad)},
		{at: "GET /settings/desks/import", do: s.settingsOnly(s.deskImport)},
		{at: "POST /settings/desks/import", do: s.settingsOnly(s.planDesks), body: mostDeskBytes + 1<<20},
		{at: "POST /settings/desks/import/enter", do: s.settingsOnly(s.importDesks), body: 2*mostDeskBytes + 1<<20},
		{at: "GET /settings/desks/points", do: s.settingsOnly(s.adoptPoints)},
		{at: "POST /settings/desks/points", do: s.settingsOnly(s.adoptPoints)},
		{at: "GET /settings/desks/new", do: s.settingsOnly(s.newDesk)},
		{at: "POST /settings/desks/new", do: s.settingsOnly(s.newDesk)},
		{at: "GET /settings/desks/{id}", do: s.settingsOnly(s.settingDesk)},
		{at: "GET /settings/desks/{id}/{act}", do: s.settingsOnly(s.actOnDesk)},
		{at: "POST /settings/desks/{id}/{act}", do: s.settingsOnly(s.actOnDesk)},
		{at: "GET /settings/import", do: s.settingsOnly(s.settingOldImport)},
		{at: "POST /settings/import", do: s.settingsOnly(s.planOldImport), body: mostOldBytes + 1<<20},
		{at: "POST /settings/import/enter", do: s.settingsOnly(s.enterOldImport), body: 2*mostOldBytes + 1<<20},
		{at: "POST /settings/import/undo", do: s.settingsOnly(s.undoOldImport)},
		{at: "GET /settings/accounts", do: s.settingsOnly(s.settingAccounts)},
		{at: "GET /settings/accounts/{username}", do: s.settingsOnly(s.officerAccount)},
		{at: "POST /settings/accounts/{username}/{act}", do: s.settingsOnly(s.officerAccountAct)},
		{at: "GET /settings/sessions", do: s.settingsOnly(s.officerSessions)},
		{at: "GET /settings/letters", do: s.settingsOnly(s.settingLetters)},
		{at: "GET /settings/notices", do: s.settingsOnly(s.settingNotices)},
		{at: "POST /settings/notices/{id}/retry", do: s.settingsOnly(s.retryNotice)},
		{at: "POST /settings/notices/{id}/drop", do: s.settingsOnly(s.dropNotice)},
		{at: "GET /settings/access", do: officerOnly(s.settingAccess)},
		{at: "GET /settings/system", do: s.settingsOnly(s.settingSystem)},
	}
}
