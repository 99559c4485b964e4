/**
 * A simulated mesh: Bookinfo without Envoy. Each user request walks the tree of calls, every proxy
 * on its way reports over gRPC ALS as Istio's would, and what was reported is recorded as ground
 * truth. The same seed gives the same reports.
 */
@NullMarked
package dev.meshscope.testkit.simulate;

import org.jspecify.annotations.NullMarked;
