package web

import (
	"context"
	"net/http"
	"strings"

	"motcua/ground/fault"
)

// A Handler answers a request or returns an error, which becomes a page in one place (fail).
type Handler func(w http.ResponseWriter, r *http.Request) error

// A route is one line of the route table.
type route struct {
	at    string // "GET /thu-tuc/{code}"
	do    Handler
	body  int64 // most bytes of a request's body; 0 = bodyLimit
	short bool  // texts of its form are cut to mostTyped, which its acts refuse
}

// routes is the route table, grouped by audience: each group stands in a file of its own.
func (s *Site) routes() []route {
	var all []route
	for _, group := range [][]route{s.frameRoutes(), s.sessionRoutes(), s.publicRoutes(), s.citizenRoutes(), s.mandateRoutes(), s.petitionRoutes(), s.knowledgeRoutes(), s.careRoutes(), s.chatRoutes(), s.deskRoutes(), s.watchRoutes(), s.controlRoutes(), s.adminRoutes(), s.inboxRoutes()} {
		all = append(all, group...)
	}
	return all
}

// frameRoutes are the addresses of the frame itself.
func (s *Site) frameRoutes() []route {
	return []route{
		{at: "GET /hien-thi", do: s.prefer},
		{at: "GET /favicon.ico", do: s.favicon},
		{at: "GET /robots.txt", do: s.robots},
		{at: "/", do: func(http.ResponseWriter, *http.Request) error {
			return fault.New(fault.Missing, "web.no-page")
		}},
	}
}

// handle puts one route into the mux.
func (s *Site) handle(r route) {
	if path, ok := strings.CutPrefix(r.at, "GET "); ok {
		s.known[strings.TrimSuffix(path, "{$}")] = true
	}
	limit := r.body
	if limit == 0 {
		limit = bodyLimit
	}
	s.mux.HandleFunc(r.at, func(w http.ResponseWriter, q *http.Request) {
		err := s.admit(w, q, limit, r.short)
		if err == nil {
			defer dropUploads(q)
			err = r.do(w, q)
		}
		if err != nil {
			s.fail(w, q, err)
		}
	})
}

// visitKey is where a request's visit stands in its context.
type visitKey struct{}

// seen gives the visit of a request that came through guard.
func seen(r *http.Request) *visit {
	v, ok := r.Context().Value(visitKey{}).(*visit)
	if !ok {
		return &visit{}
	}
	return v
}

// withVisit gives r with its visit.
func withVisit(r *http.Request, v *visit) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
}
