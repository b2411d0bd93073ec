package dev.hibi.model.scoring;

/**
 * Dot products of rows with each other, by whoever computes them faster than Java does, such as an
 * engine's matrix product. They may be rounded: they tell which rows are looked at, and how far
 * those are is computed here.
 */
@FunctionalInterface
public interface RowProducts {
  /** Rows whose products are asked for at once: a block of 2,000 columns takes 4 MB. */
  int BLOCK = 512;

  /**
   * Products of some rows with all.
   *
   * @param first number of the first of them
   * @param count at most {@value #BLOCK}
   * @return float32 (count, N), row by row
   */
  float[] of(int first, int count);
}
