package office

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/form"
)

// maxFile is the most bytes of one file.
// choice: a scan of 40 pages at 300 dpi; volumes.md counts 0.5–2 MB.
const maxFile = 20 << 20

// uploadLife is how long an account may name a file that it sent.
// choice: three times a draft's life, so that a draft that is changed now and then keeps its scans.
const uploadLife = 3 * draftLife

// SharedScans is the account whose uploads every filing of a demonstration may name: its dossiers share a few made-up
// scans. A real city has no such account.
const SharedScans = "officer:scanner"

// Upload keeps a file and says how a filing names it. From then on the account that sent it, and no other, may name it.
func (o *Office) Upload(ctx context.Context, who Who, name string, body io.Reader) (dossier.Attached, error) {
	mine, err := sender(who)
	if err != nil {
		return dossier.Attached{}, err
	}
	ref, err := o.cfg.Blobs.Put(body, maxFile)
	if err != nil {
		return dossier.Attached{}, blob.Named(err, name)
	}
	a := dossier.Attached{Hash: string(ref.Hash), Name: fileName(name), Size: ref.Size, Type: ref.Type}
	return a, o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.PutUpload(store.UploadRow{
			ID: o.uploadID(mine, a.Hash), Owner: mine, Blob: a.Hash, Name: a.Name, Size: a.Size, Type: a.Type, At: tx.Now(), Expires: tx.Now().Add(uploadLife),
		})
	})
}

// sender is under whose name a file is sent: people's accounts, and systems that deliver for people.
func sender(who Who) (string, error) {
	if who.Kind == access.Portal && who.Account != "" {
		return who.Account, nil
	}
	return owner(who)
}

// uploadID names an account's upload by its content: the same file sent again is the same upload.
func (o *Office) uploadID(account, hash string) string { return o.keyed("upload", account+"\x00"+hash) }

// fileName is the last part of a name, at most 120 characters, without what would make it look like another: control
// signs and those that turn the direction of writing, with which "fdp.exe" is shown as "exe.pdf".
func fileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.NewReplacer("\n", "", "\r", "", "\t", " ").Replace(vn.Visible(strings.ToValidUTF8(name, "_")))
	if r := []rune(name); len(r) > 120 {
		name = string(r[len(r)-120:])
	}
	return name
}

// A shelf is where the files lie that an act may name: those that the actor sent, and those of the dossier that is acted on.
type shelf struct {
	o   *Office
	ctx context.Context
	tx  *store.Tx
	who Who

	has    []dossier.Attached // came to the dossier
	result string             // the file of its result
	draft  string             // and of what is to become it
}

func (o *Office) shelf(ctx context.Context, tx *store.Tx, who Who, d *dossier.Dossier) *shelf {
	s := &shelf{o: o, ctx: ctx, tx: tx, who: who}
	if d != nil {
		s.has, s.result, s.draft = slices.Clip(d.Files), d.Result.File, d.Draft.File
		for _, v := range d.Visits {
			s.has = append(s.has, v.Files...)
		}
	}
	return s
}

// take looks at files that an act names. A file that its actor never sent is a fault: whoever knows a file's hash would
// otherwise be given another's file. Size and type become those that were kept, whatever the act says.
func (s *shelf) take(files []dossier.Attached) ([]dossier.Attached, error) {
	var out []dossier.Attached
	var faults []*fault.Fault
	for i, f := range files {
		row, ok, err := s.find(f.Hash)
		switch {
		case err != nil:
			return nil, err
		case ok:
			f.Size, f.Type, f.Name = row.Size, row.Type, fileName(f.Name)
			if f.Name == "" {
				f.Name = row.Name
			}
		default:
			at := slices.IndexFunc(s.has, func(h dossier.Attached) bool { return h.Hash == f.Hash })
			if at < 0 {
				faults = append(faults, notSent(f.Name).At("files."+strconv.Itoa(i)))
				continue
			}
			f.Size, f.Type, f.Name = s.has[at].Size, s.has[at].Type, s.has[at].Name
		}
		out = append(out, f)
	}
	return out, fault.Join(faults)
}

// one looks at one file that an act names by its hash alone; "" is none.
func (s *shelf) one(hash, field string) error {
	if hash == "" || hash == s.result || hash == s.draft || slices.ContainsFunc(s.has, func(h dossier.Attached) bool { return h.Hash == hash }) {
		return nil
	}
	_, ok, err := s.find(hash)
	if err == nil && !ok {
		err = notSent("").At(field)
	}
	return err
}

func (s *shelf) find(hash string) (store.UploadRow, bool, error) {
	if !blob.Hash(hash).Valid() {
		return store.UploadRow{}, false, nil
	}
	accounts := []string{s.who.Account}
	if s.o.cfg.Demo {
		accounts = append(accounts, SharedScans)
	}
	for _, a := range accounts {
		if row, ok, err := s.tx.Upload(s.ctx, s.o.uploadID(a, hash)); err != nil || ok {
			return row, ok, err
		}
	}
	return store.UploadRow{}, false, nil
}

func notSent(name string) *fault.Fault {
	if name = fileName(name); name == "" {
		name = "@blob.unnamed"
	}
	return fault.New(fault.Invalid, "dossier.file-not-sent", "name", name)
}

// answers wants every file that the form's answers name among the files that came with them.
func (w *World) answers(in *Intake, clean form.Values) error {
	f, err := w.Procedures.Form(in.Procedure, in.FormBy, in.Case)
	if err != nil || f == nil {
		return err
	}
	for _, hash := range f.Files(clean) {
		if !slices.ContainsFunc(in.Files, func(a dossier.Attached) bool { return a.Hash == hash }) {
			return notSent("").At("values")
		}
	}
	return nil
}
