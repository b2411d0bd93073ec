package dev.hibi.image;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes image files: plain JPEG by libjpeg-turbo where that is chosen, which is faster, all else
 * in Java. What is read and what becomes of it is the same either way. Native memory is kept for
 * each thread and freed with it. Thread-safe; nothing to close.
 */
public final class ImageDecoding {
  private static final Logger LOG = LoggerFactory.getLogger(ImageDecoding.class);

  private static final String JAVA = "Java";

  private final @Nullable ThreadLocal<TurboJpeg> turbo;
  private final int maxPixels;

  /** The system's libjpeg-turbo, looked for once. */
  private static final class Installed {
    static final TurboJpeg.@Nullable Library LIBRARY = TurboJpeg.Library.load();
    static final @Nullable ThreadLocal<TurboJpeg> TURBO = turbo(LIBRARY);
    static final String NAME = LIBRARY == null ? JAVA : "libjpeg-turbo (" + LIBRARY.name() + ")";

    static {
      LOG.debug("JPEG is decoded by {}", NAME);
    }

    private static @Nullable ThreadLocal<TurboJpeg> turbo(TurboJpeg.@Nullable Library library) {
      return library == null ? null : ThreadLocal.withInitial(() -> new TurboJpeg(library));
    }
  }

  /**
   * Chooses.
   *
   * @throws IllegalArgumentException if libjpeg-turbo is asked for and not there
   */
  public ImageDecoding(JpegDecoder decoder, int maxPixels) {
    this.maxPixels = maxPixels;
    turbo = decoder == JpegDecoder.JAVA ? null : Installed.TURBO;
    if (turbo == null && decoder == JpegDecoder.TURBO) {
      throw new IllegalArgumentException(
          "no libjpeg-turbo: expected the system's libturbojpeg, found none");
    }
  }

  /** What decodes JPEG, for people. */
  public String jpegDecoder() {
    return turbo == null ? JAVA : Installed.NAME;
  }

  /**
   * Decodes.
   *
   * @param resource what to call the file in messages
   * @throws UnreadableImageException as {@link RgbImage#decode}
   */
  public RgbImage rgb(byte[] file, Supplier<String> resource) throws UnreadableImageException {
    JpegPlan plan = turbo == null ? null : JpegPlan.of(file);
    if (turbo != null && plan != null && plan.hasOwnTables()) {
      RgbImage image = turbo.get().rgb(file, maxPixels);
      if (image != null) {
        return ExifOrientation.upright(image, plan.orientation());
      }
    }
    return ImageReading.decode(file, resource.get(), maxPixels);
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
    JpegPlan plan = JpegPlan.of(file);
    if (plan == null || !plan.planar()) {
      return ColorPlanes.of(rgb(file, resource));
    }
    if (turbo != null && plan.hasOwnTables()) {
      ColorPlanes planes = turbo.get().planes(file, minEdge, maxPixels);
      if (planes != null) {
        return planes;
      }
    }
    return ImageReading.planes(file, resource.get(), minEdge, maxPixels);
  }
}
