package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tables that segments before a scan define (ITU-T T.81, B.2.4): quantization, Huffman codes,
 * conditioning of arithmetic codes, the restart interval.
 */
final class JpegTables {
  static final int COUNT = 4;

  /** Where the coefficients go in a block, in the order in which they are stored. */
  static final int[] ZIGZAG = zigzag();

  private static final int COEFFICIENTS = 64;
  private static final int GREATEST_DC = 15;
  private static final int GREATEST_AC = 255;

  /** In the order of the picture. */
  final int[] @Nullable [] steps = new int[COUNT][];

  final @Nullable JpegHuffmanCode[] dc = new JpegHuffmanCode[COUNT];
  final @Nullable JpegHuffmanCode[] ac = new JpegHuffmanCode[COUNT];

  /** Bounds between small and large differences (F.1.4.4.1.2), as powers of two. */
  final int[] dcLower = new int[16];

  final int[] dcUpper = new int[16];

  /** Up to which coefficient values are taken for large ones (F.1.4.4.2). */
  final int[] acBound = new int[16];

  int restartInterval;

  private final ImageBytes in;

  JpegTables(ImageBytes in) {
    this.in = in;
    Arrays.fill(dcUpper, 1);
    Arrays.fill(acBound, 5);
  }

  private static int[] zigzag() {
    int[] order = new int[64];
    int i = 0;
    for (int sum = 0; sum < 15; sum++) {
      for (int k = Math.max(0, sum - 7); k <= Math.min(7, sum); k++) {
        int row = sum % 2 == 0 ? sum - k : k;
        order[i++] = 8 * row + sum - row;
      }
    }
    return order;
  }

  /** Takes a segment that is one of tables; {@code at} is that of its length. */
  void add(int marker, int at) throws UnreadableImageException {
    int end = at + in.u16(at, BIG_ENDIAN);
    in.require(at, end - (long) at);
    switch (marker) {
      case JpegMarkers.DQT -> addSteps(at + 2, end);
      case JpegMarkers.DHT -> addCodes(at + 2, end);
      case JpegMarkers.DAC -> addConditioning(at + 2, end);
      case JpegMarkers.DRI -> restartInterval = in.u16(at + 2L, BIG_ENDIAN);
      default -> {
        // Nothing that pixels depend on.
      }
    }
  }

  private int index(int value) throws UnreadableImageException {
    if (value >= COUNT) {
      throw in.broken("a table of number 0 to 3", value);
    }
    return value;
  }

  private void addSteps(int from, int end) throws UnreadableImageException {
    int at = from;
    while (at < end) {
      int head = in.u8(at++);
      int size = head >> 4 == 0 ? 1 : 2;
      int[] table = new int[COEFFICIENTS];
      if (end - at < size * COEFFICIENTS) {
        throw in.broken("quantization tables of 64 steps", (end - at) / size);
      }
      for (int target : ZIGZAG) {
        table[target] = size == 1 ? in.u8(at) : in.u16(at, BIG_ENDIAN);
        at += size;
      }
      steps[index(head & 0xf)] = table;
    }
  }

  private void addCodes(int from, int end) throws UnreadableImageException {
    int at = from;
    while (at < end) {
      int head = in.u8(at++);
      int[] counts = new int[JpegHuffmanCode.LONGEST + 1];
      int sum = 0;
      for (int length = 1; length < counts.length; length++) {
        counts[length] = in.u8(at++);
        sum += counts[length];
      }
      if (sum > 256 || sum > end - at) {
        throw in.broken("at most 256 Huffman codes within their segment", sum);
      }
      byte[] symbols = in.copy(at, at + (long) sum);
      at += sum;
      if (head >> 4 > 1) {
        throw in.broken("a Huffman code of class 0 or 1", head >> 4);
      }
      (head >> 4 == 0 ? dc : ac)[index(head & 0xf)] = new JpegHuffmanCode(counts, symbols);
    }
  }

  private void addConditioning(int from, int end) throws UnreadableImageException {
    for (int at = from; at + 1 < end; at += 2) {
      int head = in.u8(at);
      int value = in.u8(at + 1L);
      int index = head & 0xf;
      if (head >> 4 > 1 || (head >> 4 == 0 && (value & 0xf) > value >> 4)) {
        throw in.broken("conditioning of arithmetic codes", "0x%02x%02x".formatted(head, value));
      }
      if (head >> 4 == 1) {
        acBound[index] = value;
      } else {
        dcLower[index] = value & 0xf;
        dcUpper[index] = value >> 4;
      }
    }
  }

  /** The codes of T.81's annex K, with which cameras' motion JPEG does without any of its own. */
  void addUsualCodes() {
    for (int i = 0; i < 2; i++) {
      if (dc[i] == null) {
        dc[i] = JpegUsualCodes.DC.get(i);
      }
      if (ac[i] == null) {
        ac[i] = JpegUsualCodes.AC.get(i);
      }
    }
  }

  /** The code of first coefficients of a number. */
  JpegHuffmanCode dc(int index) throws UnreadableImageException {
    return usable(dc, index, GREATEST_DC);
  }

  /** The code of other coefficients of a number. */
  JpegHuffmanCode ac(int index) throws UnreadableImageException {
    return usable(ac, index, GREATEST_AC);
  }

  private JpegHuffmanCode usable(@Nullable JpegHuffmanCode[] codes, int index, int greatest)
      throws UnreadableImageException {
    JpegHuffmanCode code = index < COUNT ? codes[index] : null;
    if (code == null) {
      throw in.broken("Huffman code " + index, "none");
    }
    if (!code.isWhole(greatest)) {
      throw in.broken("Huffman code %d to be one".formatted(index), "codes without room");
    }
    return code;
  }
}
