package vn

import "testing"

func TestACardIsReadAsTheReaderTypesIt(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ line, number, name, birth, sex, address string }{
		{"001085012345||Nguyễn Văn Ví Dụ|15021985|Nam|Số 1, Phường Cửa Nam, Hà Nội|01052021", "001085012345", "Nguyễn Văn Ví Dụ", "1985-02-15", "male", "Số 1, Phường Cửa Nam, Hà Nội"},
		{"001185012345|012345678|Trần Thị Thử|15/02/1985|Nữ|Thôn 1, Xã Ba Vì|01/05/2021\n", "001185012345", "Trần Thị Thử", "1985-02-15", "female", "Thôn 1, Xã Ba Vì"},
		{"001085012345||Nguyễn  Văn Ví Dụ |00001985||X", "001085012345", "Nguyễn Văn Ví Dụ", "0001-01-01", "", "X"},
		{"001085012345||Nguyễn Văn Ví Dụ|15021985|Nam|X|01052021||Cha|Mẹ|", "001085012345", "Nguyễn Văn Ví Dụ", "1985-02-15", "male", "X"},
	} {
		c, ok := ParseCard(x.line)
		if !ok {
			t.Errorf("%q is not read as a card", x.line)
			continue
		}
		if c.Number != x.number || c.Name != x.name || c.Birth.Format("2006-01-02") != x.birth || c.Sex != x.sex || c.Address != x.address {
			t.Errorf("%q gives %+v", x.line, c)
		}
	}
}

func TestWhatIsNoCardIsNotReadAsOne(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"", "001085012345", "Nguyễn Văn Ví Dụ", "12||A|15021985|Nam|X|01052021", "123456789||A|15021985|Nam|X|1", "001085012345|||15021985|Nam|X",
		"00108501234x||A|15021985|Nam|X",
	} {
		if c, ok := ParseCard(line); ok {
			t.Errorf("%q is read as %+v", line, c)
		}
	}
}
