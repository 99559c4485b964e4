package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SubnetTest {
  @Test
  void givesAddressesOfItsOwn() {
    assertThat(new Subnet(20, 3).address(11)).isEqualTo("127.20.3.11");
  }

  @Test
  void leavesLocalhostAndWhatIsNoAddress() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Subnet(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Subnet(20, 256));
    assertThatIllegalArgumentException().isThrownBy(() -> new Subnet(20, 0).address(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Subnet(20, 0).address(255));
  }
}
