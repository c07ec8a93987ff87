package web

import (
	"slices"

	"motcua/law/dossier"
)

// deskRoutes are the addresses of the desk: clerks, officers, leaders.
func (s *Site) deskRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return slices.Concat(s.lifeRoutes(), s.teamRoutes(), s.takeRequestRoutes(), s.rateRoutes(), s.receptionRoutes(), []route{
		{at: "GET /desk", do: officerOnly(s.ownWords(s.work))},
		{at: "POST /desk/batch", do: officerOnly(s.batch)},
		{at: "GET /desk/batch", do: toWork},
		{at: "POST /desk/told", do: officerOnly(s.seeUnitNotices)},
		{at: "GET /desk/told", do: toWork},
		{at: "POST /desk/claim", do: officerOnly(s.claimOne)},
		{at: "GET /desk/claim", do: toWork},
		{at: "GET /desk/hand-over", do: officerOnly(s.ownWords(s.handOverList))},
		{at: "POST /desk/hand-over", do: officerOnly(s.handAll)},
		{at: "GET /desk/dossiers", do: officerOnly(s.ownWords(s.dossiers))},
		{at: "POST /desk/search", do: officerOnly(s.findIn)},
		{at: "GET /desk/search", do: toWork},
		{at: "GET /desk/open", do: officerOnly(s.openForm)},
		{at: "POST /desk/open", do: officerOnly(s.open)},
		{at: "GET /desk/dossiers/{id}", do: officerOnly(s.dossier)},
		{at: "GET /desk/dossiers/{id}/declaration", do: officerOnly(s.deskDeclaration)},
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
	})
}

// receptionRoutes are the addresses where dossiers come in, and of the papers that are given out with them.
func (s *Site) receptionRoutes() []route {
	return []route{
		{at: "GET /desk/receive", do: receiver(s.receiveStart)},
		{at: "POST /desk/receive", do: receiver(s.receiveChoose)},
		{at: "GET /desk/receive/{draft}", do: receiver(s.intakeForm)},
		{at: "POST /desk/receive/{draft}", do: receiver(s.intakePost), body: scanLimit},
		{at: "POST /desk/receive/{draft}/drop", do: receiver(s.dropDraft)},
		{at: "GET /desk/receive/{draft}/scans/{hash}", do: receiver(s.draftScan)},
		{at: "GET /desk/receive/{draft}/read-back", do: receiver(s.readBack)},
		{at: "POST /desk/receive/{draft}/confirm", do: receiver(s.confirm)},
		{at: "GET /desk/receive/{draft}/guidance", do: receiver(s.guidance)},
		{at: "POST /desk/receive/{draft}/guidance", do: receiver(s.guide)},
		{at: "GET /desk/receive/{draft}/guidance/{file}", do: receiver(s.guidancePDF)},
		{at: "GET /desk/receive/{draft}/receipt", do: receiver(s.receipt)},
		{at: "GET /desk/inbox", do: receiver(s.ownWords(s.inbox))},
		{at: "GET /desk/dossiers/{id}/receive", do: receiver(s.filedForm)},
		{at: "POST /desk/dossiers/{id}/receive", do: receiver(s.receiveFiled)},
		{at: "GET /desk/dossiers/{id}/slip.pdf", do: officerOnly(s.slip)},
		{at: "POST /desk/dossiers/{id}/check-code", do: officerOnly(s.checkCode)},
		{at: "GET /desk/dossiers/slips.pdf", do: officerOnly(s.slips)},
		{at: "GET /desk/dossiers/letters.pdf", do: officerOnly(s.lettersOfMany)},
		{at: "GET /desk/dossiers/{id}/letters/{file}", do: officerOnly(s.deskLetter)},
	}
}

// rateRoutes are the addresses where people are asked at the desk how it went.
func (s *Site) rateRoutes() []route {
	return []route{
		{at: "GET /desk/rate", do: receiver(s.kiosk)},
		{at: "POST /desk/rate", do: receiver(s.kioskRate)},
		{at: "GET /desk/rate/thanks", do: receiver(s.kioskThanks)},
		{at: "GET /desk/rate/entry", do: receiver(s.rateEntry)},
		{at: "POST /desk/rate/entry", do: receiver(s.enterRating)},
	}
}

