package dev.meshscope.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine that a benchmark runs on. */
public final class Machine {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final double GIBIBYTE = 1L << 30;
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Cores, memory, system, JDK, on two lines. */
  public static String facts() {
    return "%d cores%s, %s GiB, %s %s %s%nJDK %s (%s)"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor().map(name -> " of " + name).orElse(""),
            Samples.text(SYSTEM.getTotalMemorySize() / GIBIBYTE, 0),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"),
            System.getProperty("java.runtime.version"),
            System.getProperty("java.vm.name"));
  }

  /** How many threads want a core: the mean of the last minute. */
  public static String load() {
    return "load average " + Samples.text(SYSTEM.getSystemLoadAverage(), 2);
  }

  /** CPU time that this process has used. */
  public static Duration ownCpu() {
    return Duration.ofNanos(SYSTEM.getProcessCpuTime());
  }

  /** CPU time that another process has used; the system counts it in steps of 10 ms or so. */
  public static Duration cpu(ProcessHandle process) {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("process " + process.pid() + " is gone"));
  }

  private static Optional<String> processor() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // only Linux has it
    }
  }
}
