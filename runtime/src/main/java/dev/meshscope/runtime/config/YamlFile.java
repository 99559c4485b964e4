package dev.meshscope.runtime.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a YAML file into values by key, and refuses whatever is no known key. */
final class YamlFile {
  private final Path file;
  private final Set<String> known;
  private final Map<String, Raw> values;
  private final List<String> problems;

  YamlFile(Path file, Set<String> known, Map<String, Raw> values, List<String> problems) {
    this.file = file;
    this.known = known;
    this.values = values;
    this.problems = problems;
  }

  /** Adds the values of the file, and a problem for each line that cannot be used. */
  void read() {
    if (!Files.isReadable(file)) {
      problems.add(file + ": cannot be read; give an existing file to --config");
      return;
    }
    try {
      var mapper =
          YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      JsonNode root = mapper.readTree(file.toFile());
      if (root.isObject()) {
        root.properties().forEach(entry -> take(entry.getKey(), entry.getValue()));
      } else if (!root.isMissingNode() && !root.isNull()) {
        problems.add(file + ": must hold keys and values, such as grpcPort: 4317");
      }
    } catch (JacksonException e) {
      problems.add(file + at(e) + ": is no valid YAML: " + whatIsWrong(e));
    }
  }

  private void take(String key, JsonNode node) {
    if (known.contains(key)) {
      value(key, node);
    } else if (known.stream().anyMatch(name -> name.startsWith(key + "."))) {
      nested(key, node);
    } else {
      String nearest =
          Nearest.to(key, known).map(name -> "; did you mean " + name + "?").orElse("");
      problems.add(key + " (" + file + "): is no known key" + nearest);
    }
  }

  private void nested(String key, JsonNode node) {
    if (node.isObject()) {
      node.properties().forEach(entry -> take(key + "." + entry.getKey(), entry.getValue()));
    } else if (!node.isNull()) {
      problems.add(key + " (" + file + "): must hold keys of its own");
    }
  }

  private void value(String key, JsonNode node) {
    if (node.isNull()) {
      problems.add(key + " (" + file + "): has no value; give one or leave the key out");
    } else if (node.isArray() && scalars(node)) {
      String joined =
          StreamSupport.stream(node.spliterator(), false)
              .map(JsonNode::asString)
              .collect(Collectors.joining(","));
      values.put(key, new Raw(joined, Setting.Origin.FILE, file.toString()));
    } else if (node.isValueNode()) {
      values.put(key, new Raw(node.asString(), Setting.Origin.FILE, file.toString()));
    } else {
      problems.add(key + " (" + file + "): must be one value, or a list of them");
    }
  }

  private static boolean scalars(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isValueNode);
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
  }

  /**
   * The parser's own sentence. Around it the YAML library shows an excerpt of the file in many
   * lines: a line of context, where that began, the excerpt, the problem, where it is, the excerpt.
   */
  private static String whatIsWrong(JacksonException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(": "));
  }
}
