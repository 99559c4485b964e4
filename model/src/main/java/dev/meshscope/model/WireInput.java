package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.Arrays;

/** Reads protobuf's wire format field by field; unknown fields are skipped. */
final class WireInput {
  private static final int TAG_SHIFT = 3;
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int INITIAL_VALUES = 64;

  private WireInput() {}

  /** Takes one field of a message. */
  @FunctionalInterface
  interface Fields {
    /** Reads the field's value from the input and returns true, or leaves it and returns false. */
    boolean read(int field, CodedInputStream in) throws IOException;
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
    int length = in.readRawVarint32();
    int limit = in.pushLimit(length);
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

  private static void end(CodedInputStream in, int limit) throws IOException {
    if (!in.isAtEnd()) {
      throw new WireFormatException("a column has more values than rows");
    }
    in.popLimit(limit);
  }

  private static void fields(CodedInputStream in, Fields fields) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int type = tag & (1 << TAG_SHIFT) - 1;
      boolean known = type == VARINT || type == LENGTH_DELIMITED;
      if (!known || !fields.read(tag >>> TAG_SHIFT, in)) {
        in.skipField(tag);
      }
    }
  }
}
