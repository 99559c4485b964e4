package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.RequestColumns;
import dev.meshscope.runtime.config.DataSize;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests asked for, as it stands in a batch. */
class OperationsTest {
  private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

  private final FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);

  @ParameterizedTest(name = "{0} {1} = {2}")
  @CsvSource({
    "1, /reviews/17?full=1, GET /reviews/{id}",
    "2, /reviews, HEAD /reviews",
    "3, /reviews, POST /reviews",
    "4, /reviews, PUT /reviews",
    "5, /reviews, DELETE /reviews",
    "7, /reviews, OPTIONS /reviews",
    "8, /reviews, TRACE /reviews",
    "9, /reviews, PATCH /reviews",
    "0, /reviews, /reviews",
    "12, /reviews, /reviews"
  })
  void areTheMethodAndATemplateOfThePath(int method, String path, String expected) {
    assertThat(operation(request(path).number(ProtocolEntry.METHOD, method))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkout", "shop.cart.0", "httproute/shop/cart/rule/0"})
  void areTheNameOfARouteThatHasOne(String route) {
    assertThat(operation(request("/a/1").text(ProtocolEntry.ROUTE_NAME, route))).isEqualTo(route);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"default", "-", "allow_any", "block_all", "inbound|9080||", "outbound|80||a.b"})
  void areNotTheNameThatIstioGivesToARoute(String route) {
    assertThat(operation(request("/a/1").text(ProtocolEntry.ROUTE_NAME, route)))
        .isEqualTo("GET /a/{id}");
  }

  @Test
  void areTheMethodOfAGrpcCall() {
    TestEntry call =
        request("/bookinfo.v1.Reviews2024/Get5000")
            .number(ProtocolEntry.METHOD, 3)
            .text(ProtocolEntry.GRPC_STATUS_TRAILER, "0");
    assertThat(operation(call)).isEqualTo("bookinfo.v1.Reviews2024/Get5000");
    assertThat(operation(call.text(ProtocolEntry.PATH, "/plain/json")))
        .isEqualTo("POST /plain/json");
    assertThat(operation(call.text(ProtocolEntry.PATH, "/a." + "b".repeat(200) + "/C")))
        .isEqualTo("POST /{id}/C");
  }

  @Test
  void areNoneOfConnectionsAndWhatHasNoPath() {
    assertThat(operation(TestEntry.tcp())).isEmpty();
    assertThat(operation(request(""))).isEmpty();
    assertThat(operation(request("*").number(ProtocolEntry.METHOD, 7))).isEmpty();
    assertThat(operation(request("").number(ProtocolEntry.METHOD, 6))).isEmpty();
  }

  @Test
  void standOnceInABatchAndAnewInTheNext() {
    for (int i = 0; i < 50; i++) {
      operation(request("/a/" + i));
      operation(request("/b"));
    }
    assertThat(sidecar.reports.operations()).containsExactly("GET /a/{id}", "GET /b");
    sidecar.reports.restart(1);
    assertThat(sidecar.reports.operations()).isEmpty();
    assertThat(operation(request("/b"))).isEqualTo("GET /b");
    assertThat(sidecar.reports.operations()).containsExactly("GET /b");
  }

  @Test
  void standOnceInABatchAlsoIfServicesShareThem() {
    FlowTests.Normalizer gateway = new FlowTests.Normalizer(FlowTests.GATEWAY);
    for (String service : List.of("a", "b", "c")) {
      TestEntry entry = request("/x").to("outbound|80||" + service + ".n.svc.x", "10.0.0.1", 80);
      assertThat(operation(gateway, entry)).isEqualTo("GET /x");
    }
    assertThat(gateway.reports.operations()).containsExactly("GET /x");
  }

  @Test
  void areOnlySoManyOfAServiceAndTheOthersAreCounted() {
    FlowTests.Normalizer limited = limited(3);
    Set<String> seen = new HashSet<>();
    for (int round = 0; round < 2; round++) {
      for (char c = 'a'; c < 'k'; c++) {
        seen.add(operation(limited, request("/" + c)));
      }
    }
    assertThat(seen).containsExactlyInAnyOrder("GET /a", "GET /b", "GET /c", Operations.OVERFLOW);
    assertThat(limited.ledger.operationsOverflowed()).isEqualTo(14);
  }

  @Test
  void areSoManyOfEachService() {
    FlowTests.Normalizer limited = new FlowTests.Normalizer(FlowTests.GATEWAY, limits(1));
    TestEntry a = request("/a").to("outbound|80||a.n.svc.x", "10.0.0.1", 80);
    TestEntry b = request("/b").to("outbound|80||b.n.svc.x", "10.0.0.1", 80);
    assertThat(operation(limited, a)).isEqualTo("GET /a");
    assertThat(operation(limited, b)).isEqualTo("GET /b");
    assertThat(operation(limited, b.text(ProtocolEntry.PATH, "/a"))).isEqualTo(Operations.OVERFLOW);
  }

  @Test
  void areSoManyOfAServiceWhicheverStreamTellsOfIt() {
    Normalization shared =
        Normalization.ofStreams(limits(2), new FlowTests.TextPeers(), new Ledger());
    FlowTests.Normalizer one = new FlowTests.Normalizer(shared);
    FlowTests.Normalizer other = new FlowTests.Normalizer(shared);
    assertThat(operation(one, request("/a"))).isEqualTo("GET /a");
    assertThat(operation(other, request("/b"))).isEqualTo("GET /b");
    assertThat(operation(one, request("/c"))).isEqualTo(Operations.OVERFLOW);
    assertThat(operation(other, request("/a"))).isEqualTo("GET /a");
  }

  @Test
  void areCountedAnewEachHour() {
    FlowTests.Normalizer limited = limited(1);
    assertThat(operation(limited, request("/a"))).isEqualTo("GET /a");
    assertThat(operation(limited, request("/b"))).isEqualTo(Operations.OVERFLOW);
    limited.arrivalMicros += HOUR_MICROS;
    assertThat(operation(limited, request("/b"))).isEqualTo("GET /b");
    assertThat(operation(limited, request("/a"))).isEqualTo(Operations.OVERFLOW);
  }

  /** Whoever looks for holes finds none, and uses nothing up. */
  @Test
  void areNotMadeByPathsThatNothingIsFoundAt() {
    FlowTests.Normalizer limited = limited(1);
    for (String path : List.of("/wp-admin", "/phpmyadmin", "/cgi-bin")) {
      assertThat(operation(limited, request(path).code(404, "via_upstream")))
          .isEqualTo(Operations.NOT_FOUND);
    }
    assertThat(limited.ledger.operationsOverflowed()).isZero();
    assertThat(operation(limited, request("/users/1"))).isEqualTo("GET /users/{id}");
    assertThat(operation(limited, request("/users/2").code(404, "via_upstream")))
        .isEqualTo("GET /users/{id}");
  }

  @Test
  void areMadeByANamedRouteWhateverTheAnswer() {
    TestEntry entry = request("/x").text(ProtocolEntry.ROUTE_NAME, "cart").code(404, "");
    assertThat(operation(entry)).isEqualTo("cart");
  }

  @Test
  void canBeTurnedOff() {
    assertThat(operation(limited(0), request("/a"))).isEmpty();
  }

  @Test
  void areRightWhenAStreamHasMoreThanItRemembers() {
    FlowTests.Normalizer many = limited(100_000);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 700; i++) {
        String name = "/p" + (char) ('a' + i / 26) + (char) ('a' + i % 26);
        assertThat(operation(many, request(name))).isEqualTo("GET " + name);
      }
    }
  }

  @Test
  void areRightWhenFlowsWereForgotten() {
    FlowTests.Normalizer small = new FlowTests.Normalizer(FlowTests.GATEWAY, flows(3));
    for (int i = 0; i < 50; i++) {
      TestEntry entry = request("/" + (char) ('a' + i % 7));
      entry.to("outbound|80||s" + i % 5 + ".n.svc.x", "10.0.0." + i, 80);
      assertThat(operation(small, entry)).isEqualTo("GET /" + (char) ('a' + i % 7));
    }
  }

  @Test
  void areBoundedForAHugePath() {
    String huge = "/x/" + "0123456789abcdef".repeat(4 * 1024);
    assertThat(huge).hasSizeGreaterThan(64 * 1024);
    assertThat(operation(request(huge))).isEqualTo("GET /x/{id}/{rest}");
  }

  @Test
  void areNotOfStreamsThatGoOn() {
    TestEntry periodic =
        request("/a")
            .number(ProtocolEntry.LOG_TYPE, 5)
            .text(ProtocolEntry.STREAM_ID, "id")
            .number(ProtocolEntry.BODY_BYTES_SENT, 10);
    sidecar.normalize(request("/a"));
    sidecar.normalize(periodic.time(ProtocolEntry.START, TestEntry.START.getEpochSecond(), 900));
    RequestColumns columns = sidecar.reports.columns();
    for (int row = 0; row < columns.size(); row++) {
      assertThat(columns.operation(row)).isEqualTo(columns.isOpen(row) ? 0 : 1);
    }
  }

  private String operation(TestEntry entry) {
    return operation(sidecar, entry);
  }

  private static String operation(FlowTests.Normalizer normalizer, TestEntry entry) {
    assertThat(normalizer.normalize(entry)).isEqualTo(Normalized.Accepted.REPORT);
    RequestColumns columns = normalizer.reports.columns();
    int number = columns.operation(columns.size() - 1);
    return number == RequestColumns.NO_OPERATION
        ? ""
        : normalizer.reports.operations().get(number - 1);
  }

  private static FlowTests.Normalizer limited(int operations) {
    return new FlowTests.Normalizer(FlowTests.SIDECAR, limits(operations));
  }

  private static NormalizeConfig limits(int operations) {
    return config(1_000, operations);
  }

  private static NormalizeConfig flows(int flows) {
    return config(flows, 1_000);
  }

  private static NormalizeConfig config(int flows, int operations) {
    return new NormalizeConfig(
        flows,
        100,
        DataSize.ofKibibytes(1),
        DataSize.ofKibibytes(1),
        OpenStreamConfig.defaults(),
        operations,
        List.of(),
        MemoryConfig.defaults());
  }

  private static TestEntry request(String path) {
    return TestEntry.http()
        .from("10.0.1.9", "10.0.1.5", 15006)
        .text(ProtocolEntry.PATH, path)
        .to("inbound|9080||", "10.0.1.5", 9080);
  }
}
