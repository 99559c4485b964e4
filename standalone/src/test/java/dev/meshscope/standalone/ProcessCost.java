package dev.meshscope.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What processes have cost together so far.
 *
 * @param cpu since their start
 * @param residentBytes now; 0 where there is no /proc
 */
record ProcessCost(Duration cpu, long residentBytes) {
  private static final String RESIDENT = "VmRSS:";

  static ProcessCost of(List<ProcessHandle> processes) throws IOException {
    Duration cpu = Duration.ZERO;
    long bytes = 0;
    for (ProcessHandle process : processes) {
      cpu = cpu.plus(process.info().totalCpuDuration().orElse(Duration.ZERO));
      bytes += residentBytes(process.pid()).orElse(0L);
    }
    return new ProcessCost(cpu, bytes);
  }

  private static Optional<Long> residentBytes(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    }
  }
}
