package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.hibi.ClassLabels;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory of the process stays as it is, however many steps are made and images classified. A
 * hundred here; the whole campaign, which prints what the process takes after each tenth:
 *
 * <pre>
 * mvn -pl training/trainer -am test -Dtest=FlatMemoryTest -Dhibi.flat=10000 \
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@EnabledOnOs(OS.LINUX)
final class FlatMemoryTest {
  private static final int COUNT = Integer.getInteger("hibi.flat", 100);
  private static final int THREADS = 8;
  private static final double ALLOWED_MEGABYTES = 48; // of the second half, beside the first

  @TempDir Path directory;

  /** What the process holds, in MB, after each tenth of the work. */
  private static final class Watch {
    private final String what;
    private final List<Double> tenths = new ArrayList<>();

    Watch(String what) {
      this.what = what;
    }

    synchronized void at(int done) {
      if (done % (COUNT / 10) == 0) {
        tenths.add(residentMegabytes());
        System.out.printf("%s %5d: %.0f MB%n", what, done, tenths.get(tenths.size() - 1));
      }
    }

    void requireFlat() {
      assertThat(tenths).hasSize(10);
      double half = tenths.get(4); // not the peak of the beginning, under which growth would hide
      double end = tenths.subList(5, 10).stream().mapToDouble(v -> v).max().orElseThrow();
      assertThat(end - half).as("MB more, of " + tenths).isLessThan(ALLOWED_MEGABYTES);
    }

    private static double residentMegabytes() {
      try {
        System.gc(); // what Java could give back is not asked about
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
          if (line.startsWith("VmRSS:")) {
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
          }
        }
        throw new IOException("no VmRSS: expected one in /proc/self/status, found none");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private Path train(int steps, FitListener listener) throws IOException {
    FitConfig config =
        FitConfig.builder(Backbone.RESNET10_W16)
            .imageSpec(Toy.SPEC)
            .epochs(Math.max(1, steps / 50))
            .batchSize(2)
            .learningRate(0.0001)
            .build();
    try (NDManager manager = NDManager.newBaseManager()) {
      return TrainingRun.builder(
              config,
              Toy.data(manager, steps < 50 ? 2 * steps : 100, 1),
              Toy.data(manager, 4, 2),
              directory.resolve("run"))
          .listener(listener)
          .build()
          .fit()
          .model();
    }
  }

  @Test
  void stepsTakeNoMemoryThatStays() throws IOException {
    Watch watch = new Watch("steps");
    train(
        COUNT,
        new FitListener() {
          @Override
          public void onStep(int epoch, long step, long steps, double loss, double rate) {
            watch.at((int) step);
          }
        });
    watch.requireFlat();
  }

  @Test
  void classificationsByEightThreadsTakeNoMemoryThatStays() throws Exception {
    Path model = train(2, new FitListener() {});
    Watch watch = new Watch("classifications");
    AtomicInteger done = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Classifier classifier = Classifier.load(model)) {
      ClassLabels labels = classifier.labels();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        RgbImage image = new RgbImage(20 + i % 30, 40, new byte[(20 + i % 30) * 40 * 3]);
        all.add(
            threads.submit(
                () -> {
                  assertThat(labels.contains(classifier.classify(image).label())).isTrue();
                  watch.at(done.incrementAndGet());
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    watch.requireFlat();
  }
}
