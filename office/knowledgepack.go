package office

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/knowledge"
	"motcua/words/form"
)

// A packItem is an item of the knowledge base in a city's folder.
type packItem struct {
	ID         string             `json:"id"`
	Kind       knowledge.Kind     `json:"kind"`
	Audience   knowledge.Audience `json:"audience"`
	VI         knowledge.Words    `json:"vi"`
	EN         knowledge.Words    `json:"en"`
	Keys       string             `json:"keys,omitempty"`
	Basis      string             `json:"basis,omitempty"`
	Procedures []string           `json:"procedures,omitempty"`
}

const knowledgeFile = "knowledge.json"

var packID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,79}$`)

// readKnowledge reads the items of a city's folder.
func readKnowledge(fsys fs.FS) (items []packItem, err error) {
	b, err := fs.ReadFile(fsys, knowledgeFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the pack's %s: %w", knowledgeFile, err)
	}
	lines, err := form.ReadLines(knowledgeFile, b, &items)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var wrong form.Mistakes
	for i := range items {
		if !packID.MatchString(items[i].ID) || seen[items[i].ID] {
			field := fmt.Sprintf("%d.id", i)
			wrong = append(wrong, form.Mistake{File: knowledgeFile, Line: lines.Of(field), Field: field, Reason: text.Said(fmt.Sprintf("%q is no name of an item, or stands twice", items[i].ID))})
		}
		seen[items[i].ID] = true
	}
	if wrong != nil {
		return nil, wrong
	}
	return items, nil
}

// bringKnowledge enters the items that the city has not, written against the versions in force now; those about a procedure that the
// city does not have, or not yet, are left for a later import. They are in use at once: whoever
// takes over the city's data answers for them, as for its procedures. An item's name is its address.
func (o *Office) bringKnowledge(ctx context.Context, who Who, items []packItem, dry bool) (brought, stay int, err error) {
	for len(items) > 0 {
		piece := items[:min(len(items), enterPiece/4)]
		items = items[len(piece):]
		var b, s int
		key, err := o.NewID()
		if err != nil {
			return brought, stay, err
		}
		err = o.write(ctx, func(w *World, tx *store.Tx) error {
			b, s = 0, 0 // a closure may run twice
			if !dry {
				if done, err := o.once(tx, who, Command{Key: "knowledge-" + key}, [32]byte{}, nil); done || err != nil {
					return err
				}
			}
			for i := range piece {
				it := &piece[i]
				_, there, err := tx.Knowledge(ctx, it.ID)
				if err != nil {
					return err
				}
				if there {
					s++
					continue
				}
				if dry {
					b++
					continue
				}
				if slices.ContainsFunc(it.Procedures, func(code string) bool { return w.inForce(code, tx.Now()) == 0 }) {
					continue // it speaks of a procedure that is not there yet: a later import brings it
				}
				b++
				if err := o.bringItem(tx, w, who, it); err != nil {
					return fmt.Errorf("%s: item %s: %w", knowledgeFile, it.ID, err)
				}
			}
			return nil
		})
		if err != nil {
			return brought, stay, err
		}
		brought, stay = brought+b, stay+s
	}
	return brought, stay, nil
}

func (o *Office) bringItem(tx *store.Tx, w *World, who Who, it *packItem) error {
	in := knowledge.Input{Kind: it.Kind, Slug: it.ID, Text: knowledge.Text{Audience: it.Audience, VI: it.VI, EN: it.EN, Keys: it.Keys, Basis: it.Basis}}
	for _, code := range it.Procedures {
		in.Text.Links = append(in.Text.Links, knowledge.Link{Code: code, Version: w.inForce(code, tx.Now())})
	}
	id := knowledge.ID(it.ID)
	c := &knowledge.Case{Now: tx.Now(), Actor: who.Actor(), Unit: who.Unit, House: true, Known: w.knownGap}
	facts, err := c.Do(knowledge.ActWrite, in)
	if err != nil {
		return err
	}
	evs, err := tx.Append(knowledge.Stream(id), 0, facts)
	if err != nil {
		return err
	}
	if c.Item, err = knowledge.Fold(id, evs); err != nil {
		return err
	}
	if facts, err = c.Do(knowledge.ActPublish, knowledge.Input{}); err != nil {
		return err
	}
	return o.appendKnowledge(tx, id, evs, facts)
}
