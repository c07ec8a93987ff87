package main

import (
	"time"

	"motcua/office"
)

// nightOf2025 is the first moment of the city of 126 communes.
var nightOf2025 = time.Date(2025, 7, 1, 0, 0, 0, 0, office.Zone)

// nightsEnd is the earliest last moment of a demonstration that goes through that night: what was open in it is over by then, and the
// scenes of the accounts, which begin some months before the last moment, lie behind it.
var nightsEnd = time.Date(2025, 12, 1, 0, 0, 0, 0, office.Zone)

// A demoNight says what the reorganisation of a demonstration met.
type demoNight struct {
	Open       int `json:"open"`       // dossiers that were open in the night
	Reassigned int `json:"reassigned"` // of these, those that went to another unit
	Left       int `json:"left"`       // of these, those that were not over at the end of the year
}
