package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BulkClassificationTest {
  @TempDir Path directory;

  private Classifier classifier;

  @BeforeEach
  void load() throws IOException {
    classifier = Classifier.load(ClassifierTest.model(directory));
  }

  @AfterEach
  void close() {
    classifier.close();
  }

  @Test
  void outcomesComeInTheOrderOfTheImages() {
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(images(11), 4)) {
      List<ImageOutcome> all = outcomes.toList();

      assertThat(all)
          .extracting(ImageOutcome::name)
          .containsExactlyElementsOf(IntStream.range(0, 11).mapToObj(i -> "image " + i).toList());
      for (int i = 0; i < all.size(); i++) {
        ImageOutcome.Classified outcome = (ImageOutcome.Classified) all.get(i);
        Classification alone = classifier.classify(ClassifierTest.image(i));
        for (String label : classifier.labels().names()) {
          assertThat(outcome.classification().logits().get(label))
              .isCloseTo(Objects.requireNonNull(alone.logits().get(label)), within(1e-4f));
        }
      }
    }
  }

  @Test
  void anUnreadableImageIsAnOutcomeAndStopsNothing() throws IOException {
    Path good = directory.resolve("good.png");
    ImageIO.write(ClassifierTest.image(1).toBufferedImage(), "png", good.toFile());
    Path broken = Files.writeString(directory.resolve("broken.jpg"), "hello");
    Path absent = directory.resolve("absent.jpg");
    try (Stream<ImageOutcome> outcomes =
        classifier.classifyAll(Stream.of(good, broken, absent, good).map(ImageInput::of))) {
      List<ImageOutcome> all = outcomes.toList();

      assertThat(all.get(0).orThrow()).isEqualTo(all.get(3).orThrow());
      assertThat(all.get(0).orThrow().label()).isEqualTo(classifier.classify(good).label());
      assertThatThrownBy(() -> all.get(1).orThrow())
          .isInstanceOf(IOException.class)
          .hasMessage(
              "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 5 bytes that begin 68 65 6c 6c"
                  + " (%s)",
              broken);
      ImageOutcome.Unreadable last = (ImageOutcome.Unreadable) all.get(2);
      assertThat(last.name()).isEqualTo(absent.toString());
      assertThat(last.failure()).isInstanceOf(NoSuchFileException.class).hasMessage("%s", absent);
    }
  }

  @Test
  void imagesAreAskedForAsTheyAreNeeded() {
    AtomicInteger asked = new AtomicInteger();
    Stream<ImageInput> endless =
        Stream.generate(
            () -> ImageInput.of("image " + asked.getAndIncrement(), () -> ClassifierTest.image(0)));
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(endless, 4)) {
      Iterator<ImageOutcome> iterator = outcomes.iterator();
      assertThat(asked).hasValue(0);

      assertThat(iterator.next().name()).isEqualTo("image 0");

      assertThat(asked).hasValue(3 * 4); // a batch that is out, two ahead
    }
  }

  @Test
  void closingEndsTheReadersAndClosesTheImages() throws InterruptedException {
    AtomicBoolean closed = new AtomicBoolean();
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    ImageInput stuck =
        ImageInput.of(
            "stuck",
            () -> {
              reading.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return ClassifierTest.image(0);
            });
    Stream<ImageInput> images =
        Stream.concat(images(4), Stream.of(stuck)).onClose(() -> closed.set(true));

    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(images, 4)) {
      assertThat(outcomes.iterator().next().name()).isEqualTo("image 0");
      reading.await();
    }

    interrupted.await();
    assertThat(closed).isTrue();
  }

  @Test
  void aFailureOfTheProgramsOwnReachesIt() {
    ImageInput broken =
        ImageInput.of(
            "broken",
            () -> {
              throw new IllegalStateException("no database");
            });
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(Stream.of(broken))) {
      assertThatThrownBy(outcomes::toList)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no database");
    }
  }

  @Test
  void anInterruptedThreadStopsAndStaysInterrupted() {
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(images(2))) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(outcomes::toList)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("java.io.InterruptedIOException: interrupted: expected images to be read");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void noImagesAreNoOutcomesAndABatchHasAtLeastOne() {
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(Stream.empty())) {
      assertThat(outcomes).isEmpty();
    }
    assertThatThrownBy(() -> classifier.classifyAll(images(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad batch size: expected 1 and more, found 0");
  }

  @Test
  void bytesAreReadToo() throws IOException {
    Path file = directory.resolve("one.png");
    ImageIO.write(ClassifierTest.image(5).toBufferedImage(), "png", file.toFile());
    ImageInput bytes = ImageInput.of("one", Files.readAllBytes(file));
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(Stream.of(bytes))) {
      assertThat(outcomes.findFirst().orElseThrow().orThrow())
          .isEqualTo(classifier.classify(RgbImage.read(file)));
    }
  }

  private static Stream<ImageInput> images(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ImageInput.of("image " + i, () -> ClassifierTest.image(i)));
  }
}
