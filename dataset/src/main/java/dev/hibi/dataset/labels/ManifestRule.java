package dev.hibi.dataset.labels;

import java.nio.file.Path;
import java.util.List;

/** Labels come from these manifests. */
record ManifestRule(List<Path> files) implements LabelRule {
  @Override
  public String toString() {
    return "manifest " + String.join(", ", files.stream().map(ManifestRule::name).toList());
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }
}
