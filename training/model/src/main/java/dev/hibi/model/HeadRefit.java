package dev.hibi.model;

import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a model's head was trained anew for a site, once its run had ended; the network stayed.
 *
 * @param method by what
 * @param data SHA-256 of the site's images, 64 lower-case hexadecimal digits
 * @param images how many of each class, at least one in all
 * @param units how many photographs, or whatever counts as one, these are of
 * @param unit what that is
 * @param inverseRegularization the C of the head, above 0
 */
public record HeadRefit(
    Method method,
    String data,
    Map<String, Integer> images,
    int units,
    Unit unit,
    double inverseRegularization) {

  /** By what a head is trained anew, beside what it was trained on first. */
  public enum Method {
    /** Ordinary images, which join as negatives. */
    NORMAL_IMAGES("normal-images"),
    /** Labelled images of each class. */
    LABELED_IMAGES("labeled-images");

    private final String id;

    Method(String id) {
      this.id = id;
    }

    /** The name in files. */
    public String id() {
      return id;
    }
  }

  /**
   * Copies the map, in its order.
   *
   * @throws IllegalArgumentException if the digest is none, or a number is out of its range
   */
  public HeadRefit {
    images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
    if (!data.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "bad digest: expected 64 lower-case hexadecimal digits, found '%s'".formatted(data));
    }
    long all = images.values().stream().mapToLong(count -> count).sum();
    if (images.values().stream().anyMatch(count -> count < 0) || units < 1 || units > all) {
      throw new IllegalArgumentException(
          "bad counts: expected at least one image, of one %s to as many as images, found %s of %d"
              .formatted(unit.id(), images, units));
    }
    if (!(inverseRegularization > 0 && Double.isFinite(inverseRegularization))) {
      throw new IllegalArgumentException(
          "bad inverse regularisation: expected a finite number above 0, found %s"
              .formatted(inverseRegularization));
    }
  }
}
