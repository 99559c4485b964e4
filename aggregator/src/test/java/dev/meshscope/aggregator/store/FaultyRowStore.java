package dev.meshscope.aggregator.store;

import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.TrafficTable;
import dev.meshscope.storage.write.RowStore;
import dev.meshscope.storage.write.Rows;

/** The real way to the database, with faults before and after its calls. */
final class FaultyRowStore implements RowStore {
  private final RowStore store;
  private final Faults faults;

  /** When a call is made; {@link #PIECE} and {@link #OTHER} are inserts. */
  enum Call {
    PIECE,
    OTHER,
    READ
  }

  /** May throw before a call is made and after it was. */
  interface Faults {
    default void before(Call call, String table, String token) throws StorageException {}

    default void after(Call call, String table, String token) throws StorageException {}
  }

  /** Ends a writer as a crash of its process does: nothing is committed, nothing is told. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("simulated crash");
    }
  }

  FaultyRowStore(RowStore store, Faults faults) {
    this.store = store;
    this.faults = faults;
  }

  @Override
  public void insert(Rows rows) throws StorageException {
    faults.before(Call.OTHER, rows.table(), "");
    store.insert(rows);
    faults.after(Call.OTHER, rows.table(), "");
  }

  @Override
  public void insertOnce(Rows rows, String token) throws StorageException {
    faults.before(Call.PIECE, rows.table(), token);
    store.insertOnce(rows, token);
    faults.after(Call.PIECE, rows.table(), token);
  }

  @Override
  public long storedThrough(TrafficTable table, String partition, long log)
      throws StorageException {
    faults.before(Call.READ, table.table(), "");
    return store.storedThrough(table, partition, log);
  }

  @Override
  public long storedThrough(long log) throws StorageException {
    faults.before(Call.READ, "", "");
    return store.storedThrough(log);
  }

  @Override
  public void close() {
    store.close();
  }
}
