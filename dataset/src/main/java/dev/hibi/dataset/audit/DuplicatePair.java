package dev.hibi.dataset.audit;

/**
 * Two images of which one is a copy of the other.
 *
 * @param first the image of the earlier split, or the earlier image of the same split
 * @param second the other
 * @param identical whether the files are the same to the byte
 * @param form what turns the first into the second
 * @param correlation of the two surfaces, laid on each other: {@link
 *     NearDuplicates#MIN_CORRELATION} to 1, and 1 if identical
 */
public record DuplicatePair(
    AuditedImage first, AuditedImage second, boolean identical, Form form, double correlation) {

  /** Whether the images stand in different splits. */
  public boolean leak() {
    return !first.split().equals(second.split());
  }

  /** Whether the images have different labels. */
  public boolean conflict() {
    return !first.label().equals(second.label());
  }
}
