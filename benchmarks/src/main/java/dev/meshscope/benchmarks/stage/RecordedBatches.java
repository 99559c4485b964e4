package dev.meshscope.benchmarks.stage;

import dev.meshscope.model.Announcement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a collector makes of what a simulated mesh sends.
 *
 * @param batches encoded, all of them full
 * @param announcements what the mesh said of its addresses
 */
record RecordedBatches(List<EncodedBatch> batches, List<Announcement> announcements) {
  RecordedBatches {
    batches = List.copyOf(batches);
    announcements = List.copyOf(announcements);
  }

  /**
   * Takes the messages of a mesh, round and round.
   *
   * @param rows reports in a batch, and a few more because messages stay whole
   * @param reports in all batches, about
   */
  static RecordedBatches of(RecordedMesh mesh, int rows, int reports) {
    ReceivePath path = new ReceivePath(mesh, rows);
    List<EncodedBatch> batches = new ArrayList<>();
    long batched = 0;
    while (batched < reports) {
      for (RecordedMessage message : mesh.messages()) {
        byte[] batch = path.take(message);
        if (batch.length > 0) {
          batches.add(new EncodedBatch((int) (path.accepted() - batched), batch));
          batched = path.accepted();
        }
      }
    }
    path.requireAllAccepted();
    return new RecordedBatches(batches, path.announcements());
  }
}
