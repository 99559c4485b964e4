package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SubnetClaimTest {
  @Test
  void givesEverySubnetToOneHolderAtATime() {
    Subnet subnet;
    try (SubnetClaim first = SubnetClaim.firstFree();
        SubnetClaim second = SubnetClaim.firstFree()) {
      subnet = first.subnet();
      assertThat(second.subnet()).isNotEqualTo(subnet);
      assertThat(SubnetClaim.tryClaim(subnet)).isEmpty();
    }
    try (SubnetClaim again = SubnetClaim.tryClaim(subnet).orElseThrow()) {
      assertThat(again.subnet()).isEqualTo(subnet);
    }
  }
}
