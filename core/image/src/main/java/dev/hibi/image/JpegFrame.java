package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.ArrayList;
import java.util.List;

/**
 * A frame header (ITU-T T.81, B.2.2): how samples are coded, and what the picture's components are.
 */
final class JpegFrame {
  static final int BLOCK = 8;

  private static final int MOST_SAMPLING = 4;

  /** Of the marker that begins the frame. */
  private static final int BASELINE = 0xc0;

  private static final int EXTENDED = 0xc1;
  private static final int PROGRESSIVE = 0xc2;
  private static final int ARITHMETIC = 0xc9;
  private static final int ARITHMETIC_PROGRESSIVE = 0xca;

  final boolean progressive;
  final boolean arithmetic;
  final int width;
  final int height;
  final List<Component> components = new ArrayList<>();
  final int maxAcross;
  final int maxDown;

  /** Minimum coded units where all components are interleaved. */
  final int unitsAcross;

  final int unitsDown;

  /** One component, in samples of its own resolution. */
  static final class Component {
    final int id;
    final int across;
    final int down;
    final int table;

    /** Samples that the picture covers. */
    final int width;

    final int height;

    /** Blocks that it covers. */
    final int blocksAcross;

    final int blocksDown;

    /** Blocks of whole minimum coded units. */
    final int paddedAcross;

    final int paddedDown;

    private Component(int id, int across, int down, int table, JpegFrame frame) {
      this.id = id;
      this.across = across;
      this.down = down;
      this.table = table;
      width = over((long) frame.width * across, frame.maxAcross);
      height = over((long) frame.height * down, frame.maxDown);
      blocksAcross = over(width, BLOCK);
      blocksDown = over(height, BLOCK);
      paddedAcross = frame.unitsAcross * across;
      paddedDown = frame.unitsDown * down;
    }
  }

  /** Reads the header whose marker is {@code marker} and whose length field is at {@code at}. */
  JpegFrame(int marker, int at, ImageBytes in) throws UnreadableImageException {
    progressive = marker == PROGRESSIVE || marker == ARITHMETIC_PROGRESSIVE;
    arithmetic = marker == ARITHMETIC || marker == ARITHMETIC_PROGRESSIVE;
    if (!progressive && !arithmetic && marker != BASELINE && marker != EXTENDED) {
      throw in.unsupported(
          "sequential or progressive DCT", "the frame marker 0x%02x".formatted(marker));
    }
    int bits = in.u8(at + 2L);
    if (bits != 8) {
      throw in.unsupported("8 bits a sample", bits);
    }
    height = in.u16(at + 3L, BIG_ENDIAN);
    width = in.u16(at + 5L, BIG_ENDIAN);
    int count = in.u8(at + 7L);
    if (in.u16(at, BIG_ENDIAN) != 8 + 3 * count || width == 0 || height == 0 || count == 0) {
      throw in.broken("a whole frame header", "%dx%d of %d".formatted(width, height, count));
    }
    int[] sampling = new int[count];
    int most = 0;
    int mostDown = 0;
    for (int i = 0; i < count; i++) {
      sampling[i] = in.u8(at + 9L + 3L * i);
      int across = sampling[i] >> 4;
      int down = sampling[i] & 0xf;
      if (across < 1 || across > MOST_SAMPLING || down < 1 || down > MOST_SAMPLING) {
        throw in.broken("sampling factors of 1 to 4", across + "x" + down);
      }
      most = Math.max(most, across);
      mostDown = Math.max(mostDown, down);
    }
    maxAcross = most;
    maxDown = mostDown;
    unitsAcross = over(width, BLOCK * maxAcross);
    unitsDown = over(height, BLOCK * maxDown);
    for (int i = 0; i < count; i++) {
      int id = in.u8(at + 8L + 3L * i);
      int table = in.u8(at + 10L + 3L * i);
      components.add(new Component(id, sampling[i] >> 4, sampling[i] & 0xf, table, this));
    }
  }

  private static int over(long size, int divisor) {
    return (int) ((size + divisor - 1) / divisor);
  }
}
