package dev.hibi.model;

import dev.hibi.ClassLabels;
import dev.hibi.model.scoring.ActivationMap;
import dev.hibi.model.scoring.ClassProbability;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.VerdictRule;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a classifier says of one image.
 *
 * @param label the most probable class; the first of equals
 * @param probabilities of each class in class order, 0 to 1, together 1 (a softmax of the logits)
 * @param logits of each class in class order, the network's raw answer
 * @param verdict whether it counts as positive, by the model's threshold; empty if nobody knows
 *     which class is the positive one
 * @param familiarity how well the model knows such images; empty if it does not tell
 * @param map what each place of the image says; empty unless that was asked
 */
public record Classification(
    String label,
    Map<String, Float> probabilities,
    Map<String, Float> logits,
    Optional<Verdict> verdict,
    Optional<Familiarity> familiarity,
    Optional<ActivationMap> map) {
  private static final float CERTAIN = 100; // a softmax of 100 and -100 is 1 and 0

  /** Copies the maps, in their order. */
  public Classification {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    logits = Collections.unmodifiableMap(new LinkedHashMap<>(logits));
  }

  /** Without a verdict, familiarity or map. */
  public Classification(String label, Map<String, Float> probabilities, Map<String, Float> logits) {
    this(label, probabilities, logits, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** This, with how well the model knows such images. */
  Classification with(Familiarity known) {
    return new Classification(label, probabilities, logits, verdict, Optional.of(known), map);
  }

  /** This, with what each place of the image says. */
  Classification with(ActivationMap places) {
    return new Classification(
        label, probabilities, logits, verdict, familiarity, Optional.of(places));
  }

  /** Whether the model does not know such images, and can tell. */
  public boolean isUnfamiliar() {
    return familiarity.map(Familiarity::isUnfamiliar).orElse(false);
  }

  /** The probability of the label. */
  public float probability() {
    return probabilities.getOrDefault(label, Float.NaN);
  }

  /**
   * The log-odds of a class against all others together: the class's logit less theirs, for two
   * classes.
   *
   * @param name of the class
   * @throws IllegalArgumentException if there is no such class
   */
  public double logOdds(String name) {
    float[] values = new float[logits.size()];
    int at = -1;
    int i = 0;
    for (Map.Entry<String, Float> entry : logits.entrySet()) {
      at = entry.getKey().equals(name) ? i : at;
      values[i++] = entry.getValue();
    }
    if (at < 0) {
      throw new IllegalArgumentException(
          "no such class: expected one of %s, found '%s'".formatted(logits.keySet(), name));
    }
    return ClassProbability.logOdds(values, 0, values.length, at);
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
   * What a network's answer means. The verdict is at 0.5, where the {@linkplain PositiveLabel name}
   * of a class tells that it is the positive one.
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
    Optional<VerdictRule> rule =
        PositiveLabel.among(labels)
            .map(label -> new VerdictRule(labels.indexOf(label), Optional.empty()));
    return ofLogits(labels, rule, logits, 0, "an image");
  }

  /**
   * From logits.
   *
   * @param rule by which there is a verdict
   * @param logits a value a class from {@code offset} on
   * @param image its name, for messages
   * @throws UnusableAnswerException if a logit is not finite
   */
  static Classification ofLogits(
      ClassLabels labels, Optional<VerdictRule> rule, float[] logits, int offset, String image) {
    Map<String, Float> raw = new LinkedHashMap<>();
    boolean finite = true;
    for (int i = 0; i < labels.size(); i++) {
      raw.put(labels.name(i), logits[offset + i]);
      finite &= Float.isFinite(logits[offset + i]);
    }
    if (!finite) {
      throw new UnusableAnswerException(image, raw);
    }
    int best = VerdictRule.mostProbable(logits, offset, labels.size());
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
    return new Classification(
        labels.name(best),
        probabilities,
        raw,
        rule.map(by -> verdict(labels, by, logits, offset)),
        Optional.empty(),
        Optional.empty());
  }

  private static Verdict verdict(ClassLabels labels, VerdictRule rule, float[] logits, int offset) {
    int classes = labels.size();
    return new Verdict(
        labels.name(rule.positive()),
        ClassProbability.of(logits, offset, classes, rule.positive()),
        rule.threshold(),
        rule.isAlarm(logits, offset, classes),
        rule.point().isPresent());
  }
}
