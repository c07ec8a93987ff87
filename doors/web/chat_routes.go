package web

// chatRoutes are the addresses by which people write to the care desk, and read what they are answered.
func (s *Site) chatRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /lien-he", do: s.contactForm},
		{at: "POST /lien-he", do: s.sendContact, body: petitionLimit, short: true},
		{at: "GET /lien-he/tim", do: s.contactFind},
		{at: "POST /lien-he/tim", do: s.findContact},
		{at: "GET /lien-he/chat/{id}", do: s.chat},
		{at: "POST /lien-he/chat/{id}", do: s.sayInChat, body: petitionLimit, short: true},
		{at: "GET /lien-he/chat/{id}/moi", do: s.chatStream},
		{at: "GET /care/live", do: officerOnly(s.careLive)},
	}
}
