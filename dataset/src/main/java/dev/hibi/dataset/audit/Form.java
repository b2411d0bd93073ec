package dev.hibi.dataset.audit;

/** How a copy lies on its original: one of the eight ways to lay a square on itself. */
public enum Form {
  /** The way it was. */
  UPRIGHT("as it was"),
  /** Left and right exchanged. */
  MIRRORED("mirrored"),
  /** Top and bottom exchanged. */
  FLIPPED("flipped top to bottom"),
  /** Turned by 180 degrees. */
  TURNED_180("turned by 180 degrees"),
  /** Rows and columns exchanged. */
  TRANSPOSED("mirrored and turned by 90 degrees left"),
  /** Turned by 90 degrees to the right. */
  TURNED_RIGHT("turned by 90 degrees right"),
  /** Turned by 90 degrees to the left. */
  TURNED_LEFT("turned by 90 degrees left"),
  /** Rows and columns exchanged, from the other corner. */
  ANTITRANSPOSED("mirrored and turned by 90 degrees right");

  private final String words;

  Form(String words) {
    this.words = words;
  }

  /** Says it in words, such as "turned by 90 degrees right". */
  public String words() {
    return words;
  }

  /** What turns it back. */
  public Form inverse() {
    return switch (this) {
      case TURNED_RIGHT -> TURNED_LEFT;
      case TURNED_LEFT -> TURNED_RIGHT;
      default -> this;
    };
  }

  /** A square plane in this form. */
  float[] apply(float[] plane, int size) {
    int last = size - 1;
    float[] out = new float[plane.length];
    for (int y = 0, i = 0; y < size; y++) {
      for (int x = 0; x < size; x++, i++) {
        out[i] =
            plane[
                switch (this) {
                  case UPRIGHT -> y * size + x;
                  case MIRRORED -> y * size + last - x;
                  case FLIPPED -> (last - y) * size + x;
                  case TURNED_180 -> (last - y) * size + last - x;
                  case TRANSPOSED -> x * size + y;
                  case TURNED_RIGHT -> (last - x) * size + y;
                  case TURNED_LEFT -> x * size + last - y;
                  case ANTITRANSPOSED -> (last - x) * size + last - y;
                }];
      }
    }
    return out;
  }
}
