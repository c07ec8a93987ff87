package office

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// checkLetters is how many letters a check code has, as form 01 does.
const checkLetters = 10

// petitionCheck is the check code of a petition. It follows from its identity and the city's secret, so that it is kept nowhere.
func (o *Office) petitionCheck(id petition.ID) string {
	b, err := hex.DecodeString(o.keyed("petition-check", string(id)))
	if err != nil {
		panic(err) // keyed writes hexadecimal digits
	}
	return crockford.EncodeToString(b)[:checkLetters]
}

func (o *Office) ticket(p *petition.Petition) Ticket {
	return Ticket{ID: p.ID, Code: p.Code, Check: o.petitionCheck(p.ID)}
}

// petitionerKey is the key of whoever sent a petition: of the account, else of the telephone or mail that they gave.
func (o *Office) petitionerKey(p *petition.Person) string {
	switch phone := digitsOf(p.Phone); {
	case p.Number != "":
		return o.PersonKey(p.Number)
	case phone != "":
		return o.keyed("contact", phone)
	case p.Email != "":
		return o.keyed("contact", strings.ToLower(p.Email))
	}
	return ""
}

// digitsOf are the digits of a telephone number as it is called within the country.
func digitsOf(s string) string {
	d := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	if rest, ok := strings.CutPrefix(d, "84"); ok && len(rest) == 9 {
		return "0" + rest
	}
	return d
}

func (o *Office) foldPetition(ctx context.Context, r events, id petition.ID) (*petition.Petition, error) {
	evs, err := r.Events(ctx, petition.Stream(id))
	if err != nil {
		return nil, err
	}
	return petition.Fold(id, evs)
}

// petitionRow is a petition's line in the view.
func (o *Office) petitionRow(p *petition.Petition) (store.PetitionRow, error) {
	row := store.PetitionRow{
		ID: string(p.ID), Code: p.Code, Channel: string(p.Channel), System: p.System, External: p.External, Service: p.Kind(), Class: string(p.Class), Level: string(p.Level),
		State: string(p.State), Open: p.State.Open(), Unit: p.Unit, Lead: p.Lead, Person: o.petitionerKey(&p.Person), Commune: p.Commune, Dossier: p.Dossier,
		Into: string(p.Into), Sent: p.Sent, Answered: p.Answered, Resolved: p.Resolved, Published: p.Published, Reopened: p.Reopened, Rating: p.Rating,
		Version: p.Version, Updated: p.History[len(p.History)-1].At, Title: p.Title, Whom: p.Whom,
	}
	if c := p.Nearest(); c != nil {
		row.Clock, row.Due, row.Half, row.Near = c.Name, c.Due, c.Half, c.Near
	}
	stands, due := p.Stands()
	row.Stands, row.StandsDue, row.Unexplained, row.Unheeded = string(stands), due, p.Unexplained(), p.Unheeded()
	row.Charged, row.Answerer, row.About = p.Charged(), p.Answerer, p.About
	row.Late = slices.ContainsFunc(p.Clocks, func(c petition.Clock) bool { return c.Late })
	parts := []string{vn.Fold(p.Code), vn.Fold(p.External)}
	if !p.Masked.IsZero() { // what was written for everybody, and nothing of what was sent
		parts = append(parts, vn.Fold(p.Public.Title), vn.Fold(p.Public.Text), vn.Fold(p.Public.Place))
	}
	row.Search = store.SearchText(parts...)
	if p.Erased { // what was written anew for everybody is gone too
		row.Published = time.Time{}
	}
	if !row.Published.IsZero() {
		b, err := json.Marshal(p.Public)
		if err != nil {
			return row, fmt.Errorf("public text of %s: %w", p.ID, err)
		}
		row.Public = string(b)
	}
	return row, nil
}

// petitionFiles are the files that a petition's events name: the pictures as they came, and their bare copies.
func petitionFiles(p *petition.Petition) (all []store.FileRow) {
	add := func(f petition.File) {
		for i, hash := range []string{f.Hash, f.Clean} {
			paper := []string{"sent", "bare"}[i]
			if hash != "" && !slices.ContainsFunc(all, func(g store.FileRow) bool { return g.Paper == paper && g.Blob == hash }) {
				all = append(all, store.FileRow{Paper: paper, Blob: hash, Name: f.Name, Size: f.Size, Type: f.Type})
			}
		}
	}
	for i := range p.History {
		for _, f := range p.History[i].Files {
			add(f)
		}
	}
	return all
}

