package dev.hibi.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An image whose rows are read from the top down, some at a time, so that one of any size passes
 * through little memory.
 *
 * <pre>{@code
 * try (ImageRows wall = ImageRows.open(Path.of("orthophoto.tif"))) {
 *   while (wall.rowsLeft() > 0) {
 *     RgbImage band = wall.read(256);
 *   }
 * }
 * }</pre>
 *
 * <p>The pixels are those of {@link RgbImage#decode}, upright. Of a TIFF or BigTIFF only the strips
 * or tiles are decoded that the rows lie in, each once: memory holds a band, 3 to 7 bytes a pixel,
 * and what is open of one row of strips or tiles; with JPEG and CCITT these decoded, as also where
 * the orientation turns the rows (of tiles up to 33,554,432 pixels side by side). All other images,
 * and a TIFF that would need more, are decoded as a whole when they are opened, 3 bytes a pixel,
 * within a limit.
 *
 * <p>Owns the file until it is closed. Not thread-safe, but it may go from one thread to another.
 */
public final class ImageRows implements Closeable {
  /** Pixels that an image in memory can have: as many as an array holds. */
  public static final int MOST_PIXELS = (Integer.MAX_VALUE - 8) / 3;

  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private final RowSource source;
  private final PhotoMetadata metadata;
  private final int orientation;
  private @Nullable RowShrinking shrinking;
  private int row;

  private ImageRows(RowSource source, PhotoMetadata metadata, int orientation) {
    this.source = source;
    this.metadata = metadata;
    this.orientation = orientation;
  }

  /**
   * Opens a file, with the largest limit.
   *
   * @throws UnreadableImageException as {@link #open(Path, String, int)}
   * @throws IOException if the file cannot be read
   */
  public static ImageRows open(Path file) throws IOException {
    return open(file, file.toString(), MOST_PIXELS);
  }

  /**
   * Opens a file.
   *
   * @param name what to call it in messages
   * @param maxPixels the limit for an image that must be decoded as a whole, checked as {@link
   *     RgbImage#decode(byte[], String, int)} does; at most {@link #MOST_PIXELS}
   * @throws UnreadableImageException if it is no image, or broken, cut off or too large
   * @throws IOException if the file cannot be read
   */
  public static ImageRows open(Path file, String name, int maxPixels) throws IOException {
    if (formatOf(file, name) == ImageFormat.TIFF) {
      return of(TiffImage.open(file, name), maxPixels);
    }
    long length = Files.size(file);
    if (length > MOST_BYTES) {
      throw new UnreadableImageException(
          "image too large: expected a file of at most %d bytes, found %d (%s)"
              .formatted(MOST_BYTES, length, name));
    }
    return whole(Files.readAllBytes(file), name, maxPixels);
  }

  private static ImageFormat formatOf(Path file, String name) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ImageFormat.of(in.readNBytes(16), name);
    }
  }

  /**
   * Opens a file that is in memory.
   *
   * @param file its bytes, not copied, not to be written to until this is closed
   * @param name what to call it in messages
   * @param maxPixels as for {@link #open(Path, String, int)}
   * @throws UnreadableImageException if it is no image, or broken, cut off or too large
   */
  public static ImageRows open(byte[] file, String name, int maxPixels)
      throws UnreadableImageException {
    try {
      if (ImageFormat.of(file, name) == ImageFormat.TIFF) {
        TiffSource in = TiffSource.of(file, name, ImageFormat.TIFF.label());
        return of(TiffImage.of(in, () -> {}), maxPixels);
      }
      return whole(file, name, maxPixels);
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("bytes that cannot be read: " + name, e);
    }
  }

  /** The rows of an image that is there, which are copied as they are read. */
  public static ImageRows of(RgbImage image) {
    return of(image, PhotoMetadata.NONE, ExifOrientation.UPRIGHT);
  }

  private static ImageRows of(RgbImage image, PhotoMetadata metadata, int orientation) {
    return new ImageRows(RowSource.of(image), metadata, orientation);
  }

  private static ImageRows whole(byte[] file, String name, int maxPixels)
      throws UnreadableImageException {
    RgbImage image = new ImageDecoding(JpegDecoder.AUTO, maxPixels).rgb(file, () -> name);
    int orientation = ImageHeader.read(file, name).orientation();
    return of(image, PhotoMetadata.read(file, name), orientation);
  }

  private static ImageRows of(TiffImage image, int maxPixels) throws IOException {
    try {
      image.checkLengths();
      ImageReading.checkSize(image.width(), 1, ImageReading.MAX_PIXELS, image.layout.in.name());
      PhotoMetadata metadata = image.metadata();
      if (TiffRows.canRead(image)) {
        return new ImageRows(new TiffRows(image), metadata, image.orientation);
      }
      RgbImage whole = image.whole(maxPixels);
      image.close();
      return of(whole, metadata, image.orientation);
    } catch (IOException | RuntimeException e) {
      try {
        image.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** What the file says of its picture; {@link PhotoMetadata#NONE} of an image without a file. */
  public PhotoMetadata metadata() {
    return metadata;
  }

  /**
   * Where the pixels lie, as they are shown, if a file beside the image says it of those that are
   * stored.
   */
  public Georeference upright(Georeference stored) {
    boolean turned = orientation > 4;
    return stored.upright(orientation, turned ? height() : width(), turned ? width() : height());
  }

  /** In pixels, as shown. */
  public int width() {
    return source.width();
  }

  /** In pixels, as shown. */
  public int height() {
    return source.height();
  }

  /** How many rows are still to be read. */
  public int rowsLeft() {
    return height() - row;
  }

  /**
   * Reads the next rows.
   *
   * @param rows at least 1, and no more than are left; 100,000,000 pixels at most
   * @throws IllegalArgumentException if there are not so many, or they have more pixels
   * @throws UnreadableImageException if a strip or tile that they lie in is broken or missing
   * @throws IOException if the file cannot be read
   */
  public RgbImage read(int rows) throws IOException {
    int most = Math.min(rowsLeft(), Math.max(1, ImageReading.MAX_PIXELS / width()));
    if (rows < 1 || rows > most) {
      throw new IllegalArgumentException(
          "bad number of rows: expected 1 to %d of %d pixels, found %d"
              .formatted(most, width(), rows));
    }
    RgbImage band = source.read(row, rows);
    row += rows;
    if (shrinking != null) {
      shrinking.add(band);
    }
    return band;
  }

  /**
   * Also makes a smaller image of the rows that are read, at once, so that they are decoded once.
   *
   * @param mostEdge pixels of its longer edge at most, at least 1
   * @return this
   * @throws IllegalStateException if rows were read already
   */
  public ImageRows shrinking(int mostEdge) {
    if (row > 0) {
      throw new IllegalStateException("too late: expected no row to be read, found " + row);
    }
    double shrink = Math.min(1, mostEdge / (double) Math.max(width(), height()));
    shrinking =
        new RowShrinking(
            width(),
            height(),
            Math.max(1, (int) Math.round(width() * shrink)),
            Math.max(1, (int) Math.round(height() * shrink)));
    return this;
  }

  /**
   * The smaller image: to the byte what {@link RgbImage#resize} makes of the whole.
   *
   * @throws IllegalStateException if it was not asked for, or rows are still to be read
   */
  public RgbImage shrunk() {
    if (shrinking == null) {
      throw new IllegalStateException("no smaller image: expected shrinking to be asked for first");
    }
    return shrinking.image();
  }

  /** Closes the file. Idempotent. */
  @Override
  public void close() throws IOException {
    source.close();
  }
}
