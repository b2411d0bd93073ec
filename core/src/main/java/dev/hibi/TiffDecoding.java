package dev.hibi;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * The pixels of a TIFF's first page as they are stored, by the JDK's reader, once its directory is
 * known to point inside the file.
 */
final class TiffDecoding {
  private static final int STRIP_OFFSETS = 273;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int COLOR_MAP = 320;
  private static final int MAX_SAMPLES = 8;

  private TiffDecoding() {}

  static RgbImage decode(byte[] file, ImageBytes in, int maxPixels) throws IOException {
    TiffDirectory directory = TiffHeader.directory(in);
    checkSamples(in, directory);
    checkParts(in, directory, STRIP_OFFSETS, STRIP_BYTES);
    checkParts(in, directory, TILE_OFFSETS, TILE_BYTES);
    ImageReading.checkSize(
        directory.number(TILE_WIDTH, 1), directory.number(TILE_HEIGHT, 1), maxPixels, in.name());
    BufferedImage image = ImageReading.image(ImageFormat.TIFF, file);
    Raster raster = image.getRaster();
    if (raster.getDataBuffer().getDataType() > DataBuffer.TYPE_USHORT) {
      throw in.unsupported("whole numbers of up to 16 bits", "others");
    }
    return switch ((int) directory.number(TiffHeader.PHOTOMETRIC, -1)) {
      case 0, 1 -> grey(image);
      case 3 -> StoredPixels.palette(raster, palette(directory));
      case 5 -> CmykConversion.ofInks(raster);
      default -> StoredPixels.color(raster);
    };
  }

  /** Where white is 0 the reader turns samples round, but those of few bits by their colours. */
  private static RgbImage grey(BufferedImage image) {
    return image.getColorModel() instanceof IndexColorModel
        ? ImageReading.copy(image)
        : StoredPixels.grey(image.getRaster());
  }

  private static void checkSamples(ImageBytes in, TiffDirectory directory)
      throws UnreadableImageException {
    long bits = directory.number(TiffHeader.BITS, 1);
    if (bits < 1 || bits > 16) {
      throw in.unsupported("1 to 16 bits a sample", bits);
    }
    long samples = directory.number(TiffHeader.SAMPLES, 1);
    if (samples < 1 || samples > MAX_SAMPLES) {
      throw in.unsupported("1 to " + MAX_SAMPLES + " samples a pixel", samples);
    }
  }

  private static void checkParts(ImageBytes in, TiffDirectory directory, int offsets, int bytes)
      throws UnreadableImageException {
    for (int i = 0; i < directory.count(offsets); i++) {
      in.require(directory.number(offsets, i, 0), directory.number(bytes, i, 0));
    }
  }

  /** Three bytes a colour, from all reds, all greens and all blues of 16 bits. */
  private static byte[] palette(TiffDirectory directory) throws UnreadableImageException {
    int colors = (int) Math.min(256, directory.count(COLOR_MAP) / 3);
    byte[] palette = new byte[colors * 3];
    for (int i = 0; i < palette.length; i++) {
      palette[i] = (byte) (directory.number(COLOR_MAP, i % 3 * colors + i / 3, 0) >> 8);
    }
    return palette;
  }
}
