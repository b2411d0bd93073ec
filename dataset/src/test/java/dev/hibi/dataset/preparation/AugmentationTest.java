package dev.hibi.dataset.preparation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What augmentations tell of themselves. */
final class AugmentationTest {
  private static Preparation.Augmentation named(String name, Object... numbers) {
    Preparation.Augmentation description = Preparation.Augmentation.of(name);
    for (int i = 0; i < numbers.length; i += 2) {
      description = description.with((String) numbers[i], ((Number) numbers[i + 1]).doubleValue());
    }
    return description;
  }

  private static Preparation.Augmentation joints(double probability) {
    return named("joints", "probability", probability, "minCourse", 0.16, "maxCourse", 0.6)
        .with("minRatio", 1.8)
        .with("maxRatio", 3.2)
        .with("minWidth", 0.06)
        .with("maxWidth", 0.16)
        .with("leastWidth", 0.012)
        .with("maxTilt", 8)
        .with("minMortar", 0.5)
        .with("maxMortar", 1.35)
        .with("maxShade", 0.5)
        .with("minSoftness", 0.004)
        .with("maxSoftness", 0.012)
        .with("minWaver", 0.02)
        .with("maxWaver", 0.14)
        .with("bricksDiffer", 0.15);
  }

  private static final Map<Augmentation, Preparation.Augmentation> ALL =
      Map.ofEntries(
          Map.entry(Augmentation.resizedCrop(0.7), named("resizedCrop", "minArea", 0.7)),
          Map.entry(Augmentation.crop(0.875), named("crop", "share", 0.875)),
          Map.entry(Augmentation.horizontalFlip(), named("horizontalFlip")),
          Map.entry(Augmentation.anyOrientation(), named("anyOrientation")),
          Map.entry(
              Augmentation.brightness(0.8, 1.2), named("brightness", "low", 0.8, "high", 1.2)),
          Map.entry(Augmentation.contrast(0.7, 1.1), named("contrast", "low", 0.7, "high", 1.1)),
          Map.entry(
              Augmentation.saturation(0.6, 1.3), named("saturation", "low", 0.6, "high", 1.3)),
          Map.entry(
              Augmentation.blur(0.1, 1),
              named("blur", "probability", 0.1, "minSigma", 0.3, "maxSigma", 1)),
          Map.entry(
              Augmentation.shadow(0.2, 0.5),
              named(
                  "shadow",
                  "probability",
                  0.2,
                  "minDarkness",
                  0.1,
                  "maxDarkness",
                  0.5,
                  "minSoftness",
                  0.02,
                  "maxSoftness",
                  0.3)),
          Map.entry(
              Augmentation.jpegNoise(0.3, 40),
              named("jpegNoise", "probability", 0.3, "minQuality", 40, "maxQuality", 95)),
          Map.entry(Augmentation.joints(0.5), joints(0.5)),
          Map.entry(
              Augmentation.cutOut(0.4, 0.2),
              named("cutOut", "probability", 0.4, "minArea", 0.01, "maxArea", 0.2, "maxRatio", 3)));

  @Test
  void augmentationsTellTheirNumbers() {
    ALL.forEach(
        (augmentation, told) -> {
          assertThat(augmentation.description()).isEqualTo(told);
          assertThat(augmentation.description().parameters().keySet())
              .containsExactlyElementsOf(told.parameters().keySet());
        });
  }

  /** All that a record of this package holds decides what it does. */
  @Test
  void augmentationsTellAllThatTheyHold() {
    for (Augmentation augmentation : ALL.keySet()) {
      List<String> held =
          List.of(augmentation.getClass().getRecordComponents()).stream()
              .map(component -> component.getName())
              .toList();

      assertThat(augmentation.description().parameters().keySet()).containsAll(held);
    }
  }

  @Test
  void everyKindIsAmongThem() {
    List<String> kinds =
        List.of(ViewAugmentation.class, ColorAugmentation.class, PixelAugmentation.class).stream()
            .flatMap(kind -> List.of(kind.getPermittedSubclasses()).stream())
            .map(Class::getSimpleName)
            .toList();

    assertThat(ALL.keySet().stream().map(each -> each.getClass().getSimpleName()))
        .containsExactlyInAnyOrderElementsOf(kinds);
  }

  @Test
  void preprocessingTellsItsAugmentationsInOrder() {
    TrainingPreprocessing tutorial = TrainingPreprocessing.tutorial(ImageSpec.imagenet(64));

    assertThat(tutorial.description().stream().map(Preparation.Augmentation::name))
        .containsExactly("brightness", "contrast", "saturation", "crop", "horizontalFlip");
  }
}
