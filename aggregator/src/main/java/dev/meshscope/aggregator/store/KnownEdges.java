package dev.meshscope.aggregator.store;

import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.Grouping;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.write.EdgeRows;
import dev.meshscope.storage.write.RowStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what the ids of new edges stand for, under every grouping. Remembers what it wrote, as
 * much as its limit allows; what it forgot is written again, which the table takes.
 */
final class KnownEdges {
  private final RowStore store;
  private final Recent<Block.Edge> edges;
  private final Recent<String> ids;

  /**
   * @param idsMax how many ids are remembered, and how many edges
   */
  KnownEdges(RowStore store, int idsMax) {
    this.store = store;
    edges = new Recent<>(idsMax);
    ids = new Recent<>(idsMax);
  }

  /** Writes those that are new. */
  void write(Collection<Block.Edge> used) throws StorageException {
    List<Block.Edge> fresh = used.stream().filter(edge -> !edges.has(edge)).toList();
    if (fresh.isEmpty()) {
      return;
    }
    EdgeRows rows = new EdgeRows();
    Map<String, Boolean> seen = new HashMap<>();
    List<String> written = new ArrayList<>();
    for (Block.Edge edge : fresh) {
      for (Grouping grouping : Grouping.values()) {
        String id = EdgeIds.edge(edge.tenant(), edge.key(), grouping);
        if (!ids.has(id) && seen.put(id, true) == null) {
          rows.add(id, edge.tenant(), edge.key(), grouping);
          written.add(id);
        }
      }
    }
    if (rows.count() > 0) {
      store.insert(rows.rows());
    }
    fresh.forEach(edges::add);
    written.forEach(ids::add);
  }

  /** A set that forgets what was not used for longest. */
  private static final class Recent<T> {
    private final LinkedHashMap<T, Boolean> used;

    Recent(int max) {
      used =
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
              return size() > max;
            }
          };
    }

    boolean has(T value) {
      return used.get(value) != null;
    }

    void add(T value) {
      used.put(value, true);
    }
  }
}
