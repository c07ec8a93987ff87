package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ContactSums are how many contacts are open, and what they wait for.
type ContactSums struct {
	Open, Waiting, Handed, Mine, Late, Owed int64

	Channels map[string]int64
	Tags     map[string]int64
}

// ContactSums counts what is open in contacts of units (nil: the whole city) in one question: waiting and handed are the names of those
// states, agent is whose own are counted.
func (r *Reader) ContactSums(ctx context.Context, units []string, waiting, handed, agent string, at time.Time) (s ContactSums, err error) {
	s = ContactSums{Channels: map[string]int64{}, Tags: map[string]int64{}}
	open := true
	f := ContactFilter{Units: units, Open: &open}
	from, w := f.where(r.db.eng)
	args := append([]any{waiting, handed, agent, micro(at)}, w.args...)
	const count = `SUM(CASE WHEN `
	const of = ` THEN 1 ELSE 0 END)`
	rs, err := r.query(ctx, `
	SELECT 'channel', c.channel, COUNT(*), `+count+`c.state = ?`+of+`, `+count+`c.state = ?`+of+`, `+count+`c.agent = ?`+of+`, `+
		count+`c.due > 0 AND c.due < ?`+of+`, `+count+`c.promised > 0`+of+`
	FROM `+from+w.String()+`
	GROUP BY c.channel
	UNION ALL
	SELECT 'tag', t.tag, COUNT(*), 0, 0, 0, 0, 0
	FROM `+from+` JOIN contact_tags t ON t.contact = c.id`+w.String()+`
	GROUP BY t.tag`, append(args, w.args...)...)
	var kind, name string
	var n, waits, hands, mine, late, owed int64
	err = each(rs, err, []any{&kind, &name, &n, &waits, &hands, &mine, &late, &owed}, func() error {
		if kind == "tag" {
			s.Tags[name] = n
			return nil
		}
		s.Channels[name] = n
		s.Open, s.Waiting, s.Handed, s.Mine, s.Late, s.Owed = s.Open+n, s.Waiting+waits, s.Handed+hands, s.Mine+mine, s.Late+late, s.Owed+owed
		return nil
	})
	if err != nil {
		return s, fmt.Errorf("count open contacts: %w", err)
	}
	return s, nil
}

// ContactMark is a short text that is another one when a contact of units (nil: the whole city) that is open was changed, opened or
// closed, or any contact was closed.
func (r *Reader) ContactMark(ctx context.Context, units []string) (string, error) {
	open := true
	f := ContactFilter{Units: units, Open: &open}
	from, w := f.where(r.db.eng)
	var n, versions, places, updated, closed int64
	rs, err := r.query(ctx, `
	SELECT COUNT(*), CAST(COALESCE(SUM(c.version), 0) AS BIGINT), CAST(COALESCE(SUM(c.n), 0) AS BIGINT), COALESCE(MAX(c.updated), 0),
		(SELECT COALESCE(MAX(x.closed), 0) FROM contacts x WHERE x.closed > 0)
	FROM `+from+w.String(), w.args...)
	if _, err = one(rs, err, &n, &versions, &places, &updated, &closed); err != nil {
		return "", fmt.Errorf("mark of open contacts: %w", err)
	}
	var b strings.Builder
	for _, x := range []int64{n, versions, places, updated, closed} {
		b.WriteString(strconv.FormatInt(x, 36) + ".")
	}
	return b.String(), nil
}

// A ContactLoad is what an agent has: open ones, those of them whose citizen waits, and those that they closed in a time.
type ContactLoad struct{ Open, Waits, Shut int64 }

// ContactLoads gives the loads of agents, each with what they closed since a moment of their own and before an end, in one question. What
// somebody else has or had counts for whoever closed it; what is open again counts for nobody. Who has nothing is not among them.
func (r *Reader) ContactLoads(ctx context.Context, since map[string]time.Time, end time.Time) (map[string]ContactLoad, error) {
	out := map[string]ContactLoad{}
	if len(since) == 0 {
		return out, nil
	}
	agents := slices.Sorted(maps.Keys(since))
	args := list(agents)
	var closed []string
	for _, a := range agents {
		closed, args = append(closed, `e.actor = ? AND e.recorded_at >= ? AND e.recorded_at < ?`), append(args, a, micro(since[a]), micro(end))
	}
	rs, err := r.query(ctx, `
	SELECT c.agent, COUNT(*), SUM(CASE WHEN c.waits > 0 THEN 1 ELSE 0 END), 0
	FROM contacts c
	WHERE c.open = 1 AND c.agent IN (`+marks(len(agents))+`)
	GROUP BY c.agent
	UNION ALL
	SELECT e.actor, 0, 0, COUNT(DISTINCT e.stream)
	FROM events e
	JOIN contacts c ON c.id = SUBSTR(e.stream, 9)
	WHERE (`+strings.Join(closed, ` OR `)+`) AND e.kind = 'contact.close' AND c.open = 0
	GROUP BY e.actor`, args...)
	var agent string
	var open, waits, shut int64
	err = each(rs, err, []any{&agent, &open, &waits, &shut}, func() error {
		l := out[agent]
		out[agent] = ContactLoad{l.Open + open, l.Waits + waits, l.Shut + shut}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("loads of agents: %w", err)
	}
	return out, nil
}
