package dev.meshscope.testkit.mesh;

/**
 * How a gRPC call ended.
 *
 * @param rpc its method
 * @param status gRPC status, 0 to 16
 */
public record RpcResult(Rpc rpc, int status) {}
