package dev.hibi.model;

/**
 * Whether an image counts as positive, such as cracked: one class against all others.
 *
 * @param positive the class
 * @param score its probability, 0 to 1, in double
 * @param threshold what the score is compared with: the model's, or 0.5
 * @param isAlarm whether it counts as positive: the score is at or above the threshold; of two
 *     classes and without an operating point, whether the label is the positive class
 * @param isCalibrated whether the threshold is that of an operating point
 */
public record Verdict(
    String positive, double score, double threshold, boolean isAlarm, boolean isCalibrated) {}
