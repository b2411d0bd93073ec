package dev.hibi.training.tensorboard;

import dev.hibi.tensorboard.CurveFigure;
import dev.hibi.tensorboard.SummaryImage;
import dev.hibi.tensorboard.SummaryWriter;
import dev.hibi.training.LearningRateCurve;
import dev.hibi.training.LearningRateCurve.Point;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Shows what a {@link dev.hibi.training.LearningRateFinder} has seen: the smoothed loss over the
 * rate, the losses of single batches behind it, and the rate that is suggested.
 */
public final class LearningRatePlot {
  private static final int LEAST = 2;

  private LearningRatePlot() {}

  /**
   * The curve as a picture.
   *
   * @throws IllegalArgumentException if it has one point alone
   */
  public static SummaryImage draw(LearningRateCurve curve) {
    List<Point> points = curve.points();
    CurveFigure figure =
        CurveFigure.of(
                "learning rate",
                "loss",
                values(points, Point::rate),
                values(points, Point::smoothed))
            .faint(values(points, Point::loss));
    Optional<Point> suggestion = curve.suggestion();
    return suggestion
        .map(point -> figure.marked(points.indexOf(point), text(point.rate())))
        .orElse(figure)
        .draw();
  }

  /** A rate in two digits, such as {@code 0.0012}: more are not known of it. */
  public static String text(double rate) {
    return String.format(Locale.ROOT, "%.2g", rate);
  }

  private static double[] values(List<Point> points, ToDoubleFunction<Point> value) {
    return points.stream().mapToDouble(value).toArray();
  }

  /**
   * Logs a curve: the scalars {@code lr_find/learning_rate}, {@code lr_find/loss} and {@code
   * lr_find/smoothed_loss} with the number of the rate, from 0, as their step, and the picture
   * {@code lr_find} unless there is one rate alone.
   *
   * @param writer not closed
   */
  public static void log(LearningRateCurve curve, SummaryWriter writer) {
    List<Point> points = curve.points();
    for (int i = 0; i < points.size(); i++) {
      writer.scalar("lr_find/learning_rate", points.get(i).rate(), i);
      writer.scalar("lr_find/loss", points.get(i).loss(), i);
      writer.scalar("lr_find/smoothed_loss", points.get(i).smoothed(), i);
    }
    if (points.size() >= LEAST) {
      writer.image("lr_find", draw(curve), points.size() - 1L);
    }
  }
}
