package dev.hibi.model;

/**
 * Ordinary images whose patches joined a model's bank, once its run had ended.
 *
 * @param data SHA-256 of the images, 64 lower-case hexadecimal digits
 * @param images how many, at least 1
 * @param rows how many patches joined, at least 1
 */
public record BankAddition(String data, int images, int rows) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the digest is none, or a number is below 1
   */
  public BankAddition {
    if (!data.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "bad digest: expected 64 lower-case hexadecimal digits, found '%s'".formatted(data));
    }
    if (images < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "bad counts: expected at least one image and one row, found %d and %d"
              .formatted(images, rows));
    }
  }
}
