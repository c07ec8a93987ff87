package letter

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

func TestSameDataSameBytes(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	want := sha256.Sum256(slip(t, nasty()["every field long"]))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			pdf, err := r.Slip(nasty()["every field long"])
			if err != nil {
				t.Error(err)
			} else if sha256.Sum256(pdf) != want {
				t.Error("the same slip gave other bytes")
			}
		})
	}
	wg.Wait()
	abroad := sample()
	abroad.Date, abroad.Due = abroad.Date.In(time.FixedZone("", -9*3600)), abroad.Due.UTC()
	if !bytes.Equal(slip(t, abroad), slip(t, sample())) {
		t.Error("the same instants in other zones gave other bytes")
	}
	other := sample()
	other.ByOfficer.Name = "Trần Văn Mẩu"
	if bytes.Equal(slip(t, other), slip(t, sample())) {
		t.Error("other data gave the same bytes")
	}
}

// printHash makes the test binary print the hash of one slip and end: another process for TestSameBytesInAnotherProcess.
const printHash = "MOTCUA_LETTER_PRINT_HASH"

func TestMain(m *testing.M) {
	if os.Getenv(printHash) == "" {
		os.Exit(m.Run())
	}
	r, err := NewRenderer()
	if err != nil {
		panic(err)
	}
	pdf, err := r.Slip(withPapers(40))
	if err != nil {
		panic(err)
	}
	fmt.Printf("%x", sha256.Sum256(pdf))
}

func TestSameBytesInAnotherProcess(t *testing.T) {
	t.Parallel()
	want := fmt.Sprintf("%x", sha256.Sum256(slip(t, withPapers(40))))
	for _, zone := range []string{"TZ=UTC", "TZ=Pacific/Chatham"} {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), printHash+"=1", zone)
		got, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s: another process made %s, this one %s", zone, got, want)
		}
	}
}

func TestDataHashIsOfTheDataAlone(t *testing.T) {
	t.Parallel()
	a, b := sample(), sample()
	b.Date, b.Received, b.Due = b.Date.UTC(), b.Received.In(time.FixedZone("", 3600)), b.Due.UTC()
	b.Applicant.Name = norm.NFD.String(b.Applicant.Name)
	if DataHash(a) != DataHash(b) {
		t.Error("another zone and decomposed letters are the same data")
	}
	a.Papers, b.Papers = nil, []Paper{}
	if DataHash(a) != DataHash(b) {
		t.Error("no papers and an empty list are the same data")
	}
	// Each field, changed alone, must show.
	seen := map[[32]byte]string{DataHash(sample()): "nothing"}
	s := sample()
	eachField(reflect.ValueOf(&s).Elem(), "", func(name string, v reflect.Value) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		switch x := v.Addr().Interface().(type) {
		case *string:
			*x += "x"
		case *int:
			*x++
		case *bool:
			*x = !*x
		case *time.Time:
			*x = time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
		default:
			t.Errorf("%s has a type that this test does not know", name)
		}
		h := DataHash(s)
		if same, is := seen[h]; is {
			t.Errorf("changing %s gives the hash of changing %s", name, same)
		}
		seen[h] = name
		v.Set(old)
	})
	if len(seen) < 40 {
		t.Errorf("only %d fields were changed", len(seen))
	}
}

// eachField visits every plain field below v.
func eachField(v reflect.Value, name string, visit func(string, reflect.Value)) {
	_, isTime := v.Interface().(time.Time)
	switch {
	case v.Kind() == reflect.Struct && !isTime:
		for i := range v.NumField() {
			eachField(v.Field(i), name+"."+v.Type().Field(i).Name, visit)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			eachField(v.Index(i), fmt.Sprintf("%s[%d]", name, i), visit)
		}
	default:
		visit(name, v)
	}
}

func TestCanonicalJSONHasSortedKeysAndNoEscapes(t *testing.T) {
	t.Parallel()
	got := string(canonical(Item{Code: "B", Procedure: "<a & \"b\">", Owner: "Vie\u0323\u0302t", Due: time.Date(2026, 11, 25, 2, 10, 0, 0, time.UTC)}))
	want := `{"case":"","check_code":"","code":"B","due":"2026-11-25T02:10:00Z","limit":"","owner":"Việt","procedure":"<a & \"b\">"}`
	if got != want {
		t.Errorf("canonical JSON is %s\nwant %s", got, want)
	}
}
