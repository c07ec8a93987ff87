package web

import "motcua/law/dossier"

// deskRoutes are the addresses of the desk: clerks, officers, leaders.
func (s *Site) deskRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		// reception
		{at: "GET /desk/receive", do: receiver(s.receiveStart)},
		{at: "POST /desk/receive", do: receiver(s.receiveChoose)},
		{at: "GET /desk/receive/{draft}", do: receiver(s.intakeForm)},
		{at: "POST /desk/receive/{draft}", do: receiver(s.intakePost), body: scanLimit},
		{at: "POST /desk/receive/{draft}/drop", do: receiver(s.dropDraft)},
		{at: "GET /desk/receive/{draft}/scans/{hash}", do: receiver(s.draftScan)},
		{at: "GET /desk/receive/{draft}/read-back", do: receiver(s.readBack)},
		{at: "POST /desk/receive/{draft}/confirm", do: receiver(s.confirm)},
		{at: "GET /desk/receive/{draft}/guidance", do: receiver(s.guidance)},
		{at: "GET /desk/receive/{draft}/receipt", do: receiver(s.receipt)},
		{at: "GET /desk/inbox", do: receiver(s.inbox)},
		{at: "GET /desk/dossiers/{id}/receive", do: receiver(s.filedForm)},
		{at: "POST /desk/dossiers/{id}/receive", do: receiver(s.receiveFiled)},
		{at: "GET /desk/dossiers/{id}/slip.pdf", do: officerOnly(s.slip)},
		{at: "GET /desk/dossiers/slips.pdf", do: officerOnly(s.slips)},
		// The worklist, the dossier and what is done on it.
		{at: "GET /desk", do: officerOnly(s.work)},
		{at: "POST /desk/batch", do: officerOnly(s.batch)},
		{at: "GET /desk/batch", do: toWork},
		{at: "POST /desk/claim", do: officerOnly(s.claimOne)},
		{at: "GET /desk/claim", do: toWork},
		{at: "GET /desk/hand-over", do: officerOnly(s.handOverList)},
		{at: "POST /desk/hand-over", do: officerOnly(s.handAll)},
		{at: "GET /desk/dossiers", do: officerOnly(s.dossiers)},
		{at: "GET /desk/dossiers/{id}", do: officerOnly(s.dossier)},
		{at: "GET /desk/dossiers/{id}/files/{hash}", do: officerOnly(s.dossierFile)},
		{at: "GET /desk/dossiers/{id}/{act}", do: officerOnly(s.backToDossier)},
		{at: "POST /desk/dossiers/{id}/claim", do: s.actHandler(dossier.ActClaim, s.doClaim)},
		{at: "POST /desk/dossiers/{id}/assign", do: s.actHandler(dossier.ActAssign, s.doAssign)},
		{at: "POST /desk/dossiers/{id}/finish", do: s.finishHandler(dossier.ActFinish)},
		{at: "POST /desk/dossiers/{id}/approve", do: s.finishHandler(dossier.ActApprove)},
		{at: "POST /desk/dossiers/{id}/return", do: s.finishHandler(dossier.ActReturn)},
		{at: "POST /desk/dossiers/{id}/refuse", do: s.finishHandler(dossier.ActRefuse)},
		{at: "POST /desk/dossiers/{id}/issue", do: s.finishHandler(dossier.ActIssue), body: resultLimit},
		{at: "POST /desk/dossiers/{id}/decline", do: s.actHandler(dossier.ActDecline, s.doDecline)},
		{at: "POST /desk/dossiers/{id}/hand-over", do: s.actHandler(dossier.ActHandOver, s.doHandOver)},
		{at: "POST /desk/dossiers/{id}/note", do: s.actHandler(dossier.ActNote, s.doNote)},
		{at: "POST /desk/dossiers/{id}/link", do: s.actHandler(dossier.ActLink, s.doLink)},
		{at: "GET /desk/dossiers/{id}/replace", do: officerOnly(s.replaceForm)},
		{at: "POST /desk/dossiers/{id}/replace", do: officerOnly(s.replace), body: resultLimit},
		{at: "POST /desk/dossiers/{id}/correct", do: s.actHandler(dossier.ActCorrect, s.doCorrect)},
	}
}
