package dev.meshscope.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * CPU time of the threads of this JVM that were not there before, and of those that carry virtual
 * threads. The work of garbage collectors and compilers is not in it. Not thread-safe.
 */
public final class NewThreads {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String CARRIER = "ForkJoinPool-";

  private final Set<Long> before;
  private final Map<Long, Long> nanos = new HashMap<>();

  /** Leaves those out that there are now. */
  public NewThreads() {
    ThreadInfo[] infos = THREADS.getThreadInfo(THREADS.getAllThreadIds());
    before =
        Arrays.stream(infos)
            .filter(NewThreads::isOrdinary)
            .map(ThreadInfo::getThreadId)
            .collect(Collectors.toSet());
  }

  /** What they have used so far, nanoseconds; of threads that ended, what was seen last. */
  public long cpuNanos() {
    for (long id : THREADS.getAllThreadIds()) {
      long used = before.contains(id) ? 0 : THREADS.getThreadCpuTime(id);
      if (used > 0) {
        nanos.put(id, used);
      }
    }
    return nanos.values().stream().mapToLong(Long::longValue).sum();
  }

  private static boolean isOrdinary(@Nullable ThreadInfo info) {
    return info != null && !info.getThreadName().startsWith(CARRIER);
  }
}
