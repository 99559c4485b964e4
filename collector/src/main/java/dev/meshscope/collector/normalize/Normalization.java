package dev.meshscope.collector.normalize;

import org.jspecify.annotations.Nullable;

/**
 * What all streams of one protocol share when their entries are understood. Safe for use by all at
 * once.
 */
public final class Normalization {
  private final NormalizeConfig config;
  private final PeerDecoder decoder;
  private final Ledger ledger;
  private final @Nullable OpenStreams openStreams;
  private final OperationBudget operations;
  private final Mirrors mirrors;
  private final SharedFlows flows;

  private Normalization(
      NormalizeConfig config,
      PeerDecoder decoder,
      Ledger ledger,
      @Nullable OpenStreams openStreams) {
    this.config = config;
    this.decoder = decoder;
    this.ledger = ledger;
    this.openStreams = openStreams;
    operations = new OperationBudget(config.operationsPerServiceMax());
    mirrors = new Mirrors(config.mirrors());
    flows = new SharedFlows(config.memory().sharedPartsMax());
  }

  /** For a protocol of streams: a proxy's worker tells all it has, in order, on one of them. */
  public static Normalization ofStreams(
      NormalizeConfig config, PeerDecoder decoder, Ledger ledger) {
    OpenStreams openStreams =
        config.openStreams().max() == 0 ? null : new OpenStreams(config.openStreams(), ledger);
    return new Normalization(config, decoder, ledger, openStreams);
  }

  /**
   * For a protocol of messages. The next one may go to another collector, so that calls that go on
   * cannot be followed: they count at their ends.
   */
  public static Normalization ofMessages(
      NormalizeConfig config, PeerDecoder decoder, Ledger ledger) {
    return new Normalization(config, decoder, ledger, null);
  }

  /**
   * Understands what one stream, or one session, of that node tells.
   *
   * @param seed random, for hashing
   */
  public StreamNormalizer of(ReportingNode node, long seed) {
    return new StreamNormalizer(this, node, seed);
  }

  /** How many streams and connections that go on are followed. */
  public int openStreams() {
    return openStreams == null ? 0 : openStreams.size();
  }

  NormalizeConfig config() {
    return config;
  }

  PeerDecoder decoder() {
    return decoder;
  }

  Ledger ledger() {
    return ledger;
  }

  SharedFlows flows() {
    return flows;
  }

  Mirrors mirrors() {
    return mirrors;
  }

  OperationBudget operations() {
    return operations;
  }

  @Nullable StreamScope scope(ReportingNode node) {
    return openStreams == null ? null : openStreams.scope(node);
  }
}
