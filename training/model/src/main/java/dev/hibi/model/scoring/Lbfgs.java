package dev.hibi.model.scoring;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The least of a smooth convex function by the limited-memory BFGS method (D. C. Liu and J.
 * Nocedal, 1989), from zeros on. How far to go is decided by the slopes along the line, which tell
 * more than the values when these differ in their last digits alone.
 */
final class Lbfgs {
  private static final int MEMORY = 10; // steps remembered
  private static final int MOST_TRIALS = 40; // of one line
  private static final double FLAT = 0.5; // of the slope at the beginning
  private static final double ROUNDING = 1e-12; // of the value, by which it may rise

  private final Objective objective;
  private final Deque<Change> memory = new ArrayDeque<>();
  private Point point;
  private int iterations;

  /** A place, and the function there. */
  private static final class Point {
    private final double[] x;
    private final double[] gradient;
    private final double value;

    Point(Objective objective, double[] x) {
      this.x = x;
      this.gradient = new double[x.length];
      this.value = objective.at(x, gradient);
    }
  }

  /** What a step changed. */
  private static final class Change {
    private final double[] x;
    private final double[] gradient;
    private final double product; // above 0, but for rounding

    Change(Point from, Point to) {
      this.x = difference(to.x, from.x);
      this.gradient = difference(to.gradient, from.gradient);
      this.product = dot(x, gradient);
    }
  }

  private Lbfgs(Objective objective) {
    this.objective = objective;
    this.point = new Point(objective, new double[objective.size()]);
  }

  /** Goes on until the gradient is short enough, no step helps any more, or there were enough. */
  static Lbfgs minimize(Objective objective, double gradientNorm, int mostIterations) {
    Lbfgs search = new Lbfgs(objective);
    while (norm(search.point.gradient) > gradientNorm
        && search.iterations < mostIterations
        && search.step()) {
      search.iterations++;
    }
    return search;
  }

  /** Where it came to. */
  double[] x() {
    return point.x;
  }

  /** The Euclidean length of the gradient there. */
  double gradientNorm() {
    return norm(point.gradient);
  }

  /** How many steps it took. */
  int iterations() {
    return iterations;
  }

  private boolean step() {
    double[] direction = direction();
    double first = memory.isEmpty() ? Math.min(1, 1 / norm(point.gradient)) : 1;
    Point next = along(direction, first);
    if (next == null) {
      boolean canForget = !memory.isEmpty();
      memory.clear(); // the steepest way may still go down
      return canForget;
    }
    Change change = new Change(point, next);
    if (change.product > 0) {
      memory.addFirst(change);
      if (memory.size() > MEMORY) {
        memory.removeLast();
      }
    }
    point = next;
    return true;
  }

  /** The gradient, turned down and stretched by what is remembered. */
  private double[] direction() {
    double[] q = point.gradient.clone();
    double[] alphas = new double[memory.size()];
    int i = 0;
    for (Change change : memory) {
      alphas[i] = dot(change.x, q) / change.product;
      add(-alphas[i], change.gradient, q);
      i++;
    }
    Change last = memory.peekFirst();
    if (last != null) {
      double scale = last.product / dot(last.gradient, last.gradient);
      Arrays.setAll(q, j -> q[j] * scale);
    }
    for (Iterator<Change> changes = memory.descendingIterator(); changes.hasNext(); ) {
      Change change = changes.next();
      double beta = dot(change.gradient, q) / change.product;
      add(alphas[--i] - beta, change.x, q);
    }
    Arrays.setAll(q, j -> -q[j]);
    return q;
  }

  /**
   * A point on the line at which the function is flatter by half and no higher, if there is one.
   */
  private @Nullable Point along(double[] direction, double first) {
    double slope = dot(direction, point.gradient);
    double limit = point.value + ROUNDING * Math.abs(point.value);
    double low = 0;
    double lowSlope = slope;
    double high = Double.POSITIVE_INFINITY;
    double highSlope = Double.NaN;
    double at = first;
    for (int trial = 0; trial < MOST_TRIALS && slope < 0; trial++) {
      double[] x = point.x.clone();
      add(at, direction, x);
      Point next = new Point(objective, x);
      double there = dot(direction, next.gradient);
      boolean isHigher = !(next.value <= limit);
      if (Math.abs(there) <= FLAT * -slope && !isHigher) {
        return next;
      }
      if (there > 0 || isHigher) {
        high = at;
        highSlope = there;
      } else {
        low = at;
        lowSlope = there;
      }
      at = high == Double.POSITIVE_INFINITY ? 4 * low : between(low, lowSlope, high, highSlope);
    }
    return null;
  }

  /** Where the slope would be 0 if it were straight, not too near either end. */
  private static double between(double low, double lowSlope, double high, double highSlope) {
    double share = highSlope > 0 ? lowSlope / (lowSlope - highSlope) : 0.5;
    return low + Math.max(0.1, Math.min(0.9, share)) * (high - low);
  }

  private static void add(double factor, double[] vector, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * vector[i];
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }
}
