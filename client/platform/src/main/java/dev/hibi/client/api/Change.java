package dev.hibi.client.api;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an edit does to a field: leaves it as it is, empties it, or gives it a value. The platform
 * tells the three apart, and an edit that does not must not touch what it does not mean.
 *
 * <p>Immutable.
 *
 * @param <T> the field's type
 */
public final class Change<T> {
  private static final Change<?> KEEP = new Change<>(false, null);
  private static final Change<?> CLEAR = new Change<>(true, null);

  private final boolean changes;
  private final @Nullable T value;

  private Change(boolean changes, @Nullable T value) {
    this.changes = changes;
    this.value = value;
  }

  /** Leaves the field as it is. */
  @SuppressWarnings("unchecked") // it has no value
  public static <T> Change<T> keep() {
    return (Change<T>) KEEP;
  }

  /** Empties the field. */
  @SuppressWarnings("unchecked") // it has no value
  public static <T> Change<T> clear() {
    return (Change<T>) CLEAR;
  }

  /** Gives the field a value. */
  public static <T> Change<T> to(T value) {
    return new Change<>(true, Objects.requireNonNull(value));
  }

  /** Whether the field is left as it is. */
  public boolean isKeep() {
    return !changes;
  }

  /** The new value; empty if the field is emptied or left as it is. */
  public Optional<T> value() {
    return Optional.ofNullable(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Change<?> that
        && changes == that.changes
        && Objects.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(changes, value);
  }

  @Override
  public String toString() {
    return changes ? "to " + (value == null ? "nothing" : value) : "as it is";
  }
}
