package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddingTest {
  private static final float[][] TWO = {{0.1f, -1e-30f}, {1, 16777216}};

  private final Path dir;

  EmbeddingTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void vectorsAndColumnsAreLinesAndTheConfigurationListsThem() throws IOException {
    write(
        Embedding.builder("ひび features")
            .vectors(TWO)
            .labels(List.of("P\t1", "N\n2"))
            .column("path", List.of("a.jpg", "b.jpg"))
            .build(),
        40);

    Path folder = dir.resolve("embeddings/ひび features/000040");
    assertThat(folder.resolve("vectors.tsv")).hasContent("0.1\t-1.0E-30\n1.0\t1.6777216E7\n");
    assertThat(folder.resolve("metadata.tsv")).hasContent("label\tpath\nP 1\ta.jpg\nN 2\tb.jpg\n");
    assertThat(dir.resolve("projector_config.pbtxt"))
        .hasContent(
            """
            # The embeddings of this run, listed by Hibi.
            embeddings {
              tensor_name: "ひび features (step 000040)"
              tensor_path: "embeddings/ひび features/000040/vectors.tsv"
              metadata_path: "embeddings/ひび features/000040/metadata.tsv"
            }
            """);
  }

  @Test
  void aSingleColumnHasNoHeadAndNoColumnNoFile() throws IOException {
    write(Embedding.builder("a").vectors(TWO).labels(List.of("x", "y")).build(), 0);
    write(Embedding.builder("b").vectors(TWO).build(), 0);

    assertThat(dir.resolve("embeddings/a/000000/metadata.tsv")).hasContent("x\ny\n");
    assertThat(dir.resolve("embeddings/b/000000")).isDirectoryNotContaining("glob:**metadata*");
  }

  /** TensorBoard's page skips blank lines, so that the next vector's label would move up. */
  @Test
  void aVectorOfWhichNothingIsKnownHasALineToo() throws IOException {
    List<String> labels = List.of("", "\u3000\u00a0", "\ufeff", "a", "\ud83d?");
    float[][] vectors = new float[5][2];
    write(Embedding.builder("one").vectors(vectors).labels(labels).build(), 0);
    write(Embedding.builder("two").vectors(vectors).labels(labels).column("b", labels).build(), 0);

    assertThat(dir.resolve("embeddings/one/000000/metadata.tsv"))
        .hasContent("-\n-\n-\na\n\ufffd?\n");
    assertThat(Files.readAllLines(dir.resolve("embeddings/two/000000/metadata.tsv")))
        .containsExactly(
            "label\tb", "-\t", "-\t\u3000\u00a0", "-\t\ufeff", "a\ta", "\ufffd?\t\ufffd?");
  }

  /** One entry whose file is not there, and TensorBoard shows the embeddings of no run. */
  @Test
  void onlyWhatIsWholeIsListed() throws IOException {
    Path steps = Files.createDirectories(dir.resolve("embeddings/a"));
    Files.createDirectory(steps.resolve("000001"));
    Files.createDirectory(steps.resolve("7"));
    Files.createDirectory(steps.resolve("99999999999999999999"));
    Files.createFile(steps.resolve("000002"));
    Files.createFile(dir.resolve("embeddings/notes"));

    write(Embedding.builder("a").vectors(TWO).build(), 3);

    assertThat(names()).containsExactly("  tensor_name: \"a (step 000003)\"");
  }

  @Test
  void thumbnailsAreOnePictureOfEqualCells() throws IOException {
    List<SummaryImage> five =
        Collections.nCopies(5, SummaryImage.fromHwc(new byte[128 * 64 * 3], 64, 128, 3));
    write(Embedding.builder("a").vectors(new float[5][2]).thumbnails(five).build(), 1);

    BufferedImage sprite =
        ImageIO.read(dir.resolve("embeddings/a/000001/sprite-64x32.png").toFile());
    assertThat(List.of(sprite.getWidth(), sprite.getHeight())).containsExactly(3 * 64, 2 * 32);
    assertThat(dir.resolve("projector_config.pbtxt"))
        .content()
        .contains(
            """
              sprite {
                image_path: "embeddings/a/000001/sprite-64x32.png"
                single_image_dim: 64
                single_image_dim: 32
              }
            """);
  }

  @Test
  void laterStepsComeFirstAndAResumedRunKeepsTheEarlierOnes() throws IOException {
    write(Embedding.builder("a").vectors(TWO).build(), 9);
    write(Embedding.builder("a").vectors(TWO).build(), 1_000_000);
    write(Embedding.builder("a").vectors(new float[][] {{5, 6}, {7, 8}}).build(), 9);

    assertThat(dir.resolve("embeddings/a/000009/vectors.tsv")).hasContent("5.0\t6.0\n7.0\t8.0\n");
    assertThat(names())
        .containsExactly(
            "  tensor_name: \"a (step 1000000)\"", "  tensor_name: \"a (step 000009)\"");
    try (Stream<Path> left = Files.walk(dir)) {
      assertThat(left).noneMatch(file -> file.toString().matches(".*[.]tmp.*"));
    }
  }

  @Test
  void aConfigurationOfAnotherWriterIsLeftAlone() throws IOException {
    Path config = Files.write(dir.resolve("projector_config.pbtxt"), new byte[] {'#', (byte) 0xe9});

    assertThatThrownBy(() -> write(Embedding.builder("a").vectors(TWO).build(), 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "projector configuration of another writer: expected none or one of Hibi's,"
                + " found one (%s)",
            config);
    assertThat(config).hasBinaryContent(new byte[] {'#', (byte) 0xe9});
  }

  @Test
  void whatIsNoEmbeddingIsRefused() {
    assertRefused(
        () -> Embedding.builder("../a"),
        "bad name of an embedding: expected letters, digits, ' ', '.', '_', '-', found '../a'");
    assertRefused(
        () -> Embedding.builder("a").vectors(new float[][] {{1, 2, 3}, {1, 2}}),
        "bad vector: expected as many numbers as in the first, at least 2, found 2 (vector 1)");
    assertRefused(
        () -> Embedding.builder("a").vectors(new float[][] {{1}, {2}}),
        "bad vector: expected as many numbers as in the first, at least 2, found 1 (vector 0)");
    assertRefused(
        () -> Embedding.builder("a").vectors(new float[][] {{1, Float.NaN}}),
        "bad vector: expected finite numbers, found NaN (vector 0)");
    assertRefused(
        () -> Embedding.builder("a").build(),
        "too few vectors: expected at least 2, found 0 (embedding 'a')");
    assertRefused(
        () -> Embedding.builder("a").vectors(new float[1][2]).build(),
        "too few vectors: expected at least 2, found 1 (embedding 'a')");
    assertRefused(
        () -> Embedding.builder("a").vectors(TWO).labels(List.of("x")).build(),
        "not one for each vector: expected 2, found 1 in column 'label' (embedding 'a')");
    assertRefused(
        () -> Embedding.builder("a").labels(List.of()).labels(List.of()),
        "column given twice: expected different names, found 'label' again");
    assertRefused(
        () -> Embedding.builder("a").column(" ", List.of()),
        "blank column: expected a name, found ' '");
  }

  @Test
  void aClosedWriterOrANegativeStepIsRefused() throws IOException {
    Embedding embedding = Embedding.builder("a").vectors(TWO).build();
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    assertRefused(
        () -> writer.embedding(embedding, -1),
        "negative step: expected at least 0, found -1 (embedding 'a')");
    writer.close();

    assertThatThrownBy(() -> writer.embedding(embedding, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThat(dir.resolve("embeddings")).doesNotExist();
  }

  private List<String> names() throws IOException {
    try (Stream<String> lines = Files.lines(dir.resolve("projector_config.pbtxt"))) {
      return lines.filter(line -> line.contains("tensor_name")).toList();
    }
  }

  private void write(Embedding embedding, long step) throws IOException {
    try (SummaryWriter writer = SummaryWriter.builder(dir).build()) {
      writer.embedding(embedding, step);
    }
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
