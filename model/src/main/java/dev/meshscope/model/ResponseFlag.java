package dev.meshscope.model;

import java.util.Optional;

/**
 * Envoy's response flags; a request's flags are a bit set, bit = ordinal.
 *
 * <p>The first 28 stand in the order of their field numbers in Envoy's {@code ResponseFlags}
 * (envoy/data/accesslog/v3/accesslog.proto), so that field n is bit n − 1; append only.
 */
@SuppressWarnings("EnumOrdinal") // The list is append-only, so that ordinals stay.
public enum ResponseFlag {
  LH,
  UH,
  UT,
  LR,
  UR,
  UF,
  UC,
  UO,
  NR,
  DI,
  FI,
  RL,
  UAEX,
  RLSE,
  DC,
  URX,
  SI,
  IH,
  DPE,
  UMSDR,
  RFCF,
  NFCF,
  DT,
  UPE,
  NC,
  OM,
  DF,
  DR,
  /** Text and OTLP only. */
  DO,
  /** Text and OTLP only. */
  UDO,
  /** Any flag that a filter registered itself. */
  CUSTOM;

  /** The bit of this flag. */
  public long bit() {
    return 1L << ordinal();
  }

  /** Whether the set holds this flag. */
  public boolean isIn(long flags) {
    return (flags & bit()) != 0;
  }

  /** The flag of that field number in Envoy's {@code ResponseFlags}; empty for an unknown one. */
  public static Optional<ResponseFlag> ofField(int number) {
    return number < 1 || number > DR.ordinal() + 1
        ? Optional.empty()
        : Optional.of(values()[number - 1]);
  }
}
