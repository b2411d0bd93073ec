package dev.hibi.training;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link LearningRateFinder} has seen: the loss at each rate, from the least rate on.
 *
 * @param points at least one; fewer than were asked for if the loss rose too far
 */
public record LearningRateCurve(List<Point> points) {
  /** The mean of few losses says little. */
  private static final int SKIPPED_SHARE = 10;

  /** Between two points the noise of the batches decides: a fall is one over so many. */
  private static final int HALF_WINDOW_SHARE = 20;

  /** Copies the points. */
  public LearningRateCurve {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("no curve: expected points, found none");
    }
  }

  /**
   * A step.
   *
   * @param rate the learning rate of the step
   * @param loss of the step's batch, before the step; may not be finite
   * @param smoothed mean of the losses up to here, of which older ones count less
   */
  public record Point(double rate, double loss, double smoothed) {}

  /**
   * Where the smoothed loss falls fastest, over the logarithm of the rate: a good learning rate for
   * a run, on the careful side. A fall is measured over a tenth of the points, around each; the
   * first tenth is left aside.
   *
   * @return empty if the loss falls nowhere
   */
  public Optional<Point> suggestion() {
    Optional<Point> steepest = Optional.empty();
    double least = 0;
    int half = Math.max(1, points.size() / HALF_WINDOW_SHARE);
    for (int i = half + points.size() / SKIPPED_SHARE; i < points.size() - half; i++) {
      double slope =
          points.get(i + half).smoothed - points.get(i - half).smoothed; // rates grow evenly
      if (slope < least) {
        least = slope;
        steepest = Optional.of(points.get(i));
      }
    }
    return steepest;
  }
}
