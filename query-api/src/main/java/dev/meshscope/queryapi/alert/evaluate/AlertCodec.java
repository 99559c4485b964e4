package dev.meshscope.queryapi.alert.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records of topic {@code alerts} as JSON. The same key is always the same bytes, because that is
 * what compaction compares. Properties that a reader does not know are passed over.
 */
final class AlertCodec {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(usual -> usual.withValueInclusion(Include.NON_NULL))
          .build();

  private final String tenant;

  AlertCodec(String tenant) {
    this.tenant = tenant;
  }

  byte[] key(AlertRecord record) {
    return JSON.writeValueAsBytes(
        switch (record) {
          case AlertRecord.State state -> new Key(tenant, state.group(), state.fingerprint(), null);
          case AlertRecord.Progress progress -> new Key(tenant, progress.group(), null, null);
          case AlertRecord.Lead lead -> new Key(tenant, null, null, lead.partition());
        });
  }

  /** Null takes the record of that key back. */
  byte @Nullable [] value(AlertRecord record) {
    return switch (record) {
      case AlertRecord.State state -> {
        Tracked tracked = state.tracked();
        yield tracked == null ? null : JSON.writeValueAsBytes(written(tracked));
      }
      case AlertRecord.Progress progress -> {
        Instant tick = progress.evaluatedAt();
        yield tick == null
            ? null
            : JSON.writeValueAsBytes(new Ticked(tick, progress.unstoredFrom()));
      }
      case AlertRecord.Lead _ -> JSON.writeValueAsBytes(Map.of());
    };
  }

  /**
   * Reads a record.
   *
   * @return empty for one of another tenant
   * @throws WireFormatException when it is none of ours
   */
  Optional<AlertRecord> decode(byte @Nullable [] keyBytes, byte @Nullable [] value)
      throws WireFormatException {
    if (keyBytes == null) {
      throw new WireFormatException("a record without key");
    }
    try {
      Key key = JSON.readValue(keyBytes, Key.class);
      if (key == null || key.tenant() == null) {
        throw new WireFormatException("a key without tenant");
      }
      return key.tenant().equals(tenant) ? Optional.of(decode(key, value)) : Optional.empty();
    } catch (JacksonException e) {
      throw new WireFormatException("no JSON of ours: " + e.getOriginalMessage(), e);
    }
  }

  private static AlertRecord decode(Key key, byte @Nullable [] value) throws WireFormatException {
    String group = key.group();
    if (group == null) {
      if (key.partition() == null) {
        throw new WireFormatException("a key of neither group nor partition");
      }
      return new AlertRecord.Lead(key.partition());
    }
    String fingerprint = key.fingerprint();
    if (fingerprint == null) {
      return value == null ? new AlertRecord.Progress(group, null) : progress(group, value);
    }
    if (value == null) {
      return new AlertRecord.State(group, fingerprint, null);
    }
    Tracked tracked = read(group, JSON.readValue(value, Written.class));
    if (!tracked.alert().fingerprint().equals(fingerprint)) {
      throw new WireFormatException("labels of another fingerprint than " + fingerprint);
    }
    return new AlertRecord.State(group, fingerprint, tracked);
  }

  private static AlertRecord progress(String group, byte[] value) throws WireFormatException {
    Ticked ticked = JSON.readValue(value, Ticked.class);
    if (ticked == null || ticked.evaluatedAt() == null) {
      throw new WireFormatException("a group without its last tick");
    }
    return new AlertRecord.Progress(group, ticked.evaluatedAt(), ticked.unstoredFrom());
  }

  private static Written written(Tracked tracked) {
    Alert alert = tracked.alert();
    Alert.Evidence seen = alert.evidence();
    return new Written(
        alert.rule().name(),
        alert.labels(),
        alert.annotations(),
        new WrittenState(
            alert.state(),
            alert.times().activeAt(),
            alert.times().firingAt(),
            alert.times().resolvedAt(),
            tracked.quietSince(),
            tracked.missedAt(),
            WrittenTimes.of(tracked.ended())),
        new WrittenEvidence(
            seen.evaluatedAt(),
            seen.value(),
            seen.reportersShare(),
            seen.isFresh(),
            seen.isHeld(),
            seen.edges()));
  }

