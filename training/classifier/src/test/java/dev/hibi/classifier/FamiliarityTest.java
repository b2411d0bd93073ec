package dev.hibi.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.model.ImageInput;
import dev.hibi.model.ImageOutcome;
import dev.hibi.model.network.Precision;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which pictures a model of real photographs knows, in {@code ../shared} beside the project;
 * skipped without them.
 */
final class FamiliarityTest {
  private static final int TRAINING = 1_000;
  private static final int TEST = 400;

  @TempDir Path directory;

  @Test
  void photographsLikeItsOwnAreKnownAndDrawnPicturesAreNot() throws IOException {
    Path shared = shared();
    Path test = some(shared.resolve("data/test.zip"), TEST);
    Path model =
        CrackClassifier.train(
                some(shared.resolve("data/train.zip"), TRAINING), test, directory.resolve("run"))
            .backbone(Backbone.RESNET50_V1)
            .weights(shared.resolve("weights/resnet50_v1.safetensors"))
            .fit()
            .model();

    List<ImageInput> own = images(test);
    for (Precision precision :
        new Precision[] {Precision.FLOAT32, Precision.BFLOAT16, Precision.INT8}) {
      try (Classifier classifier = Classifier.loader(model).precision(precision).load();
          Stream<ImageOutcome> outcomes = classifier.classifyAll(own.stream())) {
        long unfamiliar =
            outcomes.filter(outcome -> classification(outcome).isUnfamiliar()).count();
        System.out.printf("unfamiliar in %s: %d of %d%n", precision, unfamiliar, own.size());

        assertThat(unfamiliar).as(precision.name()).isLessThanOrEqualTo(TEST / 50);
        assertThat(known(classifier)).as(precision.name()).isEmpty();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("is for CPUs with avx512"); // on another one
      }
    }
  }

  private static Classification classification(ImageOutcome outcome) {
    return ((ImageOutcome.Classified) outcome).classification();
  }

  private static List<ImageInput> images(Path archive) throws IOException {
    List<ImageInput> images = new ArrayList<>();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        images.add(ImageInput.of(entry.getName(), bytes));
      }
    }
    return images;
  }

  /** The kinds of drawn pictures that a model takes for its own, with their distances. */
  private static Map<String, Double> known(Classifier classifier) {
    Map<String, Double> known = new TreeMap<>();
    for (DrawnPicture picture : DrawnPicture.values()) {
      for (int seed = 0; seed < 3; seed++) {
        Classification answer = classifier.classify(image(picture.draw(seed)));
        if (!answer.isUnfamiliar()) {
          known.put(picture + " " + seed, answer.familiarity().orElseThrow().distance());
        }
      }
    }
    return known;
  }

  private static RgbImage image(BufferedImage picture) {
    byte[] pixels = new byte[picture.getWidth() * picture.getHeight() * 3];
    for (int i = 0; i < pixels.length / 3; i++) {
      int rgb = picture.getRGB(i % picture.getWidth(), i / picture.getWidth());
      pixels[3 * i] = (byte) (rgb >> 16);
      pixels[3 * i + 1] = (byte) (rgb >> 8);
      pixels[3 * i + 2] = (byte) rgb;
    }
    return new RgbImage(picture.getWidth(), picture.getHeight(), pixels);
  }

  /** So many images of an archive, evenly spread. */
  private Path some(Path archive, int count) throws IOException {
    Path file = directory.resolve(archive.getFileName());
    try (ZipFile all = new ZipFile(archive.toFile());
        ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      List<ZipEntry> entries = new ArrayList<>();
      for (ZipEntry entry : Collections.list(all.entries())) {
        if (!entry.isDirectory()) {
          entries.add(entry);
        }
      }
      for (int i = 0; i < count; i++) {
        ZipEntry entry = entries.get((int) ((long) i * entries.size() / count));
        zip.putNextEntry(new ZipEntry(entry.getName()));
        zip.write(all.getInputStream(entry).readAllBytes());
        zip.closeEntry();
      }
    }
    return file;
  }

  private static Path shared() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("shared/data/test.zip"))) {
      root = root.getParent();
    }
    Path shared = root.resolve("shared");
    assumeThat(shared.resolve("data/test.zip")).exists();
    assumeThat(shared.resolve("weights/resnet50_v1.safetensors")).exists();
    return shared;
  }
}
