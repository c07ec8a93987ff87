package web

// deskRoutes are the addresses of the desk: clerks, officers, leaders.
func (s *Site) deskRoutes() []route {
	return []route{}
}
