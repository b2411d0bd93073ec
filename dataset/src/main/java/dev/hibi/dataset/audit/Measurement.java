package dev.hibi.dataset.audit;

import dev.hibi.Sha256;
import dev.hibi.image.ImageHeader;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an audit keeps of one image: about half a kilobyte. An image is measured by itself, so that
 * many machines can measure a part of a data set each.
 *
 * <p>Immutable but for the array that {@link #signature} gives.
 */
public final class Measurement {
  /**
   * An image is blank if its luminance, shrunk to 64x64, has a lower standard deviation: what is
   * left then is the rounding of its pixels and the noise of its encoding. The smoothest of 8,266
   * real photographs of concrete has 1.9.
   */
  static final double BLANK_BELOW = 1;

  /**
   * An image is blurred if it is softer. Sharp photographs of concrete have 4 to 11, the same after
   * a Gaussian blur of a radius of 3 pixels 14 (median). Blurred ones of low contrast escape it:
   * what differs in them is the rounding of their pixels.
   */
  static final double BLURRED_ABOVE = 12;

  /** Of the file, in hexadecimal digits; empty if it could not be read. */
  final String sha256;

  final @Nullable ImageHeader header;

  /** Why it is unreadable; empty if it is not. */
  final String problem;

  final Exposure exposure;

  /** See {@link Luminance#softness}. */
  final double softness;

  /** Whether there is anything to see; without it, there is no signature. */
  final boolean blank;

  /** See {@link Signature}; empty if unreadable or blank. */
  final float[] signature;

  private Measurement(String sha256, @Nullable ImageHeader header, String problem) {
    this.sha256 = sha256;
    this.header = header;
    this.problem = problem;
    this.exposure = new Exposure(0, 0);
    this.softness = 0;
    this.blank = false;
    this.signature = new float[0];
  }

  private Measurement(String sha256, ImageHeader header, RgbImage image) {
    Luminance luminance = Luminance.of(image).limited();
    float[] small = luminance.resize(Signature.SIDE, Signature.SIDE);
    this.sha256 = sha256;
    this.header = header;
    this.problem = "";
    this.exposure = Exposure.of(image);
    this.softness = luminance.softness();
    this.blank = Luminance.deviation(small) < BLANK_BELOW;
    this.signature = blank ? new float[0] : Signature.of(small);
  }

  /**
   * Measures an image; one that cannot be read has a {@link #problem}.
   *
   * @param file the bytes of its file
   * @param name what to call it in that
   */
  public static Measurement of(byte[] file, String name) {
    return of(
        new Source() {
          @Override
          public byte[] bytes() {
            return file;
          }

          @Override
          public String name() {
            return name;
          }
        });
  }

  static Measurement of(Source source) {
    String sha256 = "";
    ImageHeader header = null;
    try {
      byte[] file = source.bytes();
      sha256 = Sha256.of(file);
      header = ImageHeader.read(file, source.name());
      return new Measurement(sha256, header, RgbImage.decode(file, source.name()));
    } catch (IOException e) {
      String message = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
      return new Measurement(sha256, header, message);
    }
  }

  /** A file and what to call it. */
  interface Source {
    byte[] bytes() throws IOException;

    String name();
  }

  /** SHA-256 of the file in hexadecimal digits; empty if it could not be read. */
  public String sha256() {
    return sha256;
  }

  /** Why the image cannot be read; empty if it can. */
  public String problem() {
    return problem;
  }

  /** Whether there is nothing to see. */
  public boolean isBlank() {
    return blank;
  }

  /** Whether it lacks fine detail. */
  public boolean isBlurred() {
    return blurred();
  }

  /**
   * A point such that copies lie close together, for {@link CandidateBands}; not copied.
   *
   * @return of unit length; empty if the image is unreadable or blank, which have no copies but the
   *     same file
   */
  public float[] signature() {
    return signature;
  }

  boolean readable() {
    return problem.isEmpty();
  }

  boolean blurred() {
    return !blank && softness > BLURRED_ABOVE;
  }
}
