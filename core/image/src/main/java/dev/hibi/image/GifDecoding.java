package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The first frame of a GIF on its logical screen. Where the frame leaves the screen free there is
 * the transparent colour, or else the first of the palette, as in Pillow.
 */
final class GifDecoding {
  private static final int SCREEN = 13;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int IMAGE = 0x2c;
  private static final int DESCRIPTOR = 10;
  private static final int INTERLACED = 0x40;

  /** The first row, times 16, and the step of each pass. */
  private static final int[] INTERLACED_ROWS = {8, 4 << 4 | 8, 2 << 4 | 4, 1 << 4 | 2};

  private static final int[] ALL_ROWS = {1};

  private final byte[] file;
  private final ImageBytes in;
  private int transparent;

  private GifDecoding(byte[] file, ImageBytes in) {
    this.file = file;
    this.in = in;
  }

  static RgbImage decode(byte[] file, ImageBytes in, int maxPixels) throws IOException {
    return new GifDecoding(file, in).decode(maxPixels);
  }

  private RgbImage decode(int maxPixels) throws IOException {
    int colorsEnd = SCREEN + tableBytes(in.u8(10));
    int image = firstImage(colorsEnd);
    int flags = in.u8(image + 9);
    int dataAt = image + DESCRIPTOR + tableBytes(flags);
    endOfBlocks(dataAt + 1);
    long screenWidth = Math.max(u16(6), u16(image + 1) + u16(image + 5));
    long screenHeight = Math.max(u16(8), u16(image + 3) + u16(image + 7));
    ImageReading.checkSize(screenWidth, screenHeight, maxPixels, in.name());
    Raster frame = frame(dataAt, u16(image + 5), u16(image + 7), (flags & INTERLACED) != 0);
    return StoredPixels.palette(onScreen(frame, image), palette(flags, image, colorsEnd));
  }

  private int u16(int at) throws UnreadableImageException {
    return in.u16(at, LITTLE_ENDIAN);
  }

  private static int tableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  /** Where the first image descriptor is. */
  static int firstImage(ImageBytes in) throws UnreadableImageException {
    return new GifDecoding(new byte[0], in).firstImage(SCREEN + tableBytes(in.u8(10)));
  }

  private int firstImage(int from) throws UnreadableImageException {
    int at = from;
    while (in.u8(at) == EXTENSION) {
      if (in.u8(at + 1) == GRAPHIC_CONTROL) {
        transparent = (in.u8(at + 3) & 1) == 0 ? 0 : in.u8(at + 6);
      }
      at = endOfBlocks(at + 2);
    }
    if (in.u8(at) != IMAGE) {
      throw in.broken("an image", "block 0x%02x".formatted(in.u8(at)));
    }
    return at;
  }

  /** The position after blocks of a length byte and so many bytes, the last one empty. */
  private int endOfBlocks(int from) throws UnreadableImageException {
    int at = from;
    int length;
    while ((length = in.u8(at)) > 0) {
      at += 1 + length;
    }
    return at + 1;
  }

  private Raster frame(int from, int width, int height, boolean interlaced) throws IOException {
    int symbolBits = in.u8(from);
    if (symbolBits < 2 || symbolBits > 8) {
      throw in.broken("codes of 2 to 8 bits", symbolBits);
    }
    if (width < 1 || height < 1) {
      throw in.broken("a frame of at least 1x1", width + "x" + height);
    }
    ByteArrayOutputStream codes = new ByteArrayOutputStream(file.length);
    for (int at = from + 1; in.u8(at) > 0; at += 1 + in.u8(at)) {
      in.require(at + 1, in.u8(at));
      codes.write(file, at + 1, in.u8(at));
    }
    byte[] pixels = new byte[width * height];
    InputStream lzw = Lzw.ofGif(new ByteArrayInputStream(codes.toByteArray()), symbolBits);
    int found = 0;
    for (int y : interlaced ? INTERLACED_ROWS : ALL_ROWS) {
      for (int row = y >> 4; row < height && found % width == 0; row += y & 15) {
        found += lzw.readNBytes(pixels, row * width, width);
      }
    }
    if (found < pixels.length) {
      throw new UnreadableImageException(
          "truncated image: expected %d pixels in a GIF, found %d (%s)"
              .formatted(pixels.length, found, in.name()));
    }
    return Raster.createInterleavedRaster(
        new DataBufferByte(pixels, pixels.length), width, height, width, 1, new int[1], null);
  }

  private byte[] palette(int flags, int image, int colorsEnd) throws UnreadableImageException {
    if ((flags & 0x80) != 0) {
      return in.copy(image + DESCRIPTOR, image + DESCRIPTOR + tableBytes(flags));
    }
    if (colorsEnd > SCREEN) {
      return in.copy(SCREEN, colorsEnd);
    }
    byte[] greys = new byte[256 * 3];
    for (int i = 0; i < greys.length; i++) {
      greys[i] = (byte) (i / 3);
    }
    return greys;
  }

  private Raster onScreen(Raster frame, int image) throws UnreadableImageException {
    int left = u16(image + 1);
    int top = u16(image + 3);
    // Pillow lets a frame that leaves the screen widen it
    int screenWidth = Math.max(u16(6), left + frame.getWidth());
    int screenHeight = Math.max(u16(8), top + frame.getHeight());
    if (screenWidth == frame.getWidth() && screenHeight == frame.getHeight()) {
      return frame;
    }
    WritableRaster screen = Raster.createInterleavedRaster(0, screenWidth, screenHeight, 1, null);
    for (int y = 0; y < screenHeight && transparent != 0; y++) {
      for (int x = 0; x < screenWidth; x++) {
        screen.setSample(x, y, 0, transparent);
      }
    }
    screen.setRect(left - frame.getMinX(), top - frame.getMinY(), frame);
    return screen;
  }
}
