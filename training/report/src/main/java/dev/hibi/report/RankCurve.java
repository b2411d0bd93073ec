package dev.hibi.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What is found for how many false alarms, as a threshold falls.
 *
 * @param points from none to all, each of another score
 * @param positives how many samples are of the class
 * @param negatives how many are not
 */
record RankCurve(List<Point> points, long positives, long negatives) {
  /**
   * What is at or above a threshold.
   *
   * @param score the threshold, in the unit of the scores
   * @param found how many of the class
   * @param falseAlarms how many others
   */
  record Point(double score, long found, long falseAlarms) {}

  /**
   * Of scores.
   *
   * @param positive whether each sample is of the class
   */
  static RankCurve of(double[] scores, boolean[] positive) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> scores[i]).reversed());
    List<Point> points = new ArrayList<>();
    long found = 0;
    long falseAlarms = 0;
    points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
    for (int i = 0; i < order.length; i++) {
      if (positive[order[i]]) {
        found++;
      } else {
        falseAlarms++;
      }
      boolean last = i + 1 == order.length || scores[order[i + 1]] != scores[order[i]];
      if (last) {
        points.add(new Point(scores[order[i]], found, falseAlarms));
      }
    }
    return new RankCurve(List.copyOf(points), found, falseAlarms);
  }

  /** Whether there are both kinds, and every score is a number. */
  static boolean isDrawn(double[] scores, boolean[] positive) {
    boolean both = false;
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        return false;
      }
      both |= positive[i] != positive[0];
    }
    return both;
  }

  /**
   * The highest threshold that finds a share of the class.
   *
   * @param share 0 to 1
   */
  Point firstThatFinds(double share) {
    return points.stream()
        .filter(point -> point.found() >= share * positives)
        .findFirst()
        .orElseThrow(); // the last one finds all
  }

  double recall(Point point) {
    return (double) point.found() / positives;
  }

  double falseAlarmRate(Point point) {
    return (double) point.falseAlarms() / negatives;
  }

  /** Of the alarms at a point, but the first one, the share that is right. */
  static double precision(Point point) {
    return (double) point.found() / (point.found() + point.falseAlarms());
  }

  /** The corners of the curve and, if these are too many, as many of them, evenly spread. */
  List<Point> corners(int most) {
    List<Point> corners = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      boolean end = i <= 1 || i + 1 == points.size();
      if (end || isCorner(points.get(i - 1), points.get(i), points.get(i + 1))) {
        corners.add(points.get(i));
      }
    }
    if (corners.size() <= most) {
      return corners;
    }
    List<Point> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(corners.get((int) ((long) i * (corners.size() - 1) / (most - 1))));
    }
    return some;
  }

  private static boolean isCorner(Point before, Point point, Point after) {
    boolean rises = point.falseAlarms() == before.falseAlarms();
    boolean risesOn = after.falseAlarms() == point.falseAlarms();
    boolean runs = point.found() == before.found();
    boolean runsOn = after.found() == point.found();
    return rises != risesOn || runs != runsOn || (!rises && !runs);
  }
}
