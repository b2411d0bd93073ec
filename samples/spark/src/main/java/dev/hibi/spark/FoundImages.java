package dev.hibi.spark;

import java.io.IOException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Images that were looked for once and are kept for what is done with them, until this is closed.
 *
 * @param places where they lie, in no order
 * @param count at least 1
 */
record FoundImages(JavaRDD<Place> places, long count) implements AutoCloseable {

  /**
   * Looks.
   *
   * @throws IOException if there is none
   */
  static FoundImages of(ImageSearch search) throws IOException {
    JavaRDD<Place> places = search.images().persist(StorageLevel.MEMORY_AND_DISK_SER());
    FoundImages found = new FoundImages(places, places.count());
    if (found.count == 0) {
      found.close();
      throw new IOException(
          "no images: expected at least 1 image or zip archive, found none (%s)".formatted(search));
    }
    return found;
  }

  @Override
  public void close() {
    places.unpersist();
  }
}
