package dev.hibi.model;

import dev.hibi.ClassLabels;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a classifier says of one image.
 *
 * @param label the most probable class; the first of equals
 * @param probabilities of each class in class order, 0 to 1, together 1 (a softmax of the logits)
 * @param logits of each class in class order, the network's raw answer
 */
public record Classification(
    String label, Map<String, Float> probabilities, Map<String, Float> logits) {
  private static final float CERTAIN = 100; // a softmax of 100 and -100 is 1 and 0

  /** Copies the maps, in their order. */
  public Classification {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    logits = Collections.unmodifiableMap(new LinkedHashMap<>(logits));
  }

  /** The probability of the label. */
  public float probability() {
    return probabilities.getOrDefault(label, Float.NaN);
  }

  /**
   * That an image shows one class and no other, for {@link ImageClassifier#of}.
   *
   * @throws IllegalArgumentException if there is no such class
   */
  public static Classification certain(ClassLabels labels, String label) {
    float[] logits = new float[labels.size()];
    Arrays.fill(logits, -CERTAIN);
    logits[labels.indexOf(label)] = CERTAIN;
    return ofLogits(labels, logits);
  }

  /**
   * What a network's answer means.
   *
   * @param logits a finite value a class, in class order
   * @throws IllegalArgumentException if there are more or fewer logits than classes
   * @throws UnusableAnswerException if a logit is not finite
   */
  public static Classification ofLogits(ClassLabels labels, float... logits) {
    if (logits.length != labels.size()) {
      throw new IllegalArgumentException(
          "wrong number of logits: expected one for each of %s, found %d"
              .formatted(labels, logits.length));
    }
    return ofLogits(labels, logits, 0, "an image");
  }

  /**
   * From logits.
   *
   * @param logits a value a class from {@code offset} on
   * @param image its name, for messages
   * @throws UnusableAnswerException if a logit is not finite
   */
  static Classification ofLogits(ClassLabels labels, float[] logits, int offset, String image) {
    Map<String, Float> raw = new LinkedHashMap<>();
    boolean finite = true;
    for (int i = 0; i < labels.size(); i++) {
      raw.put(labels.name(i), logits[offset + i]);
      finite &= Float.isFinite(logits[offset + i]);
    }
    if (!finite) {
      throw new UnusableAnswerException(image, raw);
    }
    int best = 0;
    for (int i = 1; i < labels.size(); i++) {
      if (logits[offset + i] > logits[offset + best]) {
        best = i;
      }
    }
    double[] exp = new double[labels.size()];
    double sum = 0;
    for (int i = 0; i < exp.length; i++) {
      exp[i] = StrictMath.exp(logits[offset + i] - logits[offset + best]);
      sum += exp[i];
    }
    Map<String, Float> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < exp.length; i++) {
      probabilities.put(labels.name(i), (float) (exp[i] / sum));
    }
    return new Classification(labels.name(best), probabilities, raw);
  }
}
