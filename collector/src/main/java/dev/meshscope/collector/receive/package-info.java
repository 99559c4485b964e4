/** The port that proxies report to: one gRPC server for all protocols that speak gRPC. */
@NullMarked
package dev.meshscope.collector.receive;

import org.jspecify.annotations.NullMarked;
