package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumDescriptor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the codecs and the {@code .proto} files together, in both directions. */
class ProtoFilesTest {
  private static final int CASES = 200;

  private static Formats formats;

  @BeforeAll
  static void compile(@TempDir Path directory) throws Exception {
    formats = new Formats(directory);
  }

  @Test
  void requestBatchesAreWrittenAsTheFileSays() {
    ProtoReader reader = new ProtoReader(formats);
    Laws.forAll(
        CASES,
        random -> {
          RequestBatch batch = new RandomRecords(random).requestBatch();
          equal(reader.requestBatch(RequestBatchCodec.encode(batch)), batch);
        });
    hasMetAllFields(reader, "RequestBatch", "Party", "Flow", "Edge", "Workload");
  }

  @Test
  void requestBatchesAreReadAsTheFileSays() {
    Laws.forAll(
        CASES,
        random -> {
          RequestBatch batch = new RandomRecords(random).requestBatch();
          equal(RequestBatchCodec.decode(ProtoWriter.requestBatch(formats, batch)), batch);
        });
  }

  @Test
  void deltaBatchesAreWrittenAsTheFileSays() {
    ProtoReader reader = new ProtoReader(formats);
    Laws.forAll(
        CASES,
        random -> {
          DeltaBatch batch = new RandomRecords(random).deltaBatch();
          assertThat(reader.deltaBatch(DeltaBatchCodec.encode(batch))).isEqualTo(batch);
        });
    hasMetAllFields(reader, "DeltaBatch", "Progress", "Edge", "Workload");
  }

  @Test
  void deltaBatchesAreReadAsTheFileSays() {
    Laws.forAll(
        CASES,
        random -> {
          DeltaBatch batch = new RandomRecords(random).deltaBatch();
          byte[] bytes = ProtoWriter.deltaBatch(formats, batch);
          assertThat(DeltaBatchCodec.decode(bytes)).isEqualTo(batch);
        });
  }

  @Test
  void announcementsAreWrittenAndReadAsTheFileSays() {
    ProtoReader reader = new ProtoReader(formats);
    Laws.forAll(
        CASES,
        random -> {
          Announcement announcement = new RandomRecords(random).announcement();
          Announcement.Key key = announcement.key();
          assertThat(reader.key(IdentityCodec.encodeKey(key))).isEqualTo(key);
          assertThat(IdentityCodec.decodeKey(ProtoWriter.key(formats, key))).isEqualTo(key);
          byte[] ours = IdentityCodec.encodeValue(announcement);
          assertThat(reader.announcement(key, ours)).isEqualTo(announcement);
          byte[] theirs = ProtoWriter.announcement(formats, announcement);
          assertThat(IdentityCodec.decodeValue(key, theirs)).isEqualTo(announcement);
        });
    hasMetAllFields(reader, "AnnouncementKey", "Announcement");
  }

  @Test
  void keysAreWrittenByteForByteAsProtobufWould() {
    Laws.forAll(
        CASES,
        random -> {
          Announcement.Key key = new RandomRecords(random).announcement().key();
          assertThat(IdentityCodec.encodeKey(key)).isEqualTo(ProtoWriter.key(formats, key));
          Inventory.Key version = new RandomRecords(random).inventory().key();
          assertThat(InventoryCodec.encodeKey(version))
              .isEqualTo(ProtoWriter.inventoryKey(formats, version));
        });
  }

  @Test
  void reporterEventsAreWrittenAndReadAsTheFileSays() {
    ProtoReader reader = new ProtoReader(formats);
    Laws.forAll(
        CASES,
        random -> {
          ReporterEvent event = new RandomRecords(random).reporterEvent();
          assertThat(reader.reporterEvent(IdentityCodec.encode(event))).isEqualTo(event);
          byte[] theirs = ProtoWriter.reporterEvent(formats, event);
          assertThat(IdentityCodec.decodeEvent(theirs)).isEqualTo(event);
        });
    hasMetAllFields(reader, "ReporterEvent");
  }

  @Test
  void inventoriesAreWrittenAndReadAsTheFileSays() {
    ProtoReader reader = new ProtoReader(formats);
    Laws.forAll(
        CASES,
        random -> {
          Inventory inventory = new RandomRecords(random).inventory();
          Inventory.Key key = inventory.key();
          assertThat(reader.inventoryKey(InventoryCodec.encodeKey(key))).isEqualTo(key);
          assertThat(InventoryCodec.decodeKey(ProtoWriter.inventoryKey(formats, key)))
              .isEqualTo(key);
          byte[] ours = InventoryCodec.encodeValue(inventory);
          assertThat(reader.inventory(key, ours)).isEqualTo(inventory);
          byte[] theirs = ProtoWriter.inventory(formats, inventory);
          assertThat(InventoryCodec.decodeValue(key, theirs)).isEqualTo(inventory);
        });
    hasMetAllFields(reader, "InventoryKey", "Inventory", "InventoryCluster", "InventoryService");
  }

  @Test
  void enumerationsHaveTheNumbersOfTheFile() {
    named(NodeKind.values(), "NodeKind", "NODE_KIND_");
    named(Reporter.values(), "Reporter", "REPORTER_");
    named(Protocol.values(), "Protocol", "PROTOCOL_");
    named(TrafficClass.values(), "TrafficClass", "TRAFFIC_CLASS_");
    named(Entry.values(), "Entry", "ENTRY_");
    named(Exit.values(), "Exit", "EXIT_");
    named(
        ConnectionSecurityPolicy.values(),
        "ConnectionSecurityPolicy",
        "CONNECTION_SECURITY_POLICY_");
    named(Cause.values(), "Cause", "CAUSE_");
    EnumDescriptor kinds = formats.message("ReporterEvent").findEnumTypeByName("Kind");
    assertThat(numbers(kinds)).isEqualTo(numbers(ReporterEvent.Kind.values(), "", Named::wire));
    assertThat(numbers(formats.enumeration("ResponseFlag")))
        .isEqualTo(
            numbers(ResponseFlag.values(), "", flag -> Long.numberOfTrailingZeros(flag.bit())));
  }

  private static <E extends Enum<E> & Named> void named(E[] values, String name, String prefix) {
    assertThat(numbers(formats.enumeration(name))).isEqualTo(numbers(values, prefix, Named::wire));
    assertThat(Arrays.stream(values).map(Named::text).filter(text -> !text.isEmpty()))
        .allSatisfy(text -> assertThat(text).isEqualTo(text.toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates();
  }

  private static Map<String, Integer> numbers(EnumDescriptor descriptor) {
    return descriptor.getValues().stream()
        .collect(Collectors.toMap(value -> value.getName(), value -> value.getNumber()));
  }

  private static <E extends Enum<E>> Map<String, Integer> numbers(
      E[] values, String prefix, ToIntFunction<? super E> number) {
    return Arrays.stream(values)
        .collect(Collectors.toMap(value -> prefix + value.name(), number::applyAsInt));
  }

  private static void equal(RequestBatch actual, RequestBatch expected) {
    assertThat(actual.header()).isEqualTo(expected.header());
    assertThat(actual.flows()).isEqualTo(expected.flows());
    assertThat(actual.operations()).isEqualTo(expected.operations());
    assertThat(Rows.of(actual.columns())).isEqualTo(Rows.of(expected.columns()));
  }

  private static void hasMetAllFields(ProtoReader reader, String... messages) {
    assertThat(reader.met())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(messages)
                .flatMap(message -> formats.message(message).getFields().stream())
                .toList());
  }
}
