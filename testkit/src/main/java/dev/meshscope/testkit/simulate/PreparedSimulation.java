package dev.meshscope.testkit.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The same mesh for benchmarks: messages are built once and then sent round and round, with new
 * start times each time, so that sending costs next to nothing. Codes, durations and peers differ
 * from entry to entry of the pool; request ids repeat. Use it from one thread; {@link #stop} may be
 * called from any.
 */
public final class PreparedSimulation implements AutoCloseable {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final InstantSource clock;
  private final List<PreparedMessage> messages = new ArrayList<>();
  private final AccessLogStreams streams;
  private long entries;
  private int next;
  private volatile boolean stopped;

  /**
   * Prepares messages; takes a second or so per 20 000 requests.
   *
   * @param pool user requests to prepare, at least 1; each makes about seven entries of 1 kB
   */
  public PreparedSimulation(SimulationConfig config, InstantSource clock, int pool) {
    this.clock = clock;
    List<SimulatedBookinfo> copies = Simulation.copies(config.mesh());
    streams =
        new AccessLogStreams(
            config, copies.stream().flatMap(copy -> copy.pods().stream()).toList());
    prepare(config, copies, pool);
  }

  private void prepare(SimulationConfig config, List<SimulatedBookinfo> copies, int pool) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(config.seed());
    List<Pending> pending = new ArrayList<>();
    for (int stream = 0; stream < streams.size(); stream++) {
      pending.add(new Pending());
    }
    for (int i = 0; i < pool; i++) {
      SimulatedBookinfo copy = copies.get(random.nextInt(copies.size()));
      RequestKind kind = config.mix().pick(random);
      for (ProxyEntry entry : new RequestWalk(copy, kind, random).walk().entries()) {
        int workers = config.mesh().workers();
        int stream = entry.reporter().number() * workers + random.nextInt(workers);
        if (pending.get(stream).add(entry)) {
          messages.add(pending.get(stream).drain(stream));
        }
      }
    }
    for (int stream = 0; stream < streams.size(); stream++) {
      if (!pending.get(stream).entries.isEmpty()) {
        messages.add(pending.get(stream).drain(stream));
      }
    }
  }

  /**
   * Sends entries until the load is done or {@link #stop} is called; a load counts entries here,
   * and the last message may exceed it.
   *
   * @throws SimulationException when the collector takes nothing for 30 s
   */
  public SimulationReport run(SimulationLoad load) {
    long start = System.nanoTime();
    long before = entries;
    while (entries - before < load.most() && !stopped) {
      long due = start + load.dueNanos(entries - before);
      long now = System.nanoTime();
      if (now - start >= load.duration().toNanos()) {
        break;
      }
      if (due - now > 0) {
        LockSupport.parkNanos(due - now);
      } else {
        send();
      }
    }
    return streams.report(0, Duration.ofNanos(System.nanoTime() - start));
  }

  /** Ends {@link #run} soon, or keeps it from beginning. */
  public void stop() {
    stopped = true;
  }

  /** What was sent so far; read it when {@link #run} has returned. */
  public GroundTruth truth() {
    GroundTruth truth = new GroundTruth(Integer.MAX_VALUE);
    messages.forEach(message -> message.addTo(truth));
    return truth;
  }

  /** Completes all streams and waits up to 10 s until the collector has read them. */
  @Override
  public void close() {
    streams.close();
  }

  private void send() {
    PreparedMessage message = messages.get(next);
    next = (next + 1) % messages.size();
    Instant now = clock.instant();
    byte[] bytes = message.at(now.getEpochSecond() * NANOS_PER_SECOND + now.getNano());
    if (streams.send(message.stream(), bytes, message.size())) {
      message.countSent();
    }
    entries += message.size();
  }

  /** Entries of one stream that are not a message yet. */
  private static final class Pending {
    private final List<ProxyEntry> entries = new ArrayList<>();
    private int bytes;

    /** Whether the message is full now. */
    boolean add(ProxyEntry entry) {
      entries.add(entry);
      bytes += EntryEncoder.encode(entry, PreparedMessage.PLACEHOLDER).getSerializedSize();
      return bytes >= WorkerBuffer.BYTES_MAX;
    }

    PreparedMessage drain(int stream) {
      PreparedMessage message = new PreparedMessage(stream, entries);
      entries.clear();
      bytes = 0;
      return message;
    }
  }
}
