package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Encodes inventories as {@code inventory.proto} says. Keys are encoded alike every time, because
 * compaction compares bytes.
 */
public final class InventoryCodec {
  // Of a key.
  private static final int TENANT = 1;
  private static final int SINCE_MICROS = 2;

  // Of an inventory.
  private static final int CLUSTERS = 1;

  // Of a cluster.
  private static final int CLUSTER_NAME = 1;
  private static final int NAMESPACES = 2;
  private static final int NODE_ADDRESSES = 3;
  private static final int POD_CIDRS = 4;
  private static final int SERVICE_CIDRS = 5;
  private static final int SERVICES = 6;

  // Of a service.
  private static final int SERVICE_NAMESPACE = 1;
  private static final int SERVICE_NAME = 2;
  private static final int CLUSTER_ADDRESSES = 3;
  private static final int NODE_PORTS = 4;
  private static final int LOAD_BALANCER_ADDRESSES = 5;

  private InventoryCodec() {}

  /** Encodes the key of a version. */
  public static byte[] encodeKey(Inventory.Key key) {
    WireBuffer out = new WireBuffer();
    out.text(TENANT, key.tenant(), false);
    out.number(SINCE_MICROS, key.sinceMicros());
    return out.toByteArray();
  }

  /** Encodes the value of a version. */
  public static byte[] encodeValue(Inventory inventory) {
    WireBuffer out = new WireBuffer();
    inventory.clusters().forEach(cluster -> out.message(CLUSTERS, cluster(cluster)));
    return out.toByteArray();
  }

  /** Decodes the key of a version. */
  public static Inventory.Key decodeKey(byte[] bytes) throws WireFormatException {
    KeyFields fields = new KeyFields();
    WireInput.message(bytes, fields);
    return new Inventory.Key(fields.tenant, fields.sinceMicros);
  }

  /** Decodes the value of a version. */
  public static Inventory decodeValue(Inventory.Key key, byte[] bytes) throws WireFormatException {
    InventoryFields fields = new InventoryFields();
    try {
      WireInput.message(bytes, fields);
      return new Inventory(key, fields.clusters);
    } catch (IllegalArgumentException e) {
      throw new WireFormatException("no inventory: " + e.getMessage(), e);
    }
  }

  private static WireBuffer cluster(Inventory.Cluster cluster) {
    WireBuffer out = new WireBuffer();
    out.text(CLUSTER_NAME, cluster.name(), false);
    texts(out, NAMESPACES, cluster.namespaces());
    texts(out, NODE_ADDRESSES, cluster.nodeAddresses());
    texts(out, POD_CIDRS, cluster.podCidrs());
    texts(out, SERVICE_CIDRS, cluster.serviceCidrs());
    cluster.services().forEach(service -> out.message(SERVICES, service(service)));
    return out;
  }

  private static WireBuffer service(Inventory.Service service) {
    WireBuffer out = new WireBuffer();
    out.text(SERVICE_NAMESPACE, service.name().namespace(), false);
    out.text(SERVICE_NAME, service.name().name(), false);
    texts(out, CLUSTER_ADDRESSES, service.clusterAddresses());
    WireBuffer ports = new WireBuffer();
    service.nodePorts().forEach(ports::varint);
    out.column(NODE_PORTS, ports);
    texts(out, LOAD_BALANCER_ADDRESSES, service.loadBalancerAddresses());
    return out;
  }

  private static void texts(WireBuffer out, int field, List<?> values) {
    values.forEach(value -> out.text(field, value.toString(), true));
  }

  private static <T> T parsed(Optional<T> value, String text) throws WireFormatException {
    return value.orElseThrow(() -> new WireFormatException("no address: " + text));
  }

  private static final class KeyFields implements WireInput.Fields {
    private String tenant = "";
    private long sinceMicros;

    @Override
    public void number(int field, long value) {
      if (field == SINCE_MICROS) {
        sinceMicros = value;
      }
    }

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      if (field != TENANT) {
        return false;
      }
      tenant = in.readStringRequireUtf8();
      return true;
    }
  }

  private static final class InventoryFields implements WireInput.Fields {
    private final List<Inventory.Cluster> clusters = new ArrayList<>();

    @Override
    public void number(int field, long value) {}

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      if (field != CLUSTERS) {
        return false;
      }
      ClusterFields fields = new ClusterFields();
      WireInput.nested(in, fields);
      clusters.add(fields.cluster());
      return true;
    }
  }

  private static final class ClusterFields implements WireInput.Fields {
    private String name = "";
    private final List<String> namespaces = new ArrayList<>();
    private final List<String> nodeAddresses = new ArrayList<>();
    private final List<Cidr> podCidrs = new ArrayList<>();
    private final List<Cidr> serviceCidrs = new ArrayList<>();
    private final List<Inventory.Service> services = new ArrayList<>();

    @Override
    public void number(int field, long value) {}

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case CLUSTER_NAME -> name = in.readStringRequireUtf8();
        case NAMESPACES -> namespaces.add(in.readStringRequireUtf8());
        case NODE_ADDRESSES -> nodeAddresses.add(in.readStringRequireUtf8());
        case POD_CIDRS -> podCidrs.add(cidr(in));
        case SERVICE_CIDRS -> serviceCidrs.add(cidr(in));
        case SERVICES -> {
          ServiceFields fields = new ServiceFields();
          WireInput.nested(in, fields);
          services.add(fields.service());
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    Inventory.Cluster cluster() {
      return new Inventory.Cluster(
          name, namespaces, nodeAddresses, podCidrs, serviceCidrs, services);
    }

    private static Cidr cidr(CodedInputStream in) throws IOException {
      String text = in.readStringRequireUtf8();
      return parsed(Cidr.parse(text), text);
    }
  }

  private static final class ServiceFields implements WireInput.Fields {
    private String namespace = "";
    private String name = "";
    private final List<IpAddress> clusterAddresses = new ArrayList<>();
    private final List<Integer> nodePorts = new ArrayList<>();
    private final List<String> loadBalancerAddresses = new ArrayList<>();

    @Override
    public void number(int field, long value) {}

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case SERVICE_NAMESPACE -> namespace = in.readStringRequireUtf8();
        case SERVICE_NAME -> name = in.readStringRequireUtf8();
        case CLUSTER_ADDRESSES -> {
          String text = in.readStringRequireUtf8();
          clusterAddresses.add(parsed(IpAddress.parse(text), text));
        }
        case NODE_PORTS ->
            Arrays.stream(WireInput.allLongs(in))
                .mapToInt(Math::toIntExact)
                .forEach(nodePorts::add);
        case LOAD_BALANCER_ADDRESSES -> loadBalancerAddresses.add(in.readStringRequireUtf8());
        default -> {
          return false;
        }
      }
      return true;
    }

    Inventory.Service service() {
      return new Inventory.Service(
          new ServiceName(namespace, name), clusterAddresses, nodePorts, loadBalancerAddresses);
    }
  }
}
