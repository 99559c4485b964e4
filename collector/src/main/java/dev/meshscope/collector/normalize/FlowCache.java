package dev.meshscope.collector.normalize;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Flow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flows of one stream by the bytes that decide them. A hit compares all of these bytes; the
 * hash only says where to look. When full, everything is forgotten. One owner, not thread-safe.
 */
final class FlowCache {
  private static final int FOLD = 32;
  private static final int INITIAL_PLACES = 32;
  private static final PeerBytes NO_PEER = new PeerBytes(new byte[0], 0, 0);
  private static final int NAMES = ProtocolEntry.DOWNSTREAM_PEER;
  private static final int PEERS = ProtocolEntry.FLOW_TEXTS - NAMES;

  private final int max;
  private final long seed;
  private final int[] nameBytesMax;
  private final int peerBytesMax;
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
    nameBytesMax = new int[NAMES];
    Arrays.fill(nameBytesMax, config.nameBytesMax().bytesAsInt());
    nameBytesMax[ProtocolEntry.AUTHORITY] = Integer.MAX_VALUE; // has an overflow of its own
    peerBytesMax = config.peerBytesMax().bytesAsInt();
  }

  /** Hashes the entry for the calls that follow; false when one of its names is too long. */
  boolean take(ProtocolEntry entry, long traits) {
    byte[] bytes = entry.bytes();
    long h = (seed ^ traits) * Words.FACTOR;
    for (int text = 0; text < NAMES; text++) {
      int length = entry.length(text);
      if (length > 0) {
        if (length > nameBytesMax[text]) {
          return false;
        }
        h = Words.mix(h, bytes, entry.offset(text), length) + text;
      }
    }
    for (int text = NAMES; text < ProtocolEntry.FLOW_TEXTS; text++) {
      int length = entry.length(text);
      if (length > peerBytesMax) {
        return false;
      }
      if (length > 0) {
        PeerBytes kept = entry.peer(text);
        long peer =
            kept == null
                ? PeerBytes.hash(seed, bytes, entry.offset(text), length)
                : kept.hash(seed);
        h = (h ^ peer) * Words.FACTOR + text;
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

  /** One known combination of texts and traits. */
  static final class Slot {
    private final long hash;
    private final long traits;
    private final int[] lengths = new int[NAMES];
    private final byte[] key;
    private final PeerBytes[] peers = new PeerBytes[PEERS];
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
      for (int i = 0; i < PEERS; i++) {
        peers[i] = peer(entry, NAMES + i);
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
          if (!Words.same(bytes, entry.offset(text), key, at, length)) {
            return false;
          }
          at += length;
        }
      }
      return matchesPeers(entry);
    }

    private static PeerBytes peer(ProtocolEntry entry, int text) {
      PeerBytes kept = entry.peer(text);
      if (kept != null) {
        return kept;
      }
      byte[] copy = entry.copy(text);
      return copy.length == 0 ? NO_PEER : new PeerBytes(copy, 0, copy.length);
    }

    private boolean matchesPeers(ProtocolEntry entry) {
      for (int i = 0; i < PEERS; i++) {
        if (!peers[i].isIn(entry, NAMES + i)) {
          return false;
        }
      }
      return true;
    }
  }
}
