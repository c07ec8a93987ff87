package web

// publicRoutes are the addresses that everyone may open.
func (s *Site) publicRoutes() []route {
	if s.o.Office == nil {
		return []route{{at: "GET /{$}", do: s.home}}
	}
	return []route{
		{at: "GET /{$}", do: s.home},
		{at: "GET /thu-tuc", do: s.procedures},
		{at: "GET /thu-tuc/goi-y", do: s.suggest},
		{at: "GET /thu-tuc/thay-doi", do: s.changes},
		{at: "GET /thu-tuc/thay-doi.atom", do: s.changesFeed},
		{at: "GET /thu-tuc/{code}", do: s.procedure},
		{at: "GET /thu-tuc/{code}/giay-to/{case}", do: s.checklist},
		{at: "GET /thu-tuc/{code}/mau/{case}/{n}", do: s.blankFile},
		{at: "GET /thu-tuc/{code}/to-khai/{case}", do: s.blankDeclaration},
		{at: "GET /thu-tuc/{code}/huong-dan", do: s.prepare},
		{at: "GET /viec-trong-doi/{slug}", do: s.event},
		{at: "GET /viec-trong-doi/{slug}/huong-dan", do: s.eventGuide},
		{at: "GET /noi-tiep-nhan", do: s.places},
		{at: "GET /tra-cuu", do: s.lookup},
		{at: "POST /tra-cuu", do: s.follow},
		{at: "GET /tro-giup", do: s.help},
		{at: "GET /hai-long", do: s.publicSatisfaction},
		{at: "GET /khao-sat/{id}", do: s.surveyAsked},
		{at: "POST /khao-sat/{id}", do: s.answerSurvey},
		{at: "GET /danh-gia/{code}", do: s.ratingPage},
		{at: "POST /danh-gia/{code}", do: s.giveRating},
		{at: "GET /danh-gia/cam-on", do: s.thanks},
	}
}
