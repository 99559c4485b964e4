package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A statement as the library takes it: text with any bytes in it, the output format where the text
 * names none, and typed parameters, which are gone when the call returns.
 */
record NativeStatement(
    MemorySegment text,
    MemorySegment format,
    MemorySegment parameterNames,
    MemorySegment parameterNameLengths,
    MemorySegment parameterValues,
    MemorySegment parameterValueLengths,
    long parameters) {

  /**
   * @param parameters values in ClickHouse's escaped text form, as in {@code param_x} of a URL
   */
  static NativeStatement of(
      Arena arena, MemorySegment text, String format, Map<String, byte[]> parameters) {
    int count = parameters.size();
    MemorySegment names = arena.allocate(ADDRESS, count);
    MemorySegment nameLengths = arena.allocate(JAVA_LONG, count);
    MemorySegment values = arena.allocate(ADDRESS, count);
    MemorySegment valueLengths = arena.allocate(JAVA_LONG, count);
    int i = 0;
    for (Map.Entry<String, byte[]> parameter : parameters.entrySet()) {
      byte[] name = parameter.getKey().getBytes(StandardCharsets.UTF_8);
      names.setAtIndex(ADDRESS, i, bytes(arena, name));
      nameLengths.setAtIndex(JAVA_LONG, i, name.length);
      values.setAtIndex(ADDRESS, i, bytes(arena, parameter.getValue()));
      valueLengths.setAtIndex(JAVA_LONG, i, parameter.getValue().length);
      i++;
    }
    MemorySegment formatName = bytes(arena, format.getBytes(StandardCharsets.UTF_8));
    return new NativeStatement(text, formatName, names, nameLengths, values, valueLengths, count);
  }

  /** A copy in native memory. Never the null pointer, which the library refuses, even if empty. */
  static MemorySegment bytes(Arena arena, byte[] bytes) {
    if (bytes.length == 0) {
      return arena.allocate(1).asSlice(0, 0);
    }
    return arena.allocateFrom(JAVA_BYTE, bytes);
  }
}
