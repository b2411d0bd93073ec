package dev.hibi.model;

import dev.hibi.ClassLabels;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which class counts as crack, where nobody has said so: told by its name. */
public final class PositiveLabel {
  /** The names that are known, in whatever case. */
  public static final List<String> NAMES =
      List.of(
          "P",
          "Positive",
          "crack",
          "cracks",
          "cracked",
          "ひび",
          "ひび割れ",
          "ひびわれ",
          "ヒビ",
          "ヒビ割れ",
          "亀裂",
          "き裂",
          "クラック");

  private PositiveLabel() {}

  /** The one class that has one of the {@link #NAMES}; empty if none has, or several have. */
  public static Optional<String> among(ClassLabels labels) {
    List<String> known = labels.names().stream().filter(PositiveLabel::isKnown).toList();
    return known.size() == 1 ? Optional.of(known.get(0)) : Optional.empty();
  }

  /** Whether a name is one of the {@link #NAMES}, in whatever case. */
  public static boolean isKnown(String label) {
    return NAMES.stream()
        .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(label.toLowerCase(Locale.ROOT)));
  }
}
