package dev.hibi.training;

/** How far probabilities are what they say. */
final class Calibration {
  private static final int BINS = 15;

  private final Predictions predictions;
  private final int classes;

  Calibration(Predictions predictions, int classes) {
    this.predictions = predictions;
    this.classes = classes;
  }

  /**
   * The expected calibration error (C. Guo et al., 2017): samples are put into 15 bins by the
   * probability of the most probable class, (0, 1/15], (1/15, 2/15] and so on; the mean, weighted
   * by samples, of the distance between a bin's accuracy and its mean probability.
   */
  double expectedError() {
    double[] confidence = new double[BINS];
    long[] hits = new long[BINS];
    for (int sample = 0; sample < predictions.size(); sample++) {
      int guess = predictions.mostProbable(sample); // whatever the threshold of a verdict
      double probability = predictions.probability(sample, guess);
      int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(probability * BINS) - 1));
      confidence[bin] += probability;
      hits[bin] += predictions.label(sample) == guess ? 1 : 0;
    }
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(hits[bin] - confidence[bin]);
    }
    return predictions.size() == 0 ? 0 : sum / predictions.size();
  }

  /**
   * The Brier score (G. W. Brier, 1950): the mean square distance of probabilities from what came
   * true, summed over the classes; of two classes half of it, which is that of either alone.
   */
  double brierScore() {
    double sum = 0;
    for (int sample = 0; sample < predictions.size(); sample++) {
      for (int c = 0; c < classes; c++) {
        double truth = predictions.label(sample) == c ? 1 : 0;
        double distance = predictions.probability(sample, c) - truth;
        sum += distance * distance;
      }
    }
    return predictions.size() == 0 ? 0 : sum / predictions.size() / (classes == 2 ? 2 : 1);
  }
}
