package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.Preparation;
import dev.hibi.SampleIdentity;
import dev.hibi.dataset.preparation.Augmentation;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.image.JpegDecoder;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@link ZipImageFolder} as trainers and whoever explains results see it. */
final class LabeledImagesTest {
  @TempDir Path folder;

  private ZipImageFolder.Builder archive() throws IOException {
    Path file = folder.resolve("a.zip");
    return ZipImageFolder.builder()
        .addSource(ToyArchive.zip(file, "x/N_1.png", "x/P_1.png", "x/P_2.png"));
  }

  @Test
  void samplesTellNameLabelAndBytes() throws IOException {
    try (ZipImageFolder data = archive().build()) {
      LabeledImages images = data;

      assertThat(images.labels()).isEqualTo(ClassLabels.of("N", "P"));
      assertThat(images.size()).isEqualTo(3);
      assertThat(images.name(2)).isEqualTo(folder.resolve("a.zip") + "!x/P_2.png");
      assertThat(images.label(0)).isZero();
      assertThat(images.label(2)).isEqualTo(1);
      assertThat(images.group(2)).isEmpty();
      assertThat(images.bytes(2)).isEqualTo(ToyArchive.content("x/P_2.png"));
    }
  }

  @Test
  void groupsAreThoseOfTheManifest() throws IOException {
    archive();
    Path csv = folder.resolve("list.csv");
    Files.writeString(csv, "path,label,group\na.zip!x/N_1.png,N,\na.zip!x/P_1.png,P,bridge-7\n");
    try (ZipImageFolder data = ZipImageFolder.builder().addSource(csv).build()) {
      LabeledImages images = data;

      assertThat(images.group(0)).isEmpty();
      assertThat(images.group(1)).contains("bridge-7");
    }
  }

  @Test
  void noSampleIsBeyondTheLast() throws IOException {
    try (ZipImageFolder data = archive().build()) {
      LabeledImages images = data;

      assertThatThrownBy(() -> images.name(3))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("no such sample: expected 0 to 2, found 3");
      assertThatThrownBy(() -> images.label(-1))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("no such sample: expected 0 to 2, found -1");
    }
  }

  @Test
  void summaryCountsWhatIsThereAndWhatWasLeftOut() throws IOException {
    Path file = ToyArchive.zip(folder.resolve("a.zip"), "x/N_1.png", "x/P_1.png", "x/P_2.jpg");
    try (ZipImageFolder data =
        ZipImageFolder.builder()
            .addSource(file)
            .optOnUnreadable(OnUnreadable.QUARANTINE)
            .optMaxUnreadable(0.5)
            .build()) {
      assertThat(data.summary())
          .usingRecursiveComparison()
          .ignoringFields("order")
          .isEqualTo(new DataSummary(data.fingerprint(), 2, Map.of("N", 1, "P", 1), 1));
      assertThat(data.select(List.of(1L)).summary())
          .usingRecursiveComparison()
          .ignoringFields("order")
          .isEqualTo(
              new DataSummary(
                  data.select(List.of(1L)).fingerprint(), 1, Map.of("N", 0, "P", 1), 1));
    }
  }

  @Test
  void theSameSamplesInAnotherOrderAreOtherDataOfOneFingerprint() throws IOException {
    try (ZipImageFolder data = archive().build()) {
      ZipImageFolder turned = data.select(List.of(2L, 1L, 0L));

      assertThat(turned.fingerprint()).isEqualTo(data.fingerprint());
      assertThat(turned.summary().hasSameSamples(data.summary())).isFalse();
      assertThat(data.select(List.of(0L, 1L, 2L)).summary().hasSameSamples(data.summary()))
          .isTrue();
    }
  }

  @Test
  void aSampleIsKnownByItsPathLengthAndContentWhereverItLies() throws IOException {
    Path zip = ToyArchive.zip(folder.resolve("a.zip"), "x/N_1.png", "x/P_1.png");
    Path unpacked = folder.resolve("unpacked");
    try (ZipImageFolder data = ZipImageFolder.builder().addSource(zip).build()) {
      for (int i = 0; i < 2; i++) {
        Path file = unpacked.resolve(data.sample(i).entry());
        Files.createDirectories(file.getParent());
        Files.write(file, data.bytes(i));
      }
      try (ZipImageFolder files = ZipImageFolder.builder().addSource(unpacked).build()) {
        CRC32 crc = new CRC32();
        crc.update(data.bytes(0));
        SampleIdentity expected =
            new SampleIdentity("x/N_1.png", data.bytes(0).length, "%08x".formatted(crc.getValue()));

        assertThat(data.identity(0)).contains(expected);
        assertThat(files.identity(0)).contains(expected);
        assertThat(files.summary()).isEqualTo(data.summary());
      }
    }
  }

  private Preparation preparation(Preprocessing preprocessing, JpegDecoder decoder)
      throws IOException {
    try (ZipImageFolder data =
        archive().optPreprocessing(preprocessing).optJpegDecoder(decoder).optSeed(7).build()) {
      return data.preparation();
    }
  }

  /** Its pixels are the same with every decoder, and its seed decides nothing. */
  @Test
  void evaluationIsPreparedByItsSpecAlone() throws IOException {
    ImageSpec spec = ImageSpec.imagenet(64);

    assertThat(preparation(new EvaluationPreprocessing(spec), JpegDecoder.AUTO))
        .isEqualTo(Preparation.of(spec));
  }

  @Test
  void trainingIsPreparedByAugmentationsAndSeed() throws IOException {
    ImageSpec spec = ImageSpec.imagenet(64);
    List<Augmentation> augmentations =
        List.of(Augmentation.resizedCrop(0.7), Augmentation.brightness(0.8, 1.2));

    assertThat(preparation(TrainingPreprocessing.of(spec, augmentations), JpegDecoder.JAVA))
        .isEqualTo(
            new Preparation(
                spec,
                List.of(
                    new Preparation.Augmentation("resizedCrop", Map.of("minArea", 0.7)),
                    new Preparation.Augmentation("brightness", Map.of("low", 0.8, "high", 1.2))),
                "any",
                7));
  }

  @Test
  void trainingWithoutAugmentationsHasNoSeed() throws IOException {
    ImageSpec spec = ImageSpec.imagenet(64);

    assertThat(preparation(TrainingPreprocessing.of(spec, List.of()), JpegDecoder.JAVA))
        .isEqualTo(new Preparation(spec, List.of(), "any", 0));
  }

  /** One that does not say what it does. */
  private record Secretive(ImageSpec spec) implements Preprocessing {
    @Override
    public void prepare(RgbImage image, RandomGenerator random, float[] out, int offset) {
      out[offset] = random.nextFloat();
    }
  }

  @Test
  void preprocessingThatTellsNothingIsKnownByItsClass() throws IOException {
    ImageSpec spec = ImageSpec.imagenet(64);

    assertThat(preparation(new Secretive(spec), JpegDecoder.JAVA))
        .isEqualTo(
            new Preparation(
                spec,
                List.of(
                    new Preparation.Augmentation(
                        "dev.hibi.dataset.LabeledImagesTest$Secretive", Map.of())),
                "any",
                7));
  }

  @Test
  void viewsArePreparedAsTheWhole() throws IOException {
    try (ZipImageFolder data =
        archive()
            .optPreprocessing(TrainingPreprocessing.inspection(ImageSpec.imagenet(64)))
            .build()) {
      assertThat(data.forEpoch(3).preparation()).isEqualTo(data.preparation());
      assertThat(data.shard(0, 2).preparation()).isEqualTo(data.preparation());
    }
  }
}
