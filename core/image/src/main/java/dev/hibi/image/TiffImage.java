package dev.hibi.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * The first page of an open TIFF or BigTIFF file of any size, of which rectangles are read without
 * the rest: only the strips or tiles that a rectangle touches, and of an uncompressed one only its
 * rows.
 *
 * <pre>{@code
 * try (TiffImage wall = TiffImage.open(Path.of("orthophoto.tif"))) {
 *   RgbImage corner = wall.region(0, 0, 512, 512);
 * }
 * }</pre>
 *
 * <p>Pixels and sides are those of {@link RgbImage#decode}, turned as the orientation says. Memory:
 * the rectangle's pixels, 3 to 7 bytes each, and one row of a strip or tile; with JPEG and CCITT
 * one whole strip or tile. Owns the file until it is closed. Thread-safe.
 */
public final class TiffImage implements Closeable {
  private final Closeable file;
  final TiffLayout layout;
  final int orientation;
  private final ImageHeader header;
  private final PhotoMetadata metadata;

  private TiffImage(Closeable file, TiffLayout layout, ImageHeader header, PhotoMetadata metadata) {
    this.file = file;
    this.layout = layout;
    this.orientation = header.orientation();
    this.header = header;
    this.metadata = metadata;
  }

  /**
   * Opens a file and reads its first directory.
   *
   * @throws UnreadableImageException if it is no TIFF, or one that is broken or not supported
   * @throws IOException if the file cannot be read
   */
  public static TiffImage open(Path path) throws IOException {
    return open(path, path.toString());
  }

  /** As {@link #open(Path)}, with a name for messages. */
  static TiffImage open(Path path, String name) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    return of(TiffSource.of(file, name), file);
  }

  /** Takes the file, which is closed with it, or here if it is no TIFF. */
  static TiffImage of(TiffSource in, Closeable file) throws IOException {
    try {
      byte[] begin = in.copy(0, Math.min(16, in.length()));
      ImageFormat format = ImageFormat.of(begin, in.name());
      if (format != ImageFormat.TIFF) {
        throw new UnreadableImageException(
            "not a TIFF: expected one, found a %s (%s)".formatted(format.label(), in.name()));
      }
      TiffDirectory directory = TiffDirectory.ofFile(in);
      ImageHeader header = TiffHeader.read(in, directory);
      TiffLayout layout =
          new TiffLayout(in, directory, header.storedWidth(), header.storedHeight());
      return new TiffImage(file, layout, header, ExifMetadata.ofTiff(directory, header));
    } catch (UncheckedIOException e) {
      throw closedAfter(file, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw closedAfter(file, e);
    } catch (RuntimeException e) {
      throw closedAfter(file, broken(in, e));
    }
  }

  PhotoMetadata metadata() {
    return metadata;
  }

  private static <T extends Exception> T closedAfter(Closeable file, T failure) {
    try {
      file.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** In pixels, as shown. */
  public int width() {
    return orientation > 4 ? layout.height : layout.width;
  }

  /** In pixels, as shown. */
  public int height() {
    return orientation > 4 ? layout.width : layout.height;
  }

  /**
   * Decodes a rectangle.
   *
   * @param x of its left edge, in pixels as shown
   * @param y of its upper edge
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @throws IllegalArgumentException if it is empty or not wholly inside the image
   * @throws UnreadableImageException if a strip or tile that it touches is broken or missing, or if
   *     it has more than 100,000,000 pixels
   * @throws IOException if the file cannot be read
   */
  public RgbImage region(int x, int y, int width, int height) throws IOException {
    if (x < 0 || y < 0 || width < 1 || height < 1 || x > width() - width || y > height() - height) {
      throw new IllegalArgumentException(
          "region outside: expected one inside %dx%d, found %dx%d at %d,%d"
              .formatted(width(), height(), width, height, x, y));
    }
    ImageReading.checkSize(width, height, ImageReading.MAX_PIXELS, layout.in.name());
    return decode(new TiffParts(layout, false), x, y, width, height);
  }

  /** All of it, once it is known to fit. */
  RgbImage whole(int maxPixels) throws IOException {
    ImageReading.checkSize(header, maxPixels, layout.in.name());
    return decode(new TiffParts(layout, false), 0, 0, width(), height());
  }

  /** A rectangle inside, of strips or tiles that may be open already. */
  RgbImage decode(TiffParts parts, int x, int y, int width, int height) throws IOException {
    boolean swapped = orientation > 4;
    int w = swapped ? height : width;
    int h = swapped ? width : height;
    int left = swapped ? y : x;
    int top = swapped ? x : y;
    int storedX = ExifOrientation.isFromRight(orientation) ? layout.width - left - w : left;
    int storedY = ExifOrientation.isFromBelow(orientation) ? layout.height - top - h : top;
    try {
      RgbImage stored = TiffPixels.read(layout, parts, storedX, storedY, w, h);
      return ExifOrientation.upright(stored, orientation);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    } catch (RuntimeException e) {
      throw broken(layout.in, e);
    }
  }

  /** That the file can have as many pixels as it says, before memory is taken for them. */
  void checkLengths() throws UnreadableImageException {
    try {
      layout.checkLengths();
    } catch (RuntimeException e) {
      throw broken(layout.in, e);
    }
  }

  /** What decodes throws all kinds of unchecked exceptions on broken files. */
  private static UnreadableImageException broken(TiffSource in, RuntimeException e) {
    return new UnreadableImageException(
        "broken image: expected %d bytes that decode, found %s (%s)"
            .formatted(in.length(), ImageReading.complaint(e), in.name()),
        e);
  }

  /** Closes the file. More than once does nothing. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
