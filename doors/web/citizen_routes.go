package web

// citizenRoutes are the addresses of citizens and businesses who are signed in.
func (s *Site) citizenRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /thu-tuc/{code}/nop", do: s.start},
		{at: "POST /thu-tuc/{code}/nop", do: citizenOnly(s.begin)},
		{at: "GET /ho-so", do: citizenOnly(s.mine)},
		{at: "GET /ho-so/nhap/{id}", do: citizenOnly(s.draftPage)},
		{at: "POST /ho-so/nhap/{id}", do: citizenOnly(s.draftSave), body: filingBody},
		{at: "POST /ho-so/nhap/{id}/nop", do: citizenOnly(s.file)},
		{at: "POST /ho-so/nhap/{id}/xoa", do: citizenOnly(s.draftDrop)},
		{at: "GET /ho-so/thong-bao", do: citizenOnly(s.notices)},
		{at: "POST /ho-so/thong-bao", do: citizenOnly(s.wish)},
		{at: "POST /ho-so/thong-bao/da-xem", do: citizenOnly(s.seeNotices)},
		{at: "GET /ho-so/du-lieu", do: citizenOnly(s.ownData)},
		{at: "POST /ho-so/du-lieu", do: citizenOnly(s.askData)},
		{at: "GET /ho-so/du-lieu/dien-thoai", do: citizenOnly(s.dataPhone)},
		{at: "POST /ho-so/du-lieu/dien-thoai", do: citizenOnly(s.askByPhone)},
		{at: "POST /ho-so/du-lieu/ban-sao", do: citizenOnly(s.copyAsked)},
		{at: "GET /ho-so/du-lieu/ban-sao", do: citizenOnly(s.ownCopy)},
		{at: "GET /ho-so/du-lieu/ban-sao.json", do: citizenOnly(s.ownCopyFile)},
		{at: "GET /ho-so/{id}", do: citizenOnly(s.ownDossier)},
		{at: "GET /ho-so/{id}/{part}", do: citizenOnly(s.ownPart)},                    // phieu.pdf, nguoi-xem
		{at: "POST /ho-so/{id}/{part}", do: citizenOnly(s.ownPost), body: filingBody}, // bo-sung, rut
		{at: "GET /ho-so/{id}/{part}/{hash}", do: citizenOnly(s.ownPart)},             // tep/{hash}, giay/{kind}-{version}.pdf
	}
}
