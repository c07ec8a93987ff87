package procedure

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/form"
)

// An ImportReport is what became of a file of national records.
type ImportReport struct {
	Imported int       `json:"imported"`
	Refused  int       `json:"refused"`
	Refusals []Refusal `json:"refusals,omitempty"`
}

// longestLine is in bytes; the longest line on record has some 150,000.
const longestLine = 4 << 20

// mostRefusals is how many refusals are told one by one; all are counted.
const mostRefusals = 1000

// ReadNational reads a file of national records, one a line, and hands each to take with its line. A line that is
// broken, longer than 4 MiB, or whose procedure stands on an earlier line with other content is refused and the others
// go on; so is one for which take gives a *Refusal or a fault. Empty lines and a byte order mark are passed over.
//
// Any other error of take, and an error of reading, ends the import; the report says how far it came.
func ReadNational(r io.Reader, take func(line int, rec Record) error) (ImportReport, error) {
	var rep ImportReport
	in := bufio.NewReaderSize(r, 64<<10)
	seen := map[ID]origin{}
	for n := 1; ; n++ {
		line, tooLong, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return rep, fmt.Errorf("read line %d: %w", n, err)
		}
		last := err != nil
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
		}
		if tooLong {
			rep.refuse(n, &Refusal{Reason: text.Say("file.line-long", "most", longestLine)})
		} else if line = bytes.TrimSpace(line); len(line) > 0 {
			err := oneLine(line, n, seen, take)
			var no *Refusal
			switch ft := fault.As(err); {
			case err == nil:
				rep.Imported++
			case errors.As(err, &no):
				rep.refuse(n, no)
			case ft != nil && ft.Kind != fault.Internal:
				rep.refuse(n, &Refusal{Field: ft.Field, Reason: form.Said(ft)})
			default:
				return rep, fmt.Errorf("import line %d: %w", n, err)
			}
		}
		if last {
			return rep, nil
		}
	}
}

func (r *ImportReport) refuse(line int, no *Refusal) {
	r.Refused++
	if len(r.Refusals) < mostRefusals {
		r.Refusals = append(r.Refusals, Refusal{Line: line, Field: no.Field, Reason: no.Reason})
	}
}

// origin is where a procedure stood in the file, and what stood there.
type origin struct {
	line int
	hash [sha256.Size]byte
}

func oneLine(line []byte, n int, seen map[ID]origin, take func(int, Record) error) error {
	rec, err := DecodeNational(line)
	if err != nil {
		return err
	}
	hash := sha256.Sum256(line)
	if first, twice := seen[rec.Code]; twice {
		if first.hash == hash {
			return nil // the same line again changes nothing
		}
		return refuse("ma_thu_tuc", "file.code-twice", "code", rec.Code, "line", first.line)
	}
	if err := take(n, rec); err != nil {
		return err
	}
	seen[rec.Code] = origin{n, hash}
	return nil
}

// readLine gives the next line without its end. What is longer than may be is passed over to its end. err is io.EOF with
// the last line.
func readLine(in *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
		}
		if len(line) > longestLine {
			line, tooLong = nil, true
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return bytes.TrimSuffix(line, []byte("\n")), tooLong, err
	}
}
