package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// An answer to a request for papers that cannot be taken yet is kept as a draft: the files that came with it, and what
// was written, are there again after a refusal, a reload, and a new sign-in.

// supplyDraft is the kind of such a draft, with the dossier's identity behind it.
const supplyDraft = "supply:"

// A keptSupply is what the owner sent so far for one dossier.
type keptSupply struct {
	ID    string             `json:"-"` // of the draft, "" = nothing is kept
	Words string             `json:"words,omitempty"`
	Files []dossier.Attached `json:"files,omitempty"`
}

// keptSupply reads what is kept of the reader's answer.
func (s *Site) keptSupply(r *http.Request, id dossier.ID) (*keptSupply, error) {
	drafts, err := s.read(r).Drafts()
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		if d.Kind != supplyDraft+string(id) {
			continue
		}
		k := &keptSupply{}
		if json.Unmarshal(d.Body, k) == nil { // what another version of this program wrote is begun anew
			k.ID = d.ID
			return k, nil
		}
	}
	return &keptSupply{}, nil
}

// join puts what is kept and what came now together: files of papers that are still asked for, without those that the
// owner took back.
func (k *keptSupply) join(r *http.Request, ask *dossier.Ask, now dossier.Supplying) dossier.Supplying {
	var files []dossier.Attached
	for _, f := range k.Files {
		took := r.PostForm.Get(supplyField(f.Paper)+".drop") == "1"
		if ask != nil && slices.Contains(ask.Papers, f.Paper) && !took {
			files = append(files, f)
		}
	}
	for _, f := range now.Files {
		if !slices.ContainsFunc(files, func(o dossier.Attached) bool { return o.Paper == f.Paper && o.Hash == f.Hash }) {
			files = append(files, f)
		}
	}
	now.Files = files
	for _, f := range files {
		has := func(h dossier.PaperHanded) bool { return h.Index == f.Paper }
		if f.Paper >= 0 && !slices.ContainsFunc(now.Papers, has) {
			now.Papers = append(now.Papers, dossier.PaperHanded{Index: f.Paper, Digital: true})
		}
	}
	return now
}

// keepSupply keeps an answer that was refused.
func (s *Site) keepSupply(r *http.Request, id dossier.ID, k *keptSupply, sent dossier.Supplying) error {
	if len(sent.Files) == 0 {
		return s.dropSupply(r, k) // words alone stand on the page that is shown again
	}
	var err error
	if k.ID == "" {
		if k.ID, err = s.o.Office.NewID(); err != nil {
			return err
		}
	}
	k.Words, k.Files = cut(sent.Words, mostSupplyWords), sent.Files
	body, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return s.o.Office.SaveDraft(r.Context(), who(r), office.Draft{ID: k.ID, Kind: supplyDraft + string(id), Body: body})
}

// dropSupply forgets what was kept.
func (s *Site) dropSupply(r *http.Request, k *keptSupply) error {
	if k.ID == "" {
		return nil
	}
	err := s.o.Office.DropDraft(r.Context(), who(r), k.ID)
	k.ID, k.Files = "", nil
	return err
}

// show puts what is kept into the boxes of the answer.
func (k *keptSupply) show(v text.Voice, f *Form) {
	for i := range f.fields {
		paper := &f.fields[i]
		var names []string
		for _, one := range k.Files {
			if supplyField(one.Paper) == paper.Name {
				names = append(names, one.Name)
			}
		}
		if len(names) == 0 {
			continue
		}
		for n := range paper.Fields {
			if paper.Fields[n].Kind == form.File {
				paper.Fields[n].Value = strings.Join(names, ", ")
			}
		}
		paper.Fields = append(paper.Fields, Field{Name: paper.Name + ".drop", Kind: BoxCheck, Label: v.T("own.ask-drop", "files", strings.Join(names, ", "))})
	}
}

// supplyField is the name of the boxes of one paper of an answer.
func supplyField(paper int) string { return "bo-sung.paper." + itoa(paper) }

// mostSupplyWords is the longest message that goes with an answer, in characters.
const mostSupplyWords = 4000

// ownSupply takes the owner's answer.
func (s *Site) ownSupply(w http.ResponseWriter, r *http.Request) error {
	id := dossier.ID(r.PathValue("id"))
	d, err := s.read(r).Dossier(id, "read.own")
	if err != nil {
		return err
	}
	kept, err := s.keptSupply(r, id)
	if err != nil {
		return err
	}
	k, err := s.supplied(r, "bo-sung", d.Asked())
	k = kept.join(r, d.Asked(), k)
	if err == nil {
		err = s.o.Office.Supply(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, office.On{ID: id}, k)
		err = rename(err, func(field string) string {
			if field == "" {
				return ""
			}
			return "bo-sung." + suppliedField(field)
		})
	}
	if err == nil {
		if err = s.dropSupply(r, kept); err != nil {
			return err
		}
		s.flash(w, "own.supplied")
		return redirect(w, r, "/ho-so/"+string(id))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	if e := s.keepSupply(r, id, kept, k); e != nil {
		return e
	}
	p, e := s.ownPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
