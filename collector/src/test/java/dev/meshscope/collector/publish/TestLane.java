package dev.meshscope.collector.publish;

import dev.meshscope.collector.normalize.ReportBuffer;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Party;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** A running lane whose reports are numbers; a test takes its batches. */
final class TestLane {
  static final int ROWS_MAX = 5;

  private static final Flow FLOW =
      new Flow(
          List.of(
              new EdgeReference(
                  Reporter.SOURCE,
                  new Party.Known(Workload.UNKNOWN),
                  new Party.Known(Workload.UNKNOWN),
                  ServiceName.NONE,
                  new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.NONE, Exit.NONE),
                  new EdgeDetails(0, "", "", "", "", ConnectionSecurityPolicy.UNKNOWN))));

  final BlockingQueue<Published> published = new LinkedBlockingQueue<>();
  final Lane lane;
  private final Thread runner;

  /** A lane that closes batches at {@value #ROWS_MAX} reports, or after the linger. */
  TestLane(Duration linger, InstantSource clock) {
    lane =
        new Lane(
            new RequestBatch.Origin("collector", 1, 0),
            config(linger),
            new Lane.Ledgers("tenant", () -> 0, () -> 0),
            clock,
            (batch, acknowledged) -> published.add(Published.of(batch, acknowledged)));
    runner = Thread.ofVirtual().unstarted(this::run);
  }

  void start() {
    runner.start();
  }

  /** Stops the lane; when this returns, everything that was written is published. */
  void stop() throws InterruptedException {
    lane.stop();
    runner.join();
  }

  private void run() {
    try {
      lane.run();
    } catch (InterruptedException | PublisherClosedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a report that says when it arrived and which it is. */
  static void write(Lane.Visit visit, int number)
      throws InterruptedException, PublisherClosedException {
    ReportBuffer room = visit.room();
    if (room.flows().isEmpty()) {
      room.flows().add(FLOW);
    }
    room.columns().begin(0);
    room.columns().time(visit.arrivalMicros(), number, false);
  }

  private static PublishConfig config(Duration linger) {
    PublishConfig defaults = PublishConfig.defaults();
    return new PublishConfig(
        linger,
        ROWS_MAX,
        defaults.batchBytesMax(),
        defaults.bufferBytesMax(),
        Duration.ofMinutes(1),
        defaults.aliveInterval(),
        defaults.flushTimeout(),
        defaults.nodesMax());
  }

  /** A report, and when it arrived. */
  record Report(long arrivalMicros, long number) {}

  /** A batch as it was when it was published: the lane uses its columns again. */
  record Published(
      RequestBatch.Header header, List<Report> reports, CompletableFuture<Void> acknowledged) {
    private static Published of(RequestBatch batch, CompletableFuture<Void> acknowledged) {
      List<Report> reports = new ArrayList<>();
      RequestColumns columns = batch.columns();
      for (int row = 0; row < columns.size(); row++) {
        reports.add(new Report(columns.endMicros(row), columns.durationNanos(row)));
      }
      return new Published(batch.header(), reports, acknowledged);
    }

    List<Long> numbers() {
      return reports.stream().map(Report::number).toList();
    }
  }
}
