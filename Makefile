# motcua: what a developer types. Each target is a script or one line.
.PHONY: test soak bench build fmt law pictures

# Everything: form, vet, staticcheck, tests on both engines, browser journeys.
test:
	@scripts/test.sh

# Long runs: race detector, kill loops, large data.
soak:
	@scripts/soak.sh

# Figures of docs/performance.md. ARGS=--json for lines of JSON.
bench:
	@scripts/bench.sh $(ARGS)

# The one binary, in bin/.
build:
	go build -trimpath -ldflags "-s -w" -o bin/motcua ./cmd/motcua

fmt:
	go tool gofumpt -w .

# The index from the article to the code.
law:
	go run ./cmd/motcua law --write

# The pictures of the README, made by a browser journey.
pictures:
	mkdir -p docs/img
	MOTCUA_SCREENSHOTS="$(CURDIR)/docs/img" go test -count=1 -run Pictures ./e2e
