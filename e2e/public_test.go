package e2e

import "testing"

func TestHomeIsSound(t *testing.T) {
	t.Parallel()
	p := open(t, city(t))
	p.wantSound("/")
	p.picture("home")
}

func TestHomeIsSoundInTheDark(t *testing.T) {
	t.Parallel()
	p := open(t, city(t), dark)
	p.wantSound("/")
}

func TestHomeWorksWithoutScripts(t *testing.T) {
	t.Parallel()
	p := open(t, city(t), noScript, width(320))
	p.visit("/")
	if out := p.overflow(); len(out) > 0 {
		t.Errorf("scrolls sideways: %q", out)
	}
}
