package office

import (
	"context"
	"encoding/hex"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/care"
	"motcua/words/ledger"
)

// contactCheck is the check code of a contact, which follows from its identity and the city's secret.
func (o *Office) contactCheck(id care.ID) string {
	b, err := hex.DecodeString(o.keyed("contact-check", string(id)))
	if err != nil {
		panic(err) // keyed writes hexadecimal digits
	}
	return crockford.EncodeToString(b)[:checkLetters]
}

func (o *Office) contactTicket(id care.ID, code string) ContactTicket {
	return ContactTicket{ID: id, Code: code, Check: o.contactCheck(id)}
}

// contactKey is the hash of an identity in another system, "" for none.
func (o *Office) contactKey(system, external string) string {
	if external == "" {
		return ""
	}
	return o.keyed("contact-external", system+"\x00"+external)
}

// handleKey is the hash of a telephone number or mail, as petitioners' are: both are found by the same.
func (o *Office) handleKey(handle string) string {
	switch phone := digitsOf(handle); {
	case handle == "":
		return ""
	case !strings.Contains(handle, "@") && len(phone) >= 6:
		return o.keyed("contact", phone)
	}
	return o.keyed("contact", strings.ToLower(handle))
}

// contactPersons are the keys by which somebody's contacts are found.
func (o *Office) contactPersons(number, handle string) []string {
	return slices.DeleteFunc([]string{o.PersonKey(number), o.handleKey(handle)}, func(s string) bool { return s == "" })
}

func (o *Office) foldContact(ctx context.Context, r events, id care.ID) (*care.Contact, error) {
	evs, err := r.Events(ctx, care.Stream(id))
	if err != nil {
		return nil, err
	}
	return care.Fold(id, evs)
}

// appendContact adds to a contact that was folded from evs, and gives what it is then with the events that it has then.
func (o *Office) appendContact(tx *store.Tx, c *care.Contact, evs []ledger.Event, facts []ledger.Fact) (*care.Contact, []ledger.Event, error) {
	more, err := tx.Append(care.Stream(c.ID), c.Version, facts)
	if err != nil {
		return nil, nil, err
	}
	evs = append(evs[:len(evs):len(evs)], more...)
	if c, err = care.Fold(c.ID, evs); err != nil {
		return nil, nil, err
	}
	return c, evs, o.putContact(tx, c)
}

// putContact makes the views of a contact what its fold says.
func (o *Office) putContact(tx *store.Tx, c *care.Contact) error {
	row, parts, err := o.contactRow(tx.Context(), tx, c)
	if err != nil {
		return err
	}
	if err := tx.PutContact(row, parts); err != nil {
		return err
	}
	var files []store.FileRow
	for i := range c.Messages {
		for _, f := range c.Messages[i].Files {
			for k, hash := range []string{f.Hash, f.Clean} {
				row := store.FileRow{Paper: []string{"sent", "bare"}[k], Blob: hash, Name: f.Name, Size: f.Size, Type: f.Type}
				if hash != "" && !slices.ContainsFunc(files, func(g store.FileRow) bool { return g.Paper == row.Paper && g.Blob == hash }) {
					files = append(files, row)
				}
			}
		}
	}
	return tx.PutFiles(string(care.Stream(c.ID)), files)
}

