package dev.hibi.model.scoring;

import java.util.List;

/**
 * What each place of an image says: logits of each class, whose means over all places are those of
 * the image (a class activation map: Zhou et al., Learning Deep Features for Discriminative
 * Localization, 2016). Of a model that was learnt from ordinary images alone a place has the logits
 * that the image would have if its score were the distance of this patch.
 *
 * <p>Immutable and thread-safe.
 */
public final class ActivationMap {
  private final int columns;
  private final int classes;
  private final float[] logits; // (rows, columns, classes)

  private ActivationMap(int columns, int classes, float[] logits) {
    this.columns = columns;
    this.classes = classes;
    this.logits = logits;
  }

  /**
   * Of what each place of an image says.
   *
   * @param columns how many places lie side by side
   * @param classes how many there are, at least 2
   * @param logits (rows, columns, classes), finite; copied
   * @throws IllegalArgumentException if they are no such grid
   */
  public static ActivationMap of(int columns, int classes, float[] logits) {
    if (columns < 1
        || classes < 2
        || logits.length == 0
        || logits.length % (columns * classes) != 0) {
      throw new IllegalArgumentException(
          "bad map: expected rows of %d places of %d classes, found %d logits"
              .formatted(columns, classes, logits.length));
    }
    return new ActivationMap(columns, classes, logits.clone());
  }

  /**
   * The sum of maps of one image, which may be of several sizes: as fine as the finest, over whose
   * places a coarser one's are spread, so that means stay.
   *
   * @param maps at least one, of the same classes
   */
  public static ActivationMap sum(List<ActivationMap> maps) {
    ActivationMap finest = maps.get(0);
    for (ActivationMap map : maps) {
      finest = map.columns > finest.columns ? map : finest;
    }
    double[] sums = new double[finest.logits.length];
    for (ActivationMap map : maps) {
      float[] spread = map.spread(finest.columns, finest.rows());
      for (int i = 0; i < sums.length; i++) {
        sums[i] += spread[i];
      }
    }
    float[] logits = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      logits[i] = (float) sums[i];
    }
    return new ActivationMap(finest.columns, finest.classes, logits);
  }

  /** The logits of another grid over the same image: each place the mean of what it covers. */
  private float[] spread(int wide, int high) {
    if (wide == columns && high == rows()) {
      return logits;
    }
    float[] spread = new float[Math.multiplyExact(Math.multiplyExact(wide, high), classes)];
    for (int y = 0; y < high; y++) {
      for (int x = 0; x < wide; x++) {
        for (int label = 0; label < classes; label++) {
          spread[(y * wide + x) * classes + label] = (float) mean(x, wide, y, high, label);
        }
      }
    }
    return spread;
  }

  private double mean(int x, int wide, int y, int high, int label) {
    double sum = 0;
    int rows = rows();
    for (int row = y * rows / high; row * high < (y + 1) * rows; row++) {
      for (int column = x * columns / wide; column * wide < (x + 1) * columns; column++) {
        double part = overlap(x, wide, column, columns) * overlap(y, high, row, rows);
        sum += part * logits[(row * columns + column) * classes + label];
      }
    }
    return sum;
  }

  /** The part of place one of many that place other of others covers. */
  private static double overlap(int one, int many, int other, int others) {
    double begin = Math.max((double) one / many, (double) other / others);
    double end = Math.min((one + 1.0) / many, (other + 1.0) / others);
    return Math.max(0, end - begin) * many;
  }

  /** How many places lie side by side. */
  public int columns() {
    return columns;
  }

  /** How many places lie one above the other. */
  public int rows() {
    return logits.length / classes / columns;
  }

  /**
   * What a place says of a class.
   *
   * @param label of the classes, by its number
   */
  public float logit(int column, int row, int label) {
    return logits[(row * columns + column) * classes + label];
  }

  /**
   * The log-odds of a class against all others together, of each place; between two classes, their
   * mean is that of the image.
   *
   * @param label of the classes, by its number
   * @return (rows, columns), row by row
   * @throws IllegalArgumentException if there is no such class
   */
  public float[] logOdds(int label) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "no such class: expected 0 to %d, found %d".formatted(classes - 1, label));
    }
    float[] odds = new float[logits.length / classes];
    for (int i = 0; i < odds.length; i++) {
      odds[i] = (float) ClassProbability.logOdds(logits, i * classes, classes, label);
    }
    return odds;
  }

  /**
   * The same as large as an image: bilinearly between the middles of places.
   *
   * @param label of the classes, by its number
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @return (height, width), row by row
   * @throws IllegalArgumentException if there is no such class
   */
  public float[] logOdds(int label, int width, int height) {
    float[] wide = MapLines.enlarged(logOdds(label), columns, width); // (rows, width)
    float[] turned = MapLines.turned(wide, width); // (width, rows)
    return MapLines.turned(MapLines.enlarged(turned, rows(), height), height);
  }

  @Override
  public String toString() {
    return "%d x %d places of %d classes".formatted(columns, rows(), classes);
  }
}
