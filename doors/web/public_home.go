package web

import "net/http"

// homePage is the public home (trang chủ).
type homePage struct {
	Base
}

// Template names the page's template.
func (*homePage) Template() string { return "public/home" }

func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	return s.Render(w, r, http.StatusOK, &homePage{Base: Base{TitleKey: "home.title", Nav: "home", Bare: true}})
}
