package dev.hibi.tensorboard;

import java.time.Instant;
import java.util.List;

/** What an event file says, one value at a time. */
public sealed interface RunEvent {

  /** When it was logged, to the microsecond. */
  Instant wallTime();

  /** The step it was logged for. */
  long step();

  /**
   * A value under a tag.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag the curve's name
   * @param value may be NaN or infinite
   */
  record Scalar(Instant wallTime, long step, String tag, float value) implements RunEvent {}

  /**
   * A text under a tag.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag the text's name
   * @param markdown as it was logged
   */
  record Text(Instant wallTime, long step, String tag, String markdown) implements RunEvent {}

  /**
   * A distribution under a tag.
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
   * Something that this reader does not take apart.
   *
   * @param wallTime when it was logged
   * @param step from 0
   * @param tag empty if it has none
   * @param kind the plugin's name, or else the field's name in the event or value
   */
  record Other(Instant wallTime, long step, String tag, String kind) implements RunEvent {}
}
