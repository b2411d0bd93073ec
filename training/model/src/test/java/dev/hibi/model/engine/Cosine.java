package dev.hibi.model.engine;

/** How alike the directions of features are: 1 where they are the same. */
final class Cosine {
  private Cosine() {}

  /** Of one image's part of two arrays. */
  static double of(float[] a, float[] b, int image, int width) {
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = image * width; i < (image + 1) * width; i++) {
      product += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squareA * squareB);
  }
}
