package dev.hibi.model.weights;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an {@link Unpickler} makes of a pickle: data alone. */
sealed interface Pickle {

  /** Nothing: Python's {@code None}. */
  record None() implements Pickle {}

  /** A whole number; of a longer one the lower 64 bits. */
  record Whole(long value) implements Pickle {}

  /** A number, or true (1) and false (0). */
  record Decimal(double value) implements Pickle {}

  /** Text. */
  record Text(String value) implements Pickle {
    /** Longer ones are cut where they are shown. */
    static final int LONGEST_SHOWN = 200;

    /** For a message of one line: cut, control characters as their numbers. */
    String shown() {
      String some =
          value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + "…" : value;
      StringBuilder shown = new StringBuilder();
      some.codePoints()
          .forEach(
              code -> {
                int kind = Character.getType(code);
                if (Character.isISOControl(code)
                    || kind == Character.LINE_SEPARATOR
                    || kind == Character.PARAGRAPH_SEPARATOR) {
                  shown.append(String.format(Locale.ROOT, "\\u%04x", code));
                } else {
                  shown.appendCodePoint(code);
                }
              });
      return shown.toString();
    }
  }

  /** A list or tuple; a list is still being filled while it is read. */
  record Sequence(List<Pickle> values) implements Pickle {}

  /** A dictionary, in its order; it is still being filled while it is read. */
  record Dictionary(Map<Pickle, Pickle> values) implements Pickle {

    /** What lies under a name. */
    Optional<Pickle> get(String name) {
      return Optional.ofNullable(values.get(new Text(name)));
    }

    @Override
    public boolean equals(Object other) {
      return this == other; // it may hold itself
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** A class or function of Python, by its name; never called. */
  record Global(String name) implements Pickle {}

  /**
   * Numbers that lie elsewhere in the file.
   *
   * @param count how many
   */
  record Storage(StoredType type, String key, long count) implements Pickle {
    /** For a message. */
    String shownKey() {
      return new Text(key).shown();
    }
  }

  /**
   * A view of a storage.
   *
   * @param offset of its first value
   * @param strides between values along each dimension, counted in values
   */
  record View(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements Pickle {}
}
