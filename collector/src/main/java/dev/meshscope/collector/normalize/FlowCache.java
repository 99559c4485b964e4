package dev.meshscope.collector.normalize;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Flow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flows of one stream by the bytes that decide them. A hit compares all of these bytes; the
 * hash only says where to look. When full, everything is forgotten. One owner, not thread-safe.
 */
final class FlowCache {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
  private static final long OTHER_FACTOR = 0xC2B2_AE3D_27D4_EB4FL;
  private static final int FOLD = 32;
  private static final int INITIAL_PLACES = 32;

  private final int max;
  private final long seed;
  private final int[] nameBytesMax;
  private @Nullable Slot[] table = new Slot[INITIAL_PLACES];
  private final Map<Flow, CachedFlow> flows = new HashMap<>();
  private int size;
  private long hash;

  /**
   * Makes an empty cache.
   *
   * @param seed random, so that nobody can aim at one place of the table
   */
  FlowCache(NormalizeConfig config, long seed) {
    max = config.flowsPerStreamMax();
    this.seed = seed;
    nameBytesMax = new int[ProtocolEntry.FLOW_TEXTS];
    Arrays.fill(nameBytesMax, config.nameBytesMax().bytesAsInt());
    nameBytesMax[ProtocolEntry.AUTHORITY] = Integer.MAX_VALUE; // has an overflow of its own
    for (int text = ProtocolEntry.DOWNSTREAM_PEER; text < ProtocolEntry.FLOW_TEXTS; text++) {
      nameBytesMax[text] = config.peerBytesMax().bytesAsInt();
    }
  }

  /** Hashes the entry for the calls that follow; false when one of its names is too long. */
  boolean take(ProtocolEntry entry, long traits) {
    byte[] bytes = entry.bytes();
    long h = (seed ^ traits) * FACTOR;
    for (int text = 0; text < ProtocolEntry.FLOW_TEXTS; text++) {
      int length = entry.length(text);
      if (length > 0) {
        if (length > nameBytesMax[text]) {
          return false;
        }
        h = mix(h, bytes, entry.offset(text), length) + text;
      }
    }
    hash = h ^ (h >>> FOLD);
    return true;
  }

  /** The flow of the entry that was taken; null when it is not known. */
  @Nullable Slot find(ProtocolEntry entry, long traits) {
    int mask = table.length - 1;
    for (int at = (int) hash & mask; ; at = (at + 1) & mask) {
      Slot slot = table[at];
      if (slot == null || (slot.hash == hash && slot.matches(entry, traits))) {
        return slot;
      }
    }
  }

  /** Makes room; true when that meant to forget all flows. */
  boolean makeRoom() {
    if (size < max) {
      return false;
    }
    Arrays.fill(table, null);
    flows.clear();
    size = 0;
    return true;
  }

  /** Keeps the flow of the entry that was taken. */
  Slot keep(ProtocolEntry entry, long traits, Flow flow, long unknowns) {
    CachedFlow cached = flows.computeIfAbsent(flow, CachedFlow::new);
    Slot slot = new Slot(hash, traits, entry, cached, unknowns);
    size++;
    if (2 * size > table.length) {
      grow();
    }
    put(slot);
    return slot;
  }

  private void grow() {
    @Nullable Slot[] old = table;
    table = new Slot[2 * old.length];
    for (Slot slot : old) {
      if (slot != null) {
        put(slot);
      }
    }
  }

  private void put(Slot slot) {
    int mask = table.length - 1;
    int at = (int) slot.hash & mask;
    while (table[at] != null) {
      at = (at + 1) & mask;
    }
    table[at] = slot;
  }

  /** Mixes a text in: its words in two chains, so that one need not wait for the other. */
  static long mix(long start, byte[] bytes, int offset, int length) {
    long one = start ^ length;
    long two = FACTOR;
    int at = offset;
    int end = offset + length;
    for (; at <= end - 2 * Long.BYTES; at += 2 * Long.BYTES) {
      one = (one ^ (long) LONGS.get(bytes, at)) * FACTOR;
      two = (two ^ (long) LONGS.get(bytes, at + Long.BYTES)) * OTHER_FACTOR;
      one ^= one >>> FOLD;
      two ^= two >>> FOLD;
    }
    if (at <= end - Long.BYTES) {
      one = (one ^ (long) LONGS.get(bytes, at)) * FACTOR;
      one ^= one >>> FOLD;
    }
    if (length >= Long.BYTES) {
      two = (two ^ (long) LONGS.get(bytes, end - Long.BYTES)) * OTHER_FACTOR; // overlaps
    } else {
      for (; at < end; at++) {
        two = (two << Byte.SIZE) + bytes[at];
      }
    }
    long mixed = (one ^ two) * FACTOR;
    return mixed ^ (mixed >>> FOLD);
  }

  /** Whether both have the same bytes there; for what is short, quicker than the JDK's. */
  static boolean same(byte[] one, int from, byte[] other, int otherFrom, int length) {
    if (length < Long.BYTES) {
      for (int i = 0; i < length; i++) {
        if (one[from + i] != other[otherFrom + i]) {
          return false;
        }
      }
      return true;
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if ((long) LONGS.get(one, from + i) != (long) LONGS.get(other, otherFrom + i)) {
        return false;
      }
    }
    return (long) LONGS.get(one, from + last) == (long) LONGS.get(other, otherFrom + last);
  }

  /** One known combination of texts and traits. */
  static final class Slot {
    private final long hash;
    private final long traits;
    private final int[] lengths = new int[ProtocolEntry.FLOW_TEXTS];
    private final byte[] key;
    private final CachedFlow flow;
    private final long unknowns;
    private Operations.@Nullable Target target;

    private Slot(long hash, long traits, ProtocolEntry entry, CachedFlow flow, long unknowns) {
      this.hash = hash;
      this.traits = traits;
      this.flow = flow;
      this.unknowns = unknowns;
      int total = 0;
      for (int text = 0; text < lengths.length; text++) {
        lengths[text] = entry.length(text);
        total += lengths[text];
      }
      key = new byte[total];
      int at = 0;
      for (int text = 0; text < lengths.length; text++) {
        System.arraycopy(entry.bytes(), entry.offset(text), key, at, lengths[text]);
        at += lengths[text];
      }
    }

    CachedFlow flow() {
      return flow;
    }

    boolean isGrpc() {
      return Traits.isGrpc(traits);
    }

    /** What all requests of this flow ask for, as far as they have it in common. */
    Operations.Target target() {
      return requireNonNull(target);
    }

    Slot asking(Operations.Target newTarget) {
      target = newTarget;
      return this;
    }

    /** Bits of {@link Unknown} that every entry of this flow has. */
    long unknowns() {
      return unknowns;
    }

    private boolean matches(ProtocolEntry entry, long entryTraits) {
      if (traits != entryTraits) {
        return false;
      }
      byte[] bytes = entry.bytes();
      int at = 0;
      for (int text = 0; text < lengths.length; text++) {
        int length = lengths[text];
        if (length != entry.length(text)) {
          return false;
        }
        if (length > 0) {
          if (!same(bytes, entry.offset(text), key, at, length)) {
            return false;
          }
          at += length;
        }
      }
      return true;
    }
  }
}
