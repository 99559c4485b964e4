package dev.meshscope.queryapi.inventory;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a file when it differs from what is in force at the start, and whenever it changes. A
 * file that cannot be used is told about once, and what is in force stays.
 */
public final class InventoryFile implements Part {
  private static final Logger log = LoggerFactory.getLogger(InventoryFile.class);
  private static final int SHOWN_MAX = 5;
  private static final long CLOSE_MILLIS = 5_000;

  private final Path file;
  private final Duration interval;
  private final int bytesMax;
  private final Inventories inventories;
  private final CountDownLatch closing = new CountDownLatch(1);
  private byte @Nullable [] settled;
  private volatile String told = "not read yet";
  private @Nullable Thread thread;

  /**
   * @param file YAML or JSON
   * @param config how often it is looked at, and how long it may be
   * @param inventories where it is given
   */
  public InventoryFile(Path file, InventoryConfig config, Inventories inventories) {
    this.file = file;
    interval = config.fileInterval();
    bytesMax = config.documentMax().bytesAsInt();
    this.inventories = inventories;
  }

  @Override
  public String name() {
    return "inventory-file";
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("inventory-file").start(this::watch);
  }

  /** Ready whatever the file is: nothing that is asked about traffic needs it. */
  @Override
  public Health check() {
    return Health.ready(told);
  }

  @Override
  public void close() {
    closing.countDown();
    Thread started = thread;
    if (started != null) {
      started.interrupt();
      join(started);
    }
  }

  private void watch() {
    try {
      do {
        look();
      } while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed meanwhile
    }
  }

  private void look() {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(bytesMax + 1);
    } catch (IOException e) {
      refuse("cannot be read: " + e);
      return;
    }
    if (content.length > bytesMax) {
      refuse("is longer than inventory.documentMax, " + bytesMax + " bytes");
    } else if (!Arrays.equals(content, settled)) {
      give(content);
    }
  }

  private void give(byte[] content) {
    switch (inventories.giveYaml(content)) {
      case Outcome.InForce inForce -> {
        settled = content;
        told = "in force";
        log.atInfo()
            .addKeyValue("file", file)
            .addKeyValue("clusters", inForce.inventory().clusters().size())
            .log("inventory file is in force");
      }
      case Outcome.Invalid invalid -> {
        settled = content;
        refuse(summary(invalid.problems(), invalid.count()));
      }
      case Outcome.Away away -> become("waits: " + away.detail());
      case Outcome.Refused refused -> refuse(refused.detail());
      case Outcome.None _ -> throw new IllegalStateException("a document is in force or is not");
    }
  }

  private void refuse(String why) {
    if (become("refused: " + why)) {
      log.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("why", why)
          .log("inventory file refused, what is in force stays");
    }
  }

  private boolean become(String now) {
    boolean isNews = !now.equals(told);
    told = now;
    return isNews;
  }

  private static String summary(List<DocumentProblem> problems, int count) {
    String first =
        problems.stream()
            .limit(SHOWN_MAX)
            .map(problem -> problem.path() + " " + problem.detail())
            .collect(Collectors.joining("; "));
    return count > SHOWN_MAX ? first + "; and " + (count - SHOWN_MAX) + " more" : first;
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
