package dev.hibi.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes files from standard input, each behind its length, for {@code
 * benchmarks/peers/decode_fuzz.py}: answers 0, width, height and pixels, or 1, the length of a
 * message, 0 and the message. Each JPEG is decoded by every decoder that there is, which have to
 * agree.
 */
public final class DecodeServer {
  private static final int MAX_PIXELS = 1 << 20;
  private static final int[] MIN_EDGES = {8, 16, 1000};

  private DecodeServer() {}

  /** Runs to the end of the input. */
  public static void main(String[] arguments) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    while (true) {
      byte[] file;
      try {
        file = in.readNBytes(in.readInt());
      } catch (EOFException e) {
        return;
      }
      answer(file, out);
      out.flush();
    }
  }

  private static void answer(byte[] file, DataOutputStream out) throws IOException {
    ImageDecoding system = new ImageDecoding(JpegDecoder.AUTO, MAX_PIXELS);
    ImageDecoding java = new ImageDecoding(JpegDecoder.JAVA, MAX_PIXELS);
    RgbImage image = null;
    String message = "";
    try {
      image = java.rgb(file, () -> "x");
    } catch (UnreadableImageException e) {
      message = String.valueOf(e.getMessage());
    }
    String first = message + (image == null ? "" : image + " " + Arrays.hashCode(image.pixels()));
    check(first, text(() -> hash(system.rgb(file, () -> "x"))), file);
    for (int edge : MIN_EDGES) {
      check(
          text(() -> text(java.planes(file, edge, () -> "x"))),
          text(() -> text(system.planes(file, edge, () -> "x"))),
          file);
    }
    if (image == null) {
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      out.writeInt(1);
      out.writeInt(text.length);
      out.writeInt(0);
      out.write(text);
    } else {
      out.writeInt(0);
      out.writeInt(image.width());
      out.writeInt(image.height());
      out.write(image.pixels());
    }
  }

  private static void check(String java, String system, byte[] file) {
    if (!java.equals(system)) {
      System.err.printf(
          "decoders differ on %d bytes, %x: Java %s, libjpeg-turbo %s%n",
          file.length, Arrays.hashCode(file), java, system);
    }
  }

  private interface Decoding {
    String run() throws UnreadableImageException;
  }

  private static String text(Decoding decoding) {
    try {
      return decoding.run();
    } catch (UnreadableImageException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String hash(RgbImage image) {
    return image + " " + Arrays.hashCode(image.pixels());
  }

  /** What the planes hold, as far as the image goes. */
  static String text(ColorPlanes image) {
    StringBuilder text = new StringBuilder(image.model().name());
    for (ColorPlanes.Plane plane : image.planes()) {
      int hash = 1;
      for (int y = 0; y < Math.ceil(plane.extentY()); y++) {
        for (int x = 0; x < Math.ceil(plane.extentX()); x++) {
          hash = 31 * hash + plane.bytes()[plane.offset() + y * plane.stride() + x];
        }
      }
      text.append(' ')
          .append(plane.width())
          .append('x')
          .append(plane.height())
          .append(' ')
          .append(hash);
    }
    return text.toString();
  }
}
