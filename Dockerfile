# Target service: one image for the three services; which one, says the command. Target mesh: the
# demo's mesh of real Envoys. See docker-compose.yml.

FROM maven:3.9.12-eclipse-temurin-25 AS build
# Node.js with npm makes the web page.
COPY --from=node:22.21.1-bookworm-slim /usr/local /usr/local
WORKDIR /build
COPY . .
# The libraries are those of the launcher's class path, one version each; they change seldom and make a
# layer of their own. Ours are the few jars beside them, without broker, engine and test kit.
RUN --mount=type=cache,target=/m2 \
    mvn --batch-mode --no-transfer-progress --quiet -Dmaven.repo.local=/m2 \
      -pl standalone -am -Dmaven.test.skip=true package && \
    mkdir lib ours mesh && \
    tr ':' '\n' < standalone/target/classpath.txt | grep -v /target/ | xargs cp -t lib && \
    for module in model runtime storage collector aggregator query-api; do \
      cp $module/target/meshscope-$module.jar ours/; done && \
    cp testkit/target/meshscope-testkit.jar mesh/

FROM envoyproxy/envoy:v1.40.0 AS envoy

FROM eclipse-temurin:25.0.3_9-jre-noble AS service
LABEL org.opencontainers.image.title="Meshscope" \
      org.opencontainers.image.description="An exact service graph out of what mesh proxies report"
# Stores and the instance id; the only place that is written to.
RUN install --directory --owner=65532 --group=65532 /var/lib/meshscope
VOLUME /var/lib/meshscope
COPY --link --from=build /build/lib /opt/meshscope/lib
COPY --link --from=build /build/ours /opt/meshscope/lib
USER 65532:65532
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", \
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
            "-cp", "/opt/meshscope/lib/*"]

FROM service AS mesh
COPY --link --from=envoy /usr/local/bin/envoy /usr/local/bin/envoy
COPY --link --from=build /build/mesh /opt/meshscope/lib
