package dev.hibi.image;

import java.nio.ByteOrder;
import java.util.Arrays;
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
  private static final int NEVER = -1;

  private final byte[] file;
  private final ImageBytes in;
  private @Nullable JpegFrame frame;

  /** The lowest bit that is known of each component's coefficients. */
  private int[][] known = {};

  private int scans;

  private JpegScans(byte[] file, ImageBytes in) {
    this.file = file;
    this.in = in;
  }

  /**
   * The frame of a file that is a whole picture. Of the usual kind, whose first scan is sequential
   * and holds all components, nothing more is looked at.
   */
  static JpegFrame frame(byte[] file, ImageBytes in) throws UnreadableImageException {
    JpegScans scans = new JpegScans(file, in);
    scans.walk(1);
    JpegFrame frame = scans.frame;
    if (frame == null
        || frame.progressive
        || Arrays.stream(scans.known).anyMatch(bits -> bits[0] != 0)) {
      frame = check(file, in);
    }
    return frame;
  }

  /**
   * Checks.
   *
   * @throws UnreadableImageException if the file has no end, too many scans or too few
   */
  static JpegFrame check(byte[] file, ImageBytes in) throws UnreadableImageException {
    JpegScans scans = new JpegScans(file, in);
    if (!scans.walk(Integer.MAX_VALUE)) {
      throw new UnreadableImageException(
          "truncated image: expected a JPEG with an end marker, found %d bytes without one (%s)"
              .formatted(file.length, in.name()));
    }
    return scans.checkWhole();
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
      int fill = JpegMarkers.fillInData(file, at + in.u16(at, ByteOrder.BIG_ENDIAN));
      if (fill < file.length) {
        throw in.broken("undamaged data", "fill bytes inside of it at byte " + fill);
      }
    }
  }

  private void takeScan(JpegScan scan, JpegFrame of) throws UnreadableImageException {
    for (JpegScan.Part part : scan.parts()) {
      int[] bits = known[part.index()];
      if (!of.progressive && bits[0] != NEVER) {
        throw in.broken("one scan of each component", "another");
      }
      int first = of.progressive ? scan.first() : 0;
      int last = of.progressive ? scan.last() : COEFFICIENTS - 1;
      Arrays.fill(bits, first, last + 1, of.progressive ? scan.low() : 0);
    }
  }

  private JpegFrame checkWhole() throws UnreadableImageException {
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
    return frame;
  }
}