// lifeRoutes are the addresses of what happens beside the steps of a dossier.
func (s *Site) lifeRoutes() []route {
	return []route{
		{at: "GET /desk/dossiers/{id}/sitting", do: officerOnly(s.sitting)},
		{at: "POST /desk/dossiers/{id}/sitting", do: officerOnly(s.sat), body: resultLimit},
		{at: "GET /desk/dossiers/{id}/erase", do: officerOnly(s.eraseForm(s.erasePage))},
		{at: "POST /desk/dossiers/{id}/erase", do: officerOnly(s.erase)},
		{at: "POST /desk/dossiers/{id}/reason", do: officerOnly(s.reason)},
		{at: "POST /desk/dossiers/{id}/ask", do: s.actHandler(dossier.ActAsk, s.doAsk)},
		{at: "POST /desk/dossiers/{id}/permit", do: s.actHandler(dossier.ActPermit, s.doPermit)},
		{at: "POST /desk/dossiers/{id}/supply", do: s.actHandler(dossier.ActSupply, s.doSupply), body: scanLimit},
		{at: "POST /desk/dossiers/{id}/accept", do: s.actHandler(dossier.ActAccept, s.doAccept)},
		{at: "POST /desk/dossiers/{id}/insist", do: s.actHandler(dossier.ActInsist, s.doInsist)},
		{at: "POST /desk/dossiers/{id}/consult", do: s.actHandler(dossier.ActConsult, s.doConsult)},
		{at: "POST /desk/dossiers/{id}/answer", do: s.actHandler(dossier.ActAnswer, s.doAnswer)},
		{at: "POST /desk/dossiers/{id}/presume", do: s.actHandler(dossier.ActPresume, s.doPresume)},
		{at: "POST /desk/dossiers/{id}/remind", do: s.actHandler(dossier.ActRemind, s.doRemind)},
		{at: "POST /desk/dossiers/{id}/recall", do: s.actHandler(dossier.ActRecall, s.doRecall)},
		{at: "POST /desk/dossiers/{id}/verify", do: s.actHandler(dossier.ActVerify, s.doVerify), body: scanLimit},
		{at: "POST /desk/dossiers/{id}/withdraw", do: s.actHandler(dossier.ActWithdraw, s.doWithdraw)},
		{at: "POST /desk/dossiers/{id}/grant", do: s.actHandler(dossier.ActGrant, s.doGrant)},
		{at: "POST /desk/dossiers/{id}/retain", do: s.actHandler(dossier.ActRetain, s.doRetain)},
		{at: "POST /desk/dossiers/{id}/stop", do: s.actHandler(dossier.ActStop, s.doStop)},
		{at: "POST /desk/dossiers/{id}/apologise", do: s.actHandler(dossier.ActApologise, s.doApologise)},
		{at: "POST /desk/dossiers/{id}/amend", do: s.actHandler(dossier.ActAmend, s.doAmend), body: resultLimit},
		{at: "POST /desk/dossiers/{id}/reissue", do: s.actHandler(dossier.ActReissue, s.doReissue)},
		{at: "POST /desk/dossiers/{id}/branch", do: s.actHandler(dossier.ActBranch, s.doBranch)},
		{at: "POST /desk/dossiers/{id}/settle", do: s.actHandler(dossier.ActSettle, s.doSettle)},
		{at: "POST /desk/dossiers/{id}/confirm", do: s.actHandler(dossier.ActConfirm, s.doConfirm)},
		{at: "POST /desk/dossiers/{id}/send-back", do: s.actHandler(dossier.ActSendBack, s.doSendBack)},
		{at: "POST /desk/dossiers/{id}/send", do: s.actHandler(dossier.ActSend, s.doSend)},
		{at: "POST /desk/dossiers/{id}/pay", do: s.actHandler(dossier.ActPay, s.doPay)},
		{at: "POST /desk/dossiers/{id}/exempt", do: s.actHandler(dossier.ActExempt, s.doExempt)},
		{at: "POST /desk/dossiers/{id}/draft", do: s.actHandler(dossier.ActDraft, s.doDraft), body: resultLimit},
		{at: "POST /desk/dossiers/{id}/number", do: s.actHandler(dossier.ActNumber, s.doNumber)},
		{at: "POST /desk/dossiers/{id}/post", do: s.actHandler(dossier.ActPost, s.doPost)},
		{at: "POST /desk/dossiers/{id}/reprint", do: s.actHandler(dossier.ActReprint, s.doReprint)},
	}
}
