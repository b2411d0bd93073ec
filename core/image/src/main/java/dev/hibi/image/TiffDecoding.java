package dev.hibi.image;

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
  private static final int COLOR_MAP = 320;
  private static final int MAX_SAMPLES = 8;

  private TiffDecoding() {}

  static RgbImage decode(byte[] file, ImageBytes in, int width, int height, int maxPixels)
      throws IOException {
    TiffDirectory directory = TiffHeader.directory(in);
    checkSamples(in, directory);
    ImageReading.checkSize(
        directory.number(TiffParts.TILE_WIDTH, 1),
        directory.number(TiffParts.TILE_HEIGHT, 1),
        maxPixels,
        in.name());
    new TiffParts(in, directory, width, height).check();
    BufferedImage image =
        ImageReading.read(JdkReader.of(ImageFormat.TIFF), file, in, width, height);
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
