package dev.meshscope.collector.receive;

import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import java.time.Duration;

/** A protocol on the gRPC port. */
public interface ReceiverService {
  /** Its methods. */
  ServerServiceDefinition definition();

  /** Sees the streams of the port's methods, also what ends before a method sees it. */
  ServerStreamTracer.Factory tracer();

  /** Ends its streams, each when it has handed over what it is receiving, at last by the limit. */
  void drain(Duration limit) throws InterruptedException;
}
