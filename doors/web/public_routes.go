package web

// publicRoutes are the addresses that everyone may open.
func (s *Site) publicRoutes() []route {
	return []route{
		{at: "GET /{$}", do: s.home},
	}
}
