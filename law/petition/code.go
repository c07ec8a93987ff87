package petition

import (
	"regexp"
	"strings"

	"motcua/ground/vn"
)

var codeLike = regexp.MustCompile(`^PA(\d{2})[ \-–.]*(\d{6})$`)

// ReadCode gives the code that somebody typed, as codes are written: "pa26 000044" and "PA26000044" are PA26-000044.
func ReadCode(typed string) string {
	code := strings.ToUpper(vn.Trim(vn.Seen(typed)))
	if m := codeLike.FindStringSubmatch(code); m != nil {
		return "PA" + m[1] + "-" + m[2]
	}
	return code
}
