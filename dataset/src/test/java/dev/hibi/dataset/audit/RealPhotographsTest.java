package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hibi.dataset.archives.ImageSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real photographs, in {@code ../shared/data} beside the project; skipped without them. */
final class RealPhotographsTest {
  private static final int ORIGINALS = 300;

  @TempDir Path directory;

  @Test
  void plantedCopiesOfPhotographsAreFound() throws IOException {
    List<byte[]> originals = new ArrayList<>();
    try (ImageSources images = ImageSources.open(photographs())) {
      for (int i = 0; i < ORIGINALS; i++) {
        originals.add(images.bytes((int) ((long) i * images.size() / ORIGINALS)));
      }
    }

    Map<Planted.Kind, Double> recall = Planted.recall(originals, directory);

    System.out.println("recall of " + ORIGINALS + " photographs: " + recall);
    recall.forEach(
        (kind, share) ->
            assertThat(share)
                .as(kind.name())
                .isGreaterThanOrEqualTo(kind == Planted.Kind.SHIFTED ? 0.9 : 0.99));
  }

  private static Path photographs() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("shared/data/test.zip"))) {
      root = root.getParent();
    }
    Path file = root.resolve("shared/data/test.zip");
    assumeThat(file).exists();
    return file;
  }
}