// contactRow is a contact's line in the view, with what stands beside it.
func (o *Office) contactRow(ctx context.Context, r codes, c *care.Contact) (store.ContactRow, store.ContactParts, error) {
	row := store.ContactRow{
		ID: string(c.ID), Code: c.Code, Channel: string(c.Channel), System: c.System, State: string(c.State), Open: c.State != care.Closed, Unit: c.Unit, Agent: c.Agent,
		Person: o.PersonKey(c.Person), Handle: o.handleKey(c.Handle), Outcome: c.Outcome, Began: c.Began, Waits: c.Waits, Answered: c.Answered, Closed: c.Closed,
		Reopened: c.Reopened, Calls: len(c.Calls), Version: c.Version, Updated: c.History[len(c.History)-1].At,
	}
	if run := c.Running(); run != nil {
		row.Caller = run.Actor
	}
	if h := c.Hand(); h != nil {
		row.Due = h.Due
	}
	if owed := c.Owed(); len(owed) > 0 {
		row.Promised = owed[0].Due
	}
	for i := range c.Calls {
		row.Talk += c.Calls[i].Seconds()
	}
	gone, err := r.Erased(ctx, care.Stream(c.ID))
	if err != nil {
		return row, store.ContactParts{}, err
	}
	parts := store.ContactParts{Reach: c.Reach(), Dossiers: sorted(c.Dossiers), Petitions: sorted(c.Petitions), Tags: sorted(c.Tags)}
	if !gone { // what comes under an identity after that begins anew
		parts.Keys = slices.Sorted(slices.Values(c.Keys))
	}
	for _, p := range c.Promises {
		parts.Promises = append(parts.Promises, store.ContactPromise{
			Contact: row.ID, Version: p.Version, Officer: p.By, Made: p.At, Due: p.Due, Tried: p.Tried, Outcome: p.Outcome, Ended: p.Ended, Broken: p.Broken,
		})
	}
	if x := c.Finding(); x != nil {
		parts.Finding = store.ContactFinding{Contact: row.ID, Version: x.Version, Officer: x.Of, Reader: x.By, Result: x.Result, At: x.At}
	}
	said := []string{c.Code, c.Name, c.Subject, strings.Join(c.Tags, " ")}
	for _, id := range c.Dossiers {
		d, ok, err := r.Dossier(ctx, id)
		if err != nil {
			return row, parts, err
		}
		if ok {
			said = append(said, d.Code)
		}
	}
	row.Search = strings.Join(o.contactWords(c.Handle, said...), " ")
	return row, parts, nil
}

// ContactSearch gives the words by which a contact is found, as they stand in the index, but for codes of its dossiers.
func (o *Office) ContactSearch(c *care.Contact) string {
	return strings.Join(o.contactWords(c.Handle, c.Code, c.Name, c.Subject, strings.Join(c.Tags, " ")), " ")
}

// codes is what gives a dossier's code: a Tx or a Reader of the store.
type codes interface {
	Dossier(ctx context.Context, id string) (store.DossierRow, bool, error)
	Erased(ctx context.Context, stream ledger.StreamID) (bool, error)
}

