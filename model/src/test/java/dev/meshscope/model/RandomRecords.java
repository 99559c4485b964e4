package dev.meshscope.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Records with any value that their constructors allow; small dictionaries, so that they share. */
final class RandomRecords {
  private static final List<String> TEXTS =
      List.of(
          "", "a", "default", "reviews", "reviews-v1", "cluster.local", "Zürich", "日本", "🦊", "\0");
  private static final int PORTS = 65_536;
  private static final int CODES = 1000;
  private static final int ADDRESS_BYTES = 256;
  private static final int ROWS_MAX = 200;

  private final RandomGenerator random;

  RandomRecords(RandomGenerator random) {
    this.random = random;
  }

  RequestBatch requestBatch() {
    List<EdgeReference> edges = some(8, this::edgeReference);
    List<Flow> flows = edges.isEmpty() ? List.of() : some(10, () -> flow(edges));
    List<String> operations = some(5, this::text);
    RequestColumns columns = new RequestColumns();
    int rows = flows.isEmpty() ? 0 : random.nextInt(ROWS_MAX);
    boolean hasOpen = random.nextBoolean();
    for (int row = 0; row < rows; row++) {
      row(columns, random.nextInt(flows.size()));
      columns.asked(random.nextInt(operations.size() + 1));
      if (hasOpen && random.nextInt(10) == 0) {
        columns.open(columns.endMicros(row));
      }
    }
    return new RequestBatch(header(), flows, operations, columns);
  }

  DeltaBatch deltaBatch() {
    List<EdgeSeries> series = some(8, this::series);
    List<EdgeDelta> deltas =
        series.isEmpty()
            ? List.of()
            : some(20, () -> new EdgeDelta(any(series), window(), counts()));
    return new DeltaBatch(text(), some(4, this::progress), deltas);
  }

  Announcement announcement() {
    Announcement.Key key = new Announcement.Key(text(), address(), text(), anyLong());
    return new Announcement(key, workload(), text());
  }

  ReporterEvent reporterEvent() {
    return new ReporterEvent(
        text(), text(), text(), any(ReporterEvent.Kind.values()), anyLong(), workload());
  }

  Inventory inventory() {
    return new Inventory(new Inventory.Key(text(), anyLong()), some(4, this::cluster));
  }

  IpAddress ip() {
    return random.nextBoolean()
        ? IpAddress.ofIpv4(random.nextLong(1L << Integer.SIZE))
        : new IpAddress(random.nextLong() & mask(), random.nextLong() & mask());
  }

  Cidr cidr() {
    IpAddress address = ip();
    int bits = address.isIpv4() ? random.nextInt(96, 129) : random.nextInt(129);
    long high = bits == 0 ? 0 : -1L << Math.max(0, Long.SIZE - bits);
    long low = bits <= Long.SIZE ? 0 : -1L << (2 * Long.SIZE - bits);
    return new Cidr(new IpAddress(address.high() & high, address.low() & low), bits);
  }

  /** Counts of some reports, or of none. */
  EdgeCounts counts() {
    RequestColumns columns = new RequestColumns();
    int rows = random.nextInt(10);
    for (int row = 0; row < rows; row++) {
      row(columns, 0);
      if (random.nextInt(10) == 0) {
        columns.open(columns.endMicros(row));
      }
    }
    EdgeSeries series = series();
    EdgeCounts counts = new EdgeCounts();
    for (int row = 0; row < rows; row++) {
      counts.add(columns, row, series);
    }
    return counts;
  }

  EdgeSeries series() {
    return new EdgeSeries(key(), any(Reporter.values()), details());
  }

  EdgeKey key() {
    return new EdgeKey(workload(), workload(), service(), traits());
  }

  Workload workload() {
    Workload.Identity identity = new Workload.Identity(text(), text(), text(), text());
    return new Workload(identity, text(), any(NodeKind.values()));
  }

  /** A duration as likely around 10 ns as around a day. */
  long durationNanos() {
    return random.nextLong(1L << random.nextInt(1, 47));
  }

