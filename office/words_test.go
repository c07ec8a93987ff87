package office_test

import "motcua/words/org"

func orgUnit(s string) org.UnitID { return org.UnitID(s) }
func orgRole(s string) org.Role   { return org.Role(s) }
