package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.ArrayList;
import java.util.List;

/**
 * A scan header (ITU-T T.81, B.2.3).
 *
 * @param parts the components that it holds
 * @param first the first coefficient, in the order in which they are stored
 * @param last the last coefficient
 * @param high how many lower bits were left out by an earlier scan; 0 for the first of them
 * @param low how many lower bits are left out
 */
record JpegScan(List<Part> parts, int first, int last, int high, int low) {
  private static final int MOST_BLOCKS = 10;
  private static final int MOST_LEFT_OUT = 13;

  /**
   * A component in a scan.
   *
   * @param index the component's in the frame
   * @param dc the number of the code of first coefficients
   * @param ac the number of the code of all others
   */
  record Part(int index, int dc, int ac) {}

  /** Reads the header whose length field is at {@code at}. */
  static JpegScan read(int at, JpegFrame frame, ImageBytes in) throws UnreadableImageException {
    int count = in.u8(at + 2L);
    if (count < 1 || count > 4 || in.u16(at, BIG_ENDIAN) != 6 + 2 * count) {
      throw in.broken("a scan of 1 to 4 components", count);
    }
    List<Part> parts = new ArrayList<>();
    int seen = 0;
    int blocks = 0;
    for (int i = 0; i < count; i++) {
      int index = index(in.u8(at + 3L + 2L * i), frame, in);
      int codes = in.u8(at + 4L + 2L * i);
      JpegFrame.Component component = frame.components.get(index);
      blocks += component.across * component.down;
      if ((seen & (1 << index)) != 0) {
        throw in.broken("each component once in a scan", "one twice");
      }
      seen |= 1 << index;
      parts.add(new Part(index, codes >> 4, codes & 0xf));
    }
    if (count > 1 && blocks > MOST_BLOCKS) {
      throw in.broken("at most %d blocks in a unit".formatted(MOST_BLOCKS), blocks);
    }
    int approximation = in.u8(at + 5L + 2L * count);
    JpegScan scan =
        new JpegScan(
            parts,
            in.u8(at + 3L + 2L * count),
            in.u8(at + 4L + 2L * count),
            approximation >> 4,
            approximation & 0xf);
    if (frame.progressive && !scan.isProgression()) {
      throw in.broken("a scan of a progression", scan.coefficients());
    }
    return scan;
  }

  private static int index(int id, JpegFrame frame, ImageBytes in) throws UnreadableImageException {
    for (int i = 0; i < frame.components.size(); i++) {
      if (frame.components.get(i).id == id) {
        return i;
      }
    }
    throw in.broken("a scan of the frame's components", "one of number " + id);
  }

  private boolean isProgression() {
    boolean coefficients = first == 0 ? last == 0 : first <= last && last < 64 && parts.size() == 1;
    return coefficients && low <= MOST_LEFT_OUT && (high == 0 || low == high - 1);
  }

  private String coefficients() {
    return "coefficients %d to %d, bits %d to %d".formatted(first, last, high, low);
  }
}
