package dev.meshscope.queryapi.http;

import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.queryapi.inventory.InventoryAnswer;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import dev.meshscope.queryapi.inventory.Outcome;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the inventory in force, and takes another one. */
public final class InventoryResource {
  private static final Logger log = LoggerFactory.getLogger(InventoryResource.class);

  /** Documents in memory at a time. */
  private static final int BODIES_MAX = 4;

  private final Inventories inventories;
  private final InventoryConfig config;
  private final Semaphore bodies = new Semaphore(BODIES_MAX);

  public InventoryResource(Inventories inventories, InventoryConfig config) {
    this.inventories = inventories;
    this.config = config;
  }

  /** How long a body may be. */
  long bodyMax() {
    return config.documentMax().bytes();
  }

  Reply get() {
    return reply(inventories.current());
  }

  Reply put(Context context) {
    if (!config.writable()) {
      return Reply.Failed.of(ProblemType.READ_ONLY);
    }
    if (!bodies.tryAcquire()) {
      return Reply.Failed.of(ProblemType.BUSY);
    }
    try {
      int max = config.documentMax().bytesAsInt();
      byte[] body = context.bodyInputStream().readNBytes(max + 1);
      return body.length > max
          ? Reply.Failed.of(ProblemType.BODY_TOO_LARGE)
          : reply(inventories.give(body));
    } catch (IOException e) {
      return Reply.Failed.of(ProblemType.BAD_REQUEST); // the client left before it had said all
    } finally {
      bodies.release();
    }
  }

  private static Reply reply(Outcome outcome) {
    return switch (outcome) {
      case Outcome.InForce inForce ->
          new Reply.Json(InventoryAnswer.of(inForce.inventory()), false);
      case Outcome.None _ -> Reply.Failed.of(ProblemType.NO_INVENTORY);
      case Outcome.Invalid invalid -> invalid(invalid);
      case Outcome.Away _ -> Reply.Failed.of(ProblemType.KAFKA_AWAY);
      case Outcome.Refused refused -> {
        log.atError().addKeyValue("why", refused.detail()).log("Kafka refuses the inventory");
        yield Reply.Failed.of(ProblemType.INTERNAL);
      }
    };
  }

  private static Reply invalid(Outcome.Invalid invalid) {
    int shown = invalid.problems().size();
    String detail =
        invalid.count() > shown
            ? "%d places are wrong, the first %d of them are in errors; nothing was changed."
                .formatted(invalid.count(), shown)
            : "See errors for each place that is wrong; nothing was changed.";
    return new Reply.Failed(
        ProblemType.INVALID_INVENTORY,
        detail,
        invalid.problems().stream()
            .map(problem -> new Problem.DocumentError(problem.path(), problem.detail()))
            .toList());
  }
}
