package dev.hibi.spark;

/**
 * How many images a task takes.
 *
 * @param images at least 1
 */
record TaskSize(int images) {
  static final TaskSize USUAL = new TaskSize(4096);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  TaskSize {
    if (images < 1) {
      throw new IllegalArgumentException(
          "bad images per task: expected at least 1, found " + images);
    }
  }

  /**
   * Among how many tasks images are divided: so many that none is larger, and as many as can run at
   * the same time, if there are enough images.
   *
   * @param count of images, at least 1
   * @param atOnce how many tasks can run at the same time
   */
  int tasks(long count, int atOnce) {
    return (int) Math.max((count + images - 1) / images, Math.min(count, atOnce));
  }
}
