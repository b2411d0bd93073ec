package dev.hibi.client.job;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** How likely values of an option are, after some that were seen. */
sealed interface AxisDensity {
  /** How likely a value is; more than 0. */
  double of(String value);

  /** A value, as likely as it is. */
  String draw(SplittableRandom random);

  static AxisDensity of(Axis axis, List<String> seen) {
    if (axis instanceof Axis.Range range) {
      return Bumps.of(range, seen);
    }
    return Counts.of(((Axis.Values) axis).values(), seen);
  }

  /** Each value as often as it was seen, and once more. */
  final class Counts implements AxisDensity {
    private final List<String> values;
    private final double[] weights;
    private final double total;

    private Counts(List<String> values, double[] weights) {
      this.values = values;
      this.weights = weights;
      this.total = Arrays.stream(weights).sum();
    }

    static Counts of(List<String> values, List<String> seen) {
      double[] weights = new double[values.size()];
      Arrays.fill(weights, 1);
      for (String value : seen) {
        int at = values.indexOf(value);
        if (at >= 0) {
          weights[at]++;
        }
      }
      return new Counts(values, weights);
    }

    @Override
    public double of(String value) {
      int at = values.indexOf(value);
      return at < 0 ? Double.MIN_NORMAL : weights[at] / total;
    }

    @Override
    public String draw(SplittableRandom random) {
      double left = random.nextDouble() * total;
      for (int i = 0; i < weights.length; i++) {
        left -= weights[i];
        if (left < 0) {
          return values.get(i);
        }
      }
      return values.get(values.size() - 1);
    }
  }

  /**
   * A bell around each value that was seen, as wide as the way to its farther neighbour, and one as
   * wide as the range in its middle. Places are from 0 to 1 along the range.
   */
  final class Bumps implements AxisDensity {
    private static final int MOST_TRIES = 100;

    private final Axis.Range range;
    private final double[] centres;
    private final double[] widths;

    private Bumps(Axis.Range range, double[] centres, double[] widths) {
      this.range = range;
      this.centres = centres;
      this.widths = widths;
    }

    static Bumps of(Axis.Range range, List<String> seen) {
      double[] centres = new double[seen.size() + 1];
      for (int i = 0; i < seen.size(); i++) {
        centres[i] = range.place(seen.get(i));
      }
      centres[seen.size()] = 0.5;
      Arrays.sort(centres);
      double narrowest = 1.0 / Math.min(100, centres.length + 1);
      double[] widths = new double[centres.length];
      for (int i = 0; i < widths.length; i++) {
        double below = i == 0 ? centres[i] : centres[i] - centres[i - 1];
        double above = i == widths.length - 1 ? 1 - centres[i] : centres[i + 1] - centres[i];
        widths[i] = Math.min(1, Math.max(narrowest, Math.max(below, above)));
      }
      widths[Arrays.binarySearch(centres, 0.5)] = 1;
      return new Bumps(range, centres, widths);
    }

    @Override
    public double of(String value) {
      double place = range.place(value);
      double sum = 0;
      for (int i = 0; i < centres.length; i++) {
        double from = (place - centres[i]) / widths[i];
        sum += Math.exp(-from * from / 2) / widths[i];
      }
      return Math.max(Double.MIN_NORMAL, sum / centres.length);
    }

    @Override
    public String draw(SplittableRandom random) {
      int bump = random.nextInt(centres.length);
      for (int i = 0; i < MOST_TRIES; i++) {
        double place = centres[bump] + widths[bump] * normal(random);
        if (place >= 0 && place <= 1) {
          return range.at(place);
        }
      }
      return range.at(centres[bump]);
    }

    /** A normal deviate, after Box and Muller. */
    private static double normal(SplittableRandom random) {
      double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
  }
}
