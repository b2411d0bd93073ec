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
  private final FileChannel file;
  private final TiffLayout layout;
  private final int orientation;

  private TiffImage(FileChannel file, TiffLayout layout, int orientation) {
    this.file = file;
    this.layout = layout;
    this.orientation = orientation;
  }

  /**
   * Opens a file and reads its first directory.
   *
   * @throws UnreadableImageException if it is no TIFF, or one that is broken or not supported
   * @throws IOException if the file cannot be read
   */
  public static TiffImage open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      TiffSource in = TiffSource.of(file, path.toString());
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
      return new TiffImage(file, layout, header.orientation());
    } catch (UncheckedIOException e) {
      throw closedAfter(file, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw closedAfter(file, e);
    } catch (RuntimeException e) {
      throw closedAfter(file, e);
    }
  }

  private static <T extends Exception> T closedAfter(FileChannel file, T failure) {
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
    boolean swapped = orientation > 4;
    int w = swapped ? height : width;
    int h = swapped ? width : height;
    int left = swapped ? y : x;
    int top = swapped ? x : y;
    int storedX = ExifOrientation.isFromRight(orientation) ? layout.width - left - w : left;
    int storedY = ExifOrientation.isFromBelow(orientation) ? layout.height - top - h : top;
    try {
      RgbImage stored = TiffPixels.read(layout, storedX, storedY, w, h);
      return ExifOrientation.upright(stored, orientation);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /** Closes the file. More than once does nothing. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
