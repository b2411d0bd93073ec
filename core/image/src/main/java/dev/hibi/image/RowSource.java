package dev.hibi.image;

import java.io.Closeable;
import java.io.IOException;

/** Where {@link ImageRows} come from. */
interface RowSource extends Closeable {
  int width();

  int height();

  /** Rows that lie inside, and not above those that were read before. */
  RgbImage read(int y, int rows) throws IOException;

  /** Of an image that is there. */
  static RowSource of(RgbImage image) {
    return new RowSource() {
      @Override
      public int width() {
        return image.width();
      }

      @Override
      public int height() {
        return image.height();
      }

      @Override
      public RgbImage read(int y, int rows) {
        return image.crop(0, y, image.width(), rows);
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
