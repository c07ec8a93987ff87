package demo

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// A Clock is the simulated one. The office and its store read it from several goroutines.
type Clock struct {
	mu sync.Mutex
	at time.Time // guarded by mu
}

// Now is the simulated moment.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *Clock) set(t time.Time) {
	c.mu.Lock()
	c.at = t.UTC()
	c.mu.Unlock()
}

// An appointment is an act that is to be done at a time.
type appointment struct {
	at time.Time
	n  int // those of one moment keep the order in which they were made
	do func(context.Context) error
}

// A queue gives appointments in the order of their times.
type queue struct {
	list []appointment
	made int
}

// add makes an appointment.
func (q *queue) add(at time.Time, do func(context.Context) error) {
	q.made++
	heap.Push(q, appointment{at: at, n: q.made, do: do})
}

// next takes the earliest.
func (q *queue) next() appointment { return heap.Pop(q).(appointment) }

// Len, Less, Swap, Push and Pop are for the heap.
func (q *queue) Len() int { return len(q.list) }

// Less orders by time.
func (q *queue) Less(i, j int) bool {
	if !q.list[i].at.Equal(q.list[j].at) {
		return q.list[i].at.Before(q.list[j].at)
	}
	return q.list[i].n < q.list[j].n
}

// Swap exchanges two.
func (q *queue) Swap(i, j int) { q.list[i], q.list[j] = q.list[j], q.list[i] }

// Push adds one at the end.
func (q *queue) Push(x any) { q.list = append(q.list, x.(appointment)) }

// Pop takes the last one.
func (q *queue) Pop() any {
	last := q.list[len(q.list)-1]
	q.list = q.list[:len(q.list)-1]
	return last
}
