package dev.meshscope.queryapi;

import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/** A few named workloads of one namespace, and reports between them. */
final class SmallMesh {
  static final String NAMESPACE = "shop";

  static final Workload CART = workload("cart");
  static final Workload PAY_V1 = workload("pay-v1");
  static final Workload PAY_V2 = workload("pay-v2");
  static final Workload GATEWAY = gateway("ingressgateway");
  static final Workload WAYPOINT = gateway("waypoint");
  static final Workload CLIENT = Workload.external("client");
  static final ServiceName PAY = new ServiceName(NAMESPACE, "pay");

  private static final long DURATION_NANOS = 3_000_000;

  private SmallMesh() {}

  static Workload workload(String name) {
    var identity = new Workload.Identity("east", NAMESPACE, name, "v1");
    return new Workload(identity, name.replaceAll("-v\\d$", ""), NodeKind.WORKLOAD);
  }

  static Workload gateway(String name) {
    var identity = new Workload.Identity("east", NAMESPACE, name, "v1");
    return new Workload(identity, name, NodeKind.GATEWAY);
  }

  static EdgeTraits traits(Protocol protocol, TrafficClass trafficClass) {
    return new EdgeTraits(protocol, trafficClass, Entry.NONE, Exit.NONE);
  }

  static EdgeKey key(Workload source, Workload destination, ServiceName service) {
    return new EdgeKey(source, destination, service, traits(Protocol.HTTP, TrafficClass.LIVE));
  }

  /** Equal reports of an edge, all at one time. */
  static List<Report> reports(Reporter reporter, EdgeKey key, Instant end, int count) {
    return reports(reporter, key, end, count, Outcome.of(200, Outcome.NO_GRPC_STATUS, Cause.NONE));
  }

  /** The same with another outcome. */
  static List<Report> reports(Reporter reporter, EdgeKey key, Instant end, int count, int outcome) {
    EdgeDetails details = new EdgeDetails(9080, "", "", "", "", ConnectionSecurityPolicy.UNKNOWN);
    Report one =
        new Report(
            new EdgeSeries(key, reporter, details),
            end.getEpochSecond() * 1_000_000 + end.getNano() / 1_000,
            DURATION_NANOS,
            outcome,
            1,
            100,
            200,
            false);
    return Collections.nCopies(count, one);
  }
}
