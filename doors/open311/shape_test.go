package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestAListOfRequestsSaysWhatItsFieldsSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Just(""), rapid.Just("a\"b\\c\n\t\x00\x7f\u2028\u2029</script>&\xff😀"))
		var r request
		fields := reflect.ValueOf(&r).Elem()
		for i := range fields.NumField() {
			if f := fields.Field(i); f.Kind() == reflect.String {
				f.SetString(text.Draw(t, fields.Type().Field(i).Name))
			}
		}
		if rapid.Bool().Draw(t, "point") {
			lat := rapid.Float64Range(-90, 90).Filter(func(x float64) bool { return math.Abs(x) > 1e-6 }).Draw(t, "lat")
			r.Lat, r.Long = degree{&lat}, degree{&lat}
		}
		var got, want any
		b, err := json.Marshal([]request{r, r})
		if err != nil {
			t.Fatal(err)
		}
		if r.ID == "" || r.Status == "" || r.ServiceCode == "" { // every request has them
			return
		}
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		var own bytes.Buffer
		requestList{r, r}.writeJSON(&own)
		if err := json.Unmarshal(own.Bytes(), &got); err != nil {
			t.Fatalf("%v: %s", err, &own)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nis not\n%s", &own, b)
		}
		own.Reset()
		requestList{r, r}.writeXML(&own)
		doc, err := xml.Marshal(requests[request]{All: []request{r, r}})
		if err != nil || own.String() != string(doc) {
			t.Fatalf("%s\nis not\n%s\n%v", &own, doc, err)
		}
	})
}
