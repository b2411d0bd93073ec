package dev.hibi.image;

/**
 * Rows of a component at the picture's full size. Halved components are interpolated, by weights of
 * 3 and 1 in each direction, with the roundings of libjpeg; other fractions are repeated. Not
 * thread-safe.
 */
final class JpegUpsampling {
  private final JpegPicture.Samples samples;
  private final JpegFrame.Component component;
  private final int width;
  private final int across;
  private final int down;
  private final boolean smoothAcross;
  private final boolean smoothDown;
  private final int[] sums;

  /** Of a component of a frame. */
  JpegUpsampling(JpegPicture.Samples samples, JpegFrame frame, ImageBytes in)
      throws UnreadableImageException {
    this.samples = samples;
    width = frame.width;
    component = samples.component;
    if (frame.maxAcross % component.across != 0 || frame.maxDown % component.down != 0) {
      throw in.unsupported(
          "components that are whole fractions of each other",
          "%dx%d of %dx%d"
              .formatted(component.across, component.down, frame.maxAcross, frame.maxDown));
    }
    across = frame.maxAcross / component.across;
    down = frame.maxDown / component.down;
    boolean wide = component.width > 2;
    smoothAcross = across == 2 && wide && down <= 2;
    smoothDown = down == 2 && (across == 1 || smoothAcross);
    sums = new int[component.width];
  }

  /** The row {@code y} of the picture; {@code out} has room for a pixel more than its width. */
  void row(int y, byte[] out) {
    byte[] bytes = samples.bytes;
    int near = y / down;
    int from = near * samples.stride;
    if (smoothDown) {
      int other = Math.max(0, Math.min(component.height - 1, (y & 1) == 0 ? near - 1 : near + 1));
      int far = other * samples.stride;
      if (smoothAcross) {
        for (int x = 0; x < sums.length; x++) {
          sums[x] = 3 * (bytes[from + x] & 0xff) + (bytes[far + x] & 0xff);
        }
        interpolate(out, 8, 7, 4);
      } else {
        int rounding = (y & 1) == 0 ? 1 : 2;
        for (int x = 0; x < width; x++) {
          int sum = 3 * (bytes[from + x] & 0xff) + (bytes[far + x] & 0xff);
          out[x] = (byte) ((sum + rounding) >> 2);
        }
      }
    } else if (smoothAcross) {
      for (int x = 0; x < sums.length; x++) {
        sums[x] = bytes[from + x] & 0xff;
      }
      interpolate(out, 1, 2, 2);
    } else if (across == 1) {
      System.arraycopy(bytes, from, out, 0, width);
    } else {
      for (int x = 0; x < width; x++) {
        out[x] = bytes[from + x / across];
      }
    }
  }

  /** Two samples for each sum, each of it and the one at its side. */
  private void interpolate(byte[] out, int leftRounding, int rightRounding, int shift) {
    int last = sums.length - 1;
    int previous = sums[0];
    int sum = previous;
    int to = 0;
    for (int x = 0; x < last; x++) {
      int next = sums[x + 1];
      out[to] = (byte) ((3 * sum + previous + leftRounding) >> shift);
      out[to + 1] = (byte) ((3 * sum + next + rightRounding) >> shift);
      to += 2;
      previous = sum;
      sum = next;
    }
    out[to] = (byte) ((3 * sum + previous + leftRounding) >> shift);
    if (to + 1 < out.length) {
      out[to + 1] = (byte) ((3 * sum + sum + rightRounding) >> shift);
    }
  }
}
