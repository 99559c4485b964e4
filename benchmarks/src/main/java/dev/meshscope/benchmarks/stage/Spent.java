package dev.meshscope.benchmarks.stage;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What an iteration spent and did: JMH itself only looks at the clock on the wall, which on a
 * shared machine tells of the neighbors. The work of garbage collectors and compilers is not in it.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Spent {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** CPU time of the thread, nanoseconds. */
  public long cpuNanos;

  /** Time on the wall, nanoseconds. */
  public long wallNanos;

  /** Reports that were worked on. */
  public long reports;

  // Kept aside: JMH sets public fields to zero in the middle of an iteration.
  private long startCpuNanos;
  private long startWallNanos;
  private long done;

  /** Begins an iteration. */
  @Setup(Level.Iteration)
  public void start() {
    done = 0;
    startWallNanos = System.nanoTime();
    startCpuNanos = THREADS.getCurrentThreadCpuTime();
  }

  /** Ends it. */
  @TearDown(Level.Iteration)
  public void stop() {
    cpuNanos = THREADS.getCurrentThreadCpuTime() - startCpuNanos;
    wallNanos = System.nanoTime() - startWallNanos;
    reports = done;
  }

  void done(long more) {
    done += more;
  }
}
