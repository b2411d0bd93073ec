package dev.hibi.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.util.ArrayList;
import java.util.List;

/**
 * The pixels of a JPEG as they are stored: the samples of its components at full size, and their
 * colours as RGB. Equal to libjpeg-turbo's to the bit.
 */
final class JpegDecoding {
  private static final int[] INKS = {0, 1, 2, 3};

  /** What the differences of colour add to each of red, green and blue; in green times 65,536. */
  private static final int[] RED_OF_RED = new int[256];

  private static final int[] GREEN_OF_RED = new int[256];
  private static final int[] GREEN_OF_BLUE = new int[256];
  private static final int[] BLUE_OF_BLUE = new int[256];

  /** Of any sum of luma and a difference, from {@code -BELOW}, what a byte holds. */
  private static final byte[] CLAMPED = new byte[1024];

  private static final int BELOW = 384;

  static {
    int half = 1 << 15;
    for (int i = 0; i < 256; i++) {
      int difference = i - 128;
      RED_OF_RED[i] = (91881 * difference + half) >> 16;
      GREEN_OF_RED[i] = -46802 * difference;
      GREEN_OF_BLUE[i] = -22554 * difference + half;
      BLUE_OF_BLUE[i] = (116130 * difference + half) >> 16;
    }
    for (int i = 0; i < CLAMPED.length; i++) {
      CLAMPED[i] = (byte) Math.max(0, Math.min(255, i - BELOW));
    }
  }

  private JpegDecoding() {}

  /** What holds for every decoder: the file has an end, and scans that make a picture. */
  static void check(byte[] file, String name) throws UnreadableImageException {
    JpegScans.check(file, new ImageBytes(file, name, ImageFormat.JPEG.label()));
  }

  /** The stored pixels, not yet turned upright. */
  static RgbImage decode(byte[] file, ImageBytes in, JpegHeader header)
      throws UnreadableImageException {
    JpegPicture picture = JpegPicture.decode(file, in, JpegFrame.BLOCK);
    JpegFrame frame = picture.frame();
    List<JpegUpsampling> rows = rows(picture, in);
    return switch (rows.size()) {
      case 1 -> grey(rows.get(0), frame);
      case 3 -> color(rows, frame, header.storedAsRgb());
      case 4 -> CmykConversion.ofJpeg(inks(rows, frame), header.ycck());
      default -> throw in.unsupported("1, 3 or 4 components", rows.size());
    };
  }

  private static RgbImage grey(JpegUpsampling rows, JpegFrame frame) {
    int width = frame.width;
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, frame.height), 3)];
    byte[] row = new byte[width + 1];
    for (int y = 0, to = 0; y < frame.height; y++) {
      rows.row(y, row);
      for (int x = 0; x < width; x++) {
        rgb[to++] = row[x];
        rgb[to++] = row[x];
        rgb[to++] = row[x];
      }
    }
    return new RgbImage(width, frame.height, rgb);
  }

  private static RgbImage color(List<JpegUpsampling> rows, JpegFrame frame, boolean storedAsRgb) {
    int width = frame.width;
    if (storedAsRgb) {
      return new RgbImage(width, frame.height, interleaved(rows, frame));
    }
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, frame.height), 3)];
    byte[][] row = new byte[3][width + 1];
    for (int y = 0; y < frame.height; y++) {
      for (int i = 0; i < 3; i++) {
        rows.get(i).row(y, row[i]);
      }
      convert(row, width, rgb, y * width * 3);
    }
    return new RgbImage(width, frame.height, rgb);
  }

  private static void interleave(byte[][] row, int width, byte[] out, int from) {
    for (int i = 0; i < row.length; i++) {
      for (int x = 0, to = from + i; x < width; x++, to += row.length) {
        out[to] = row[i][x];
      }
    }
  }

  /** Luma and both differences to RGB (ITU-T T.871) in fixed point, as libjpeg rounds. */
  private static void convert(byte[][] row, int width, byte[] rgb, int from) {
    byte[] lumas = row[0];
    byte[] blues = row[1];
    byte[] reds = row[2];
    for (int x = 0, to = from; x < width; x++, to += 3) {
      int luma = (lumas[x] & 0xff) + BELOW;
      int blue = blues[x] & 0xff;
      int red = reds[x] & 0xff;
      rgb[to] = CLAMPED[luma + RED_OF_RED[red]];
      rgb[to + 1] = CLAMPED[luma + ((GREEN_OF_BLUE[blue] + GREEN_OF_RED[red]) >> 16)];
      rgb[to + 2] = CLAMPED[luma + BLUE_OF_BLUE[blue]];
    }
  }

  private static Raster inks(List<JpegUpsampling> rows, JpegFrame frame) {
    byte[] all = interleaved(rows, frame);
    int width = frame.width;
    return Raster.createInterleavedRaster(
        new DataBufferByte(all, all.length), width, frame.height, width * 4, 4, INKS, null);
  }

  /** The components as they are stored, at full size: (height, width, components). */
  static byte[] samples(byte[] file, ImageBytes in) throws UnreadableImageException {
    JpegPicture picture = JpegPicture.decode(file, in, JpegFrame.BLOCK);
    return interleaved(rows(picture, in), picture.frame());
  }

  private static List<JpegUpsampling> rows(JpegPicture picture, ImageBytes in)
      throws UnreadableImageException {
    List<JpegUpsampling> rows = new ArrayList<>();
    for (JpegPicture.Samples samples : picture.samples()) {
      rows.add(new JpegUpsampling(samples, picture.frame(), in));
    }
    return rows;
  }

  private static byte[] interleaved(List<JpegUpsampling> rows, JpegFrame frame) {
    int width = frame.width;
    int count = rows.size();
    byte[] all = new byte[Math.multiplyExact(Math.multiplyExact(width, frame.height), count)];
    byte[][] row = new byte[count][width + 1];
    for (int y = 0; y < frame.height; y++) {
      for (int i = 0; i < count; i++) {
        rows.get(i).row(y, row[i]);
      }
      interleave(row, width, all, y * width * count);
    }
    return all;
  }
}
