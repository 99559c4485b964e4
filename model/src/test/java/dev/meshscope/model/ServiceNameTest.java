package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceNameTest {
  @ParameterizedTest
  @CsvSource({
    "reviews.bookinfo.svc.cluster.local, bookinfo, reviews",
    "reviews.bookinfo.svc.cluster.local., bookinfo, reviews",
    "reviews.bookinfo.svc.mesh.example.com, bookinfo, reviews",
    "reviews.bookinfo.svc, bookinfo, reviews",
    "reviews.bookinfo, '', reviews.bookinfo",
    "reviews, '', reviews",
    "www.example.com, '', www.example.com",
    "a.b.svcs.c, '', a.b.svcs.c",
    "a.svc.b.c, '', a.svc.b.c",
    "svc.svc.svc, svc, svc",
    ".bookinfo.svc.cluster.local, '', .bookinfo.svc.cluster.local",
    "reviews..svc.cluster.local, '', reviews..svc.cluster.local",
    "10.0.0.1, '', 10.0.0.1",
    "'2001:db8::1', '', '2001:db8::1'",
    "'', '', ''",
    "'...', '', '...'",
  })
  void takesNameAndNamespaceOfAServiceInTheClusterOnly(String host, String namespace, String name) {
    assertThat(ServiceName.ofHost(host)).isEqualTo(new ServiceName(namespace, name));
  }
}
