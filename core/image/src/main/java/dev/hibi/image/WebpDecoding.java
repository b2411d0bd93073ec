package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.Raster;
import java.io.IOException;

/** The pixels of a WebP's only or first frame, by TwelveMonkeys' reader. Alpha is dropped. */
final class WebpDecoding {
  private static final WebPImageReaderSpi PROVIDER = new WebPImageReaderSpi();

  private WebpDecoding() {}

  static RgbImage decode(byte[] file, ImageBytes in, int width, int height) throws IOException {
    in.require(0, 8 + in.u32(4, LITTLE_ENDIAN));
    Raster raster =
        ImageReading.read(PROVIDER.createReaderInstance(), file, in, width, height).getRaster();
    return StoredPixels.color(raster);
  }
}
