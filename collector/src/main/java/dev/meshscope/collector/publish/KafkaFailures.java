package dev.meshscope.collector.publish;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;

/** What a failed send means. */
final class KafkaFailures {
  private KafkaFailures() {}

  /** Whether the same record can ever be taken. */
  static boolean isForGood(Exception failure) {
    return failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException;
  }

  /** Whether the producer may be beyond use, and a new one is needed. */
  static boolean isOfProducer(Exception failure) {
    return !(failure instanceof RetriableException);
  }
}
