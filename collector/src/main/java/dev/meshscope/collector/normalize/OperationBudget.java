package dev.meshscope.collector.normalize;

import dev.meshscope.model.ServiceName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many different operations services have. Whoever can call a service can write any path, so
 * that each has only so many an hour, and all together; the others become one. Shared by all
 * streams, and safe for use by all at once.
 */
final class OperationBudget {
  /** Of all services; bounds the memory. */
  private static final int ALL_MAX = 100_000;

  private final int perServiceMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ServiceName, Set<String>> operations = new HashMap<>();
  private long hour;
  private int size;

  OperationBudget(int perServiceMax) {
    this.perServiceMax = perServiceMax;
  }

  /** Whether requests have operations at all. */
  boolean isOff() {
    return perServiceMax == 0;
  }

  /**
   * Whether a service has an operation in that hour, or may have one more.
   *
   * @param now hours since the epoch; the first call of a new one forgets all operations
   * @param isReal whether the request shows that there is such an operation
   */
  boolean admit(ServiceName service, String operation, long now, boolean isReal) {
    lock.lock();
    try {
      if (now > hour) {
        hour = now;
        size = 0;
        operations.clear();
      }
      Set<String> ofService = operations.get(service);
      if (ofService != null && ofService.contains(operation)) {
        return true;
      }
      int before = ofService == null ? 0 : ofService.size();
      if (!isReal || before >= perServiceMax || size >= ALL_MAX) {
        return false;
      }
      size++;
      return operations.computeIfAbsent(service, _ -> new HashSet<>()).add(operation);
    } finally {
      lock.unlock();
    }
  }
}
