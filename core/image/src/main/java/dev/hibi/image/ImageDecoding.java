package dev.hibi.image;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes image files: plain JPEG by libjpeg-turbo where that is chosen, all else by {@link
 * RgbImage#decode}. Native memory is kept for each thread and freed with it. Thread-safe; nothing
 * to close.
 */
public final class ImageDecoding {
  private static final Logger LOG = LoggerFactory.getLogger(ImageDecoding.class);

  private final @Nullable ThreadLocal<TurboJpeg> turbo;
  private final String name;
  private final int maxPixels;

  /**
   * Chooses.
   *
   * @throws IllegalArgumentException if libjpeg-turbo is asked for and not there
   */
  public ImageDecoding(JpegDecoder decoder, int maxPixels) {
    this.maxPixels = maxPixels;
    TurboJpeg.Library library = decoder == JpegDecoder.JDK ? null : TurboJpeg.Library.load();
    if (library == null && decoder == JpegDecoder.TURBO) {
      throw new IllegalArgumentException(
          "no libjpeg-turbo: expected the system's libturbojpeg, found none");
    }
    turbo = library == null ? null : ThreadLocal.withInitial(() -> new TurboJpeg(library));
    name = library == null ? "the JDK" : "libjpeg-turbo (" + library.name() + ")";
    LOG.debug("JPEG is decoded by {}", name);
  }

  /** What decodes plain JPEG: {@link JpegDecoder#TURBO} or {@link JpegDecoder#JDK}. */
  public JpegDecoder decoder() {
    return turbo == null ? JpegDecoder.JDK : JpegDecoder.TURBO;
  }

  /** What decodes JPEG, for people. */
  public String jpegDecoder() {
    return name;
  }

  /**
   * Decodes.
   *
   * @param resource what to call the file in messages
   * @throws UnreadableImageException as {@link RgbImage#decode}
   */
  public RgbImage rgb(byte[] file, Supplier<String> resource) throws UnreadableImageException {
    if (turbo != null && isPlainJpeg(file)) {
      RgbImage image = turbo.get().rgb(file, maxPixels);
      if (image != null) {
        return image;
      }
    }
    return RgbImage.decode(file, resource.get(), maxPixels);
  }

  /**
   * Decodes to planes, at a fraction of the size where that leaves enough.
   *
   * @param minEdge both sides stay at least as long, if those of the image are
   * @return planes whose array may be written over by the thread's next call
   * @throws UnreadableImageException as {@link RgbImage#decode}
   */
  public ColorPlanes planes(byte[] file, int minEdge, Supplier<String> resource)
      throws UnreadableImageException {
    if (turbo != null && isPlainJpeg(file)) {
      ColorPlanes planes = turbo.get().planes(file, minEdge, maxPixels);
      if (planes != null) {
        return planes;
      }
    }
    return ColorPlanes.of(RgbImage.decode(file, resource.get(), maxPixels));
  }

  /** A JPEG whose pixels lie as they are stored. What is wrong with others is told elsewhere. */
  private static boolean isPlainJpeg(byte[] file) {
    if (file.length < 3 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != 0xd8) {
      return false;
    }
    try {
      return ImageHeader.read(file, "").orientation() == 1;
    } catch (UnreadableImageException e) {
      return false;
    }
  }
}
