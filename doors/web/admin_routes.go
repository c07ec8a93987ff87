package web

// adminRoutes are the addresses of administrators.
func (s *Site) adminRoutes() []route {
	return []route{}
}
