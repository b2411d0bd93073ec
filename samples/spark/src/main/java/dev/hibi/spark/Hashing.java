package dev.hibi.spark;

import dev.hibi.Sha256;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import scala.Tuple2;

/** A task that reads images for their digests alone. */
final class Hashing implements Iterator<Tuple2<String, Hashing.Hashed>> {
  private final Iterator<Place> places;
  private final TaskFiles files;

  /**
   * An image and what is in it.
   *
   * @param sha256 of its file; empty if that could not be read
   */
  record Hashed(Place place, String sha256) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  Hashing(Iterator<Place> places, Configuration configuration) {
    this.places = places;
    this.files = new TaskFiles(configuration);
    TaskEnd.close(files);
  }

  /** What a row of scores is known by. */
  static String key(String path, String sha256) {
    return sha256 + " " + path;
  }

  @Override
  public boolean hasNext() {
    return places.hasNext();
  }

  @Override
  public Tuple2<String, Hashed> next() {
    Place place = places.next();
    String sha256;
    try {
      sha256 = Sha256.of(place.read(files));
    } catch (IOException e) {
      sha256 = ""; // told by the row that it had or gets
    }
    return new Tuple2<>(key(place.path(), sha256), new Hashed(place, sha256));
  }
}
