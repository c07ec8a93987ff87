package letter

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/text/unicode/norm"
)

// DataHash is the SHA-256 of TemplateVersion, a line feed, and the slip's data as canonical JSON: keys sorted, no white
// space, composed Unicode (NFC), times in UTC. The same data give the same hash on every machine, so that an archived
// PDF can be proved to be the one that its data make.
func DataHash(s Slip) [32]byte {
	utc(&s.Date, &s.Received, &s.Due, &s.ByApplicant.At, &s.ByOfficer.At)
	s.Papers = append([]Paper{}, s.Papers...) // no papers are [], never null
	return dataHash(TemplateVersion, s)
}

// DataHashMany is DataHash for a SlipMany.
func DataHashMany(s SlipMany) [32]byte {
	utc(&s.Date, &s.Received, &s.ByApplicant.At, &s.ByOfficer.At)
	s.Dossiers = append([]Item{}, slices.Clone(s.Dossiers)...)
	for i := range s.Dossiers {
		utc(&s.Dossiers[i].Due)
	}
	return dataHash(TemplateVersion, s)
}

// DataHash is the hash of a notice's data under the version of its template; its form and its set are part of the data.
func (r *Renderer) DataHash(n Notice) [32]byte {
	utc(&n.Date)
	n.Times, n.Signers = maps.Clone(n.Times), maps.Clone(n.Signers)
	for k, t := range n.Times {
		utc(&t)
		n.Times[k] = t
	}
	for k, s := range n.Signers {
		utc(&s.At)
		n.Signers[k] = s
	}
	return dataHash(r.NoticeVersion(n.Set, n.Form), n)
}

func dataHash(version string, v any) [32]byte {
	return sha256.Sum256(append([]byte(version+"\n"), canonical(v)...))
}

// utc brings times to one way of writing; one that no calendar has (the slip is refused anyway) becomes zero.
func utc(times ...*time.Time) {
	for _, t := range times {
		if *t = t.UTC(); !good(*t) {
			*t = time.Time{}
		}
	}
}

// canonical writes v as JSON in which equal data have equal bytes.
func canonical(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("canonical JSON of %T: %v", v, err)) // strings, numbers and good times always encode
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(norm.NFC.Bytes(b)))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		panic(fmt.Sprintf("canonical JSON of %T: %v", v, err))
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil { // the keys of a map come out sorted
		panic(fmt.Sprintf("canonical JSON of %T: %v", v, err))
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
