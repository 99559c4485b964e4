# Everything that a developer runs. The scripts behind it are in bin/; Maven does the building.
# More options for Maven: make test MAVEN_ARGS=-o

# Newer Mavens read MAVEN_ARGS themselves; once is enough.
unexport MAVEN_ARGS

# What the launcher is made of. Maven is asked only if any of it is newer than the last build.
BUILT := standalone/target/.built
SOURCES := $(shell find . -name .tools -prune -o -name target -prune -o \
	-name node_modules -prune -o -type f \( -path '*/src/main/*' -o -path './dashboards/web/*' \
	-o -name pom.xml \) -print)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '  make %-8s %s\n' "$$name" "$$what"; done

.PHONY: demo
demo: build ## start everything with a real mesh under load; ARGS=--simulate does without Envoy
	@bin/install-tools chdb
	@bin/install-tools envoy || echo 'demo: no Envoy here, its reports are simulated'
	@exec bin/meshscope demo $(ARGS)

.PHONY: build
build: $(BUILT) ## build the launcher's parts, without tests, if anything changed

$(BUILT): $(SOURCES)
	@echo 'build: compiling (the first time also fetches libraries) ...'
	@bin/maven --quiet package -Dmaven.test.skip=true -pl standalone -am $(MAVEN_ARGS)
	@touch $@
	@echo 'build: done'

.PHONY: test
test: ## all tests and checks, and a count of what ran
	@bin/run-tests all $(MAVEN_ARGS)

.PHONY: check
check: ## format, compiler checks, unit, architecture and tidy tests
	@bin/run-tests check $(MAVEN_ARGS)

.PHONY: it
it: ## integration tests: real broker, engine and Envoys
	@bin/run-tests it $(MAVEN_ARGS)

.PHONY: e2e
e2e: ## end-to-end tests: everything together
	@bin/run-tests e2e $(MAVEN_ARGS)

.PHONY: bench
bench: tools ## measure; ARGS go to the benchmarks
	@bin/maven --quiet package -Dmaven.test.skip=true -pl benchmarks -am $(MAVEN_ARGS)
	@bin/benchmark $(ARGS)

.PHONY: fuzz
fuzz: ## throw a million mutated messages at each receiver; ARGS="als 100000 7" for fewer, with a seed
	@MAVEN_ARGS='$(MAVEN_ARGS)' bin/fuzz $(ARGS)

.PHONY: format
format: ## format all Java code
	@bin/maven --quiet spotless:apply $(MAVEN_ARGS)

.PHONY: tools
tools: ## fetch the ClickHouse engine and Envoy into .tools
	@bin/install-tools

.PHONY: picture
picture: ## put the page's newest picture, made by the tests, into the README
	@cp standalone/target/page/light-large-edge.png docs/images/page.png

.PHONY: clean
clean: ## remove what was built; tools and data stay
	rm -rf target */target
