package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
)

// A Post is a post that an officer holds.
type Post struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Role  string `json:"role" example:"receiver"`
	Unit  Unit   `json:"unit"`
}

// A Session is somebody signed in (phiên làm việc).
type Session struct {
	Token   string    `json:"token,omitempty" doc:"What goes into Authorization: Bearer. Shown when it is made, and never again."`
	Kind    string    `json:"kind" enum:"officer,citizen,business"`
	Name    string    `json:"name"`
	Expires time.Time `json:"expires" doc:"When it ends if it is not used."`
	Post    string    `json:"post,omitempty" doc:"The post in use, of an officer."`
	Posts   []Post    `json:"posts,omitempty" doc:"The posts held today."`
	Party   *Party    `json:"party,omitempty" doc:"What is known of a citizen or business: what an intake names as its applicant."`
}

func sessionOf(v text.Voice, s *office.Session, token string) Session {
	out := Session{Token: token, Kind: s.Kind, Name: s.Who.Name, Expires: at(s.Expires), Post: s.Who.Post}
	if s.Kind != "officer" {
		p := partyOf(s.Party)
		out.Party = &p
	}
	for _, p := range s.Posts {
		out.Posts = append(out.Posts, Post{ID: p.ID, Title: p.Title, Role: p.Role, Unit: *unitOf(v, p.Unit)})
	}
	return out
}

type signIn struct {
	Body struct {
		Username string `json:"username" minLength:"1" maxLength:"200" example:"tiepnhan7"`
		Password string `json:"password" minLength:"1" maxLength:"500" example:"(your password)"`
		Code     string `json:"code,omitempty" maxLength:"40" doc:"Code of the authenticator, of an account that has a second factor; a recovery code will do."`
	}
}

type sessionAnswer struct {
	CacheControl string `header:"Cache-Control" doc:"A token is never kept by a cache."`
	Body         Session
}

type choosePost struct {
	Body struct {
		Post string `json:"post" minLength:"1" maxLength:"200" doc:"One of the posts of the session."`
	}
}

// sessions are signing in and out, and choosing a post.
func (d *Door) sessions() {
	in := op("Session", "sign-in", http.MethodPost, "/session", "Sign in",
		"Checks a name and a password and gives the token of a session. The answer to a wrong name is that to a wrong password; after several wrong ones the account waits (429).", openToAll)
	in.DefaultStatus = http.StatusCreated
	in.Errors = append(in.Errors, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	huma.Register(d.api, in, d.signIn)
	me := op("Session", "read-session", http.MethodGet, "/session", "Who is signed in", "The session behind the token, with the posts that its officer holds today.", signedIn)
	me.Errors = append(me.Errors, http.StatusForbidden)
	huma.Register(d.api, me, func(ctx context.Context, _ *struct{}) (*sessionAnswer, error) {
		v := visitOf(ctx)
		return &sessionAnswer{CacheControl: "no-store", Body: sessionOf(v.voice, v.session, "")}, nil
	})
	out := op("Session", "sign-out", http.MethodDelete, "/session", "Sign out", "Ends the session at once.", signedIn)
	out.Errors = append(out.Errors, http.StatusForbidden)
	huma.Register(d.api, out, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		return nil, d.o.Office.SignOut(ctx, visitOf(ctx).token)
	})
	post := op("Session", "choose-post", http.MethodPut, "/session/post", "Choose a post", "Makes another of the officer's posts the one in use.", signedIn)
	post.Errors = append(post.Errors, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	huma.Register(d.api, post, d.choosePost)
}

func (d *Door) signIn(ctx context.Context, in *signIn) (*sessionAnswer, error) {
	s, err := tried(ctx, d.o.SignIns, func() (*office.Session, error) {
		s, err := d.o.Office.SignIn(ctx, in.Body.Username, in.Body.Password, office.Device{})
		if err != nil || s.Stage == "" {
			return s, err
		}
		token := s.Token
		if s.Stage == office.StageCode && in.Body.Code != "" {
			if s, err = d.o.Office.ProveCode(ctx, token, in.Body.Code); err == nil && s.Stage == "" {
				return s, nil
			}
		}
		if err == nil { // what else it needs is done on the pages
			err = fault.New(fault.Refused, "login.stage-"+s.Stage).NoRight()
			token = s.Token
		}
		return nil, errors.Join(err, d.o.Office.SignOut(ctx, token))
	})
	if err != nil {
		return nil, err
	}
	return &sessionAnswer{CacheControl: "no-store", Body: sessionOf(visitOf(ctx).voice, s, s.Token)}, nil
}

func (d *Door) choosePost(ctx context.Context, in *choosePost) (*sessionAnswer, error) {
	v := visitOf(ctx)
	if err := d.o.Office.ChoosePost(ctx, v.token, in.Body.Post); err != nil {
		return nil, err
	}
	s, err := d.o.Office.Session(ctx, v.token)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, fault.New(fault.Refused, "api.token").NoRight()
	}
	return &sessionAnswer{CacheControl: "no-store", Body: sessionOf(v.voice, s, "")}, nil
}
