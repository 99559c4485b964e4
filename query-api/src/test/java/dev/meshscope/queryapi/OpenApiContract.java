package dev.meshscope.queryapi;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds answers to {@code openapi.yaml}: its statuses, content types and schemas. */
final class OpenApiContract {
  /** What any URL may answer, as the description's introduction says. */
  private static final Set<Integer> ANYWHERE = Set.of(400, 404, 405, 413, 414, 500);

  private static final int NOT_MODIFIED = 304;

  private final JsonNode document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  OpenApiContract() {
    try (InputStream in =
        OpenApiContract.class.getResourceAsStream("/dev/meshscope/queryapi/http/openapi.yaml")) {
      document = YAMLMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode document() {
    return document;
  }

  /** Every path with the statuses that its GET may answer. */
  Map<String, Set<Integer>> statuses() {
    Map<String, Set<Integer>> all = new TreeMap<>();
    document
        .get("paths")
        .properties()
        .forEach(path -> {
          Set<Integer> statuses = new TreeSet<>();
          path.getValue()
              .at("/get/responses")
              .propertyNames()
              .forEach(status -> statuses.add(Integer.valueOf(status)));
          all.put(path.getKey(), statuses);
        });
    return all;
  }

  /** The path of the description that a URL's path matches. */
  Optional<String> template(String path) {
    return document.get("paths").propertyNames().stream()
        .filter(template -> pattern(template).matcher(path).matches())
        .min(Comparator.comparingLong(template -> template.chars().filter(c -> c == '{').count()));
  }

  /** Fails unless the answer is as described. */
  void check(String method, String path, RunningApi.Answer answer) {
    JsonNode response =
        template(path)
            .map(template -> response(template, method, answer.status()))
            .orElse(MissingNode.getInstance());
    if (response.isMissingNode()) {
      if (!ANYWHERE.contains(answer.status())) {
        throw new AssertionError(path + " answers " + answer.status() + ", not described");
      }
      response = document.at("/components/responses/Problem");
    }
    if (answer.status() == NOT_MODIFIED) {
      return; // it has no content by definition
    }
    String type = answer.header("Content-Type").split(";", 2)[0];
    JsonNode content = response.get("content").path(type);
    if (content.isMissingNode()) {
      throw new AssertionError(path + " answers with type " + type + ", not described");
    }
    if (type.endsWith("json")) {
      JsonNode schema = content.get("schema");
      List<String> errors = errors(schema.get("$ref").asString(), answer.json());
      if (!errors.isEmpty()) {
        throw new AssertionError(path + " breaks its schema: " + errors + "\n" + answer.text());
      }
    }
  }

  private JsonNode response(String template, String method, int status) {
    String pointer = "/" + method.toLowerCase(Locale.ROOT) + "/responses/" + status;
    JsonNode response = document.get("paths").get(template).at(pointer);
    JsonNode reference = response.path("$ref");
    return reference.isMissingNode() ? response : document.at(reference.asString().substring(1));
  }

  private List<String> errors(String reference, JsonNode body) {
    Schema schema = schemas.computeIfAbsent(reference, this::schema);
    return schema.validate(body).stream().map(Object::toString).toList();
  }

  private Schema schema(String reference) {
    ObjectNode root = YAMLMapper.builder().build().createObjectNode();
    root.put("$ref", reference);
    root.set("components", document.get("components"));
    return registry.getSchema(root);
  }

  private static Pattern pattern(String template) {
    StringBuilder regex = new StringBuilder();
    for (String part : template.split("(?=\\{)|(?<=\\})", -1)) {
      regex.append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }
}
