package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The vectors of RFC 3720, B.4, masked as TensorFlow's {@code crc32c.h} does. */
final class MaskedCrcTest {
  private static final int ZEROS = 0x8a9136aa;
  private static final int ONES = 0x62a8ab43;
  private static final int RISING = 0x46dd794e;
  private static final int DIGITS = 0xe3069283;

  @Test
  void vectorsOfTheRfcAreMasked() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    byte[] rising = new byte[32];
    for (int i = 0; i < rising.length; i++) {
      rising[i] = (byte) i;
    }

    assertThat(masked(new byte[32])).isEqualTo(mask(ZEROS)).isEqualTo(0x0fd7fffa);
    assertThat(masked(ones)).isEqualTo(mask(ONES)).isEqualTo(0xf909b029);
    assertThat(masked(rising)).isEqualTo(mask(RISING)).isEqualTo(0x951f7892);
    assertThat(masked("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(mask(DIGITS))
        .isEqualTo(0xc78ab0e5);
    assertThat(masked(new byte[0])).isEqualTo(0xa282ead8);
  }

  @Test
  void aPartOfAnArrayIsChecked() {
    byte[] padded = "..123456789..".getBytes(StandardCharsets.US_ASCII);

    assertThat(new MaskedCrc().of(padded, 2, 9)).isEqualTo(0xc78ab0e5);
  }

  private static int masked(byte[] bytes) {
    return new MaskedCrc().of(bytes, 0, bytes.length);
  }

  private static int mask(int crc) {
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }
}
