package web

// citizenRoutes are the addresses of citizens and businesses who are signed in.
func (s *Site) citizenRoutes() []route {
	return []route{}
}
