package dev.hibi.inspection.scan;

import dev.hibi.image.ImageRows;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A photograph that is to be looked through and not opened yet: a name, and how to get it. {@link
 * PhotoScanner#scanAll} opens each once, when its turn comes, and closes it.
 */
public interface PhotoInput {

  /** What people know it by. */
  String name();

  /**
   * Opens it.
   *
   * @return of which no row was read yet; whoever asked closes it
   * @throws IOException if it cannot be read, or is no image
   */
  ImageRows open() throws IOException;

  /** A photograph that comes from somewhere. */
  @FunctionalInterface
  interface Source {
    /**
     * Opens it.
     *
     * @throws IOException if it cannot be read, or is no image
     */
    ImageRows open() throws IOException;
  }

  /** A file of any format, a TIFF of any size. */
  static PhotoInput of(Path file) {
    return of(file.toString(), () -> ImageRows.open(file));
  }

  /** A photograph from elsewhere, such as a database. */
  static PhotoInput of(String name, Source source) {
    return new PhotoInput() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public ImageRows open() throws IOException {
        return source.open();
      }
    };
  }
}
