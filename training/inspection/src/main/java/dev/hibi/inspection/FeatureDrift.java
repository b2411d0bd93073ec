package dev.hibi.inspection;

import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How far a site's images lie from those that a head learned from: how far the mean of their
 * features has moved, in standard deviations of the features at home; class by class, so that
 * another share of cracks is none.
 *
 * <p>Distance and deviation are each taken over all features together, so that a feature that
 * hardly ever answers at home counts for little, not for much.
 *
 * @param value what was found
 * @param byChance what as many images of the model's own would show on average
 */
record FeatureDrift(double value, double byChance) {

  /** Between a site and home. */
  static FeatureDrift of(HomeRows home, SiteImages site) {
    double square = 0;
    double chance = 0;
    for (int c = 0; c < home.classes(); c++) {
      int label = c;
      int[] own = rows(home.labels().size(), i -> home.labels().get(i) == label);
      int[] there = rows(site.count(), i -> site.labels().get(i) == label);
      if (there.length > 0) {
        double part = (double) there.length / site.count();
        square += part * moved(home.rows().select(own), site.features().select(there));
        chance += part * (1.0 / own.length + 1.0 / there.length);
      }
    }
    return new FeatureDrift(Math.sqrt(square), Math.sqrt(chance));
  }

  private static int[] rows(int count, IntPredicate wanted) {
    return IntStream.range(0, count).filter(wanted).toArray();
  }

  /** The square of the distance between means over that of the deviation; 0 if nothing varies. */
  private static double moved(FeatureRows own, FeatureRows there) {
    double moved = 0;
    double varied = 0;
    for (int column = 0; column < own.width(); column++) {
      double mean = mean(own, column, 0, 1);
      double shift = mean(there, column, 0, 1) - mean;
      moved += shift * shift;
      varied += mean(own, column, mean, 2);
    }
    return varied == 0 ? 0 : moved / varied;
  }

  /** The mean of a feature less a centre, or of the square of that. */
  private static double mean(FeatureRows rows, int column, double centre, int power) {
    double sum = 0;
    for (int row = 0; row < rows.count(); row++) {
      double value = rows.values()[row * rows.width() + column] - centre;
      sum += power == 1 ? value : value * value;
    }
    return sum / rows.count();
  }
}
