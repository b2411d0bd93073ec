package dev.hibi.image;

import java.util.Arrays;

/**
 * A key frame of VP8 (RFC 6386), which is what a lossy WebP holds: modes and coefficients of each
 * macroblock, prediction and residue, then the loop filter over the whole. For one frame.
 */
final class Vp8Decoder {
  private static final int BLOCKS = 25;
  private static final int SECOND_ORDER = 24;

  /** The mode of a macroblock whose subblocks have modes of their own. */
  private static final int SUBBLOCKS = 4;

  /** Branches to a subblock's mode (11.2): the next branch, or less than 1 a mode's complement. */
  private static final int[] SUBBLOCK_TREE = {
    ~0, 1, ~1, 2, ~2, 3, 4, 6, ~3, 5, ~5, ~6, ~4, 7, ~7, 8, ~8, ~9
  };

  private final ImageBytes in;
  private final Vp8Header header;
  private final int columns;
  private final int rows;
  private final Vp8Plane[] planes;
  private final Vp8Tokens tokens;
  private final Vp8Transform transform = new Vp8Transform();
  private final Vp8Prediction prediction = new Vp8Prediction();
  private final Vp8LoopFilter filter;

  private final byte[] levels;
  private final boolean[] inner;

  /** Modes of the subblocks above and to the left. */
  private final int[] modesAbove;

  private final int[] modesLeft = new int[4];

  /** Whether blocks above and to the left have coefficients: luma 4, chroma 2 and 2, second 1. */
  private final int[] codedAbove;

  private final int[] codedLeft = new int[9];

  private final short[] coefficients = new short[16 * BLOCKS];
  private final short[] secondOrder = new short[16];

  /** Of each block the position after its last coefficient. */
  private final int[] ends = new int[SECOND_ORDER];

  private final int[] subblockModes = new int[16];

  private Vp8Decoder(ImageBytes in, Vp8Header header) {
    this.in = in;
    this.header = header;
    columns = (header.width + 15) >> 4;
    rows = (header.height + 15) >> 4;
    planes =
        new Vp8Plane[] {
          new Vp8Plane(16 * columns, 16 * rows),
          new Vp8Plane(8 * columns, 8 * rows),
          new Vp8Plane(8 * columns, 8 * rows)
        };
    tokens = new Vp8Tokens(header.tokenProbabilities);
    filter = new Vp8LoopFilter(header.simpleFilter, header.sharpness);
    levels = new byte[columns * rows];
    inner = new boolean[columns * rows];
    modesAbove = new int[4 * columns];
    codedAbove = new int[9 * columns];
  }

  /**
   * Decodes the frame that lies in the file from {@code from} to {@code end}.
   *
   * @throws UnreadableImageException if its size is another than was checked before, or it ends too
   *     early
   */
  static RgbImage decode(byte[] file, ImageBytes in, int from, int end, int width, int height)
      throws UnreadableImageException {
    Vp8Header header = new Vp8Header(file, in, from, end);
    if (header.width != width || header.height != height) {
      throw in.broken(
          "a frame of %dx%d".formatted(width, height), header.width + "x" + header.height);
    }
    return new Vp8Decoder(in, header).frame();
  }

