package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * Precision and recall of a yes-or-no classifier at thresholds from 0 to 1, for TensorBoard's PR
 * Curves page.
 *
 * <p>The thresholds are evenly spaced, the first 0 and the last 1; a sample is taken for positive
 * if its score is at least the threshold.
 *
 * <p>Immutable.
 *
 * <p>Format: a tensor of shape (6, thresholds) and type float32, whose rows are true positives,
 * false positives, true negatives, false negatives, precision and recall; the plugin content is a
 * message {@code PrCurvePluginData}: 2 num_thresholds.
 */
public final class PrCurve {
  /** As fine as half a percent. */
  public static final int DEFAULT_THRESHOLDS = 201;

  private final double[] truePositives;
  private final double[] falsePositives;
  private final double[] trueNegatives;
  private final double[] falseNegatives;

  private PrCurve(double[] tp, double[] fp, double[] tn, double[] fn) {
    this.truePositives = tp;
    this.falsePositives = fp;
    this.trueNegatives = tn;
    this.falseNegatives = fn;
  }

  /**
   * The curve of scored samples at {@value #DEFAULT_THRESHOLDS} thresholds.
   *
   * @param labels (N), whether each sample is positive
   * @param scores (N), each 0 to 1, in the order of the labels
   * @throws IllegalArgumentException if there is no sample, or labels and scores are not equally
   *     many, or a score is not from 0 to 1
   */
  public static PrCurve of(boolean[] labels, double[] scores) {
    double[] weights = new double[labels.length];
    Arrays.fill(weights, 1);
    return of(labels, scores, weights, DEFAULT_THRESHOLDS);
  }

  /**
   * The curve of scored samples of different weight.
   *
   * @param labels (N), whether each sample is positive
   * @param scores (N), each 0 to 1, in the order of the labels
   * @param weights (N), each finite and at least 0: how many times the sample counts
   * @param thresholds at least 2
   * @throws IllegalArgumentException if an argument is not as said
   */
  public static PrCurve of(boolean[] labels, double[] scores, double[] weights, int thresholds) {
    checkSamples(labels, scores, weights);
    if (thresholds < 2) {
      throw new IllegalArgumentException(
          "bad thresholds: expected at least 2, found " + thresholds);
    }
    double[] positives = new double[thresholds];
    double[] negatives = new double[thresholds];
    for (int i = 0; i < labels.length; i++) {
      (labels[i] ? positives : negatives)[highestReached(scores[i], thresholds)] += weights[i];
    }
    double[] tp = fromTheEnd(positives);
    double[] fp = fromTheEnd(negatives);
    return new PrCurve(tp, fp, rest(fp), rest(tp));
  }

  /**
   * The curve of counts, one of each kind a threshold, the first threshold 0 and the last 1.
   *
   * @throws IllegalArgumentException if they are not equally many, or fewer than 2, or one is
   *     negative
   */
  public static PrCurve ofCounts(
      long[] truePositives, long[] falsePositives, long[] trueNegatives, long[] falseNegatives) {
    int thresholds = truePositives.length;
    for (long[] counts :
        new long[][] {truePositives, falsePositives, trueNegatives, falseNegatives}) {
      if (counts.length != thresholds || thresholds < 2) {
        throw new IllegalArgumentException(
            "bad counts: expected equally many, at least 2 of each kind, found %d, %d, %d and %d"
                .formatted(
                    thresholds,
                    falsePositives.length,
                    trueNegatives.length,
                    falseNegatives.length));
      }
      if (Arrays.stream(counts).anyMatch(count -> count < 0)) {
        throw new IllegalArgumentException(
            "bad counts: expected at least 0, found " + Arrays.stream(counts).min().getAsLong());
      }
    }
    return new PrCurve(
        doubles(truePositives),
        doubles(falsePositives),
        doubles(trueNegatives),
        doubles(falseNegatives));
  }

  /** Number of thresholds. */
  public int thresholds() {
    return truePositives.length;
  }

  /** A threshold, 0 to 1. */
  public double threshold(int index) {
    return (double) index / (thresholds() - 1);
  }

  /** Share of positives among those taken for positive; 0 if there are none. */
  public double precision(int index) {
    return ratio(truePositives[index], truePositives[index] + falsePositives[index]);
  }

  /** Share of those taken for positive among the positives; 0 if there are none. */
  public double recall(int index) {
    return ratio(truePositives[index], truePositives[index] + falseNegatives[index]);
  }

  SummaryValues toValues(String tag) {
    int n = thresholds();
    ByteBuffer content =
        ByteBuffer.allocate(Math.multiplyExact(6 * Float.BYTES, n)).order(ByteOrder.LITTLE_ENDIAN);
    for (double[] row :
        new double[][] {truePositives, falsePositives, trueNegatives, falseNegatives}) {
      for (double count : row) {
        content.putFloat((float) count);
      }
    }
    for (int i = 0; i < n; i++) {
      content.putFloat((float) precision(i));
    }
    for (int i = 0; i < n; i++) {
      content.putFloat((float) recall(i));
    }
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(Tensors.shape(6, n))
            .setTensorContent(ByteString.copyFrom(content.flip()))
            .build();
    ByteString plugin = new MessageBytes().integer(2, n).toByteString();
    return SummaryValues.of(Kind.PR_CURVES, tag, Kind.PR_CURVES.metadata(plugin), tensor);
  }

  private static void checkSamples(boolean[] labels, double[] scores, double[] weights) {
    if (labels.length == 0 || scores.length != labels.length || weights.length != labels.length) {
      throw new IllegalArgumentException(
          "bad samples: expected equally many labels, scores and weights, at least 1 of each, found %d, %d and %d"
              .formatted(labels.length, scores.length, weights.length));
    }
    for (int i = 0; i < scores.length; i++) {
      if (!(scores[i] >= 0 && scores[i] <= 1)) {
        throw new IllegalArgumentException(
            "bad score: expected 0 to 1, found %s (sample %d)".formatted(scores[i], i));
      }
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "bad weight: expected a finite number of at least 0, found %s (sample %d)"
                .formatted(weights[i], i));
      }
    }
  }

  /** The highest threshold that a score reaches; the product alone may be rounded below it. */
  private static int highestReached(double score, int thresholds) {
    int steps = thresholds - 1;
    int index = (int) (score * steps);
    return index < steps && score >= (double) (index + 1) / steps ? index + 1 : index;
  }

  private static double[] fromTheEnd(double[] counts) {
    double[] sums = counts.clone();
    for (int i = sums.length - 2; i >= 0; i--) {
      sums[i] += sums[i + 1];
    }
    return sums;
  }

  /** What the first has and the others do not. */
  private static double[] rest(double[] sums) {
    return Arrays.stream(sums).map(sum -> sums[0] - sum).toArray();
  }

  private static double[] doubles(long[] counts) {
    return Arrays.stream(counts).asDoubleStream().toArray();
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
