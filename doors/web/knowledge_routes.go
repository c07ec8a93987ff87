package web

// knowledgeRoutes are the addresses of the knowledge base: what everybody may read, and where those who answer people keep it.
func (s *Site) knowledgeRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /tro-giup/{slug}", do: s.answer},
		{at: "POST /tro-giup/{slug}", do: s.answerHelped},
		{at: "GET /care/knowledge", do: officerOnly(s.knowledge)},
		{at: "GET /care/knowledge/new", do: officerOnly(s.knowledgeForm)},
		{at: "POST /care/knowledge/new", do: officerOnly(s.writeKnowledge), body: 1 << 20, short: true},
		{at: "GET /care/knowledge/{id}", do: officerOnly(s.knowledgeItem)},
		{at: "GET /care/knowledge/{id}/edit", do: officerOnly(s.knowledgeForm)},
		{at: "POST /care/knowledge/{id}/edit", do: officerOnly(s.writeKnowledge), body: 1 << 20, short: true},
		{at: "POST /care/knowledge/{id}/{act}", do: officerOnly(s.actOnKnowledge)},
	}
}
