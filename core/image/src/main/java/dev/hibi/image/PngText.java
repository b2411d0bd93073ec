package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a PNG says about its orientation, in any place before or after its pixels: a chunk eXIf,
 * text "Raw profile type exif" (hexadecimal, by ImageMagick and others), or XMP. Where several are
 * there, that one counts which counts in Pillow; of one kind it is the last.
 */
final class PngText {
  private static final String RAW_PROFILE = "Raw profile type exif";
  private static final String XMP = "XML:com.adobe.xmp";
  private static final int MAX_TEXT = 1 << 20;
  private static final byte[] NOTHING = {};

  private byte[] exif = NOTHING;
  private byte[] rawProfile = NOTHING;
  private byte[] xmp = NOTHING;

  private PngText() {}

  static int orientation(ImageBytes in) throws UnreadableImageException {
    PngText text = of(in);
    return ExifOrientation.read(text.exif(), text.xmp);
  }

  /** EXIF, the one that counts; empty if there is none. */
  static byte[] exif(ImageBytes in) throws UnreadableImageException {
    return of(in).exif();
  }

  private byte[] exif() {
    return exif.length > 0 ? exif : fromHex(rawProfile);
  }

  private static PngText of(ImageBytes in) throws UnreadableImageException {
    PngText text = new PngText();
    long at = PngHeader.FIRST_CHUNK;
    while (at + PngHeader.CHUNK_OVERHEAD <= in.length()) {
      long end = at + 8 + in.u32(at, BIG_ENDIAN);
      if (end <= in.length()) {
        text.add(in, at, end);
      }
      at = end + 4;
    }
    return text;
  }

  private void add(ImageBytes in, long at, long end) throws UnreadableImageException {
    if (in.has(at + 4, "eXIf")) {
      exif = in.copy(at + 8, end);
    } else if (in.has(at + 4, "tEXt")) {
      byte[] body = in.copy(at + 8, end);
      int value = after(body, 0);
      if (keyIs(body, "exif")) {
        exif = Arrays.copyOfRange(body, value, body.length);
      } else {
        add(body, Arrays.copyOfRange(body, value, body.length));
      }
    } else if (in.has(at + 4, "zTXt")) {
      byte[] body = in.copy(at + 8, end);
      add(body, inflated(body, after(body, 0) + 1));
    } else if (in.has(at + 4, "iTXt")) {
      addInternational(in.copy(at + 8, end));
    }
  }

  /** Key, 0, whether compressed, method, language, 0, translated key, 0, text. */
  private void addInternational(byte[] body) {
    int flags = after(body, 0);
    int value = after(body, after(body, flags + 2));
    if (flags + 2 <= body.length && (body[flags] == 0 || body[flags + 1] == 0)) {
      boolean compressed = body[flags] != 0;
      add(body, compressed ? inflated(body, value) : Arrays.copyOfRange(body, value, body.length));
    }
  }

  private void add(byte[] body, byte[] value) {
    if (keyIs(body, RAW_PROFILE)) {
      rawProfile = value;
    } else if (keyIs(body, XMP)) {
      xmp = value;
    }
  }

  private static boolean keyIs(byte[] body, String key) {
    return body.length > key.length()
        && body[key.length()] == 0
        && new String(body, 0, key.length(), StandardCharsets.ISO_8859_1).equals(key);
  }

  /** The position after the next 0; the end if there is none. */
  private static int after(byte[] body, int from) {
    int at = from;
    while (at < body.length && body[at] != 0) {
      at++;
    }
    return Math.min(body.length, at + 1);
  }

  /** Empty if it is broken or long. */
  private static byte[] inflated(byte[] body, int from) {
    int at = Math.min(from, body.length);
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(body, at, body.length - at);
      byte[] text = new byte[MAX_TEXT];
      int count = inflater.inflate(text);
      return inflater.finished() ? Arrays.copyOf(text, count) : NOTHING;
    } catch (DataFormatException e) {
      return NOTHING;
    } finally {
      inflater.end();
    }
  }

  /** An empty line, a name, the length, then lines of hexadecimal digits. Empty if it is broken. */
  private static byte[] fromHex(byte[] text) {
    String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n", 4);
    if (lines.length < 4) {
      return NOTHING;
    }
    try {
      return HexFormat.of().parseHex(lines[3].replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      return NOTHING;
    }
  }
}
