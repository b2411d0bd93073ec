package dev.hibi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PreparationTest {
  @Test
  void augmentationKeepsTheOrderOfItsNumbers() {
    Preparation.Augmentation blur =
        Preparation.Augmentation.of("blur").with("probability", 0.1).with("maxSigma", 1);

    assertThat(blur)
        .isEqualTo(
            new Preparation.Augmentation("blur", Map.of("maxSigma", 1.0, "probability", 0.1)));
    assertThat(blur.parameters().keySet()).containsExactly("probability", "maxSigma");
  }
}
