package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Inventory;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the document that somebody gives: the whole inventory of the tenant. */
final class InventoryDocument {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Its length is bounded by whoever has it read. */
  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .loadSettings(LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private InventoryDocument() {}

  /** How a document is written. */
  enum Format {
    JSON,
    /** Which JSON is too. */
    YAML
  }

  /** What was read. */
  sealed interface Reading {
    /** The document keeps every rule. */
    record Good(List<Inventory.Cluster> clusters) implements Reading {}

    /**
     * It does not.
     *
     * @param problems the first {@value Problems#MAX}
     * @param count of all
     */
    record Bad(List<DocumentProblem> problems, int count) implements Reading {}
  }

  /** Reads a document in UTF-8. */
  static Reading read(byte[] document, Format format) {
    Problems problems = new Problems();
    Draft draft = draft(document, format, problems);
    Contradictions.find(draft, problems);
    return problems.count() == 0
        ? new Reading.Good(draft.finished())
        : new Reading.Bad(problems.all(), problems.count());
  }

  private static Draft draft(byte[] document, Format format, Problems problems) {
    ObjectMapper mapper =
        switch (format) {
          case JSON -> JSON;
          case YAML -> YAML;
        };
    try {
      return DraftReader.read(
          new DocumentNode(mapper.readTree(document), DocumentNode.ROOT, problems));
    } catch (JacksonException e) {
      problems.add(DocumentNode.ROOT, "is no valid " + format + ": " + why(e));
      return new Draft(List.of());
    }
  }

  private static String why(JacksonException e) {
    String message = Problems.shown(String.valueOf(e.getOriginalMessage()));
    TokenStreamLocation at = e.getLocation();
    return at == null
        ? message
        : "line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), message);
  }
}
