package procedure

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"motcua/ground/vn"
	"motcua/words/form"
	"motcua/words/ledger"
)

// A Stage (bước) is where a proposal (dự thảo) of a version stands on its way to the catalogue.
type Stage string

// The stages. The text is written in the first two; in the others it is as it was submitted.
const (
	StageDraft     Stage = "draft"     // đang soạn thảo
	StageReturned  Stage = "returned"  // trả lại để sửa
	StageSubmitted Stage = "submitted" // đã trình, lấy ý kiến, chờ kiểm soát
	StageChecked   Stage = "checked"   // đã kiểm soát, chờ quyết định
	StageApproved  Stage = "approved"  // đã có quyết định, chờ công bố
	StagePublished Stage = "published" // đã công bố
	StageGivenUp   Stage = "given-up"  // thôi không làm nữa
)

// Stages are all stages in their order.
var Stages = []Stage{StageDraft, StageReturned, StageSubmitted, StageChecked, StageApproved, StagePublished, StageGivenUp}

// Writable says whether the text may be changed.
func (s Stage) Writable() bool { return s == StageDraft || s == StageReturned }

// ProposalStream gives the stream of a proposal's events. One that was never submitted has none.
func ProposalStream(id string) ledger.StreamID { return ledger.StreamID("proposal/" + id) }

// DecodeText reads the text of a proposal, that may be half written.
func DecodeText(b []byte) (Record, error) {
	var r Record
	if err := decode(b, &r); err != nil {
		return r, fmt.Errorf("read a proposal's text: %w", err)
	}
	return r, nil
}

// clone gives a record that shares nothing with r.
func (r Record) clone() (Record, error) {
	b, err := r.Encode()
	if err != nil {
		return Record{}, err
	}
	return DecodeText(b)
}

// Draft gives the text that a proposal begins with: a copy of a version without its number, its days and its decision, which
// the new one has yet to get. It shares nothing with r.
func (r Record) Draft() (Record, error) {
	out, err := r.clone()
	out.Version, out.From, out.To, out.Decision = 0, time.Time{}, time.Time{}, ""
	return out, err
}

// Blank is the text that a proposal of a new procedure begins with: one case at the counter, everything else to be written.
func Blank(code ID, general form.Text) Record {
	return Record{Code: code, Route: RouteCity, Cases: []Case{{ID: "general", Name: general, Channels: []ChannelRule{{Channel: Desk}}}}}
}

// WellFormed says whether a code is the national part of a procedure's code, such as "1.001193".
func (id ID) WellFormed() bool {
	_, err := vn.ParseProcedureCode(string(id))
	return err == nil && len(id) == len("1.001193")
}

// hashOf is a hash of something in its canonical form.
func hashOf(v any) (string, error) {
	b, err := canonical(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Hash names a text of a record.
func (r Record) Hash() (string, error) { return hashOf(r) }
