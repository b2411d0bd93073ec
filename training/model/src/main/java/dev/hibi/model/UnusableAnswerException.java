package dev.hibi.model;

import java.util.Map;

/**
 * A network gave an answer that is no number: its weights are broken, or an image drives them
 * beyond what float32 holds. It is the model that is at fault, not the image.
 */
@SuppressWarnings("serial")
public final class UnusableAnswerException extends RuntimeException {
  private final String image;

  /**
   * An answer of this image.
   *
   * @param image what people know it by
   * @param logits of each class, in class order
   */
  public UnusableAnswerException(String image, Map<String, Float> logits) {
    super(
        "unusable answer of the model: expected finite logits, found %s (%s)"
            .formatted(logits, image));
    this.image = image;
  }

  /**
   * Of this image a feature by which the model tells whether it knows it.
   *
   * @param image what people know it by
   */
  UnusableAnswerException(String image, float feature) {
    super(
        "unusable answer of the model: expected finite features, found %s (%s)"
            .formatted(feature, image));
    this.image = image;
  }

  /** The name of the image that was classified; its place in the batch where it has none. */
  public String image() {
    return image;
  }
}
