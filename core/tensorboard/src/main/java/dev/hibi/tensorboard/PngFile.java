package dev.hibi.tensorboard;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes PNG files by the JDK's encoder, from memory to memory. */
final class PngFile {
  private PngFile() {}

  /**
   * A whole file of 8 bits a channel.
   *
   * @param pixels (height, width, channels), uint8, row by row; not copied, only read
   * @param channels 1 grey, 3 RGB, 4 RGB and alpha
   */
  static byte[] encode(byte[] pixels, int height, int width, int channels) {
    BufferedImage image = wrap(pixels, height, width, channels);
    ByteArrayOutputStream file = new ByteArrayOutputStream(pixels.length / 2 + 100);
    // Given a plain stream, ImageIO may put a file on the disk between.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("no PNG encoder: expected the JDK's, found none");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: memory has room", e);
    }
    return file.toByteArray();
  }

  private static BufferedImage wrap(byte[] pixels, int height, int width, int channels) {
    int[] offsets = new int[channels];
    for (int c = 0; c < channels; c++) {
      offsets[c] = c;
    }
    PixelInterleavedSampleModel layout =
        new PixelInterleavedSampleModel(
            DataBuffer.TYPE_BYTE, width, height, channels, width * channels, offsets);
    WritableRaster raster =
        Raster.createWritableRaster(layout, new DataBufferByte(pixels, pixels.length), null);
    boolean alpha = channels == 4;
    ComponentColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(colors, raster, false, null);
  }
}
