package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * The header of a key frame (RFC 6386, 9): size, segments, loop filter, partitions, quantizers and
 * probabilities. Not thread-safe; its arrays are read by the frame's decoder.
 */
final class Vp8Header {
  static final int SEGMENTS = 4;

  private static final int FRAME_TAG = 10;
  private static final int HIGHEST_INDEX = 127;
  private static final int HIGHEST_CHROMA_DC_INDEX = 117;
  private static final int HIGHEST_LEVEL = 63;

  final int width;
  final int height;

  /** What codes the modes of macroblocks; the header's own bits are read. */
  final Vp8BoolDecoder modes;

  /** What codes coefficients: rows of macroblocks take turns. */
  final Vp8BoolDecoder[] partitions;

  final byte[] tokenProbabilities = Vp8TokenTables.DEFAULTS.clone();

  /** Probabilities of a macroblock's segment; empty where all are of the first. */
  int[] segmentProbabilities = {};

  /** The probability that a macroblock has coefficients; -1 where all have. */
  final int skipProbability;

  final boolean simpleFilter;
  final int sharpness;

  private final boolean filtered;
  private final int[] levels = new int[SEGMENTS];
  private int intraDelta;
  private int subblockDelta;

  /** Steps by segment: luma's first and other, those of second order, those of chroma. */
  final int[][] steps = new int[SEGMENTS][6];

  private boolean segmented;
  private boolean absolute;
  private final int[] segmentIndices = new int[SEGMENTS];
  private final int[] segmentLevels = new int[SEGMENTS];

  /** Reads the header of a frame that lies in the file from {@code from} to {@code end}. */
  Vp8Header(byte[] file, ImageBytes in, int from, int end) throws UnreadableImageException {
    in.require(from, FRAME_TAG);
    if (end - from < FRAME_TAG) {
      throw in.broken("a frame of at least %d bytes".formatted(FRAME_TAG), end - from);
    }
    int tag = u24(in, from);
    if ((tag & 1) != 0 || !in.has(from + 3L, "\u009d\u0001*")) {
      throw in.broken("a key frame", "another VP8 frame");
    }
    if (((tag >> 1) & 7) > 3 || ((tag >> 4) & 1) == 0) {
      throw in.broken("a key frame of version 0 to 3 to be shown", "0x%06x".formatted(tag));
    }
    width = in.u16(from + 6L, LITTLE_ENDIAN) & 0x3fff;
    height = in.u16(from + 8L, LITTLE_ENDIAN) & 0x3fff;
    int first = from + FRAME_TAG;
    int size = tag >> 5;
    if (width == 0 || height == 0 || size > end - first) {
      throw in.broken(
          "a frame with a first partition of at most %d bytes".formatted(end - first),
          "%dx%d with %d".formatted(width, height, size));
    }
    modes = new Vp8BoolDecoder(file, first, first + size);
    modes.number(2); // the colour space, and whether results need to be clamped: they are anyway
    readSegments();
    simpleFilter = modes.flag();
    int level = modes.number(6);
    sharpness = modes.number(3);
    readFilterDeltas();
    partitions = partitions(file, in, first + size, end);
    readQuantizers();
    modes.flag(); // whether the probabilities are kept for a next frame
    readTokenProbabilities();
    skipProbability = modes.flag() ? modes.number(8) : -1;
    if (modes.isExhausted()) {
      throw in.broken("a frame's whole header", "its end");
    }
    filtered = level != 0;
    for (int i = 0; i < SEGMENTS; i++) {
      levels[i] = !segmented ? level : absolute ? segmentLevels[i] : level + segmentLevels[i];
    }
  }

  private static int u24(ImageBytes in, long at) throws UnreadableImageException {
    return in.u16(at, LITTLE_ENDIAN) | (in.u8(at + 2) << 16);
  }

  private void readSegments() {
    segmented = modes.flag();
    if (!segmented) {
      return;
    }
    boolean map = modes.flag();
    if (modes.flag()) {
      absolute = modes.flag();
      for (int i = 0; i < SEGMENTS; i++) {
        segmentIndices[i] = modes.optional(7);
      }
      for (int i = 0; i < SEGMENTS; i++) {
        segmentLevels[i] = modes.optional(6);
      }
    }
    if (map) {
      segmentProbabilities = new int[SEGMENTS - 1];
      for (int i = 0; i < segmentProbabilities.length; i++) {
        segmentProbabilities[i] = modes.flag() ? modes.number(8) : 255;
      }
    }
  }

  /** Of the deltas only those for intra prediction and for subblocks matter in a key frame. */
  private void readFilterDeltas() {
    if (!modes.flag()) {
      return;
    }
    int[] deltas = new int[8];
    if (modes.flag()) {
      for (int i = 0; i < deltas.length; i++) {
        deltas[i] = modes.optional(6);
      }
    }
    intraDelta = deltas[0];
    subblockDelta = deltas[4];
  }

  private Vp8BoolDecoder[] partitions(byte[] file, ImageBytes in, int sizesAt, int end)
      throws UnreadableImageException {
    int count = 1 << modes.number(2);
    long at = sizesAt + 3L * (count - 1);
    if (at >= end) {
      throw in.broken("%d partitions of coefficients".formatted(count), "no room for them");
    }
    Vp8BoolDecoder[] found = new Vp8BoolDecoder[count];
    for (int i = 0; i < count; i++) {
      int size = end;
      if (i < count - 1) {
        int field = sizesAt + 3 * i;
        size = u24(in, field);
      }
      long next = Math.min(end, at + size);
      found[i] = new Vp8BoolDecoder(file, (int) at, (int) next);
      at = next;
    }
    return found;
  }

  private void readQuantizers() {
    int base = modes.number(7);
    int[] deltas = new int[5];
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] = modes.optional(4);
    }
    for (int i = 0; i < SEGMENTS; i++) {
      int index = !segmented ? base : absolute ? segmentIndices[i] : base + segmentIndices[i];
      steps[i][0] = Vp8Tables.DC_STEPS[clamp(index + deltas[0], HIGHEST_INDEX)];
      steps[i][1] = Vp8Tables.AC_STEPS[clamp(index, HIGHEST_INDEX)];
      steps[i][2] = 2 * Vp8Tables.DC_STEPS[clamp(index + deltas[1], HIGHEST_INDEX)];
      int second = Vp8Tables.AC_STEPS[clamp(index + deltas[2], HIGHEST_INDEX)];
      steps[i][3] = Math.max(8, second * 155 / 100);
      steps[i][4] = Vp8Tables.DC_STEPS[clamp(index + deltas[3], HIGHEST_CHROMA_DC_INDEX)];
      steps[i][5] = Vp8Tables.AC_STEPS[clamp(index + deltas[4], HIGHEST_INDEX)];
    }
  }

  private void readTokenProbabilities() {
    for (int i = 0; i < tokenProbabilities.length; i++) {
      if (modes.bit(Vp8TokenTables.KEPT[i] & 0xff) != 0) {
        tokenProbabilities[i] = (byte) modes.number(8);
      }
    }
  }

  /** The loop filter's level, 0 to 63, for macroblocks of a segment. */
  int level(int segment, boolean subblocks) {
    if (!filtered) {
      return 0;
    }
    return clamp(levels[segment] + intraDelta + (subblocks ? subblockDelta : 0), HIGHEST_LEVEL);
  }

  private static int clamp(int value, int highest) {
    return Math.max(0, Math.min(highest, value));
  }
}
