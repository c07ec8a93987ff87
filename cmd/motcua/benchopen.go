package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"motcua/doors/open311"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/office"
)

// opOpen is the list that other applications are given: as many requests as the standard lets into one answer, all of them published.
const opOpen = "open311"

// reports measures the list of Open311 in both formats, through the door.
func (c *benchCmd) reports(ctx context.Context, out io.Writer, b *bench) error {
	if !strings.HasPrefix(opOpen, c.Only) {
		return nil
	}
	if err := b.published(ctx, office.MostShared); err != nil {
		return err
	}
	door, err := open311.New(open311.Options{Office: b.house.office})
	if err != nil {
		return err
	}
	for i := range 2 * len(c.Clients) {
		clients, op, format := c.Clients[i/2], opOpen, ".json"
		if i%2 == 1 {
			op, format = opOpen+"-xml", ".xml"
		}
		if err := c.measure(ctx, out, b, op, clients, 1, func(ctx context.Context, _ int64) error {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, open311.Root+"requests"+format, nil)
			if err != nil {
				return err
			}
			w := &sink{header: http.Header{}}
			door.ServeHTTP(w, r)
			if w.status != http.StatusOK || w.bytes < office.MostShared*300 {
				return fmt.Errorf("the list answers %d with %d bytes", w.status, w.bytes)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// published sends petitions, answers them and lets everybody read them, until there are as many as wanted.
func (b *bench) published(ctx context.Context, want int) error {
	o := b.house.office
	list, err := o.Read(ctx, office.Who{Kind: access.Anyone}).PublicPetitions(office.PublicFilter{Limit: 1})
	if err != nil {
		return err
	}
	writer, approver := b.leader, b.leader
	writer.Person, approver.Person = "bench-1", "bench-2"
	communes := o.Read(ctx, office.Who{Kind: access.Anyone}).Communes()
	const words = "Đơn vị đã kiểm tra tại chỗ và xử lý xong."
	for i := int(list.Total); i < want; i++ {
		t, err := o.SendPetition(ctx, office.Who{Kind: access.Anyone}, office.Command{Key: b.run + "/report/" + strconv.Itoa(i)}, petition.Input{
			Channel: petition.Open311, Service: "lighting", Title: "Đèn chiếu sáng", Text: fmt.Sprintf("Đèn số %d không sáng.", i), Point: &petition.Point{Lat: 21.0285, Long: 105.8542},
			Commune: communes[i*i%len(communes)].Code,
		})
		if err != nil {
			return err
		}
		for _, step := range []struct {
			who office.Who
			act petition.Act
			in  petition.Input
		}{
			{writer, petition.ActClassify, petition.Input{Class: petition.Scene}},
			{writer, petition.ActDraft, petition.Input{Words: words}},
			{approver, petition.ActApprove, petition.Input{}},
			{writer, petition.ActAnswer, petition.Input{}},
			{writer, petition.ActMask, petition.Input{ShowMap: true, Public: petition.Public{Title: "Đèn chiếu sáng", Text: "Đèn đường ở một ngõ không sáng.", Answer: words, Place: "Một ngõ"}}},
			{approver, petition.ActPublish, petition.Input{}},
		} {
			if err := o.Petition(ctx, step.who, office.Command{}, office.OnPetition{ID: t.ID}, step.act, step.in); err != nil {
				return err
			}
		}
	}
	return nil
}

// A sink counts what a handler answers.
type sink struct {
	header        http.Header
	status, bytes int
}

// Header gives the headers.
func (s *sink) Header() http.Header { return s.header }

// Write counts.
func (s *sink) Write(b []byte) (int, error) { s.bytes += len(b); return len(b), nil }

// WriteHeader remembers the status.
func (s *sink) WriteHeader(status int) { s.status = status }
