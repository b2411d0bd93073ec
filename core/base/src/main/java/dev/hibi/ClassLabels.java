package dev.hibi;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The classes that a model tells apart, in the order of its logits.
 *
 * <p>A name is one whatever wrote it: macOS writes accents apart from their letters and Windows
 * does not, a folder's name may end with a blank that nobody sees, and both are the same class. So
 * names are kept, shown and compared {@linkplain #canonical in one spelling}.
 *
 * <p>Immutable; equal when names and order are equal.
 *
 * @param names at least one name; none empty, none twice
 */
public record ClassLabels(List<String> names) {

  /**
   * Checks and copies the names.
   *
   * @throws IllegalArgumentException if there is no name, an empty one or the same one twice
   */
  public ClassLabels {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no class labels: expected at least 1, found 0");
    }
    for (String name : names) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "blank class label: expected a name, found '" + name + "' (in " + names + ")");
      }
    }
    names = names.stream().map(ClassLabels::canonical).toList();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "class label twice: expected distinct names, found '" + name + "' (in " + names + ")");
      }
    }
  }

  /** Labels in the given order. */
  public static ClassLabels of(String... names) {
    return new ClassLabels(List.of(names));
  }

  /**
   * The one spelling of a name: Unicode's composed form (NFC), without blanks around it. Names that
   * differ only in that are the same class.
   */
  public static String canonical(String name) {
    return Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
  }

  /** Number of classes, which is the width of the logits. */
  public int size() {
    return names.size();
  }

  /**
   * The name of a class.
   *
   * @param index position in the logits, from 0
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public String name(int index) {
    return names.get(index);
  }

  /**
   * The position of a class in the logits.
   *
   * @param name in any spelling
   * @throws IllegalArgumentException if there is no such class
   */
  public int indexOf(String name) {
    int index = names.indexOf(canonical(name));
    if (index < 0) {
      throw new IllegalArgumentException(
          "unknown class label: expected one of " + names + ", found '" + name + "'");
    }
    return index;
  }

  /** Whether there is a class of this name. */
  public boolean contains(String name) {
    return names.contains(canonical(name));
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
