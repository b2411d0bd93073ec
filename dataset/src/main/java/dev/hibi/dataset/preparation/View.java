package dev.hibi.dataset.preparation;

/**
 * A part of an image and the way it is laid.
 *
 * @param x left edge, 0 to 1 from the image's left edge to its right one
 * @param y upper edge, 0 to 1 from the image's upper edge to its lower one
 * @param width above 0, at most 1 - x
 * @param height above 0, at most 1 - y
 * @param orientation how the part is laid once it is a square
 */
record View(double x, double y, double width, double height, Orientation orientation) {
  static final View WHOLE = new View(0, 0, 1, 1, Orientation.UPRIGHT);

  /** A part of this part; the arguments as those of a view of the whole. */
  View part(double left, double top, double partWidth, double partHeight) {
    return new View(
        x + left * width, y + top * height, partWidth * width, partHeight * height, orientation);
  }

  View laid(Orientation other) {
    return new View(x, y, width, height, other);
  }
}
