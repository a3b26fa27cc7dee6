package chat.parley.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressRangeTest {

  @Test
  void a_range_is_written_in_full() {
    assertThat(
            List.of("10.0.0.0/8", " 127.0.0.1 ", "fd00::/8", "::1", "::/0").stream()
                .map(AddressRange::parse))
        .extracting(AddressRange::toString)
        .containsExactly(
            "10.0.0.0/8",
            "127.0.0.1/32",
            "fd00:0:0:0:0:0:0:0/8",
            "0:0:0:0:0:0:0:1/128",
            "0:0:0:0:0:0:0:0/0");
    for (String wrong :
        List.of(
            "",
            "/8",
            "localhost",
            "10/8",
            "10.0.0/8",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/",
            "010.0.0.0/8",
            "::/129",
            "fe80::1%lo/64",
            "::ffff:10.0.0.0/104",
            "10.0.0.0/8/8")) {
      assertThatThrownBy(() -> AddressRange.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
