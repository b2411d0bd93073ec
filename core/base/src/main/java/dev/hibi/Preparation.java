package dev.hibi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How images become what a network sees: a value, so that it can be written down and compared.
 *
 * @param imageSpec size and normalisation of the result
 * @param augmentations the random changes in between, in order; empty for evaluation
 * @param jpegDecoder whose pixels of a JPEG these are; {@value #ANY_DECODER} where that makes no
 *     difference, as it does since all decoders give the same
 * @param seed of the augmentations; 0 without any
 */
public record Preparation(
    ImageSpec imageSpec, List<Augmentation> augmentations, String jpegDecoder, long seed) {

  /** Says that every decoder gives the same numbers. */
  public static final String ANY_DECODER = "any";

  /** Copies the list. */
  public Preparation {
    augmentations = List.copyOf(augmentations);
  }

  /**
   * A random change of an image.
   *
   * @param name such as {@code resizedCrop}
   * @param parameters its numbers by name, in an order that stays
   */
  public record Augmentation(String name, Map<String, Double> parameters) {

    /** Copies the parameters, in their order. */
    public Augmentation {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** One without a number. */
    public static Augmentation of(String name) {
      return new Augmentation(name, Map.of());
    }

    /** This one with another number, after those that it has. */
    public Augmentation with(String parameter, double value) {
      Map<String, Double> more = new LinkedHashMap<>(parameters);
      more.put(parameter, value);
      return new Augmentation(name, more);
    }
  }

  /** The preparation for evaluation: nothing random, equal with every decoder. */
  public static Preparation of(ImageSpec imageSpec) {
    return new Preparation(imageSpec, List.of(), ANY_DECODER, 0);
  }
}
