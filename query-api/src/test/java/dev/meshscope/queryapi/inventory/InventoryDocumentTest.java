package dev.meshscope.queryapi.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cidr;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.IpAddress;
import dev.meshscope.model.ServiceName;
import dev.meshscope.queryapi.inventory.InventoryDocument.Format;
import dev.meshscope.queryapi.inventory.InventoryDocument.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A document keeps every rule, or each place that does not is named. */
class InventoryDocumentTest {
  private static final int MUTATIONS = 10_000;
  private static final String DOCUMENT =
      """
      {"clusters": [
        {"name": "Kubernetes",
         "namespaces": ["istio-system", "bookinfo"],
         "nodeAddresses": ["Minikube.", "192.168.49.2", "FD00::0001"],
         "podCidrs": ["fd00:10:244::/56", "10.244.0.0/16", "10.244.3.0/24"],
         "serviceCidrs": ["10.96.0.0/12"],
         "services": [
           {"namespace": "bookinfo", "name": "productpage",
            "clusterAddresses": ["10.101.7.2"], "nodePorts": [31999, 31380],
            "loadBalancerAddresses": ["LB.example.com", "203.0.113.7"]},
           {"namespace": "bookinfo", "name": "details"}]},
        {"name": "edge"}]}
      """;

  @Test
  void readsEverythingInAnOrderOfItsOwn() {
    Inventory.Cluster kubernetes = good(DOCUMENT).getFirst();

    assertThat(kubernetes.name()).isEqualTo("Kubernetes");
    assertThat(kubernetes.namespaces()).containsExactly("bookinfo", "istio-system");
    assertThat(kubernetes.nodeAddresses()).containsExactly("192.168.49.2", "fd00::1", "minikube");
    assertThat(kubernetes.podCidrs())
        .extracting(Cidr::toString)
        .containsExactly("10.244.0.0/16", "10.244.3.0/24", "fd00:10:244::/56");
    assertThat(kubernetes.services())
        .extracting(Inventory.Service::name)
        .containsExactly(
            new ServiceName("bookinfo", "details"), new ServiceName("bookinfo", "productpage"));
    Inventory.Service productpage = kubernetes.services().getLast();
    assertThat(productpage.clusterAddresses())
        .containsExactly(IpAddress.parse("10.101.7.2").orElseThrow());
    assertThat(productpage.nodePorts()).containsExactly(31380, 31999);
    assertThat(productpage.loadBalancerAddresses())
        .containsExactly("203.0.113.7", "lb.example.com");
    assertThat(good(DOCUMENT).getLast())
        .isEqualTo(
            new Inventory.Cluster("edge", List.of(), List.of(), List.of(), List.of(), List.of()));
  }

  @Test
  void readsYamlAndJsonAlike() {
    String yaml =
        """
        # By hand.
        clusters:
          - name: edge
          - name: Kubernetes
            namespaces: [bookinfo, istio-system]
            nodeAddresses:
              - minikube
              - 192.168.49.2
              - fd00::1
            podCidrs: [10.244.0.0/16, 10.244.3.0/24, 'fd00:10:244::/56']
            serviceCidrs: [10.96.0.0/12]
            services:
              - {namespace: bookinfo, name: details}
              - namespace: bookinfo
                name: productpage
                clusterAddresses: [10.101.7.2]
                nodePorts: [31380, 31999]
                loadBalancerAddresses: [203.0.113.7, lb.example.com]
        """;

    assertThat(read(yaml, Format.YAML)).isEqualTo(read(DOCUMENT, Format.JSON));
    assertThat(read(DOCUMENT, Format.YAML)).isEqualTo(read(DOCUMENT, Format.JSON));
  }

  @Test
  void theAnswerMayBeGivenAgain() {
    Inventory inventory = new Inventory(new Inventory.Key("t", 1), good(DOCUMENT));
    byte[] again =
        JsonMapper.builder().build().writeValueAsBytes(InventoryAnswer.of(inventory).inventory());

    assertThat(InventoryDocument.read(again, Format.JSON))
        .isEqualTo(new Reading.Good(inventory.clusters()));
  }