  private static Tracked read(String group, @Nullable Written written) throws WireFormatException {
    if (written == null) {
      throw new WireFormatException("no alert");
    }
    WrittenState state = written.state();
    WrittenEvidence seen = written.evidence();
    if (written.rule() == null
        || written.labels() == null
        || state == null
        || state.name() == null
        || state.activeAt() == null
        || seen == null
        || seen.evaluatedAt() == null) {
      throw new WireFormatException("an alert without rule, labels, state or evidence");
    }
    if (written.labels().containsValue(null)
        || (written.annotations() != null && written.annotations().containsValue(null))
        || (seen.edges() != null && seen.edges().contains(null))) {
      throw new WireFormatException("a label, an annotation or an edge that is null");
    }
    return new Tracked(
        new Alert(
            new Alert.Rule(group, written.rule()),
            new TreeMap<>(written.labels()),
            new TreeMap<>(written.annotations() == null ? Map.of() : written.annotations()),
            state.name(),
            times(state.name(), state.activeAt(), state),
            new Alert.Evidence(
                seen.evaluatedAt(),
                seen.value(),
                seen.reportersShare(),
                seen.fresh(),
                seen.held(),
                seen.edges() == null ? List.of() : seen.edges())),
        state.quietSince(),
        state.missedAt(),
        ended(state));
  }

  private static Alert.Times times(AlertState name, Instant activeAt, WrittenState state)
      throws WireFormatException {
    if ((name != AlertState.PENDING) != (state.firingAt() != null)
        || (name == AlertState.RESOLVED) != (state.resolvedAt() != null)) {
      throw new WireFormatException("times that do not fit the state " + name);
    }
    return new Alert.Times(activeAt, state.firingAt(), state.resolvedAt());
  }

  private static Alert.@Nullable Times ended(WrittenState state) throws WireFormatException {
    WrittenTimes ended = state.ended();
    if (ended == null) {
      return null;
    }
    if (state.name() != AlertState.PENDING
        || ended.activeAt() == null
        || ended.firingAt() == null
        || ended.resolvedAt() == null) {
      throw new WireFormatException("an end of before that is none");
    }
    return new Alert.Times(ended.activeAt(), ended.firingAt(), ended.resolvedAt());
  }

  private record Key(
      @Nullable String tenant,
      @Nullable String group,
      @Nullable String fingerprint,
      @Nullable Integer partition) {}

  private record Ticked(@Nullable Instant evaluatedAt, @Nullable Instant unstoredFrom) {}

  private record Written(
      @Nullable String rule,
      @Nullable Map<String, String> labels,
      @Nullable Map<String, String> annotations,
      @Nullable WrittenState state,
      @Nullable WrittenEvidence evidence) {}

  private record WrittenState(
      @Nullable AlertState name,
      @Nullable Instant activeAt,
      @Nullable Instant firingAt,
      @Nullable Instant resolvedAt,
      @Nullable Instant quietSince,
      @Nullable Instant missedAt,
      @Nullable WrittenTimes ended) {}

  private record WrittenTimes(
      @Nullable Instant activeAt, @Nullable Instant firingAt, @Nullable Instant resolvedAt) {
    static @Nullable WrittenTimes of(Alert.@Nullable Times times) {
      return times == null
          ? null
          : new WrittenTimes(times.activeAt(), times.firingAt(), times.resolvedAt());
    }
  }

  private record WrittenEvidence(
      @Nullable Instant evaluatedAt,
      @Nullable Double value,
      @Nullable Double reportersShare,
      boolean fresh,
      boolean held,
      @Nullable List<String> edges) {}
}
