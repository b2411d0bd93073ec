package dev.hibi.dataset.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.ToyArchive;
import dev.hibi.dataset.ZipImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecodedCacheTest {
  private static final ImageSpec SPEC = ImageSpec.imagenet(16);
  private static final int IMAGES = 12;

  @TempDir Path folder;

  private ZipImageFolder.Builder photographs(Preprocessing preprocessing) throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      Path file = folder.resolve("%s_%d.jpg".formatted(i % 2 == 0 ? "N" : "P", i));
      ImageIO.write(ToyArchive.image(i).resize(64, 64).toBufferedImage(), "jpg", file.toFile());
    }
    return ZipImageFolder.builder()
        .addSource(folder)
        .optPreprocessing(preprocessing)
        .setSampling(4, false);
  }

  private static float[] epoch(ZipImageFolder data, int epoch) throws Exception {
    float[] all = new float[0];
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Batch batch : data.forEpoch(epoch).getData(manager)) {
        float[] part = batch.getData().head().toFloatArray();
        all = Arrays.copyOf(all, all.length + part.length);
        System.arraycopy(part, 0, all, all.length - part.length, part.length);
        batch.close();
      }
    }
    return all;
  }

  private void loseTheFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void epochsAfterTheFirstReadNothingAndSeeTheSame(boolean training) throws Exception {
    Preprocessing preprocessing =
        training ? TrainingPreprocessing.inspection(SPEC) : new EvaluationPreprocessing(SPEC);
    try (ZipImageFolder plain = photographs(preprocessing).build();
        ZipImageFolder caching = photographs(preprocessing).optCacheBytes(1 << 20).build()) {
      float[] first = epoch(plain, 0);
      float[] second = epoch(plain, 1);

      assertThat(epoch(caching, 0)).isEqualTo(first);
      loseTheFiles();

      assertThat(epoch(caching, 1)).isEqualTo(second);
    }
  }

  @Test
  void whatFindsNoRoomIsReadAgain() throws Exception {
    int room = 5 * SPEC.floatCount();
    try (ZipImageFolder data =
        photographs(new EvaluationPreprocessing(SPEC)).optCacheBytes(room).optThreads(1).build()) {
      float[] first = epoch(data, 0);
      assertThat(epoch(data, 1)).isEqualTo(first);
      loseTheFiles();

      assertThat(data.get(NDManager.newBaseManager(), 4).getData()).hasSize(1); // kept
      assertThatThrownBy(() -> data.get(NDManager.newBaseManager(), 5))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void takesNoMoreThanItsLimit() {
    DecodedCache cache = new DecodedCache(3, 100);

    assertThat(cache.reserve(60)).isTrue();
    assertThat(cache.reserve(60)).isFalse();
    assertThat(cache.reserve(40)).isTrue();
    cache.put(1, "an image", 60);
    cache.put(1, "the same from another thread", 40); // given back

    assertThat(cache.get(1)).isEqualTo("an image");
    assertThat(cache.reserve(40)).isTrue();
    assertThat(cache.reserve(1)).isFalse();
  }

  @Test
  void negativeLimitIsRefused() throws Exception {
    ZipImageFolder.Builder builder =
        photographs(new EvaluationPreprocessing(SPEC)).optCacheBytes(-1);

    assertThatThrownBy(builder::build)
        .hasMessage("bad size of the cache: expected 0 or more bytes, found -1");
  }
}
