package dev.hibi.spark;

import dev.hibi.dataset.audit.Measurement;
import java.io.IOException;
import java.io.Serializable;

/** An image of an audit: where it lies, and what was measured of it. About half a kilobyte. */
final class MeasuredImage implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long id;
  private final Place place;
  private final String sha256;
  private final String problem;
  private final boolean blank;
  private final boolean blurred;
  private final float[] signature;

  private MeasuredImage(long id, Place place, Measurement measured) {
    this.id = id;
    this.place = place;
    this.sha256 = measured.sha256();
    this.problem = measured.problem();
    this.blank = measured.isBlank();
    this.blurred = measured.isBlurred();
    this.signature = measured.signature();
  }

  private MeasuredImage(long id, Place place, String problem) {
    this.id = id;
    this.place = place;
    this.sha256 = "";
    this.problem = problem;
    this.blank = false;
    this.blurred = false;
    this.signature = new float[0];
  }

  /** Reads and measures; an image that cannot be read has a problem. */
  static MeasuredImage of(long id, Place place, TaskFiles files) {
    byte[] file;
    try {
      file = place.read(files);
    } catch (IOException e) {
      return new MeasuredImage(id, place, Failures.message(e));
    }
    return new MeasuredImage(id, place, Measurement.of(file, place.path()));
  }

  /** Its number among all images, in the order of their places. */
  long id() {
    return id;
  }

  Place place() {
    return place;
  }

  /** Of its file; empty if that could not be read. */
  String sha256() {
    return sha256;
  }

  /** Why it cannot be read; empty if it can. */
  String problem() {
    return problem;
  }

  boolean isBlank() {
    return blank;
  }

  boolean isBlurred() {
    return blurred;
  }

  /** Where it lies among pictures; empty if it is unreadable or blank. */
  float[] signature() {
    return signature;
  }
}
