package web

import (
	"math"

	"motcua/ground/text"
	"motcua/law/survey"
)

// A shareAxis is the one scale on which a page draws its shares: from a whole ten per cent to a hundred. It does not begin at nothing,
// as what is compared are points and their intervals, not lengths.
type shareAxis struct{ from float64 }

// axisOf begins at the ten below all intervals that are drawn, and always shows the target with room on its left.
func axisOf(drawn ...survey.Interval) shareAxis {
	low := survey.Target - .15
	for _, i := range drawn {
		low = min(low, i.Low)
	}
	return shareAxis{max(0, math.Floor(low*10)/10)}
}

// A sharePlot is a share drawn with its interval against the target, in per cent of the width. The figures beside it say the same.
type sharePlot struct{ Low, Width, Point, Target string }

func (a shareAxis) plot(share float64, i survey.Interval) *sharePlot {
	at := func(x float64) float64 { return 100 * (x - a.from) / (1 - a.from) }
	return &sharePlot{Low: percent(at(i.Low)), Width: percent(at(i.High) - at(i.Low)), Point: percent(at(share)), Target: percent(at(survey.Target))}
}

// Ends are the words under a drawn axis.
func (a shareAxis) ends(v text.Voice) shareEnds {
	whole := func(x float64) string { return v.Number(int64(math.Round(100*x))) + "%" }
	return shareEnds{From: whole(a.from), To: whole(1), Note: v.T("satisfaction.axis", "from", whole(a.from), "target", whole(survey.Target))}
}

// A shareEnds says where an axis begins and ends, and what its line is.
type shareEnds struct{ From, To, Note string }

// A shareFace is one figure of satisfaction with what it rests on: of all who rated, without what came through staff, or weighted.
type shareFace struct {
	Term  string // what is counted
	Share string
	Rests string // its interval, and of how many
	Pill  Pill
	Plot  *sharePlot
	Apart string // why there is no figure
}
