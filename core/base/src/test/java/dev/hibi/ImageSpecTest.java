package dev.hibi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ImageSpecTest {
  private static final List<Float> ONES = List.of(1f, 1f, 1f);

  @Test
  void badSizeIsRejected() {
    assertThatThrownBy(() -> ImageSpec.imagenet(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad image size: expected 8 to 4096, found 7");
  }

  @Test
  void badMeanIsRejected() {
    assertThatThrownBy(() -> new ImageSpec(8, List.of(1f, Float.NaN, 1f), ONES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad mean: expected 3 finite values, found [1.0, NaN, 1.0]");
  }

  @Test
  void badStdIsRejected() {
    assertThatThrownBy(() -> new ImageSpec(8, ONES, List.of(1f, 0f, 1f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad std: expected 3 values above 0, found [1.0, 0.0, 1.0]");
  }
}
