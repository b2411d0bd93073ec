package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.SampleIdentity;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.LogisticHead;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that says which image files it has learned from. */
final class LearnedModelTest {
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET10_W16,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(32),
          new Provenance("2026-01-02T03:04:05Z", "{}"));
  private static final StateDict WEIGHTS = NetworkWeights.random(DESCRIPTION.network(), 3);
  private static final SampleIdentity ONE = new SampleIdentity("train/P_1.jpg", 500, "0a1b2c3d");
  private static final SampleIdentity TWO = new SampleIdentity("train/N_1.jpg", 400, "00000001");
  private static final SampleIdentity OTHER = new SampleIdentity("train/N_2.jpg", 400, "00000002");
  private static final ImageDigests LEARNED = ImageDigests.of(List.of(ONE, TWO));

  @TempDir Path directory;

  private Path model;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    model = directory.resolve("model");
    file = model.resolve("learned.safetensors");
    ModelDirectory.write(model, DESCRIPTION, WEIGHTS, ModelDirectory.Kept.NOTHING.with(LEARNED));
  }

  @Test
  void aFileIsKnownByItsContentWhateverItIsCalled() throws IOException {
    ImageDigests learned = ModelDirectory.learned(model);

    assertThat(learned.count()).isEqualTo(2);
    assertThat(learned.contains(ONE)).isTrue();
    assertThat(learned.contains(new SampleIdentity("wall.jpg", 500, "0a1b2c3d"))).isTrue();
    assertThat(learned.contains(OTHER)).isFalse();
    assertThat(learned.contains(new SampleIdentity("train/P_1.jpg", 501, "0a1b2c3d"))).isFalse();
  }

  /** Rows of a database have a version, which is none of their content. */
  @Test
  void aSampleOfNoLengthIsNone() {
    SampleIdentity row = new SampleIdentity("7", 0, "version 1");

    assertThat(ImageDigests.of(List.of(row)).count()).isZero();
    assertThat(LEARNED.contains(row)).isFalse();
  }

  @Test
  void copiesAreOneAndTheSameImagesInAnyOrderGiveTheSameBytes() throws IOException {
    Path again = directory.resolve("again");
    ImageDigests same = ImageDigests.of(List.of(TWO, ONE, TWO));

    ModelDirectory.write(again, DESCRIPTION, WEIGHTS, ModelDirectory.Kept.NOTHING.with(same));

    assertThat(same.count()).isEqualTo(2);
    assertThat(again.resolve("learned.safetensors")).hasSameBinaryContentAs(file);
  }

  @Test
  void aModelThatDoesNotSayHasNone() throws IOException {
    Path plain = directory.resolve("plain");
    ModelDirectory.write(plain, DESCRIPTION, WEIGHTS);

    assertThat(plain.resolve("learned.safetensors")).doesNotExist();
    assertThat(ModelDirectory.learned(plain).count()).isZero();
  }

  @Test
  void whoOnlyClassifiesDoesNotReadThem() throws IOException {
    Files.delete(file);

    try (Classifier classifier = Classifier.load(model)) {
      assertThat(classifier.labels()).isEqualTo(DESCRIPTION.labels());
    }
  }

  @Test
  void aThresholdLeavesThemAndAnotherHeadAddsItsOwn() throws IOException {
    Path calibrated = directory.resolve("calibrated");
    ModelDirectory.copy(model, calibrated, "P", OperatingPointModelTest.POINT);
    assertThat(calibrated.resolve("learned.safetensors")).hasSameBinaryContentAs(file);

    Path refitted = directory.resolve("refitted");
    float[] rows = new float[2 * DESCRIPTION.network().head().in()];
    rows[0] = 1;
    LogisticHead head =
        LogisticHead.builder(FeatureRows.of(rows, rows.length / 2), new int[] {0, 1}, 2).fit();
    ModelDirectory.refit(
        calibrated, refitted, described -> described, head, ImageDigests.of(List.of(OTHER)));

    ImageDigests all = ModelDirectory.learned(refitted);
    assertThat(all.count()).isEqualTo(3);
    assertThat(List.of(ONE, TWO, OTHER)).allMatch(all::contains);
  }

  @Test
  void damageIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    byte[] flipped = bytes.clone();
    flipped[bytes.length - 3] ^= 1;
    Files.write(file, flipped);
    assertThatThrownBy(() -> ModelDirectory.learned(model))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "digests of learned images changed since they were written: expected SHA-256 %s, found"
                + " %s (%s)",
            ModelFolder.sha256(bytes), ModelFolder.sha256(flipped), file);

    Files.delete(file);
    assertThatThrownBy(
            () ->
                ModelDirectory.copy(
                    model, directory.resolve("copy"), "P", OperatingPointModelTest.POINT))
        .isInstanceOf(IOException.class)
        .hasMessage("not a whole model: expected learned.safetensors, found none (%s)", model);
    assertThat(directory.resolve("copy")).doesNotExist();
  }

  /** Damage that has the digests of what it is, as a program that writes models may do. */
  @Test
  void whatIsNoneIsRefused() throws IOException {
    String kind =
        "bad digests of learned images: expected digests of int64 in one dimension alone, found ";

    assertRefused(Map.of(), kind + "{}");
    assertRefused(Map.of("digests", Tensor.zeros(2)), kind + "{digests=float32[2]}");
    assertRefused(Map.of("digests", Tensor.scalar(2)), kind + "{digests=int64[]}");
    assertRefused(
        Map.of("digests", Tensor.ofLongs(5, 5)),
        "bad digests of images: expected each once in ascending order, found 5 after 5");
    assertRefused(
        Map.of("digests", Tensor.ofLongs(5, -5)),
        "bad digests of images: expected each once in ascending order, found -5 after 5");
  }

  private void assertRefused(Map<String, Tensor> tensors, String told) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Safetensors.write(Channels.newChannel(bytes), new StateDict(tensors), Map.of());
    ModelFolder.writeLearned(model, bytes.toByteArray());

    assertThatThrownBy(() -> ModelDirectory.learned(model))
        .isInstanceOf(IOException.class)
        .hasMessage("%s (%s)", told, file);
    write();
  }
}