  String text() {
    return random.nextInt(4) > 0 ? any(TEXTS) : "t" + random.nextInt(1000);
  }

  private Inventory.Cluster cluster() {
    return new Inventory.Cluster(
        name(),
        some(4, this::name),
        some(4, this::host),
        some(4, this::cidr),
        some(4, this::cidr),
        some(5, this::inventoryService));
  }

  private Inventory.Service inventoryService() {
    return new Inventory.Service(
        new ServiceName(name(), name()),
        some(3, this::ip),
        some(4, () -> 1 + random.nextInt(PORTS - 1)),
        some(3, this::host));
  }

  private String name() {
    String text = text();
    return text.isEmpty() ? "n" : text;
  }

  private String host() {
    return random.nextBoolean() ? ip().toString() : "node-" + random.nextInt(5) + ".example.com";
  }

  /** Zeros in runs, as addresses have them. */
  private long mask() {
    long mask = 0;
    for (int group = 0; group < 4; group++) {
      mask = mask << Short.SIZE | (random.nextBoolean() ? 0xFFFF : 0);
    }
    return mask;
  }

  /** A request with any numbers. */
  void row(RequestColumns columns, int flow) {
    columns.begin(flow);
    boolean hasDuration = random.nextInt(10) > 0;
    long end = random.nextInt(20) == 0 ? anyLong() : random.nextLong(2_000_000_000_000_000L);
    columns.time(
        end, hasDuration ? durationNanos() : RequestColumns.NO_DURATION, random.nextBoolean());
    int outcome = Outcome.of(random.nextInt(CODES), random.nextInt(-1, 17), any(Cause.values()));
    columns.result(outcome, random.nextInt(3) > 0 ? 0 : random.nextLong(1L << 31));
    columns.volume(bytes(), bytes(), random.nextInt(5));
  }

  private RequestBatch.Header header() {
    long received = bytes();
    return new RequestBatch.Header(
        text(), origin(), bytes(), received, random.nextLong(received + 1), anyLong());
  }

  private RequestBatch.Origin origin() {
    return new RequestBatch.Origin(text(), anyLong(), random.nextInt(Integer.MAX_VALUE));
  }

  private DeltaBatch.Progress progress() {
    return new DeltaBatch.Progress(origin(), anyLong(), bytes(), bytes(), bytes());
  }

  private Flow flow(List<EdgeReference> edges) {
    return new Flow(random.nextBoolean() ? List.of(any(edges)) : List.of(any(edges), any(edges)));
  }

  private EdgeReference edgeReference() {
    return new EdgeReference(
        any(Reporter.values()), party(), party(), service(), traits(), details());
  }

  private Party party() {
    if (random.nextBoolean()) {
      return new Party.Known(workload());
    }
    return new Party.ByAddress(
        address(), new Party.Principal(text(), text()), workload(), random.nextBoolean());
  }

  private ServiceName service() {
    return new ServiceName(text(), text());
  }

  private EdgeTraits traits() {
    return new EdgeTraits(
        any(Protocol.values()),
        any(TrafficClass.values()),
        any(Entry.values()),
        any(Exit.values()));
  }

  private EdgeDetails details() {
    return new EdgeDetails(
        random.nextInt(PORTS),
        text(),
        text(),
        text(),
        text(),
        any(ConnectionSecurityPolicy.values()));
  }

  private String address() {
    return "10.0.%d.%d".formatted(random.nextInt(3), random.nextInt(ADDRESS_BYTES));
  }

  private long window() {
    return EdgeDelta.windowOf(random.nextLong(2_000_000_000_000_000L));
  }

  private long bytes() {
    return random.nextInt(10) == 0 ? random.nextLong(Long.MAX_VALUE / 1024) : random.nextInt(5000);
  }

  private long anyLong() {
    return random.nextInt(5) == 0 ? random.nextLong() : random.nextInt(1000);
  }

  private <T> List<T> some(int most, Supplier<T> one) {
    int count = random.nextInt(most);
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(one.get());
    }
    return list;
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
