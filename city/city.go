// Package city carries cities as folders of data: units, procedures, calendars, letters. There is no rule of law here.
package city

import (
	"embed"
	"fmt"
	"io/fs"
)

// FS has every city, each under its folder.
//
//go:embed all:hanoi
var FS embed.FS

// Hanoi gives the folder of Hà Nội.
func Hanoi() fs.FS {
	sub, err := fs.Sub(FS, "hanoi")
	if err != nil {
		panic(fmt.Sprintf("city: %v", err)) // only a bad constant above
	}
	return sub
}
