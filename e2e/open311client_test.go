//go:build open311client

package e2e

import (
	"os/exec"
	"strings"
	"testing"
)

// The client comes from the npm registry into a folder of its own each time: go test -tags open311client -run PublishedClient ./e2e
func TestAPublishedClientOfOpen311WorksUnchanged(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "../scripts/open311-client.sh", city(t)+"/open311/v2/", applicationKey(t)).CombinedOutput()
	if err != nil || !strings.Contains(string(out), ": right") {
		t.Errorf("%v %s", err, out)
	}
}
