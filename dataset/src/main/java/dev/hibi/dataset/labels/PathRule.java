package dev.hibi.dataset.labels;

import java.util.Locale;

/** The rules that read an image's path alone. */
enum PathRule implements LabelRule {
  FOLDER,
  PREFIX,
  AUTO;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
