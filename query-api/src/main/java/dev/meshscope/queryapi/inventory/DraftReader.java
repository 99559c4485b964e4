package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Cidr;
import dev.meshscope.model.HostNames;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.IpAddress;
import dev.meshscope.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the values of a document one by one; whether they fit together is asked afterwards. */
final class DraftReader {
  private static final List<String> DOCUMENT = List.of("clusters");
  private static final List<String> CLUSTER =
      List.of("name", "namespaces", "nodeAddresses", "podCidrs", "serviceCidrs", "services");
  private static final List<String> SERVICE =
      List.of("namespace", "name", "clusterAddresses", "nodePorts", "loadBalancerAddresses");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private DraftReader() {}

  static Draft read(DocumentNode document) {
    Map<String, DocumentNode> members = document.members(DOCUMENT);
    if (document.node().isObject() && !members.containsKey("clusters")) {
      document.wrong("must have a list clusters");
    }
    return new Draft(
        elements(members, "clusters", Inventory.CLUSTERS_MAX).stream()
            .map(DraftReader::cluster)
            .toList());
  }

  private static Draft.Cluster cluster(DocumentNode node) {
    Map<String, DocumentNode> members = node.members(CLUSTER);
    return new Draft.Cluster(
        required(node, members, "name", DraftReader::clusterName),
        values(members, "namespaces", Inventory.MEMBERS_MAX, DraftReader::label),
        values(members, "nodeAddresses", Inventory.MEMBERS_MAX, DraftReader::host),
        values(members, "podCidrs", Inventory.CIDRS_MAX, DraftReader::cidr),
        values(members, "serviceCidrs", Inventory.CIDRS_MAX, DraftReader::cidr),
        elements(members, "services", Inventory.MEMBERS_MAX).stream()
            .map(DraftReader::service)
            .toList());
  }

  private static Draft.Service service(DocumentNode node) {
    Map<String, DocumentNode> members = node.members(SERVICE);
    Placed<String> namespace = required(node, members, "namespace", DraftReader::label);
    Placed<String> name = required(node, members, "name", DraftReader::label);
    return new Draft.Service(
        node.placed(new ServiceName(namespace.value(), name.value())),
        values(members, "clusterAddresses", Inventory.ADDRESSES_MAX, DraftReader::address),
        values(members, "nodePorts", Inventory.ADDRESSES_MAX, DraftReader::port),
        values(members, "loadBalancerAddresses", Inventory.ADDRESSES_MAX, DraftReader::host));
  }

  /** A member that must be there; empty text where it is not, which is noted. */
  private static Placed<String> required(
      DocumentNode parent,
      Map<String, DocumentNode> members,
      String name,
      Function<DocumentNode, Optional<String>> reader) {
    DocumentNode member = members.get(name);
    if (member == null) {
      if (parent.node().isObject()) {
        parent.wrong("must have a " + name);
      }
      return parent.placed("");
    }
    return member.placed(reader.apply(member).orElse(""));
  }

  private static <T> List<Placed<T>> values(
      Map<String, DocumentNode> members,
      String name,
      int max,
      Function<DocumentNode, Optional<T>> reader) {
    List<Placed<T>> values = new ArrayList<>();
    for (DocumentNode element : elements(members, name, max)) {
      reader.apply(element).ifPresent(value -> values.add(element.placed(value)));
    }
    return values;
  }

  private static List<DocumentNode> elements(
      Map<String, DocumentNode> members, String name, int max) {
    DocumentNode member = members.get(name);
    return member == null ? List.of() : member.elements(max);
  }

  private static Optional<String> clusterName(DocumentNode node) {
    return checked(
        node,
        text ->
            text.isBlank()
                    || text.length() > Inventory.NAME_LENGTH_MAX
                    || CONTROL.matcher(text).find()
                ? Optional.empty()
                : Optional.of(text),
        "must be the id that the mesh has for the cluster, at most 253 characters");
  }

  private static Optional<String> label(DocumentNode node) {
    return checked(
        node,
        text -> Optional.of(text).filter(one -> LABEL.matcher(one).matches()),
        "must be a name in Kubernetes: lower case letters, digits and -, at most 63");
  }

  private static Optional<String> host(DocumentNode node) {
    return checked(
        node, HostNames::canonical, "must be an IP address without port, or a host name");
  }

  private static Optional<IpAddress> address(DocumentNode node) {
    return checked(node, IpAddress::parse, "must be an IP address without port");
  }

  private static Optional<Cidr> cidr(DocumentNode node) {
    return checked(
        node, Cidr::parse, "must be a range like 10.244.0.0/16, with zeros behind the prefix");
  }

  private static Optional<Integer> port(DocumentNode node) {
    return node.number(1, Inventory.PORT_MAX);
  }

  private static <T> Optional<T> checked(
      DocumentNode node, Function<String, Optional<T>> parser, String rule) {
    Optional<String> text = node.text();
    Optional<T> value = text.flatMap(parser);
    if (text.isPresent() && value.isEmpty()) {
      node.wrong(rule + ", is " + Problems.shown(text.get()));
    }
    return value;
  }
}
