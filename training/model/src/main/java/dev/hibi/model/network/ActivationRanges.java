package dev.hibi.model.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Between which values the results of layers lie, as they were measured on some images: what a
 * network needs to compute in 8 bits.
 *
 * <p>Immutable and thread-safe.
 *
 * @param byLayer by the names of {@link #layers}; empty if nothing was measured
 */
public record ActivationRanges(Map<String, Range> byLayer) {

  /** Nothing was measured. */
  public static final ActivationRanges NONE = new ActivationRanges(Map.of());

  /** Copies the map. */
  public ActivationRanges {
    byLayer = Collections.unmodifiableMap(new LinkedHashMap<>(byLayer));
  }

  /** The least and the greatest of a layer's results. */
  public record Range(float least, float greatest) {
    /** The greatest of 8 bits. */
    private static final int LEVELS = 255;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException unless both are finite and in order
     */
    public Range {
      if (!(Float.isFinite(least) && Float.isFinite(greatest) && least <= greatest)) {
        throw new IllegalArgumentException(
            "bad range: expected two finite numbers, the least first, found %s and %s"
                .formatted(least, greatest));
      }
    }

    /** The range of both together. */
    Range with(Range other) {
      return new Range(Math.min(least, other.least), Math.max(greatest, other.greatest));
    }

    /** How much a step of 8 bits is, above 0; 0 is always one of the steps. */
    public double step() {
      double width = Math.max(greatest, 0.0) - Math.min(least, 0.0);
      return width > 0 ? width / LEVELS : 1.0 / LEVELS;
    }

    /** The step, from 0 to 255, that stands for 0. */
    public int zero() {
      return (int) Math.round(-Math.min(least, 0.0) / step());
    }
  }

  /**
   * The layers whose ranges are asked for: each that ends what is below 0, and each normalisation
   * whose result is added to another.
   */
  public static List<String> layers(NetworkDefinition network) {
    List<String> names = new ArrayList<>();
    for (Layer layer : network.layers()) {
      boolean added =
          layer instanceof Layer.BatchNorm
              && network.layers().stream()
                  .anyMatch(
                      other -> other instanceof Layer.Add && other.inputs().contains(layer.name()));
      if (added || layer instanceof Layer.Relu) {
        names.add(layer.name());
      }
    }
    return names;
  }

  /** Whether nothing was measured. */
  public boolean isEmpty() {
    return byLayer.isEmpty();
  }

  /**
   * Of a layer.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public Range range(String layer) {
    Range range = byLayer.get(layer);
    if (range == null) {
      throw new IllegalArgumentException(
          "no range: expected one for each of the layers, found none (%s)".formatted(layer));
    }
    return range;
  }

  /** The ranges of both together. */
  public ActivationRanges with(ActivationRanges other) {
    Map<String, Range> both = new LinkedHashMap<>(byLayer);
    other.byLayer.forEach((layer, range) -> both.merge(layer, range, Range::with));
    return new ActivationRanges(both);
  }

  /**
   * Refuses ranges of another network.
   *
   * @return these
   * @throws IllegalArgumentException unless there is one for each of the network's {@link #layers},
   *     and no other
   */
  public ActivationRanges requireFit(NetworkDefinition network) {
    List<String> expected = layers(network);
    for (String layer : expected) {
      range(layer);
    }
    for (String layer : byLayer.keySet()) {
      if (!expected.contains(layer)) {
        throw new IllegalArgumentException(
            "ranges of another network: expected layers of %s, found '%s'"
                .formatted(network.name(), layer));
      }
    }
    return this;
  }
}
