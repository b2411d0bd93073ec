package dev.hibi.cli.option;

import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.image.ImageRows;
import dev.hibi.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** How whole photographs are opened, whoever looks through them: by rows. */
public final class Photographs {
  private static final int HEAP_BYTES_A_PIXEL = 10;

  private Photographs() {}

  /** Where a photograph lies. */
  @FunctionalInterface
  public interface Place {
    /**
     * Opens it.
     *
     * @param maxPixels of one that must be decoded as a whole
     */
    ImageRows rows(int maxPixels) throws IOException;
  }

  /**
   * Opens a photograph. One that must be decoded as a whole may have a pixel for each ten bytes of
   * the heap: three are its own, as many a decoder's, and the rest is for the file and the scan.
   *
   * @param name for messages
   * @throws UnreadableImageException if it is broken, is not there any more, or may not be read
   */
  public static ImageRows open(String name, Place place) throws IOException {
    long most =
        Math.min(ImageRows.MOST_PIXELS, Runtime.getRuntime().maxMemory() / HEAP_BYTES_A_PIXEL);
    try {
      return place.rows((int) most);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * A failure as one of a photograph alone, if that is what it is: others can be read all the same.
   *
   * @param name for messages
   */
  public static IOException unreadable(String name, IOException failure) {
    if (failure instanceof MalformedDatasetException) {
      return new UnreadableImageException(String.valueOf(failure.getMessage()), failure);
    }
    if (failure instanceof NoSuchFileException || failure instanceof AccessDeniedException) {
      return new UnreadableImageException(
          "cannot be opened: expected a file that may be read, found %s (%s)"
              .formatted(
                  failure instanceof NoSuchFileException ? "none" : "one that may not", name),
          failure);
    }
    return failure;
  }
}
