package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.hibi.SampleIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleListTest {
  private final NDManager manager = NDManager.newBaseManager();

  @TempDir Path directory;

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void eachSampleIsALineAndLinesAreSorted() throws IOException {
    list(3, i -> sample("image " + (3 - i), "cafe")).write(true);

    try (GZIPInputStream in =
        new GZIPInputStream(Files.newInputStream(directory.resolve("data/training.tsv.gz")))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              """
              N\timage 1\t68\tcafe
              N\timage 3\t68\tcafe
              P\timage 2\t68\tcafe
              """);
    }
  }

  @Test
  void whatHasChangedSinceIsNamed() throws IOException {
    list(4, i -> sample("image " + i, "cafe")).write(true);

    assertThat(list(4, i -> sample("image " + i, "cafe")).changes()).isEmpty();
    assertThat(list(5, i -> sample("image " + i, "cafe")).changes())
        .isEqualTo(": 1 added: image 4 (N)");
    assertThat(list(2, i -> sample("image " + i, "cafe")).changes())
        .isEqualTo(": 2 removed: image 2 (N), image 3 (P)");
    assertThat(list(4, i -> sample("image " + i, i == 1 ? "f00d" : "cafe")).changes())
        .isEqualTo(": 1 changed: image 1 (P)");
    assertThat(list(4, i -> sample("image " + (i ^ 1), "cafe")).changes())
        .isEqualTo(
            ": 4 of another class: image 1 (P to N), image 3 (P to N), image 0 (N to P), image 2 (N"
                + " to P)");
  }

  @Test
  void ofManyTheFirstFewAreNamed() throws IOException {
    list(2, i -> sample("image " + i, "cafe")).write(true);

    assertThat(list(9, i -> sample("image " + i, "cafe")).changes())
        .isEqualTo(
            ": 7 added: image 2 (N), image 4 (N), image 6 (N), image 8 (N), image 3 (P) and"
                + " others");
  }

  @Test
  void dataThatCannotTellHaveNoListAndLoseThatOfOthers() throws IOException {
    list(2, i -> sample("image " + i, "cafe")).write(true);

    new SampleList(
            directory.resolve("data"),
            LabeledDataset.of(LabeledDataset.TRAINING, Toy.data(manager, 2, 1)))
        .write(true);

    assertThat(directory.resolve("data/training.tsv.gz")).doesNotExist();
    assertThat(list(3, i -> sample("image " + i, "cafe")).changes()).isEmpty();
  }

  @Test
  void aDamagedListTellsNothing() throws IOException {
    list(2, i -> sample("image " + i, "cafe")).write(true);
    Files.write(directory.resolve("data/training.tsv.gz"), new byte[] {31, (byte) 139, 8});

    assertThat(list(3, i -> sample("image " + i, "cafe")).changes()).isEmpty();
  }

  private SampleList list(int samples, LongFunction<SampleIdentity> identities) {
    Toy.Images data = Toy.data(manager, samples, 1).identities(identities);
    return new SampleList(
        directory.resolve("data"), LabeledDataset.of(LabeledDataset.TRAINING, data));
  }

  private static SampleIdentity sample(String path, String digest) {
    return new SampleIdentity(path, 68, digest);
  }
}
