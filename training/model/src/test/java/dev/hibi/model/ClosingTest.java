package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClosingTest {
  private static final String CLOSED = "model is closed: expected an open one, found it closed";
  private static final int THREADS = 8;

  @TempDir Path directory;

  @RepeatedTest(5)
  void closingWaitsForThoseWhoClassifyAndLaterCallsFail() throws Exception {
    Classifier classifier = Classifier.load(ClassifierTest.model(directory));
    Classification expected = classifier.classify(ClassifierTest.image(1));
    CountDownLatch atWork = new CountDownLatch(2 * THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<String>> ends = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      ends.add(threads.submit(() -> classifyUntilItEnds(classifier, expected, atWork)));
    }

    atWork.await();
    classifier.close();
    classifier.close();

    for (Future<String> end : ends) {
      assertThat(end.get()).isEqualTo(CLOSED);
    }
    threads.shutdown();
  }

  private static String classifyUntilItEnds(
      Classifier classifier, Classification expected, CountDownLatch atWork) {
    try {
      while (true) {
        assertThat(classifier.classify(ClassifierTest.image(1))).isEqualTo(expected);
        atWork.countDown();
      }
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aStreamOfOutcomesEndsWithTheClassifier() throws IOException {
    Classifier classifier = Classifier.load(ClassifierTest.model(directory));
    Stream<ImageInput> endless =
        Stream.generate(() -> ImageInput.of("image", () -> ClassifierTest.image(0)));
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(endless, 2)) {
      Iterator<ImageOutcome> iterator = outcomes.iterator();
      iterator.next();
      classifier.close();
      iterator.next(); // of the same batch

      assertThatThrownBy(iterator::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(CLOSED);
    }
  }
}
