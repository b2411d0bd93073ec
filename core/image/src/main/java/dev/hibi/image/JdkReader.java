package dev.hibi.image;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The JDK's own image readers, found by their class rather than by ImageIO's order, so that a
 * plug-in elsewhere on the class path changes no pixel.
 */
final class JdkReader {
  private static final Map<ImageFormat, String> CLASSES =
      Map.of(
          ImageFormat.PNG, "com.sun.imageio.plugins.png.PNGImageReaderSpi",
          ImageFormat.BMP, "com.sun.imageio.plugins.bmp.BMPImageReaderSpi");

  private static final Map<ImageFormat, ImageReaderSpi> PROVIDERS = providers();

  private JdkReader() {}

  private static Map<ImageFormat, ImageReaderSpi> providers() {
    Map<ImageFormat, ImageReaderSpi> found = new EnumMap<>(ImageFormat.class);
    Iterator<ImageReaderSpi> all =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
    while (all.hasNext()) {
      ImageReaderSpi provider = all.next();
      CLASSES.forEach(
          (format, name) -> {
            if (provider.getClass().getName().equals(name)) {
              found.put(format, provider);
            }
          });
    }
    return found;
  }

  /** A new reader, for one thread. To be disposed of. */
  static ImageReader of(ImageFormat format) throws IOException {
    ImageReaderSpi provider = PROVIDERS.get(format);
    if (provider == null) {
      throw new IllegalStateException(
          "image reader missing: expected %s, found none in this JDK"
              .formatted(CLASSES.get(format)));
    }
    return provider.createReaderInstance();
  }
}