  private RgbImage frame() throws UnreadableImageException {
    for (int row = 0; row < rows; row++) {
      Vp8BoolDecoder partition = header.partitions[row & (header.partitions.length - 1)];
      Arrays.fill(modesLeft, 0);
      Arrays.fill(codedLeft, 0);
      for (int column = 0; column < columns; column++) {
        macroblock(partition, column, row);
      }
      if (header.modes.isExhausted() || partition.isExhausted()) {
        throw in.broken("%d rows of macroblocks".formatted(rows), "an end in row " + (row + 1));
      }
    }
    for (int row = 0, i = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++, i++) {
        filter.filter(planes, column, row, levels[i], inner[i]);
      }
    }
    return Vp8Colors.rgb(planes, header.width, header.height);
  }

  private void macroblock(Vp8BoolDecoder partition, int column, int row) {
    Vp8BoolDecoder modes = header.modes;
    int segment = segment(modes);
    boolean skipped = header.skipProbability >= 0 && modes.bit(header.skipProbability) != 0;
    int mode = lumaMode(modes, column);
    int chromaMode = chromaMode(modes);
    boolean coded = false;
    if (skipped) {
      clearContexts(column, mode);
    } else {
      coded = readCoefficients(partition, column, mode, header.steps[segment]);
    }
    int i = row * columns + column;
    levels[i] = (byte) header.level(segment, mode == SUBBLOCKS);
    inner[i] = coded || mode == SUBBLOCKS;
    reconstructLuma(mode, column, row, coded);
    for (int p = 1; p < 3; p++) {
      Vp8Plane plane = planes[p];
      int at = plane.at(8 * column, 8 * row);
      Vp8Prediction.square(chromaMode, plane, at, 8, row > 0, column > 0);
      for (int block = 0; block < 4 && coded; block++) {
        int to = at + (block >> 1) * 4 * plane.stride + (block & 1) * 4;
        transform.add(coefficients, 16 * (12 + 4 * p + block), plane.bytes, to, plane.stride);
      }
    }
  }

  private int segment(Vp8BoolDecoder modes) {
    int[] probabilities = header.segmentProbabilities;
    if (probabilities.length == 0) {
      return 0;
    }
    return modes.bit(probabilities[0]) == 0
        ? modes.bit(probabilities[1])
        : 2 + modes.bit(probabilities[2]);
  }

  private int lumaMode(Vp8BoolDecoder modes, int column) {
    if (modes.bit(145) == 0) {
      for (int block = 0; block < 16; block++) {
        int x = 4 * column + (block & 3);
        int y = block >> 2;
        int mode = subblockMode(modes, 9 * (10 * modesAbove[x] + modesLeft[y]));
        subblockModes[block] = mode;
        modesAbove[x] = mode;
        modesLeft[y] = mode;
      }
      return SUBBLOCKS;
    }
    int mode;
    if (modes.bit(156) == 0) {
      mode = modes.bit(163) == 0 ? Vp8Prediction.DC : Vp8Prediction.VERTICAL;
    } else {
      mode = modes.bit(128) == 0 ? Vp8Prediction.HORIZONTAL : Vp8Prediction.TRUE_MOTION;
    }
    Arrays.fill(modesAbove, 4 * column, 4 * column + 4, mode);
    Arrays.fill(modesLeft, mode);
    return mode;
  }

  private static int subblockMode(Vp8BoolDecoder modes, int probabilities) {
    int branch = 0;
    do {
      int bit = modes.bit(Vp8Tables.SUBBLOCK_MODES[probabilities + branch] & 0xff);
      branch = SUBBLOCK_TREE[2 * branch + bit];
    } while (branch > 0);
    return ~branch;
  }

  private static int chromaMode(Vp8BoolDecoder modes) {
    if (modes.bit(142) == 0) {
      return Vp8Prediction.DC;
    }
    if (modes.bit(114) == 0) {
      return Vp8Prediction.VERTICAL;
    }
    return modes.bit(183) == 0 ? Vp8Prediction.HORIZONTAL : Vp8Prediction.TRUE_MOTION;
  }

  /** A macroblock without coefficients; one of subblocks says nothing about the second order. */
  private void clearContexts(int column, int mode) {
    int count = mode == SUBBLOCKS ? 8 : 9;
    Arrays.fill(codedAbove, 9 * column, 9 * column + count, 0);
    Arrays.fill(codedLeft, 0, count, 0);
  }

  /** Whether any coefficient, those of first order after the transform of second, is not 0. */
  private boolean readCoefficients(Vp8BoolDecoder partition, int column, int mode, int[] steps) {
    Arrays.fill(coefficients, (short) 0);
    int above = 9 * column;
    int first = 0;
    int kind = Vp8Tokens.LUMA;
    if (mode != SUBBLOCKS) {
      Arrays.fill(secondOrder, (short) 0);
      int context = codedAbove[above + 8] + codedLeft[8];
      int end =
          tokens.read(
              partition, Vp8Tokens.SECOND_ORDER, context, 0, steps[2], steps[3], secondOrder, 0);
      codedAbove[above + 8] = end > 0 ? 1 : 0;
      codedLeft[8] = codedAbove[above + 8];
      if (end > 0) {
        transform.secondOrder(secondOrder, coefficients);
      }
      first = 1;
      kind = Vp8Tokens.LUMA_WITHOUT_DC;
    }
    boolean coded = false;
    for (int block = 0; block < SECOND_ORDER; block++) {
      boolean luma = block < 16;
      int x = luma ? block & 3 : (block & 1) + (block < 20 ? 4 : 6);
      int y = luma ? block >> 2 : ((block >> 1) & 1) + (block < 20 ? 4 : 6);
      int context = codedAbove[above + x] + codedLeft[y];
      int start = luma ? first : 0;
      int end =
          tokens.read(
              partition,
              luma ? kind : Vp8Tokens.CHROMA,
              context,
              start,
              luma ? steps[0] : steps[4],
              luma ? steps[1] : steps[5],
              coefficients,
              16 * block);
      ends[block] = end;
      codedAbove[above + x] = end > start ? 1 : 0;
      codedLeft[y] = codedAbove[above + x];
      coded |= end > start || coefficients[16 * block] != 0;
    }
    return coded;
  }

  private void reconstructLuma(int mode, int column, int row, boolean coded) {
    Vp8Plane plane = planes[0];
    int at = plane.at(16 * column, 16 * row);
    int stride = plane.stride;
    if (mode != SUBBLOCKS) {
      Vp8Prediction.square(mode, plane, at, 16, row > 0, column > 0);
    }
    int aboveRight = aboveRight(plane, at, column, row);
    for (int block = 0; block < 16; block++) {
      int to = at + (block >> 2) * 4 * stride + (block & 3) * 4;
      if (mode == SUBBLOCKS) {
        boolean last = (block & 3) == 3;
        prediction.subblock(subblockModes[block], plane, to, last ? aboveRight : to - stride + 4);
      }
      if (coded) {
        addLuma(block, plane, to);
      }
    }
  }

  private void addLuma(int block, Vp8Plane plane, int to) {
    if (ends[block] > 3) {
      transform.add(coefficients, 16 * block, plane.bytes, to, plane.stride);
    } else {
      transform.addFew(coefficients, 16 * block, plane.bytes, to, plane.stride);
    }
  }

  /**
   * Where the four pixels above and to the right of a macroblock are; right of the frame they are
   * the last above it, which is put there.
   */
  private int aboveRight(Vp8Plane plane, int at, int column, int row) {
    int next = at - plane.stride + 16;
    if (column == columns - 1 && row > 0) {
      Arrays.fill(plane.bytes, next, next + 4, plane.bytes[next - 1]);
    }
    return next;
  }
}
