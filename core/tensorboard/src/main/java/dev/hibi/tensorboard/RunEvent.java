package dev.hibi.tensorboard;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** What an event file says, one value at a time. Immutable. */
public sealed interface RunEvent {

  /** When it was logged, to the microsecond. */
  Instant wallTime();

  /** The step it was logged for. */
  long step();

  /**
   * A point of a curve: a simple value, or a tensor of one float32 or float64 for the plugin {@code
   * scalars}.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag the curve's name
   * @param value may be NaN or infinite
   */
  record Scalar(Instant wallTime, long step, String tag, float value) implements RunEvent {}

  /**
   * A text under a tag: one string for the plugin {@code text}.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag the text's name
   * @param markdown as it was logged
   */
  record Text(Instant wallTime, long step, String tag, String markdown) implements RunEvent {}

  /**
   * Several strings under a tag for the plugin {@code text}, which shows them as a table.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag the table's name
   * @param rows of equal length, Markdown in each cell; a vector is a table of one column
   */
  record TextTable(Instant wallTime, long step, String tag, List<List<String>> rows)
      implements RunEvent {

    /** Copies the rows. */
    public TextTable {
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * A distribution under a tag: a tensor of shape (k, 3) for the plugin {@code histograms}, or a
   * {@code HistogramProto} as PyTorch writes it. Of the latter, empty buckets at either end are
   * left out and the outermost edges are the least and the greatest value, as TensorBoard does it.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag the distribution's name
   * @param buckets from the least value to the greatest
   */
  record Histogram(Instant wallTime, long step, String tag, List<Bucket> buckets)
      implements RunEvent {

    /** Copies the buckets. */
    public Histogram {
      buckets = List.copyOf(buckets);
    }
  }

  /**
   * A bucket of a histogram.
   *
   * @param left edge, belongs to the bucket
   * @param right edge, belongs to the next bucket or, in the last, to this one
   * @param count of values
   */
  record Bucket(double left, double right, double count) {}

  /**
   * Pictures under a tag, all of one size: a tensor for the plugin {@code images}, or one {@code
   * Image} message as PyTorch writes it.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag the pictures' name
   * @param width in pixels, as logged
   * @param height in pixels, as logged
   * @param pictures encoded
   */
  record Image(
      Instant wallTime, long step, String tag, int width, int height, List<Picture> pictures)
      implements RunEvent {

    /** Copies the list. */
    public Image {
      pictures = List.copyOf(pictures);
    }
  }

  /** An encoded picture: a whole PNG file, or one of JPEG or GIF. */
  final class Picture {
    private final byte[] encoded;

    /** Takes over the array. */
    Picture(byte[] encoded) {
      this.encoded = encoded;
    }

    /** The picture's file, a copy. */
    public byte[] encoded() {
      return encoded.clone();
    }

    /**
     * The picture's pixels; of an animation, the first frame.
     *
     * @throws IOException if it is damaged or of a format for which there is no reader
     */
    public BufferedImage decode() throws IOException {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
      if (image == null) {
        throw new IOException(
            "not an image: expected PNG, JPEG or GIF, found %d other bytes"
                .formatted(encoded.length));
      }
      return image;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Picture picture && Arrays.equals(encoded, picture.encoded);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
      return "Picture[%d bytes]".formatted(encoded.length);
    }
  }

  /**
   * Precision and recall under a tag: a tensor of shape (6, k) for the plugin {@code pr_curves}.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag the curve's name
   * @param points by ascending threshold
   */
  record PrPoints(Instant wallTime, long step, String tag, List<PrPoint> points)
      implements RunEvent {

    /** Copies the points. */
    public PrPoints {
      points = List.copyOf(points);
    }
  }

  /**
   * What a classifier does at a threshold.
   *
   * @param threshold 0 to 1, as TensorBoard shows it: the thresholds are evenly spaced
   * @param truePositives number or weight of positive samples taken for positive
   * @param falsePositives number or weight of negative samples taken for positive
   * @param trueNegatives number or weight of negative samples taken for negative
   * @param falseNegatives number or weight of positive samples taken for negative
   * @param precision 0 to 1, as logged
   * @param recall 0 to 1, as logged
   */
  record PrPoint(
      double threshold,
      double truePositives,
      double falsePositives,
      double trueNegatives,
      double falseNegatives,
      double precision,
      double recall) {}

  /**
   * A session with hyperparameters begins.
   *
   * @param wallTime when it was logged
   * @param step mostly 0
   * @param values each a {@link Double}, a {@link Boolean} or a {@link String}; values of other
   *     types are left out
   * @param group sessions of one name are repetitions; empty if it is alone
   */
  record HParamsStart(Instant wallTime, long step, SortedMap<String, Object> values, String group)
      implements RunEvent {

    /** Copies the values. */
    public HParamsStart {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }

  /**
   * A session with hyperparameters has ended.
   *
   * @param wallTime when it was logged
   * @param step mostly 0
   * @param status how
   */
  record HParamsEnd(Instant wallTime, long step, SessionStatus status) implements RunEvent {}

  /**
   * The beginning of a file.
   *
   * @param wallTime when the file was begun
   * @param step 0
   * @param version {@code brain.Event:2}
   */
  record FileVersion(Instant wallTime, long step, String version) implements RunEvent {}

  /**
   * A fresh start or a resumption: values of this step and later that stand before it are void.
   *
   * @param wallTime when it was written
   * @param step 0 in a fresh run, else the first step after the resumption
   */
  record SessionStart(Instant wallTime, long step) implements RunEvent {}

  /**
   * Something that this reader does not take apart, or that is not as its plugin wants it.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag empty if it has none
   * @param kind the plugin's name, or else the field's name in the event or value
   */
  record Other(Instant wallTime, long step, String tag, String kind) implements RunEvent {}
}
