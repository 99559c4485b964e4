package dev.meshscope.queryapi.alert.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** The YAML documents of a file, each place with its line. */
final class YamlDocuments {
  /** Levels of lists and mappings in each other; what composes them recurses. */
  private static final int DEPTH_MAX = 20;

  /** Its length is bounded by whoever has it read. */
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setUseMarks(true).setCodePointLimit(Integer.MAX_VALUE).build();

  private YamlDocuments() {}

  /** Those with content; none where the file is no YAML, which is noted. */
  static List<YamlNode> read(byte[] content, FileProblems problems) {
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      problems.add(Problem.ofFile("is no text in UTF-8"));
      return List.of();
    }
    try {
      Optional<Problem> obstacle = obstacle(text);
      if (obstacle.isPresent()) {
        problems.add(obstacle.get());
        return List.of();
      }
      return compose(text, problems);
    } catch (YamlEngineException e) {
      problems.add(problem(e));
      return List.of();
    } catch (RuntimeException e) {
      // Whatever else the parser throws, as it does at "\UFFFFFFFF", is about this file.
      problems.add(Problem.ofFile("cannot be read as YAML: " + FileProblems.cut(e.toString())));
      return List.of();
    }
  }

  private static List<YamlNode> compose(String text, FileProblems problems) {
    List<YamlNode> documents = new ArrayList<>();
    for (Node root : new Compose(SETTINGS).composeAllFromString(text)) {
      YamlNode document = new YamlNode(root, Place.ROOT, problems);
      if (!document.isNull()) {
        documents.add(document);
      }
    }
    return documents;
  }

  private static Optional<Problem> obstacle(String text) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      if (event instanceof AliasEvent) {
        return Optional.of(at(event, "uses an alias (*), which is not read: write it out"));
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (event instanceof CollectionStartEvent && ++depth > DEPTH_MAX) {
        return Optional.of(at(event, "is nested more than " + DEPTH_MAX + " levels deep"));
      }
    }
    return Optional.empty();
  }

  private static Problem at(Event event, String reason) {
    return at(event.getStartMark(), reason);
  }

  private static Problem problem(YamlEngineException e) {
    if (e instanceof MarkedYamlEngineException marked) {
      return at(marked.getProblemMark(), "is no valid YAML: " + marked.getProblem());
    }
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return Problem.ofFile("is no valid YAML: " + FileProblems.cut(first));
  }

  private static Problem at(Optional<Mark> mark, String reason) {
    return mark.map(
            found -> new Problem(found.getLine() + 1, found.getColumn() + 1, Place.ROOT, reason))
        .orElseGet(() -> Problem.ofFile(reason));
  }
}
