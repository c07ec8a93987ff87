package office

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/survey"
	"motcua/words/form"
	"motcua/words/ledger"
)

// NewQuestionnaire begins a questionnaire, and gives its identity.
func (o *Office) NewQuestionnaire(ctx context.Context, who Who, cmd Command, q survey.Questionnaire) (id string, err error) {
	if cmd.Key == "" {
		if cmd.Key, err = o.NewID(); err != nil {
			return "", err
		}
	}
	id = o.keyed("questionnaire", who.Account+"/"+cmd.Key)[:12]
	return id, o.questionnaire(ctx, who, cmd, id, "new", q, func(s *survey.Sheet, now time.Time) ([]ledger.Fact, error) {
		return s.Save(q, now, who.Actor(), who.Unit)
	})
}

// SaveQuestionnaire writes a new draft of a questionnaire; what was published stays as it is.
func (o *Office) SaveQuestionnaire(ctx context.Context, who Who, cmd Command, id string, seen int64, q survey.Questionnaire) error {
	return o.questionnaire(ctx, who, cmd, id, "save", q, func(s *survey.Sheet, now time.Time) ([]ledger.Fact, error) {
		if s.Version == 0 {
			return nil, fault.New(fault.Missing, "questionnaire.missing")
		}
		if seen != s.Version {
			return nil, fault.New(fault.Conflict, "questionnaire.moved")
		}
		return s.Save(q, now, who.Actor(), who.Unit)
	})
}

// PublishQuestionnaire makes the draft a version that never changes.
func (o *Office) PublishQuestionnaire(ctx context.Context, who Who, cmd Command, id string) error {
	return o.questionnaire(ctx, who, cmd, id, "publish", survey.Questionnaire{}, func(s *survey.Sheet, now time.Time) ([]ledger.Fact, error) {
		return s.Publish(now, who.Actor(), who.Unit)
	})
}

func (o *Office) questionnaire(ctx context.Context, who Who, cmd Command, id, act string, q survey.Questionnaire, decide func(*survey.Sheet, time.Time) ([]ledger.Fact, error)) error {
	if err := access.May(who, "keep-questionnaires", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err
	}
	hash, err := requestHash("questionnaire", id, act, q)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(_ *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		s, err := foldSheet(ctx, tx, id)
		if err != nil {
			return err
		}
		facts, err := decide(s, tx.Now())
		if err != nil {
			return err
		}
		_, err = tx.Append(survey.QuestionnaireStream(id), s.Version, facts)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s questionnaire %s: %w", act, id, err)
	}
	return nil
}

func foldSheet(ctx context.Context, r events, id string) (*survey.Sheet, error) {
	evs, err := r.Events(ctx, survey.QuestionnaireStream(id))
	if err != nil {
		return nil, err
	}
	return survey.FoldSheet(id, evs)
}

// Questionnaires lists them by their title: from one place on, at most so many (0: all), with how many there are.
func (r *Reader) Questionnaires(from, most int) (out []*survey.Sheet, total int, err error) {
	if err := access.May(r.who, "keep-questionnaires", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, 0, err
	}
	err = eachStream(r.ctx, r.db, "questionnaire", func(id ledger.StreamID) error {
		s, err := foldSheet(r.ctx, r.db, id.ID())
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(out, func(a, b *survey.Sheet) int { return strings.Compare(a.Title().VI+a.ID, b.Title().VI+b.ID) })
	total = len(out)
	out = out[min(max(from, 0), total):]
	return out[:least(most, len(out))], total, nil
}

// Questionnaire gives one with its versions.
func (r *Reader) Questionnaire(id string) (*survey.Sheet, error) {
	if err := access.May(r.who, "keep-questionnaires", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	s, err := foldSheet(r.ctx, r.db, id)
	if err == nil && s.Version == 0 {
		err = fault.New(fault.Missing, "questionnaire.missing")
	}
	return s, err
}

// compiled is a questionnaire as a form that judges.
func compiled(q *survey.Questionnaire) (*form.Compiled, error) {
	c, err := form.Compile(q.Form())
	if err != nil {
		return nil, fmt.Errorf("questionnaire: %w", err)
	}
	return c, nil
}