  @Test
  void knowsNothingOfNoCluster() {
    assertThat(good("{\"clusters\": []}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[] | document | members of its own: clusters",
        "null | document | members of its own",
        "7 | document | members of its own",
        "{} | document | must have a list clusters",
        "{\"clusters\": {}} | clusters | must be a list",
        "{\"clusters\": null} | clusters | leave it out",
        "{\"clusters\": [7]} | clusters[0] | members of its own: name, namespaces",
        "{\"clusters\": [{}]} | clusters[0] | must have a name",
        "{\"clusters\": [{\"name\": 7}]} | clusters[0].name | must be a text in quotes",
        "{\"clusters\": [{\"name\": true}]} | clusters[0].name | must be a text",
        "{\"clusters\": [{\"name\": \" \"}]} | clusters[0].name | the id that the mesh has",
        "{\"clusters\": [{\"name\": \"a\\u0000\"}]} | clusters[0].name | is 'a?'",
        "{\"cluster\": []} | cluster | did you mean clusters?",
        "{\"clusters\": [], \"x\": 1} | x | is no known key; there are clusters",
      })
  void namesThePlaceOfAWrongShape(String document, String path, String detail) {
    assertThat(problems(document))
        .anySatisfy(problem -> {
          assertThat(problem.path()).isEqualTo(path);
          assertThat(problem.detail()).contains(detail);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"namespaces\": [\"Bookinfo\"] | namespaces[0] | lower case",
        "\"namespaces\": [\"a\", \"a-\"] | namespaces[1] | lower case",
        "\"namespaces\": [\"\"] | namespaces[0] | lower case",
        "\"namespaces\": \"a\" | namespaces | must be a list",
        "\"namespaces\": [\"a\", \"b\", \"a\"] | namespaces[2] | at clusters[0].namespaces[0]",
        "\"nodeAddresses\": [\"10.0.0.300\"] | nodeAddresses[0] | is '10.0.0.300'",
        "\"nodeAddresses\": [\"10.0.0.1:80\"] | nodeAddresses[0] | without port",
        "\"nodeAddresses\": [\"a b\"] | nodeAddresses[0] | host name",
        "\"nodeAddresses\": [\"10.0.0.1\", \"::ffff:a00:1\"] | nodeAddresses[1] | given already",
        "\"nodeAddresses\": [\"Node\", \"node.\"] | nodeAddresses[1] | given already",
        "\"podCidrs\": [\"10.0.0.0\"] | podCidrs[0] | like 10.244.0.0/16",
        "\"podCidrs\": [\"10.0.0.1/8\"] | podCidrs[0] | zeros behind the prefix",
        "\"podCidrs\": [\"10.0.0.0/33\"] | podCidrs[0] | is '10.0.0.0/33'",
        "\"podCidrs\": [\"fd00::/129\"] | podCidrs[0] | is 'fd00::/129'",
        "\"podCidrs\": [\"fd00::/64\", \"FD00:0::/64\"] | podCidrs[1] | given already",
        "\"serviceCidrs\": [8] | serviceCidrs[0] | text in quotes",
        "\"podCidrs\": [\"10.0.0.0/8\"], \"serviceCidrs\": [\"10.96.0.0/12\"] | serviceCidrs[0] | overlaps 10.0.0.0/8 at clusters[0].podCidrs[0]",
        "\"podCidrs\": [\"0.0.0.0/0\", \"fd00::/8\"], \"serviceCidrs\": [\"fd00::/8\"] | serviceCidrs[0] | pods and services",
        "\"services\": [{\"name\": \"b\"}] | services[0] | must have a namespace",
        "\"services\": [{\"namespace\": \"a\"}] | services[0] | must have a name",
        "\"nodePorts\": [] | nodePorts | is no known key",
        "\"podCIDRs\": [] | podCIDRs | did you mean podCidrs?",
      })
  void namesThePlaceOfAWrongValue(String members, String path, String detail) {
    assertOnly(cluster(members), "clusters[0]." + path, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"nodePorts\": [0] | nodePorts[0] | from 1 to 65535",
        "\"nodePorts\": [65536] | nodePorts[0] | from 1 to 65535",
        "\"nodePorts\": [31380.0] | nodePorts[0] | whole number",
        "\"nodePorts\": [\"31380\"] | nodePorts[0] | whole number",
        "\"nodePorts\": [99999999999999999999999] | nodePorts[0] | whole number",
        "\"nodePorts\": [30001, 30001] | nodePorts[1] | given already at clusters[0].services[0].nodePorts[0]",
        "\"clusterAddresses\": [\"None\"] | clusterAddresses[0] | must be an IP address",
        "\"clusterAddresses\": [\"\"] | clusterAddresses[0] | must be an IP address",
        "\"clusterAddresses\": [\"192.0.2.1\"] | clusterAddresses[0] | must lie in one of the cluster's serviceCidrs, is 192.0.2.1",
        "\"clusterAddresses\": [\"10.96.0.9\", \"10.96.0.9\"] | clusterAddresses[1] | given already",
        "\"loadBalancerAddresses\": [\"http://x\"] | loadBalancerAddresses[0] | is 'http://x'",
        "\"loadBalancerAddresses\": [\"a\", \"A\"] | loadBalancerAddresses[1] | given already",
        "\"nodePort\": [] | nodePort | did you mean nodePorts?",
      })
  void namesThePlaceOfAWrongValueOfAService(String members, String path, String detail) {
    assertOnly(
        service("\"namespace\": \"a\", \"name\": \"b\", " + members),
        "clusters[0].services[0]." + path,
        detail);
  }

  @Test
  void aNodePortBelongsToOneServiceOfACluster() {
    String services =
        """
        "services": [{"namespace": "a", "name": "b", "nodePorts": [30001, 30002]},
                     {"namespace": "a", "name": "c", "nodePorts": [30003, 30002]}]
        """;

    assertOnly(
        cluster(services),
        "clusters[0].services[1].nodePorts[1]",
        "is given already at clusters[0].services[0].nodePorts[1]");
    String one = "\"services\": [{\"namespace\": \"a\", \"name\": \"b\", \"nodePorts\": [30001]}]";
    good(clusters("\"name\": \"one\", " + one, "\"name\": \"two\", " + one));
  }

  @Test
  void aClusterAddressBelongsToOneServiceOfACluster() {
    assertOnly(
        cluster(
            """
            "services": [{"namespace": "a", "name": "b", "clusterAddresses": ["10.96.0.1"]},
                         {"namespace": "a", "name": "c", "clusterAddresses": ["10.96.0.1"]}]
            """),
        "clusters[0].services[1].clusterAddresses[0]",
        "is given already");
  }

  @Test
  void servicesMayShareALoadBalancer() {
    good(
        cluster(
            """
            "services": [{"namespace": "a", "name": "b", "loadBalancerAddresses": ["192.0.2.1"]},
                         {"namespace": "a", "name": "c", "loadBalancerAddresses": ["192.0.2.1"]}]
            """));
  }

  @Test
  void clustersAndServicesAreGivenOnce() {
    assertOnly(
        clusters("\"name\": \"one\"", "\"name\": \"two\"", "\"name\": \"one\""),
        "clusters[2].name",
        "is given already at clusters[0].name");
    assertOnly(
        cluster(
            """
            "services": [{"namespace": "a", "name": "b"}, {"namespace": "b", "name": "b"},
                         {"namespace": "a", "name": "b"}]
            """),
        "clusters[0].services[2]",
        "is given already at clusters[0].services[0]");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/16, 10.0.7.0/24, clusters[1].podCidrs[0]",
    "10.0.7.0/24, 10.0.0.0/16, clusters[0].podCidrs[0]",
    "10.0.0.0/16, 10.0.0.0/16, clusters[1].podCidrs[0]",
    "0.0.0.0/0, 203.0.113.9/32, clusters[1].podCidrs[0]",
    "::/0, fd00::/8, clusters[1].podCidrs[0]",
  })
  void podsOfTwoClustersHaveNoAddressInCommon(String one, String two, String path) {
    assertOnly(
        clusters(
            "\"name\": \"one\", \"podCidrs\": [\"" + one + "\"]",
            "\"name\": \"two\", \"podCidrs\": [\"" + two + "\"]"),
        path,
        "pods of two clusters");
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/16, 10.1.0.0/16", "::/0, 0.0.0.0/0", "10.0.0.0/32, 10.0.0.1/32"})
  void podsOfTwoClustersMayLieSideBySide(String one, String two) {
    good(
        clusters(
            "\"name\": \"one\", \"podCidrs\": [\"" + one + "\"]",
            "\"name\": \"two\", \"podCidrs\": [\"" + two + "\"], \"serviceCidrs\": []"));
  }

  @Test
  void findsAnOverlapBehindOthersOfTheSameCluster() {
    assertOnly(
        clusters(
            "\"name\": \"one\", \"podCidrs\": [\"10.0.0.0/8\", \"10.1.0.0/16\", \"10.1.1.0/24\"]",
            "\"name\": \"two\", \"podCidrs\": [\"9.0.0.0/8\", \"10.200.0.0/16\"]"),
        "clusters[1].podCidrs[1]",
        "overlaps 10.0.0.0/8 at clusters[0].podCidrs[0]");
  }

  @Test
  void serviceRangesOfTwoClustersMayBeTheSame() {
    good(
        clusters(
            "\"name\": \"one\", \"serviceCidrs\": [\"10.96.0.0/12\"]",
            "\"name\": \"two\", \"serviceCidrs\": [\"10.96.0.0/12\"]"));
  }

  @Test
  void tellsAllProblemsAtOnce() {
    String document =
        """
        {"clusters": [
          {"nam": "x", "namespaces": ["A", "b", "b"], "podCidrs": ["10.0.0.0/8"]},
          {"name": "y", "podCidrs": ["10.1.0.0/16"], "services": [{"name": 7}, 8]}],
         "since": "now"}
        """;

    assertThat(problems(document))
        .extracting(DocumentProblem::path)
        .containsExactlyInAnyOrder(
            "since",
            "clusters[0].nam",
            "clusters[0]",
            "clusters[0].namespaces[0]",
            "clusters[0].namespaces[2]",
            "clusters[1].services[0]",
            "clusters[1].services[0].name",
            "clusters[1].services[1]",
            "clusters[1].podCidrs[0]");
  }

  @Test
  void listsOnlySoManyProblemsButCountsAll() {
    String names = IntStream.range(0, 5_000).mapToObj(i -> "7").collect(Collectors.joining(","));
    Reading.Bad bad = bad(cluster("\"namespaces\": [" + names + "]"), Format.JSON);

    assertThat(bad.count()).isEqualTo(5_000);
    assertThat(bad.problems()).hasSize(Problems.MAX);
  }

  @Test
  void refusesMoreThanItTakes() {
    String clusters =
        IntStream.rangeClosed(0, Inventory.CLUSTERS_MAX)
            .mapToObj(i -> "{\"name\": \"c" + i + "\"}")
            .collect(Collectors.joining(","));
    String ports =
        IntStream.rangeClosed(1, Inventory.ADDRESSES_MAX + 1)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(","));

    assertOnly("{\"clusters\": [" + clusters + "]}", "clusters", "at most 100 are allowed");
    assertOnly(
        service("\"namespace\": \"a\", \"name\": \"b\", \"nodePorts\": [" + ports + "]"),
        "clusters[0].services[0].nodePorts",
        "at most 1000");
    assertOnly(
        clusters("\"name\": \"" + "x".repeat(254) + "\""), "clusters[0].name", "at most 253");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"clusters\": []",
        "{\"clusters\": []} x",
        "{\"clusters\": []}{\"clusters\": []}",
        "{\"clusters\": [], \"clusters\": []}",
        "{\"clusters\": [{\"name\": \"a\", \"name\": \"b\"}]}",
        "{'clusters': []}",
        "clusters: []",
        "\u0000",
        "{\"clusters\": [NaN]}",
      })
  void refusesWhatIsNoJson(String document) {
    assertThat(problems(document))
        .hasSize(1)
        .extracting(DocumentProblem::path)
        .contains("document");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clusters: [",
        "clusters: []\nclusters: []",
        "clusters: []\n---\nclusters: []",
        "\tclusters: []",
        "clusters: &a [*a]",
        "a: &a [x]\nb: &b [*a,*a]\nclusters: *b",
        "%YAML 9.9\n---\nclusters: []",
        "clusters: !!java.net.URL [http://x]",
        "\u0001",
      })
  void refusesYamlThatIsNone(String document) {
    assertThat(bad(document, Format.YAML).problems()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void refusesNestingWithoutEnd(Format format) {
    assertThat(bad("[".repeat(1_000_000), format).problems()).hasSize(1);
    assertThat(bad("{\"clusters\":".repeat(100_000), format).problems()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void readsOrRefusesEveryMutation(Format format) {
    byte[] document = DOCUMENT.getBytes(UTF_8);
    Random random = new Random(20_261_107);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = mutated(document, random);
      switch (InventoryDocument.read(mutated, format)) {
        case Reading.Good good -> assertThat(good.clusters()).isNotNull();
        case Reading.Bad bad ->
            assertThat(bad.problems())
                .as("mutation %d", i)
                .isNotEmpty()
                .allSatisfy(problem -> {
                  assertThat(problem.path()).isNotEmpty().doesNotContainPattern("\\p{Cntrl}");
                  assertThat(problem.detail()).isNotEmpty().doesNotContainPattern("\\p{Cntrl}");
                });
      }
    }
  }

  @Test
  void readsTheLargestDocumentInOneGo() {
    String services =
        IntStream.range(0, 30_000)
            .mapToObj(i ->
                """
                {"namespace": "n%d", "name": "s%d", "clusterAddresses": ["10.%d.%d.%d"],
                "nodePorts": [%d]}\
                """
                    .formatted(i % 500, i, 100 + i / 65_536, i / 256 % 256, i % 256, i + 1))
            .collect(Collectors.joining(","));
    String document = cluster("\"services\": [" + services + "]");

    assertThat(document.length()).isBetween(2 << 20, 4 << 20);
    assertThat(good(document).getFirst().services()).hasSize(30_000);
    assertThat(read(document, Format.YAML)).isInstanceOf(Reading.Good.class);
  }

  private static byte[] mutated(byte[] document, Random random) {
    byte[] mutated = document.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt();
        case 1 -> mutated[at] = document[random.nextInt(document.length)];
        case 2 -> mutated = Arrays.copyOf(mutated, Math.max(1, at));
        default -> System.arraycopy(document, 0, mutated, at, mutated.length - at);
      }
    }
    return mutated;
  }

  private static void assertOnly(String document, String path, String detail) {
    assertThat(problems(document))
        .satisfiesExactly(problem -> {
          assertThat(problem.path()).isEqualTo(path);
          assertThat(problem.detail()).contains(detail);
        });
  }

  private static String cluster(String members) {
    return clusters("\"name\": \"c\", " + members);
  }

  private static String service(String members) {
    return cluster("\"serviceCidrs\": [\"10.96.0.0/12\"], \"services\": [{" + members + "}]");
  }

  private static String clusters(String... members) {
    return Stream.of(members)
        .map(one -> "{" + one + "}")
        .collect(Collectors.joining(",", "{\"clusters\": [", "]}"));
  }

  private static List<Inventory.Cluster> good(String document) {
    Reading reading = read(document, Format.JSON);
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).clusters();
  }

  private static List<DocumentProblem> problems(String document) {
    return bad(document, Format.JSON).problems();
  }

  private static Reading.Bad bad(String document, Format format) {
    Reading reading = read(document, format);
    assertThat(reading).isInstanceOf(Reading.Bad.class);
    return (Reading.Bad) reading;
  }

  private static Reading read(String document, Format format) {
    return InventoryDocument.read(document.getBytes(UTF_8), format);
  }
}
