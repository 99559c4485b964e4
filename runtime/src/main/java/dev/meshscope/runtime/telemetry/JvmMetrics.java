package dev.meshscope.runtime.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** The basics of the JVM, under the names of OpenTelemetry's semantic conventions. */
final class JvmMetrics {
  private static final AttributeKey<String> MEMORY_TYPE = AttributeKey.stringKey("jvm.memory.type");
  private static final AttributeKey<String> GC_NAME = AttributeKey.stringKey("jvm.gc.name");

  private JvmMetrics() {}

  /** Registers asynchronous instruments; they live as long as the meter's provider. */
  static void register(Meter meter) {
    cpu(meter);
    memory(meter);
    threads(meter);
    garbageCollection(meter);
  }

  private static void cpu(Meter meter) {
    var system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof com.sun.management.OperatingSystemMXBean process) {
      var _ =
          meter
              .counterBuilder("jvm.cpu.time")
              .ofDoubles()
              .setUnit("s")
              .setDescription("CPU time used by the process.")
              .buildWithCallback(m -> m.record(process.getProcessCpuTime() / 1e9));
    }
  }

  private static void memory(Meter meter) {
    var memory = ManagementFactory.getMemoryMXBean();
    var heap = Attributes.of(MEMORY_TYPE, "heap");
    var other = Attributes.of(MEMORY_TYPE, "non_heap");
    var _ =
        meter
            .upDownCounterBuilder("jvm.memory.used")
            .setUnit("By")
            .setDescription("Memory in use.")
            .buildWithCallback(m -> {
              m.record(memory.getHeapMemoryUsage().getUsed(), heap);
              m.record(memory.getNonHeapMemoryUsage().getUsed(), other);
            });
    var _ =
        meter
            .upDownCounterBuilder("jvm.memory.limit")
            .setUnit("By")
            .setDescription("Most memory that may be used; absent if unlimited.")
            .buildWithCallback(m -> {
              MemoryUsage usage = memory.getHeapMemoryUsage();
              if (usage.getMax() > 0) {
                m.record(usage.getMax(), heap);
              }
            });
  }

  private static void threads(Meter meter) {
    var threads = ManagementFactory.getThreadMXBean();
    var _ =
        meter
            .upDownCounterBuilder("jvm.thread.count")
            .setDescription("Platform threads alive.")
            .buildWithCallback(m -> m.record(threads.getThreadCount()));
  }

  private static void garbageCollection(Meter meter) {
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    var _ =
        meter
            .counterBuilder("jvm.gc.time")
            .ofDoubles()
            .setUnit("s")
            .setDescription("Time spent in garbage collection.")
            .buildWithCallback(m ->
                collectors.forEach(gc ->
                    m.record(gc.getCollectionTime() / 1e3, Attributes.of(GC_NAME, gc.getName()))));
    var _ =
        meter
            .counterBuilder("jvm.gc.collections")
            .setDescription("Garbage collections.")
            .buildWithCallback(m ->
                collectors.forEach(
                    gc -> m.record(gc.getCollectionCount(), Attributes.of(GC_NAME, gc.getName()))));
  }
}
