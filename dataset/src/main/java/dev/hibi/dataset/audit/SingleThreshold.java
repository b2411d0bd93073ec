package dev.hibi.dataset.audit;

import dev.hibi.dataset.ZipImageFolder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * The best guess at the class from one number of an image: one class above a threshold, one at or
 * below it. What it gets right, a model gets right without having seen a crack.
 *
 * @param measure "brightness" or "contrast"
 * @param threshold in levels of luminance
 * @param below class of the images at or below the threshold
 * @param above class of the images above it
 * @param trainAccuracy share of right answers in the first split, on which it was fitted
 * @param testAccuracy share of right answers in all other splits; empty if there is none
 * @param majority share of the most frequent class where the accuracy was measured: what guessing
 *     gets right
 */
public record SingleThreshold(
    String measure,
    double threshold,
    String below,
    String above,
    double trainAccuracy,
    OptionalDouble testAccuracy,
    double majority) {

  /** That of the other splits, or that of the first where there is none. */
  public double accuracy() {
    return testAccuracy.orElse(trainAccuracy);
  }

  /**
   * How far contrast alone goes, the standard deviation of an image's luminance: dark cracks on
   * bright concrete raise it. Each image is read once, on the calling thread. An audit tells the
   * same among all else.
   *
   * @param train what it is fitted on, not empty
   * @param test what it is measured on
   * @throws IOException if an image cannot be read or decoded
   */
  public static SingleThreshold onContrast(ZipImageFolder train, ZipImageFolder test)
      throws IOException {
    Map<String, ZipImageFolder> splits = new LinkedHashMap<>();
    splits.put("train", train);
    splits.put("test", test);
    Catalog catalog = new Catalog(splits);
    double[] contrasts = new double[catalog.size()];
    for (int i = 0; i < contrasts.length; i++) {
      contrasts[i] = Exposure.of(catalog.decode(i)).contrast();
    }
    return of("contrast", catalog, i -> true, i -> contrasts[i]);
  }

  /**
   * The best one, fitted on the first split.
   *
   * @param readable which images count
   * @param value the measure of an image that counts
   */
  static SingleThreshold of(
      String measure, Catalog catalog, IntPredicate readable, IntToDoubleFunction value) {
    List<String> classes = catalog.labels();
    LabeledValues train = catalog.values(0, catalog.start(1), readable, value);
    LabeledValues test = catalog.values(catalog.start(1), catalog.size(), readable, value);
    DecisionStump stump = DecisionStump.fit(train);
    boolean tested = test.size() > 0;
    return new SingleThreshold(
        measure,
        stump.threshold(),
        classes.get(stump.below()),
        classes.get(stump.above()),
        stump.accuracy(train),
        tested ? OptionalDouble.of(stump.accuracy(test)) : OptionalDouble.empty(),
        (tested ? test : train).majority());
  }
}
