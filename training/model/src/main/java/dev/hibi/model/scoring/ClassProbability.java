package dev.hibi.model.scoring;

/** The score that a threshold is compared with: a class's probability, in double. */
public final class ClassProbability {

  private ClassProbability() {}

  /**
   * A softmax of logits, for one class: 0 to 1; NaN if a logit is. Rises with the class's logit and
   * falls with each other one, to the last bit.
   *
   * @param logits (N, classes), row by row
   * @param offset where the row begins
   * @param classes how many there are
   * @param label which of them
   */
  public static double of(float[] logits, int offset, int classes, int label) {
    double others = 0; // beside the class's own 1
    for (int c = 0; c < classes; c++) {
      if (c != label) {
        others += StrictMath.exp((double) logits[offset + c] - logits[offset + label]);
      }
    }
    return 1 / (1 + others);
  }

  /**
   * The logarithm of that over what is left of 1: the class's logit less what those of all others
   * together make; finite where logits are.
   *
   * @param logits (N, classes), row by row
   * @param offset where the row begins
   * @param classes how many there are, at least 2
   * @param label which of them
   */
  public static double logOdds(float[] logits, int offset, int classes, int label) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      highest = c == label ? highest : Math.max(highest, logits[offset + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += c == label ? 0 : StrictMath.exp(logits[offset + c] - highest);
    }
    return logits[offset + label] - highest - StrictMath.log(sum);
  }
}
