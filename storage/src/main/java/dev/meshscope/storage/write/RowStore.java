package dev.meshscope.storage.write;

import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.TrafficTable;

/**
 * Where rows go. A call that fails may have stored its rows all the same: only the server knows
 * whether it did before the connection broke.
 */
public interface RowStore extends AutoCloseable {
  /** Inserts rows into a table where a repetition does no harm; equal rows are not refused. */
  void insert(Rows rows) throws StorageException;

  /**
   * Inserts rows unless an insert into that table with that token was accepted before: then nothing
   * happens, and nothing says so.
   *
   * @param rows all of one table partition
   * @param token names this insert and no other
   */
  void insertOnce(Rows rows, String token) throws StorageException;

  /**
   * Up to which offset a log is stored in a table partition; 0 when nothing of it is there.
   *
   * @param table which one
   * @param partition as {@link TrafficTable#partitionOf} says
   * @param log which log
   */
  long storedThrough(TrafficTable table, String partition, long log) throws StorageException;

  /**
   * Up to which offset anything of a log is stored in any table; 0 when nothing is: then it is new
   * to this database.
   */
  long storedThrough(long log) throws StorageException;

  @Override
  void close();
}
