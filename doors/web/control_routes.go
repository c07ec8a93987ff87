package web

// controlRoutes are the addresses of procedure control (kiểm soát thủ tục hành chính): writing, deciding and publishing.
func (s *Site) controlRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /control", do: s.controlOnly(s.control)},
		{at: "GET /control/lists/{list}", do: s.controlOnly(s.controlList)},
		{at: "POST /control", do: s.controlOnly(s.startProposal)},
		{at: "GET /control/import", do: s.importOnly(s.catalogueImport)},
		{at: "POST /control/import", do: s.importOnly(s.planImport), body: mostImportBytes + 1<<20},
		{at: "GET /control/import/{file}", do: s.importOnly(s.importing)},
		{at: "POST /control/import/{file}", do: s.importOnly(s.doImport)},
		{at: "GET /control/proposals/{id}/steps/{case}", do: s.controlOnly(s.proposalSteps)},
		{at: "POST /control/proposals/{id}/steps/{case}", do: s.controlOnly(s.saveSteps)},
		{at: "GET /control/proposals/{id}/steps/{case}/bpmn", do: s.controlOnly(s.proposalBPMN)},
		{at: "POST /control/proposals/{id}/steps/{case}/bpmn", do: s.controlOnly(s.takeBPMN), body: drawnLimit},
		{at: "GET /control/proposals/{id}/steps/{case}/drawn", do: s.controlOnly(s.proposalDrawn)},
		{at: "GET /control/costs", do: s.controlOnly(s.costs)},
		{at: "GET /control/costs/{code}", do: s.controlOnly(s.costParts)},
		{at: "GET /control/held", do: s.controlOnly(s.held)},
		{at: "GET /control/proposals/{id}", do: s.controlOnly(s.proposalOverview)},
		{at: "GET /control/proposals/{id}/form/{case}", do: s.controlOnly(s.designForm)},
		{at: "POST /control/proposals/{id}/form/{case}", do: s.controlOnly(s.designPost)},
		{at: "GET /control/proposals/{id}/record", do: s.controlOnly(s.proposalRecord)},
		{at: "POST /control/proposals/{id}/record", do: s.controlOnly(s.saveRecord)},
		{at: "GET /control/proposals/{id}/cases", do: s.controlOnly(s.proposalCases)},
		{at: "POST /control/proposals/{id}/cases", do: s.controlOnly(s.saveCases)},
		{at: "GET /control/proposals/{id}/channels/{case}", do: s.controlOnly(channelRows.show(s))},
		{at: "POST /control/proposals/{id}/channels/{case}", do: s.controlOnly(channelRows.save(s))},
		{at: "GET /control/proposals/{id}/fees/{case}", do: s.controlOnly(feeRows.show(s))},
		{at: "POST /control/proposals/{id}/fees/{case}", do: s.controlOnly(feeRows.save(s))},
		{at: "GET /control/proposals/{id}/supplement/{case}", do: s.controlOnly(supplementRows.show(s))},
		{at: "POST /control/proposals/{id}/supplement/{case}", do: s.controlOnly(supplementRows.save(s))},
		{at: "GET /control/proposals/{id}/papers/{case}", do: s.controlOnly(paperRows.show(s))},
		{at: "POST /control/proposals/{id}/papers/{case}", do: s.controlOnly(paperRows.save(s)), body: 25 << 20},
		{at: "POST /control/proposals/{id}/{act}", do: s.controlOnly(s.proposalAct)},
		{at: "GET /control/versions/{code}/{n}", do: s.controlOnly(s.controlVersion)},
		{at: "POST /control/versions/{code}/{n}/{act}", do: s.controlOnly(s.versionAct)},
	}
}
