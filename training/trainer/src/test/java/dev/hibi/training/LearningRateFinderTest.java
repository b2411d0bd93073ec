package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ClassLabels;
import dev.hibi.training.LearningRateCurve.Point;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LearningRateFinderTest extends RunFixture {

  private LearningRateFinder.Builder finder(FitConfig config, String name) {
    return LearningRateFinder.builder(config, Toy.data(manager, 80, 1), directory.resolve(name));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"STAGED", "NORMAL"},
      mode = EnumSource.Mode.EXCLUDE)
  void equalConfigsGiveEqualCurvesAndLeaveTheRunAsItWas(TrainingMode mode) throws IOException {
    FitConfig config = runs.config(mode);
    runs.run(config, "without").build().fit();

    LearningRateCurve curve = finder(config, "run").steps(25).build().find();
    LearningRateCurve again = finder(config, "again").steps(25).build().find();

    assertThat(again).isEqualTo(curve);
    FitConfig other = config.toBuilder().seed(1).build();
    assertThat(finder(other, "other").steps(25).build().find()).isNotEqualTo(curve);
    List<String> computed = new ArrayList<>();
    FitListener noting =
        new FitListener() {
          @Override
          public void onFeatures(String data, long done, long total) {
            computed.add(data);
          }
        };
    runs.run(config, "run").listener(noting).build().fit();
    assertThat(runs.model("run")).hasSameBinaryContentAs(runs.model("without"));
    assertThat(computed).doesNotContain("training");
  }

  @Test
  void ratesGrowByOneFactorAndLossesAreSmoothed() throws IOException {
    List<Point> points =
        finder(runs.config(TrainingMode.SCRATCH), "run")
            .rates(1e-6, 1e-2)
            .steps(21)
            .build()
            .find()
            .points();

    assertThat(points).hasSize(21);
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      sum = 0.98 * sum + 0.02 * point.loss();
      assertThat(point.rate()).isCloseTo(1e-6 * Math.pow(10, i / 5.0), within(1e-12));
      assertThat(point.smoothed()).isCloseTo(sum / (1 - Math.pow(0.98, i + 1)), within(1e-12));
    }
    assertThat(Files.exists(directory.resolve("run/checkpoints"))).isFalse();
  }

  @Test
  void theSearchEndsWhereTheLossHasRisenTooFar() throws IOException {
    List<Long> tried = new ArrayList<>();
    FitListener noting =
        new FitListener() {
          @Override
          public void onStep(int epoch, long step, long steps, double loss, double rate) {
            assertThat(epoch).isEqualTo(1);
            assertThat(steps).isEqualTo(200);
            tried.add(step);
          }
        };

    LearningRateCurve curve =
        finder(runs.config(TrainingMode.SCRATCH), "run")
            .rates(1e-4, 1e12)
            .steps(200)
            .listener(noting)
            .build()
            .find();

    assertThat(curve.points()).hasSizeLessThan(200).hasSize(tried.size() - 1);
    double best = Double.POSITIVE_INFINITY;
    for (Point point : curve.points()) {
      best = Math.min(best, point.smoothed());
      assertThat(point.smoothed()).isLessThanOrEqualTo(4 * best);
    }
  }

  @Test
  void whereTheLossFallsFastestIsSuggested() {
    assertThat(curve(9, 1, 1, 1, 0.9, 0.7, 0.3, 0.2, 0.2, 0.1, 0.9).suggestion())
        .contains(new Point(5, 0, 0.7));
    assertThat(curve(1, 1, 2, 3, 4, 4, 4, 4, 4, 5, 6).suggestion()).isEmpty();
    assertThat(curve(1).suggestion()).isEmpty();
  }

  /** At rates 0, 1, 2 and so on. */
  private static LearningRateCurve curve(double... smoothed) {
    List<Point> points = new ArrayList<>();
    for (double loss : smoothed) {
      points.add(new Point(points.size(), 0, loss));
    }
    return new LearningRateCurve(points);
  }

  @Test
  void whatCannotBeTriedIsRefused() throws IOException {
    FitConfig config = runs.config(TrainingMode.SCRATCH);
    assertThatThrownBy(() -> finder(config, "run").rates(0.1, 0.1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad rates: expected a least one above 0 and a greater one, found 0.1 and 0.1");
    assertThatThrownBy(() -> finder(config, "run").steps(9).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad number of steps: expected 10 and more, found 9");
    Toy.Images alone = Toy.data(manager, 8, 1).labels(ClassLabels.of("P"));
    assertThatThrownBy(
            () ->
                LearningRateFinder.builder(config, alone, directory.resolve("run")).build().find())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("one class only: expected at least 2 in the training data, found [P]");
  }

  @Test
  void anInterruptEndsTheSearch() throws IOException {
    FitListener interrupting =
        new FitListener() {
          @Override
          public void onStep(int epoch, long step, long steps, double loss, double rate) {
            Thread.currentThread().interrupt();
          }
        };
    LearningRateFinder finder =
        finder(runs.config(TrainingMode.SCRATCH), "run").listener(interrupting).build();

    assertThatThrownBy(finder::find)
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage(
            "search interrupted: expected 100 learning rates, found fewer (%s)",
            directory.resolve("run"));
    assertThat(Thread.interrupted()).isTrue();
  }
}
