package dev.hibi.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a TIFF as shown, from the top down, of which each strip or tile is decoded once. Where
 * rows are shown as they are stored, strips and tiles stay open from one read to the next; where
 * they are turned, a row or column of tiles is decoded at once and kept until it was shown.
 *
 * <p>Reads the image, which it owns.
 */
final class TiffRows implements RowSource {
  /** Pixels of strips or tiles that are held decoded, side by side as they are shown, at most. */
  private static final long MOST_HELD = 1 << 25;

  /** Strips or tiles that are open at the same time, each with a buffer, at most. */
  private static final long MOST_OPEN = 4_096;

  private final TiffImage image;
  private final TiffParts parts;
  private @Nullable RgbImage held;
  private int heldFrom; // the row as shown where that begins

  TiffRows(TiffImage image) {
    this.image = image;
    this.parts = new TiffParts(image.layout, true);
  }

  /** Whether memory is bounded whatever the length of the file. */
  static boolean canRead(TiffImage image) {
    TiffLayout layout = image.layout;
    if (isTurned(image)) {
      return (long) image.width() * unit(image) <= MOST_HELD;
    }
    long open = (long) layout.across * (layout.planar ? layout.samples : 1);
    boolean whole =
        layout.compression == TiffCompression.JPEG || layout.compression == TiffCompression.FAX;
    long decoded = whole ? (long) layout.across * layout.partWidth * layout.partHeight : 0;
    return open <= MOST_OPEN && decoded <= MOST_HELD;
  }

  private static boolean isTurned(TiffImage image) {
    return image.orientation > 2;
  }

  /** Rows as shown that a row or column of strips or tiles has. */
  private static int unit(TiffImage image) {
    return image.orientation > 4 ? image.layout.partWidth : image.layout.partHeight;
  }

  @Override
  public int width() {
    return image.width();
  }

  @Override
  public int height() {
    return image.height();
  }

  @Override
  public RgbImage read(int y, int rows) throws IOException {
    if (!isTurned(image)) {
      return image.decode(parts, 0, y, width(), rows);
    }
    byte[] pixels = new byte[width() * rows * 3];
    for (int done = 0; done < rows; ) {
      RgbImage unit = unitOf(y + done);
      int from = y + done - heldFrom;
      int some = Math.min(rows - done, unit.height() - from);
      int stride = width() * 3;
      System.arraycopy(unit.pixels(), from * stride, pixels, done * stride, some * stride);
      done += some;
    }
    return new RgbImage(width(), rows, pixels);
  }

  private RgbImage unitOf(int row) throws IOException {
    RgbImage unit = held;
    if (unit == null || row < heldFrom || row >= heldFrom + unit.height()) {
      boolean swapped = image.orientation > 4;
      boolean reversed =
          swapped
              ? ExifOrientation.isFromRight(image.orientation)
              : ExifOrientation.isFromBelow(image.orientation);
      int stored = reversed ? height() - 1 - row : row;
      int begin = stored / unit(image) * unit(image);
      int end = Math.min(height(), begin + unit(image));
      held = null; // before the next is made
      heldFrom = reversed ? height() - end : begin;
      unit = image.region(0, heldFrom, width(), end - begin);
      held = unit;
    }
    return unit;
  }

  @Override
  public void close() throws IOException {
    parts.close();
    image.close();
  }
}
