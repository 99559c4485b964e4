package dev.meshscope.standalone;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** An answer of {@code /api/v1/topology}, as far as tests look at it. */
record TopologyAnswer(JsonNode json) {
  /** One edge with the names of its ends. */
  record EdgeAnswer(JsonNode json, JsonNode source, JsonNode destination) {
    String sourceName() {
      return source.path("name").asString();
    }

    String destinationName() {
      return destination.path("name").asString();
    }

    boolean isTcp() {
      return protocol().equals("tcp");
    }

    String protocol() {
      return json.path("protocol").asString();
    }

    /** How its requests came in; empty east-west. */
    String entry() {
      return json.path("entry").asString("");
    }

    /** How its requests left; empty east-west. */
    String exit() {
      return json.path("exit").asString("");
    }

    String service() {
      return json.path("service").path("name").asString();
    }

    long requests() {
      return json.path("requests").asLong();
    }

    long attempts() {
      return json.path("attempts").asLong();
    }

    long cause(String cause) {
      return json.path("causes").path(cause).asLong(0);
    }

    /** Requests by cause, where there was one. */
    Map<String, Long> causes() {
      Map<String, Long> causes = new TreeMap<>();
      json.path("causes")
          .propertyStream()
          .forEach(cause -> causes.put(cause.getKey(), cause.getValue().asLong()));
      return causes;
    }

    /** Requests by response code. */
    Map<Integer, Long> responses() {
      Map<Integer, Long> codes = new TreeMap<>();
      json.path("responses")
          .propertyStream()
          .forEach(code -> codes.put(Integer.valueOf(code.getKey()), code.getValue().asLong()));
      return codes;
    }
  }

  List<EdgeAnswer> edges() {
    Map<String, JsonNode> nodes =
        json.path("nodes")
            .valueStream()
            .collect(Collectors.toMap(node -> node.path("id").asString(), node -> node));
    return json.path("edges")
        .valueStream()
        .map(edge ->
            new EdgeAnswer(
                edge,
                node(nodes, edge.path("source").asString()),
                node(nodes, edge.path("destination").asString())))
        .toList();
  }

  /** Sums responses of many edges. */
  static Map<Integer, Long> sum(List<EdgeAnswer> edges) {
    Map<Integer, Long> codes = new TreeMap<>();
    edges.forEach(
        edge -> edge.responses().forEach((code, count) -> codes.merge(code, count, Long::sum)));
    return codes;
  }

  private static JsonNode node(Map<String, JsonNode> nodes, String id) {
    JsonNode node = nodes.get(id);
    if (node == null) {
      throw new AssertionError("edge points to node " + id + ", which is not in the answer");
    }
    return node;
  }
}
