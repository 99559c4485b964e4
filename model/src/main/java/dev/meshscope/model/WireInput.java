package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads protobuf's wire format field by field. Unknown fields are skipped, and so are known ones of
 * another wire type, as protobuf's own parser does.
 */
final class WireInput {
  private static final int TAG_SHIFT = 3;
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int INITIAL_VALUES = 64;

  private WireInput() {}

  /** Takes the fields of a message. */
  @FunctionalInterface
  interface Fields {
    /** Takes a varint field, or ignores it. */
    void number(int field, long value) throws IOException;

    /**
     * Reads the length and content of a text, message or column from the input and returns true, or
     * leaves it and returns false.
     */
    default boolean content(int field, CodedInputStream in) throws IOException {
      return false;
    }
  }

  /** Reads a whole message. */
  static void message(byte[] bytes, Fields fields) throws WireFormatException {
    try {
      fields(CodedInputStream.newInstance(bytes), fields);
    } catch (WireFormatException e) {
      throw e;
    } catch (InvalidProtocolBufferException | ArithmeticException e) {
      throw new WireFormatException("malformed record: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new WireFormatException("truncated record: " + e.getMessage(), e);
    }
  }

  /** Reads a nested message. */
  static void nested(CodedInputStream in, Fields fields) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    fields(in, fields);
    in.popLimit(limit);
  }

  /** A number of rows that the bytes of the record can hold; it decides how much is allocated. */
  static int rows(long rows, long rowsMax) throws WireFormatException {
    if (rows < 0 || rows > rowsMax) {
      throw new WireFormatException(rows + " rows do not fit, at most " + rowsMax + " do");
    }
    return (int) rows;
  }

  /** Reads a packed column of {@code rows} unsigned integers. */
  static int[] ints(CodedInputStream in, int rows) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    int[] column = new int[rows];
    for (int row = 0; row < rows; row++) {
      column[row] = in.readRawVarint32();
    }
    end(in, limit);
    return column;
  }

  /** Reads a packed column of {@code rows} integers. */
  static long[] longs(CodedInputStream in, int rows) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    long[] column = new long[rows];
    for (int row = 0; row < rows; row++) {
      column[row] = in.readRawVarint64();
    }
    end(in, limit);
    return column;
  }

  /** Reads a packed column of as many integers as it has. */
  static long[] allLongs(CodedInputStream in) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    long[] column = new long[INITIAL_VALUES];
    int size = 0;
    while (!in.isAtEnd()) {
      if (size == column.length) {
        column = Arrays.copyOf(column, 2 * size);
      }
      column[size++] = in.readRawVarint64();
    }
    in.popLimit(limit);
    return Arrays.copyOf(column, size);
  }

  /** Reads a packed column of {@code rows} differences, each to the value before it. */
  static long[] deltas(CodedInputStream in, int rows) throws IOException {
    long[] column = longs(in, rows);
    long value = 0;
    for (int row = 0; row < rows; row++) {
      value += CodedInputStream.decodeZigZag64(column[row]);
      column[row] = value;
    }
    return column;
  }

  /** Checks that a column, which may have come before the number of rows, fits to it. */
  static void length(int values, int rows) throws WireFormatException {
    if (values != rows) {
      throw new WireFormatException("a column has " + values + " values for " + rows + " rows");
    }
  }

  private static void end(CodedInputStream in, int limit) throws IOException {
    if (!in.isAtEnd()) {
      throw new WireFormatException("a column has more values than rows");
    }
    in.popLimit(limit);
  }

  private static void fields(CodedInputStream in, Fields fields) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int type = tag & (1 << TAG_SHIFT) - 1;
      if (type == VARINT) {
        fields.number(tag >>> TAG_SHIFT, in.readRawVarint64());
      } else if (type != LENGTH_DELIMITED || !fields.content(tag >>> TAG_SHIFT, in)) {
        skip(tag, in);
      }
    }
  }

  private static void skip(int tag, CodedInputStream in) throws IOException {
    if (!in.skipField(tag)) {
      throw new WireFormatException("a group ends that never began");
    }
  }
}
