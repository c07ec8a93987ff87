package web

// deskRoutes are the addresses of the desk: clerks, officers, leaders.
func (s *Site) deskRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		// reception
		{at: "GET /desk/receive", do: receiver(s.receiveStart)},
		{at: "POST /desk/receive", do: receiver(s.receiveChoose)},
	}
}
