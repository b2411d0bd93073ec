package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Images of an application's own. */
final class ImageTableTest {
  private static final ClassLabels LABELS = ClassLabels.of("sound", "cracked");
  private static final ImageSpec SPEC = ImageSpec.imagenet(16);

  private static List<Integer> keys(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /** A square that is as grey as its key. */
  private static byte[] picture(int key) throws IOException {
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 400; i++) {
      image.setRGB(i % 20, i / 20, new Color(key, key, i % 256).getRGB());
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  private static ImageTable.Builder<Integer> table(int count) {
    return ImageTable.<Integer>builder(LABELS, keys(count))
        .name(key -> "photograph " + key)
        .labelNumber(key -> key % 2)
        .file(ImageTableTest::picture)
        .preprocessing(new EvaluationPreprocessing(SPEC));
  }

  private static List<float[]> batches(ImageTable data) throws Exception {
    List<float[]> batches = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Batch batch : data.getData(manager)) {
        try (batch) {
          batches.add(batch.getData().singletonOrThrow().toFloatArray());
        }
      }
    }
    return batches;
  }

  @Test
  void aTableSaysWhatItsRowsAre() throws Exception {
    try (ImageTable data =
        table(5).group(key -> key < 2 ? "bridge" : null).version(key -> "v" + key).build()) {
      assertThat(data.size()).isEqualTo(5);
      assertThat(data.labels()).isEqualTo(LABELS);
      assertThat(data.name(3)).isEqualTo("photograph 3");
      assertThat(data.label(3)).isEqualTo(1);
      assertThat(data.group(1)).contains("bridge");
      assertThat(data.group(3)).isEmpty();
      assertThat(data.identity(3))
          .get()
          .hasToString("SampleIdentity[path=photograph 3, byteCount=0, digest=v3]");
      assertThat(data.bytes(3)).isEqualTo(picture(3));
      assertThat(data.summary().countPerClass()).isEqualTo(Map.of("sound", 3, "cracked", 2));
      assertThat(data.preparation().imageSpec()).isEqualTo(SPEC);
      assertThatThrownBy(() -> data.name(5))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("no such sample: expected 0 to 4, found 5");
    }
  }

  @Test
  void theDigestChangesWithAVersionAndTheOrderWithTheRows() {
    try (ImageTable one = table(5).version(key -> "v" + key).build();
        ImageTable changed = table(5).version(key -> "v" + Math.min(key, 3)).build();
        ImageTable turned = one.select(List.of(4L, 3L, 2L, 1L, 0L))) {
      assertThat(one.summary().sha256()).isNotEqualTo(changed.summary().sha256());
      assertThat(one.summary().sha256()).isEqualTo(turned.summary().sha256());
      assertThat(one.summary().order()).isNotEqualTo(turned.summary().order());
    }
  }

  @Test
  void batchesHaveTheSamplesInOrderWhateverTheNumberOfThreads() throws Exception {
    try (ImageTable one = table(70).threads(1).build();
        ImageTable four = table(70).threads(4).cacheBytes(1 << 20).build();
        NDManager manager = NDManager.newBaseManager()) {
      List<float[]> batches = batches(one);
      assertThat(batches).hasSize(3);
      assertThat(batches(four)).usingRecursiveComparison().isEqualTo(batches);
      assertThat(one.get(manager, 40).getData().singletonOrThrow().toFloatArray())
          .startsWith(four.get(manager, 40).getData().singletonOrThrow().toFloatArray());
    }
  }

  @Test
  void filesAreReadBySeveralThreadsAtATime() throws Exception {
    CyclicBarrier together = new CyclicBarrier(4);
    Set<String> threads = ConcurrentHashMap.newKeySet();
    ImageTable.Reader<Integer> slow =
        key -> {
          together.await(60, TimeUnit.SECONDS); // none goes on before four are here
          threads.add(Thread.currentThread().getName());
          return picture(key);
        };
    try (ImageTable data = table(32).file(slow).threads(4).build()) {
      assertThat(batches(data)).hasSize(1);
    }
    assertThat(threads).hasSize(4);
  }

  @Test
  void epochsSeeOtherViewsAndTheSameWhenAskedAgain() throws Exception {
    try (ImageTable data =
        table(4).preprocessing(TrainingPreprocessing.inspection(SPEC)).seed(3).build()) {
      float[] first = batches(data.forEpoch(0)).get(0);
      assertThat(batches(data.forEpoch(1)).get(0)).isNotEqualTo(first);
      assertThat(batches(data.forEpoch(0)).get(0)).isEqualTo(first);
    }
  }

  @Test
  void unaugmentedItIsAsAnEvaluationSeesIt() throws Exception {
    try (ImageTable data =
            table(4).preprocessing(TrainingPreprocessing.inspection(SPEC)).seed(3).build();
        ImageTable evaluation = table(4).preprocessing(new EvaluationPreprocessing(SPEC)).build()) {
      ImageTable plain = data.unaugmented().orElseThrow();

      assertThat(batches(plain).get(0)).isEqualTo(batches(evaluation).get(0));
      assertThat(plain.preparation()).isEqualTo(evaluation.preparation());
      assertThat(plain.name(1)).isEqualTo(data.name(1));
    }
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    ImageTable.Reader<Integer> failing =
        key -> {
          if (key == 3) {
            throw new FileNotFoundException("404");
          }
          return picture(key);
        };
    try (ImageTable data = table(5).file(failing).build()) {
      assertThatThrownBy(() -> data.bytes(3))
          .isInstanceOf(IOException.class)
          .hasMessage("unreadable sample: expected an image file, found '404' (photograph 3)");
      assertThatThrownBy(() -> batches(data))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("unreadable sample: expected an image file, found '404' (photograph 3)");
    }
  }

  @Test
  void whatIsNoImageIsNamed() {
    try (ImageTable data = table(5).file(key -> new byte[] {'w', 'o', 'r', 'd', 's'}).build()) {
      assertThatThrownBy(() -> batches(data))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 5 bytes that begin"
                  + " 77 6f 72 64 (photograph 0)");
    }
  }

  @Test
  void aLabelThatIsNoneOfTheClassesIsRefusedByTheSamplesName() {
    assertThatThrownBy(table(9).labelNumber(key -> key == 7 ? 5 : 0)::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "label out of range: expected 0 to 1 of [sound, cracked], found 5 (photograph 7)");
    assertThatThrownBy(table(9).label(key -> key == 7 ? "wet" : "sound")::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown class label: expected one of [sound, cracked], found 'wet' (photograph 7)");
  }

  @Test
  void rowsThatAreNoTableAreRefused() {
    assertThatThrownBy(table(0)::build).hasMessage("no samples: expected at least 1 row, found 0");
    assertThatThrownBy(table(3).name(key -> "one")::build)
        .hasMessage("sample twice: expected distinct names, found 'one'");
    assertThatThrownBy(table(3).name(key -> "a\tb" + key)::build)
        .hasMessage("bad sample name: expected no control characters, found 'a?b0'");
    assertThatThrownBy(ImageTable.builder(LABELS, keys(3)).labelNumber(key -> 0)::build)
        .hasMessage("table incomplete: expected file and label, found no file");
    assertThatThrownBy(table(3).threads(0)::build)
        .hasMessage("bad number of threads: expected at least 1, found 0");
    assertThatThrownBy(table(3).cacheBytes(-1)::build)
        .hasMessage("bad size of the cache: expected 0 or more bytes, found -1");
  }
}
