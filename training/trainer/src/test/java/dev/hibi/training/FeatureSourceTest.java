package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import org.junit.jupiter.api.Test;

final class FeatureSourceTest {
  private static final FeatureSource SOURCE = source(ImageSpec.imagenet(64), "N", "P");

  @Test
  void aSourceIsReadAsItWasWritten() {
    assertThat(FeatureSource.fromJson(SOURCE.toJson())).hasValue(SOURCE);
  }

  @Test
  void featuresOfAnotherPreparationOrOrderOfClassesAreOthers() {
    assertThat(source(ImageSpec.imagenet(32), "N", "P")).isNotEqualTo(SOURCE);
    assertThat(source(ImageSpec.imagenet(64), "P", "N")).isNotEqualTo(SOURCE);
  }

  @Test
  void filesFromBeforeThereWasAChoiceHaveTheMeanOfLayer4() {
    String before = SOURCE.toJson().replace("\"features\":\"layer4:mean\",", "");

    assertThat(before).doesNotContain("layer4");
    assertThat(FeatureSource.fromJson(before)).hasValue(SOURCE);
    assertThat(FeatureSource.fromJson(SOURCE.toJson().replace("r4:mean", "r4:max")))
        .isPresent()
        .get()
        .isNotEqualTo(SOURCE);
  }

  @Test
  void whatAnotherProgramWroteIsNoSource() {
    assertThat(FeatureSource.fromJson("resnet18")).isEmpty();
    assertThat(FeatureSource.fromJson("{\"labels\":{\"names\":[]}}")).isEmpty();
    assertThat(FeatureSource.fromJson("")).isEmpty();
  }

  private static FeatureSource source(ImageSpec spec, String... labels) {
    return new FeatureSource(
        "resnet18",
        "layer4:mean",
        "9f86",
        "aa",
        "bb",
        Preparation.of(spec),
        ClassLabels.of(labels),
        "float32",
        "cpu, threads: 2");
  }
}