func sorted(all []string) []string {
	if len(all) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

// The lengths of what is hashed of a word: its beginnings from the second letter on, and of a long number from the fourth digit on.
const (
	leastBeginning = 2
	leastDigits    = 4
	mostBeginning  = 12
	hashLetters    = 10 // 40 bits: among a million contacts a wrong hit is a curiosity
)

// contactWords are the keyed hashes by which a contact is found: of each word and of each of its beginnings, as people type.
// choice: names, numbers and subjects of those who call are not readable in the index. A frequent name is still told by how often it
// comes; whoever has the disk and not the secret learns no number and no rare name from it.
func (o *Office) contactWords(handle string, said ...string) []string {
	var out []string
	seen := map[string]bool{}
	put := func(word string) {
		if t := o.wordHash(word); !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	beginnings := func(w string, least int) {
		for n := least; n < len(w) && n <= mostBeginning; n++ {
			put(w[:n])
		}
		put(w)
	}
	if phone := digitsOf(handle); phone != "" && !strings.Contains(handle, "@") {
		beginnings(phone, leastDigits)
		for n := leastDigits; n < len(phone) && n <= 6; n++ { // people remember a number by its end
			put(phone[len(phone)-n:])
		}
	} else {
		said = append(said, handle)
	}
	for _, s := range said {
		for _, w := range strings.Fields(store.SearchText(vn.Fold(s))) {
			beginnings(w, leastBeginning)
		}
	}
	return out
}

// codeTyped is a code of a contact or petition as people type it, with and without what stands between its parts.
var codeTyped = regexp.MustCompile(`^(lh|pa) ?([0-9]{2})[ .-]?([0-9]{6})$`)

// codeBegun is the beginning of a contact's code with its year.
var codeBegun = regexp.MustCompile(`^lh ?([0-9]{2})[ .-]?([0-9]{0,5})$`)

// typedCode is the beginning of the code that somebody types, "" for something else. Codes follow one another in time: of the words of a
// code that is only begun, the index would walk through all the newer ones.
func typedCode(typed string) string {
	m := codeBegun.FindStringSubmatch(strings.TrimSpace(vn.Fold(typed)))
	if m == nil {
		return ""
	}
	return "LH" + m[1] + "-" + m[2]
}

// typedPetition reads a petition's code among the words of a filter: what is looked for are the contacts that it is linked with.
func (r *Reader) typedPetition(f ContactFilter) (ContactFilter, error) {
	m := codeTyped.FindStringSubmatch(strings.TrimSpace(vn.Fold(f.Words)))
	if m == nil || m[1] != "pa" {
		return f, nil
	}
	row, ok, err := r.db.PetitionByCode(r.ctx, strings.ToUpper(m[1]+m[2]+"-"+m[3]))
	if ok {
		f.Petition, f.Words, f.Any = row.ID, "", true
	}
	return f, err
}

// askedWords are the hashes of what somebody types to find a contact: numbers as digits, words as they stand so far.
func (o *Office) askedWords(typed string) []string {
	if d := digitsOf(typed); len(d) >= leastDigits && !strings.ContainsFunc(typed, func(c rune) bool { return !strings.ContainsRune("0123456789 +.-()", c) }) {
		return []string{o.wordHash(d[:min(len(d), max(mostBeginning, 10))])}
	}
	if m := codeTyped.FindStringSubmatch(strings.TrimSpace(vn.Fold(typed))); m != nil {
		typed = m[1] + m[2] + "-" + m[3]
	}
	var out []string
	for _, w := range strings.Fields(store.SearchText(vn.Fold(typed))) {
		if len(w) >= leastBeginning || w >= "0" && w <= "9" {
			out = append(out, o.wordHash(w))
		}
	}
	return out
}

// tagWords are the hashes under which every contact with a tag stands, and others with the same words.
func (o *Office) tagWords(tag string) (out []string) {
	for _, w := range strings.Fields(store.SearchText(vn.Fold(tag))) {
		if len(w) >= leastBeginning {
			out = append(out, o.wordHash(w))
		}
	}
	return out
}

func (o *Office) wordHash(word string) string { return o.keyed("contact-word", word)[:hashLetters] }

// checkContacts compares the lines of contacts with their events.
func (o *Office) checkContacts(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	return eachStream(ctx, r, "contact", func(id ledger.StreamID) error {
		c, err := o.foldContact(ctx, r, care.ID(id.ID()))
		if err != nil {
			rep.damage("%s: %v", id, err)
			return nil
		}
		return o.checkContact(ctx, r, c, rep)
	})
}

func (o *Office) checkContact(ctx context.Context, r *store.Reader, c *care.Contact, rep *CheckReport) error {
	want, parts, err := o.contactRow(ctx, r, c)
	if err != nil {
		return err
	}
	got, _, err := r.Contact(ctx, string(c.ID))
	if err != nil {
		return err
	}
	want.N = got.N
	if got != want {
		rep.damage("contact/%s: the view has %+v, the fold %+v", c.ID, got, want)
	}
	beside, err := r.ContactParts(ctx, string(c.ID))
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(beside, parts) {
		rep.damage("contact/%s: beside the view is %+v, the fold has %+v", c.ID, beside, parts)
	}
	return nil
}