// PetitionFile keeps a file for the petition, or the act on one, whose form has this key. A picture is drawn anew beside it, without
// what a camera wrote into it; only that copy may ever be published.
func (o *Office) PetitionFile(ctx context.Context, who Who, key, name string, body io.Reader) (petition.File, error) {
	if err := access.May(who, "send-petition", access.Object{At: o.Now()}); err != nil {
		return petition.File{}, err
	}
	if key == "" || len(key) > 200 {
		return petition.File{}, fault.New(fault.Invalid, "command.key-long").At("key")
	}
	ref, err := o.cfg.Blobs.Put(body, maxFile)
	if bad := fault.As(err); bad != nil && bad.Key == "blob.type" {
		return petition.File{}, notTaken(name, bad.Args["type"])
	}
	if err != nil {
		return petition.File{}, blob.Named(err, name)
	}
	f := petition.File{Hash: string(ref.Hash), Name: fileName(name), Size: ref.Size, Type: ref.Type}
	switch ref.Type {
	case "application/pdf":
	case "image/jpeg", "image/png", "image/webp":
		f.Clean, err = o.bare(ctx, ref.Hash)
		if errors.Is(err, blob.ErrNoPicture) {
			err = fault.New(fault.Invalid, "petition.no-picture", "name", f.Name).At("files")
		}
		if err != nil {
			return petition.File{}, err
		}
	case "image/heic", "image/heif": // no reader for it here, so no copy without the place where it was taken
		return petition.File{}, fault.New(fault.Invalid, "petition.heic", "name", f.Name).At("files")
	default:
		return petition.File{}, notTaken(name, blob.KindWords(ref.Type))
	}
	return f, o.db.Write(ctx, func(tx *store.Tx) error {
		for _, hash := range []string{f.Hash, f.Clean} {
			if hash == "" {
				continue
			}
			row := store.UploadRow{
				ID: o.uploadID(petitionOwner(key), hash), Owner: petitionOwner(key), Blob: hash, Name: f.Name, Size: f.Size, Type: f.Type, At: tx.Now(), Expires: tx.Now().Add(draftLife),
			}
			if hash == f.Hash {
				row.Name = f.Clean + "/" + f.Name
			}
			if err := tx.PutUpload(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// notTaken says which kinds of file come with a petition or a message.
func notTaken(name, kind string) error {
	return fault.New(fault.Invalid, "petition.file-kind", "name", fileName(name), "type", kind).At("files")
}

// petitionOwner is under whose name files of a form are kept until it is sent: whoever has the form's key.
func petitionOwner(key string) string { return "petition:" + key }

// bare keeps a picture's copy without what a camera wrote into it, or says with blob.ErrNoPicture that it cannot be drawn anew.
func (o *Office) bare(ctx context.Context, h blob.Hash) (string, error) {
	r, _, err := o.cfg.Blobs.Get(h)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := blob.Bare(ctx, r)
	if err != nil {
		return "", err
	}
	ref, err := o.cfg.Blobs.Put(bytes.NewReader(b), maxFile)
	return string(ref.Hash), err
}

// takeFiles looks at files that a form names: only those that were sent with its key are taken, as they were kept.
func (o *Office) takeFiles(tx *store.Tx, cmd Command, files []petition.File) (out []petition.File, err error) {
	var fs []*fault.Fault
	for i, f := range files {
		row, ok, err := tx.Upload(tx.Context(), o.uploadID(petitionOwner(cmd.Key), f.Hash))
		if err != nil {
			return nil, err
		}
		if !ok || !blob.Hash(f.Hash).Valid() {
			fs = append(fs, notSent(f.Name).At("files."+strconv.Itoa(i)))
			continue
		}
		clean, name, _ := strings.Cut(row.Name, "/")
		out = append(out, petition.File{Hash: f.Hash, Clean: clean, Name: name, Size: row.Size, Type: row.Type})
	}
	return out, fault.Join(fs)
}

// jobPetitions brings the lines of petitions up to new columns.
const jobPetitions = "petitions"

// renewPetitions writes the line of every petition anew.
func (o *Office) renewPetitions(ctx context.Context) error {
	for after := ledger.StreamID(""); ; {
		ids, err := o.db.Read().Streams(ctx, "petition", after, redatePiece)
		if err != nil || len(ids) == 0 {
			return err
		}
		after = ids[len(ids)-1]
		err = o.db.Write(ctx, func(tx *store.Tx) error {
			for _, id := range ids {
				p, err := o.foldPetition(ctx, tx, petition.ID(id.ID()))
				if err != nil {
					return err
				}
				row, err := o.petitionRow(p)
				if err != nil {
					return err
				}
				if err := tx.PutPetition(row, p.Reach()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// checkPetitions compares the lines of petitions with their events.
func (o *Office) checkPetitions(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	if waits, err := r.JobsOf(ctx, jobPetitions); err != nil {
		return err
	} else if waits {
		if err := o.renewPetitions(ctx); err != nil {
			return fmt.Errorf("bring the lines of petitions up to this version: %w", err)
		}
	}
	return eachStream(ctx, r, "petition", func(id ledger.StreamID) error {
		p, err := o.foldPetition(ctx, r, petition.ID(id.ID()))
		if err != nil {
			rep.damage("%s: %v", id, err)
			return nil
		}
		return o.checkPetition(ctx, r, p, rep)
	})
}

func (o *Office) checkPetition(ctx context.Context, r *store.Reader, p *petition.Petition, rep *CheckReport) error {
	want, err := o.petitionRow(p)
	if err != nil {
		return err
	}
	got, _, err := r.Petition(ctx, string(p.ID))
	if err != nil {
		return err
	}
	if want.Supports, want.Likes, want.Dislikes, err = r.VoiceSums(ctx, string(p.ID)); err != nil {
		return err
	}
	if got != want {
		rep.damage("petition/%s: the view has %+v, the fold %+v", p.ID, got, want)
	}
	reach, err := r.PetitionReach(ctx, string(p.ID))
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(reach, p.Reach()) {
		rep.damage("petition/%s: the view reaches %v, the fold %v", p.ID, reach, p.Reach())
	}
	return nil
}
