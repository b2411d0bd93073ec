package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * What the segments of a JPEG file before its first scan say (ITU-T T.81, annex B): the frame
 * header, the markers of JFIF and Adobe that tell how colour is stored, and the orientation of EXIF
 * or XMP.
 *
 * @param components colours of a pixel: 1, 3 or 4
 * @param storedAsRgb whether three components are RGB rather than YCbCr, by libjpeg's rules
 * @param ycck whether four components are YCCK rather than CMYK, by libjpeg's rules
 * @param orientation of EXIF or XMP, 1 to 8
 */
record JpegHeader(
    int width,
    int height,
    int bits,
    int components,
    boolean storedAsRgb,
    boolean ycck,
    int orientation) {

  static JpegHeader read(byte[] file, ImageBytes in) throws UnreadableImageException {
    return segments(file, in).build(in);
  }

  /** EXIF of all segments; empty if there is none. */
  static byte[] exif(byte[] file, ImageBytes in) throws UnreadableImageException {
    return segments(file, in).exif.toByteArray();
  }

  private static Builder segments(byte[] file, ImageBytes in) throws UnreadableImageException {
    Builder builder = new Builder();
    int at = 2;
    while ((at = JpegMarkers.nextMarker(file, at)) < file.length) {
      int marker = file[at++] & 0xff;
      if (marker == JpegMarkers.SOS || marker == JpegMarkers.EOI) {
        break;
      }
      if (JpegMarkers.hasBody(marker)) {
        builder.add(marker, at, in);
        at += in.u16(at, BIG_ENDIAN);
      }
    }
    return builder;
  }

  ImageHeader toImageHeader(ImageBytes in) throws UnreadableImageException {
    String mode =
        switch (components) {
          case 1 -> "grey";
          case 3 -> "RGB";
          case 4 -> ycck ? "YCCK" : "CMYK";
          default -> throw in.unsupported("1, 3 or 4 components", components);
        };
    return ImageHeader.of(in, width, height, ImageHeader.withBits(mode, bits), orientation);
  }

  private static final class Builder {
    private static final int NONE = -1;
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    private int frameAt = NONE;
    private boolean jfif;
    private int adobeTransform = NONE;
    private final ByteArrayOutputStream exif = new ByteArrayOutputStream();
    private byte[] xmp = new byte[0];

    /** Takes a segment whose length field is at {@code at}. */
    void add(int marker, int at, ImageBytes in) throws UnreadableImageException {
      int length = in.u16(at, BIG_ENDIAN);
      if (JpegMarkers.isFrame(marker) && frameAt == NONE) {
        frameAt = at;
      } else if (marker == 0xe0 && length >= 16 && in.has(at + 2, "JFIF\0")) {
        jfif = true;
      } else if (marker == 0xe1 && in.has(at + 2, "Exif\0\0")) {
        byte[] body = body(in, at, length);
        int known = exif.size() == 0 ? 0 : Math.min(6, body.length);
        exif.write(body, known, body.length - known); // what goes on in a second segment
      } else if (marker == 0xe1 && in.has(at + 2, XMP)) {
        byte[] body = body(in, at, length);
        xmp = Arrays.copyOfRange(body, Math.min(XMP.length(), body.length), body.length);
      } else if (marker == 0xee && length >= 14 && in.has(at + 2, "Adobe")) {
        adobeTransform = in.u8(at + 13);
      }
    }

    private static byte[] body(ImageBytes in, int at, int length) throws UnreadableImageException {
      int end = Math.min(in.length(), at + length);
      return in.copy(at + 2, Math.max(at + 2, end));
    }

    JpegHeader build(ImageBytes in) throws UnreadableImageException {
      if (frameAt == NONE) {
        throw new UnreadableImageException(
            "truncated image: expected a JPEG with a frame header, found %d bytes without one (%s)"
                .formatted(in.length(), in.name()));
      }
      int components = in.u8(frameAt + 7);
      in.require(frameAt + 8L, 3L * components);
      return new JpegHeader(
          in.u16(frameAt + 5, BIG_ENDIAN),
          in.u16(frameAt + 3, BIG_ENDIAN),
          in.u8(frameAt + 2),
          components,
          components == 3 && isRgb(in),
          components == 4 && adobeTransform > 0,
          ExifOrientation.read(exif.toByteArray(), xmp));
    }

    private boolean isRgb(ImageBytes in) throws UnreadableImageException {
      if (jfif) {
        return false;
      }
      if (adobeTransform != NONE) {
        return adobeTransform == 0;
      }
      return in.u8(frameAt + 8) == 'R' && in.u8(frameAt + 11) == 'G' && in.u8(frameAt + 14) == 'B';
    }
  }
}
