package dev.hibi.image;

import java.io.ByteArrayOutputStream;
import java.util.OptionalInt;

/**
 * The segments of a JPEG file (ITU-T T.81, annex B), as far as needed to see whether it was cut
 * off: SOI, then segments of marker, length and body, each scan followed by entropy-coded data, and
 * EOI at the end. What follows EOI is ignored.
 */
final class JpegMarkers {
  static final int SOI = 0xd8;
  static final int EOI = 0xd9;
  static final int SOS = 0xda;

  private static final int TEM = 0x01;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;

  private JpegMarkers() {}

  /**
   * How many scans the file has up to its end of image; a progressive one has several over the same
   * pixels. Empty if the end is missing.
   */
  static OptionalInt scans(byte[] file) {
    int scans = 0;
    int at = 2;
    while ((at = nextMarker(file, at)) < file.length) {
      int marker = file[at++] & 0xff;
      if (marker == EOI) {
        return OptionalInt.of(scans);
      }
      scans += marker == SOS ? 1 : 0;
      if (at + 1 < file.length && hasBody(marker)) {
        at += (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
      }
    }
    return OptionalInt.empty();
  }

  /** Whether a length and a body follow the marker. */
  static boolean hasBody(int marker) {
    return marker != TEM && marker != SOI && marker != EOI;
  }

  /** Adobe's segment, which says whether three or four components are of luma and chroma. */
  static void writeAdobe(ByteArrayOutputStream out, int transform) {
    byte[] segment = {-1, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    segment[segment.length - 1] = (byte) transform;
    out.writeBytes(segment);
  }

  /** Whether it is a frame header, SOF0 to SOF15. */
  static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /**
   * The position of the next marker's code, past any entropy-coded data, fill bytes and restart
   * markers; the file's length or more if there is none.
   */
  static int nextMarker(byte[] file, int from) {
    int at = from;
    while (at + 1 < file.length) {
      if (file[at++] == (byte) 0xff) {
        int code = file[at] & 0xff;
        if (code != 0 && code != 0xff && (code < FIRST_RESTART || code > LAST_RESTART)) {
          return at;
        }
      }
    }
    return file.length;
  }
}
