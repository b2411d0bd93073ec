package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a JPEG's scans make a whole picture, seen from its segments alone. libjpeg would paint
 * something in the place of what is missing; here the file is refused, whichever decoder would read
 * it.
 */
final class JpegScans {
  /** A progressive file has some ten; each costs a walk over all pixels. */
  private static final int MAX_SCANS = 100;

  /** Coefficients from whose lack libjpeg would guess a smoother picture. */
  private static final int GUESSED = 10;

  private static final int COEFFICIENTS = 64;
  private static final int CODE_LENGTHS = 16;
  private static final int NEVER = -1;

  private final byte[] file;
  private final ImageBytes in;
  private @Nullable JpegFrame frame;

  /** The lowest bit that is known of each component's coefficients. */
  private int[][] known = {};

  private int scans;

  /** Bits of the quantization tables that the file has had so far. */
  private int quantizers;

  /** Likewise of the Huffman codes: four of first coefficients, then four of the others. */
  private int codes;

  private boolean ownTables = true;

  private JpegScans(byte[] file, ImageBytes in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Those of a file that is a whole picture. Of the usual kind, whose first scan is sequential and
   * holds all components, nothing more is looked at.
   */
  static JpegScans plan(byte[] file, ImageBytes in) throws UnreadableImageException {
    JpegScans scans = new JpegScans(file, in);
    scans.walk(1);
    JpegFrame frame = scans.frame;
    boolean usual =
        frame != null
            && !frame.progressive
            && Arrays.stream(scans.known).noneMatch(bits -> bits[0] != 0);
    return usual ? scans : check(file, in);
  }

  /**
   * Checks.
   *
   * @throws UnreadableImageException if the file has no end, too many scans or too few
   */
  static JpegScans check(byte[] file, ImageBytes in) throws UnreadableImageException {
    JpegScans scans = new JpegScans(file, in);
    if (!scans.walk(Integer.MAX_VALUE)) {
      throw new UnreadableImageException(
          "truncated image: expected a JPEG with an end marker, found %d bytes without one (%s)"
              .formatted(file.length, in.name()));
    }
    scans.checkWhole();
    return scans;
  }

  JpegFrame frame() {
    return Objects.requireNonNull(frame);
  }

  /**
   * Whether the file has each table before it is needed. A decoder that is used again might
   * otherwise take those of the file before.
   */
  boolean hasOwnTables() {
    return ownTables;
  }

  /** Whether the end was reached, or as many scans as are asked for. */
  private boolean walk(int most) throws UnreadableImageException {
    int at = 2;
    UnreadableImageException broken = null;
    while (scans < most && (at = JpegMarkers.nextMarker(file, at)) < file.length) {
      int marker = file[at++] & 0xff;
      if (marker == JpegMarkers.EOI) {
        if (broken != null) {
          throw broken;
        }
        return true;
      }
      try {
        take(marker, at);
      } catch (UnreadableImageException e) {
        broken = broken == null ? e : broken;
      }
      if (at + 1 < file.length && JpegMarkers.hasBody(marker)) {
        at += ((file[at] & 0xff) << 8) | (file[at + 1] & 0xff);
      }
    }
    if (scans == most && broken != null) {
      throw broken;
    }
    return scans == most;
  }

  private void take(int marker, int at) throws UnreadableImageException {
    if (JpegMarkers.isFrame(marker)) {
      if (frame != null) {
        throw in.broken("one frame", "another");
      }
      frame = new JpegFrame(marker, at, in);
      known = new int[frame.components.size()][COEFFICIENTS];
      for (int[] bits : known) {
        Arrays.fill(bits, NEVER);
      }
    } else if (marker == JpegMarkers.SOS) {
      scans++;
      if (frame == null) {
        throw in.broken("a frame header before the first scan", "none");
      }
      takeScan(JpegScan.read(at, frame, in), frame);
      int fill = JpegMarkers.fillInData(file, at + in.u16(at, BIG_ENDIAN));
      if (fill < file.length) {
        throw in.broken("undamaged data", "fill bytes inside of it at byte " + fill);
      }
    } else if (marker == JpegMarkers.DQT || marker == JpegMarkers.DHT) {
      takeTables(marker, at + 2, at + in.u16(at, BIG_ENDIAN));
    }
  }

  /** Notes which tables a segment has: a byte of kind and number, then what is of this length. */
  private void takeTables(int marker, int from, int end) throws UnreadableImageException {
    int at = from;
    while (at < end) {
      int kind = in.u8(at) >> 4;
      int number = in.u8(at++) & 3;
      if (marker == JpegMarkers.DQT) {
        quantizers |= 1 << number;
        at += COEFFICIENTS << kind;
      } else {
        codes |= 1 << (4 * kind + number);
        int symbols = 0;
        for (int length = 0; length < CODE_LENGTHS; length++) {
          symbols += in.u8(at++);
        }
        at += symbols;
      }
    }
  }

  private boolean hasTables(JpegScan scan, JpegScan.Part part, JpegFrame of) {
    int needed = 0;
    if (!of.arithmetic && (!of.progressive || (scan.first() == 0 && scan.high() == 0))) {
      needed |= 1 << part.dc();
    }
    if (!of.arithmetic && (!of.progressive || scan.first() > 0)) {
      needed |= 1 << (4 + part.ac());
    }
    int table = of.components.get(part.index()).table;
    return (needed & ~codes) == 0 && (quantizers & 1 << table) != 0;
  }

  private void takeScan(JpegScan scan, JpegFrame of) throws UnreadableImageException {
    for (JpegScan.Part part : scan.parts()) {
      int[] bits = known[part.index()];
      ownTables &= hasTables(scan, part, of);
      if (!of.progressive && bits[0] != NEVER) {
        throw in.broken("one scan of each component", "another");
      }
      int first = of.progressive ? scan.first() : 0;
      int last = of.progressive ? scan.last() : COEFFICIENTS - 1;
      Arrays.fill(bits, first, last + 1, of.progressive ? scan.low() : 0);
    }
  }

  private void checkWhole() throws UnreadableImageException {
    if (frame == null) {
      throw in.broken("a frame header", "none");
    }
    if (scans > MAX_SCANS) {
      throw in.broken("at most %d scans".formatted(MAX_SCANS), scans);
    }
    for (int[] bits : known) {
      for (int i = 0; i < GUESSED; i++) {
        if (bits[i] != 0) {
          throw in.broken("scans of all bits of coefficient " + i, bits[i] < 0 ? "none" : "less");
        }
      }
    }
  }
}
