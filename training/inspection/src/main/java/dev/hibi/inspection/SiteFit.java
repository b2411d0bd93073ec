package dev.hibi.inspection;

import dev.hibi.model.scoring.ClassProbability;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.LogisticHead;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Heads that are trained on what a model learned from and on images of a site.
 *
 * @param mass how much the site's images of each class count together, however many they are
 */
record SiteFit(HomeRows home, SiteImages site, List<Double> mass) {
  /** The regularisation at home and at a site; a tenth or ten times of it changes little. */
  static final double C = 0.1;

  /** No weight is farther than this from where it should be: logits to a hundredth and better. */
  private static final double TOLERANCE = 1e-4;

  /** By all of the site's images. */
  LogisticHead whole() {
    return head(IntStream.range(0, site.count()).toArray());
  }

  /**
   * The scores of the site's images, each by a head that saw no image of its fold.
   *
   * @return probabilities of the class, one an image
   */
  double[] heldOut(HeldOutFolds folds, int positive) {
    double[] scores = new double[site.count()];
    for (int fold = 0; fold < folds.count(); fold++) {
      int[] images = folds.within(fold);
      double[] own = scores(head(folds.outside(fold)), site.features().select(images), positive);
      for (int i = 0; i < images.length; i++) {
        scores[images[i]] = own[i];
      }
    }
    return scores;
  }

  /** As a model with this head would have them, whose logits are float32. */
  static double[] scores(LogisticHead head, FeatureRows features, int positive) {
    double[] logits = head.logits(features);
    float[] rounded = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      rounded[i] = (float) logits[i];
    }
    int classes = rounded.length / features.count();
    double[] scores = new double[features.count()];
    Arrays.setAll(scores, i -> ClassProbability.of(rounded, i * classes, classes, positive));
    return scores;
  }

  private LogisticHead head(int[] images) {
    FeatureRows rows = home.rows().and(site.features().select(images));
    int[] labels = new int[rows.count()];
    double[] weights = Arrays.copyOf(home.weights(), rows.count());
    int begun = home.labels().size();
    double[] found = new double[home.classes()];
    for (int image : images) {
      found[site.labels().get(image)]++;
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i < begun ? home.labels().get(i) : site.labels().get(images[i - begun]);
      if (i >= begun) {
        weights[i] = mass.get(labels[i]) / found[labels[i]];
      }
    }
    return LogisticHead.builder(rows, labels, home.classes())
        .sampleWeights(weights)
        .inverseRegularization(C)
        .tolerance(TOLERANCE)
        .fit();
  }
}
