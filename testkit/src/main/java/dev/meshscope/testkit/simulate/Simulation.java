package dev.meshscope.testkit.simulate;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A mesh without Envoy: makes user requests, lets every proxy on their way report them, and keeps
 * the ground truth.
 *
 * <p>The same seed, load and clock give the same entries on every stream, in the same order; how
 * they are cut into messages depends on the time. Use it from one thread; {@link #stop} may be
 * called from any.
 */
public final class Simulation implements AutoCloseable {
  private static final String GENERATOR = "L64X128MixRandom";
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final SimulationConfig config;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final List<SimulatedBookinfo> copies;
  private final List<WorkerBuffer> buffers = new ArrayList<>();
  private final AccessLogStreams streams;
  private final GroundTruth truth;
  private long requests;
  private long flushedNanos = System.nanoTime();
  private volatile boolean stopped;

  /** Opens nothing yet: a stream opens with its first entry. */
  public Simulation(SimulationConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    random = RandomGeneratorFactory.of(GENERATOR).create(config.seed());
    copies = copies(config.mesh());
    streams =
        new AccessLogStreams(
            config, copies.stream().flatMap(copy -> copy.pods().stream()).toList());
    for (int i = 0; i < streams.size(); i++) {
      buffers.add(new WorkerBuffer());
    }
    truth = new GroundTruth(config.durationsMax());
  }

  static List<SimulatedBookinfo> copies(MeshShape mesh) {
    List<SimulatedBookinfo> copies = new ArrayList<>();
    for (int copy = 0; copy < mesh.copies(); copy++) {
      copies.add(new SimulatedBookinfo(copy, mesh.peerMetadata()));
    }
    return copies;
  }

  /**
   * Makes requests until the load is done or {@link #stop} is called, and sends all that is
   * buffered.
   *
   * @throws SimulationException when the collector takes nothing for 30 s
   */
  public SimulationReport run(SimulationLoad load) {
    long start = System.nanoTime();
    long startEpoch = epochNanos(clock.instant());
    boolean isPaced = load.perSecond() != Double.POSITIVE_INFINITY;
    for (long number = 0; number < load.most() && !stopped; number++) {
      long due = isPaced ? load.dueNanos(number) : 0;
      if (!awaitDue(start + due, start, load.duration())) {
        break;
      }
      request(isPaced ? startEpoch + due : epochNanos(clock.instant()));
    }
    flush(true);
    return streams.report(requests, Duration.ofNanos(System.nanoTime() - start));
  }

  /** Ends {@link #run} soon, or keeps it from beginning. */
  public void stop() {
    stopped = true;
  }

  /** What was reported so far; read it when {@link #run} has returned. */
  public GroundTruth truth() {
    return truth;
  }

  /** Completes all streams and waits up to 10 s until the collector has read them. */
  @Override
  public void close() {
    streams.close();
  }

  /** One user request that ends now. */
  private void request(long endEpochNanos) {
    SimulatedBookinfo copy = copies.get(random.nextInt(copies.size()));
    RequestKind kind = config.mix().pick(random);
    RequestWalk.Walked walked = new RequestWalk(copy, kind, random).walk();
    long start = endEpochNanos - walked.durationNanos();
    for (ProxyEntry entry : walked.entries()) {
      Timestamp entryStart = EntryEncoder.timestamp(start + entry.span().startNanos());
      int worker = random.nextInt(config.mesh().workers());
      add(entry.reporter().number() * config.mesh().workers() + worker, entry, entryStart);
      entry.keys().forEach(key -> truth.add(key, entry.report(), 1));
    }
    requests++;
  }

  private void add(int stream, ProxyEntry entry, Timestamp start) {
    WorkerBuffer buffer = buffers.get(stream);
    buffer.add(EntryEncoder.encode(entry, start).toByteArray(), System.nanoTime());
    if (buffer.isFull()) {
      send(stream, buffer);
    }
  }

  /** Waits for the time of the next request; false when the run is over before it. */
  private boolean awaitDue(long due, long start, Duration limit) {
    while (!stopped) {
      long now = System.nanoTime();
      if (now - flushedNanos >= FLUSH_NANOS) {
        flush(false);
        flushedNanos = now;
      }
      if (now - start >= limit.toNanos()) {
        return false;
      }
      if (now - due >= 0) {
        return true;
      }
      LockSupport.parkNanos(Math.min(NAP_NANOS, due - now));
    }
    return false;
  }

  private void flush(boolean all) {
    long now = System.nanoTime();
    for (int stream = 0; stream < buffers.size(); stream++) {
      WorkerBuffer buffer = buffers.get(stream);
      if (all ? buffer.entries() > 0 : buffer.isDue(now)) {
        send(stream, buffer);
      }
    }
  }

  private void send(int stream, WorkerBuffer buffer) {
    int entries = buffer.entries();
    streams.send(stream, buffer.drain(), entries);
  }

  private static long epochNanos(Instant instant) {
    return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
  }
}
