// Package bpmn reads and writes processes as BPMN 2.0 (ISO/IEC 19510) and lays them out as a drawing. What the standard has
// no place for stands in extension elements of a namespace of our own, see docs/bpmn.md. It is pure: bytes in, values out.
package bpmn

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The namespaces of a file.
const (
	Namespace = "urn:motcua:bpmn:1" // our extension elements
	spaceBPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
	spaceDI   = "http://www.omg.org/spec/BPMN/20100524/DI"
	spaceDC   = "http://www.omg.org/spec/DD/20100524/DC"
	spaceDD   = "http://www.omg.org/spec/DD/20100524/DI"
	spaceXSI  = "http://www.w3.org/2001/XMLSchema-instance"

	language = "urn:motcua:expr:1" // of conditions: docs/procedure-format.md
)

// Limits of a file.
const (
	MostBytes    = 10 << 20
	mostDepth    = 60
	mostElements = 50_000
	mostRefusals = 50 // choice: whoever has mended fifty reads the file again
)

// A Refusal is one reason why a file is not taken: which element, where, and why. Its text key is "bpmn." and its code.
type Refusal struct {
	Line    int               `json:"line"`
	Element string            `json:"element,omitempty"` // "boundaryEvent"
	ID      string            `json:"id,omitempty"`
	Code    string            `json:"code"`
	Args    map[string]string `json:"args,omitempty"`
}

// Text gives the key of the sentence and what stands in its gaps.
func (r Refusal) Text() (key string, args map[string]string) {
	args = map[string]string{"line": strconv.Itoa(r.Line), "element": r.Element, "id": r.ID}
	maps.Copy(args, r.Args)
	return "bpmn." + r.Code, args
}

// String gives a line for a log: line, code, element and what belongs to it.
func (r Refusal) String() string {
	s := fmt.Sprintf("line %d: %s", r.Line, r.Code)
	if r.Element != "" {
		s += " " + r.Element
	}
	if r.ID != "" {
		s += " " + strconv.Quote(r.ID)
	}
	for _, k := range slices.Sorted(maps.Keys(r.Args)) {
		s += " " + k + "=" + strconv.Quote(r.Args[k])
	}
	return s
}

// Refusals are all reasons why a file is not taken.
type Refusals []Refusal

// Error gives a line for each reason.
func (rs Refusals) Error() string {
	lines := make([]string, len(rs))
	for i, r := range rs {
		lines[i] = r.String()
	}
	return strings.Join(lines, "\n")
}

// ncName says whether s can be an identity in XML.
func ncName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '-' && r != '.' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}
