# numberdesk: `make help` lists what can be made.

.PHONY: help build demo story test test-playground update fuzz bench clean
.DEFAULT_GOAL := help

PLAYGROUND := internal/e2e/playground

help: ## List what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

build: ## Build bin/numberdesk
	go build -o bin/numberdesk ./cmd/numberdesk

demo: build $(PLAYGROUND)/node_modules ## Show the whole product, with Microsoft's test client (needs Node.js)
	bin/numberdesk demo --playground $(PLAYGROUND)

story: build ## Play the main story as text (no Node.js)
	bin/numberdesk demo --story

test: ## Run the whole Go suite; the race detector is on for all but the Graph edge's own tests
	go vet ./...
	go test -race -timeout 20m $$(go list ./... | grep -v /internal/graph)
	go test ./internal/graph ./internal/sheet # the SDK takes the race detector minutes to build; how long a hostile file may take holds without it
	go test ./internal/teams -run '^$$' -fuzz FuzzEndpoint -fuzztime 600000x # a minute or so: a count cannot lose Go's race with its own deadline (go.dev/issue/75804)

test-playground: build $(PLAYGROUND)/node_modules ## Drive Microsoft's test client through the story in a headless browser
	$(PLAYGROUND)/run

$(PLAYGROUND)/node_modules: $(PLAYGROUND)/package-lock.json
	cd $(PLAYGROUND) && npm ci --no-audit --no-fund
	touch $@

update: ## Rewrite goldens, diagrams and transcripts with what the code says now
	go test ./internal/request ./internal/inventory ./internal/card ./internal/e2e -run 'Diagram|Golden|Stories' -update
	go test ./internal/demo -run MainStory -update
	go test ./internal -update

fuzz: ## Fuzz each parser for a minute
	go test ./internal/phone -run '^$$' -fuzz FuzzParse -fuzztime 1m
	go test ./internal/activity -run '^$$' -fuzz FuzzDecode -fuzztime 1m
	go test ./internal/teams -run '^$$' -fuzz FuzzEndpoint -fuzztime 1m
	go test ./internal/teams -run '^$$' -fuzz FuzzToken -fuzztime 1m
	go test ./internal/card -run '^$$' -fuzz FuzzExpand -fuzztime 1m
	go test ./internal/transcript -run '^$$' -fuzz FuzzParse -fuzztime 1m
	go test ./internal/sheet -run '^$$' -fuzz FuzzReadCSV -fuzztime 1m
	go test ./internal/sheet -run '^$$' -fuzz FuzzReadWorkbook -fuzztime 1m
	go test ./internal/rule -run '^$$' -fuzz FuzzCompile -fuzztime 1m
	go test ./internal/inventory -run '^$$' -fuzz FuzzPattern -fuzztime 1m
	go test ./internal/workday -run '^$$' -fuzz FuzzCalendar -fuzztime 1m
	go test ./internal/say -run '^$$' -fuzz FuzzEscape -fuzztime 1m

bench: ## Run the benchmarks
	go test ./internal/... -run '^$$' -bench .

clean: ## Remove what was built
	rm -rf bin build $(PLAYGROUND)/node_modules
