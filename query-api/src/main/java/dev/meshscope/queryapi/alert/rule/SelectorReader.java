package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.model.Entry;
import dev.meshscope.model.ServiceName;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads which traffic something is about. */
final class SelectorReader {
  static final List<String> KEYS = List.of("service", "namespace", "source", "version", "entry");
  private static final List<String> EACH =
      Arrays.stream(Each.values())
          .filter(each -> each != Each.NOTHING)
          .map(SelectorReader::text)
          .toList();

  private SelectorReader() {}

  static Selector read(Members members, Each each) {
    Optional<ServiceName> service = members.read("service", Values::service);
    Optional<String> namespace = members.read("namespace", Values::name);
    Optional<String> source = members.read("source", Values::workload);
    Optional<String> version = members.read("version", Values::name);
    Optional<Entry> entry = members.read("entry", Values::entry);
    if (service.isPresent()
        && namespace.isPresent()
        && !service.get().namespace().equals(namespace.get())) {
      members.refuse("namespace", "is not the namespace of service: leave one of them out");
    }
    return new Selector(service, namespace, source, version, entry, each);
  }

  static Each each(Members members) {
    return members
        .read("each", node -> Values.word(node, EACH))
        .map(text -> Each.valueOf(text.toUpperCase(Locale.ROOT)))
        .orElse(Each.NOTHING);
  }

  static String text(Each each) {
    return each.name().toLowerCase(Locale.ROOT);
  }
}
