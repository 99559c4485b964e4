package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * A subnet held by one mesh: a port bound on its first address says to every other mesh of this
 * machine that it is taken, and the kernel gives it back when the process ends, however it ends.
 */
public final class SubnetClaim implements AutoCloseable {
  private static final int CLAIM_PORT = 15999;
  private static final int FIRST_SECOND_OCTET = 20;
  private static final int CANDIDATES = 64;

  private final Subnet subnet;
  private final ServerSocket claim;

  private SubnetClaim(Subnet subnet, ServerSocket claim) {
    this.subnet = subnet;
    this.claim = claim;
  }

  /** Takes the first free one of 64 subnets, 127.20.0.0/24 and up. */
  public static SubnetClaim firstFree() {
    for (int i = 0; i < CANDIDATES; i++) {
      Optional<SubnetClaim> claim = tryClaim(new Subnet(FIRST_SECOND_OCTET, i));
      if (claim.isPresent()) {
        return claim.get();
      }
    }
    throw new MeshException("all " + CANDIDATES + " subnets from 127.20.0.0/24 on are taken");
  }

  /** Takes this subnet; empty if another mesh holds it. */
  public static Optional<SubnetClaim> tryClaim(Subnet subnet) {
    try {
      ServerSocket socket =
          new ServerSocket(CLAIM_PORT, 1, InetAddress.getByName(subnet.address(1)));
      return Optional.of(new SubnetClaim(subnet, socket));
    } catch (BindException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new MeshException("cannot claim " + subnet.address(1) + ":" + CLAIM_PORT, e);
    }
  }

  public Subnet subnet() {
    return subnet;
  }

  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      throw new MeshException("cannot give back " + subnet.address(1) + ":" + CLAIM_PORT, e);
    }
  }
}
