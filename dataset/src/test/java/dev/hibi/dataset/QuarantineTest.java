package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuarantineTest {
  @TempDir Path folder;

  /** Of 7 images, P_2 is text and P_3 has a wrong CRC. */
  private ZipImageFolder.Builder damaged() throws IOException {
    Path file =
        ToyArchive.zip(
            folder.resolve("a.zip"),
            "x/N_1.png",
            "x/N_2.png",
            "x/N_3.png",
            "x/N_4.png",
            "x/P_1.png",
            "x/P_2.jpg",
            "x/P_3.jpg");
    byte[] bytes = Files.readAllBytes(file);
    int name = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("x/P_3.jpg");
    bytes[name - 46 + 16] ^= 1; // the CRC-32 in the entry's header, 46 bytes before its name
    Files.write(file, bytes);
    return ZipImageFolder.builder()
        .addSource(file)
        .optPreprocessing(new EvaluationPreprocessing(ImageSpec.imagenet(16)))
        .setSampling(4, false);
  }

  @Test
  void unreadableImagesAreLeftOutAndListedWithTheirReasons() throws Exception {
    try (ZipImageFolder data =
        damaged().optOnUnreadable(OnUnreadable.QUARANTINE).optMaxUnreadable(0.3).build()) {
      assertThat(data.size()).isEqualTo(5);
      assertThat(data.counts()).isEqualTo(Map.of("N", 4, "P", 1));
      assertThat(data.quarantined())
          .extracting(bad -> bad.sample().entry())
          .containsExactly("x/P_2.jpg", "x/P_3.jpg");
      assertThat(data.quarantined().get(0).reason())
          .isEqualTo(
              "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 17 bytes that begin"
                  + " 74 65 78 74 (%s!x/P_2.jpg)",
              folder.resolve("a.zip"));
      assertThat(data.quarantined().get(1).reason()).startsWith("bad zip entry: expected 17 bytes");
      assertThat(seen(data)).isEqualTo(5);
    }
  }

  private static int seen(ZipImageFolder data) throws Exception {
    int seen = 0;
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Batch batch : data.getData(manager)) {
        seen += batch.getSize();
        batch.close();
      }
    }
    return seen;
  }

  @Test
  void moreThanTheGivenShareIsRefused() throws Exception {
    ZipImageFolder.Builder builder = damaged().optOnUnreadable(OnUnreadable.QUARANTINE);

    assertThatThrownBy(builder::build)
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "too many unreadable images: expected at most 1.0 %% of 7, found 2; the first: not an"
                + " image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 17 bytes that begin"
                + " 74 65 78 74 (%s!x/P_2.jpg) (%s)",
            folder.resolve("a.zip"), folder.resolve("a.zip"));
  }

  @Test
  void fingerprintIsThatOfTheDataWithoutTheUnreadable() throws Exception {
    Path intact =
        ToyArchive.zip(
            folder.resolve("b.zip"),
            "x/N_1.png",
            "x/N_2.png",
            "x/N_3.png",
            "x/N_4.png",
            "x/P_1.png");
    try (ZipImageFolder rest =
            damaged().optOnUnreadable(OnUnreadable.QUARANTINE).optMaxUnreadable(1).build();
        ZipImageFolder other = ZipImageFolder.builder().addSource(intact).build()) {
      assertThat(rest.fingerprint()).isEqualTo(other.fingerprint());
    }
  }

  @Test
  void intactDataLosesNothing() throws Exception {
    Path file = ToyArchive.tutorial(folder.resolve("c.zip"), 3);
    try (ZipImageFolder data =
        ZipImageFolder.builder().addSource(file).optOnUnreadable(OnUnreadable.QUARANTINE).build()) {
      assertThat(data.quarantined()).isEmpty();
      assertThat(data.size()).isEqualTo(6);
    }
  }

  @Test
  void shareOutOfRangeIsRefused() throws Exception {
    ZipImageFolder.Builder builder = damaged().optMaxUnreadable(1.5);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad share of unreadable images: expected 0 to 1, found 1.5");
    assertThat(Files.exists(folder.resolve("a.zip"))).isTrue();
  }
}
