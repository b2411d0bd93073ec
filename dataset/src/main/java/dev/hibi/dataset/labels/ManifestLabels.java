package dev.hibi.dataset.labels;

import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.archives.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the rows of manifests that images of other sources belong to. */
final class ManifestLabels {
  private final Map<String, Manifest.Row> rows = new HashMap<>();
  private final Set<Manifest.Row> used = new HashSet<>();
  private final String files;

  ManifestLabels(List<Path> manifests) throws IOException {
    this.files = String.join(", ", manifests.stream().map(Path::toString).toList());
    for (Path manifest : manifests) {
      for (Manifest.Row row : Manifest.read(manifest)) {
        Manifest.Row first = rows.putIfAbsent(key(row), row);
        if (first != null) {
          throw row.listedAfter(first);
        }
      }
    }
  }

  /** Labels all images. */
  void fill(ImageSources sources, LabelTable table) throws MalformedDatasetException {
    Map<Path, String> absolute = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      Sample sample = sources.sample(i);
      String source =
          absolute.computeIfAbsent(
              sample.source(), path -> comparable(path.toAbsolutePath().normalize().toString()));
      Manifest.Row row = row(sample, source);
      if (!used.add(row)) {
        throw new MalformedDatasetException(
            "ambiguous label: expected one image for '%s' (%s), found another"
                .formatted(row.path(), row.where()),
            sample.name());
      }
      table.set(i, row.label(), row.group());
    }
  }

  private Manifest.Row row(Sample sample, String source) throws MalformedDatasetException {
    String entry = comparable(sample.entry());
    Manifest.Row row = rows.get(entry);
    if (row != null) {
      return row;
    }
    String whole = source + "/" + entry;
    row = suffix(whole, sample);
    if (row == null) {
      throw new MalformedDatasetException(
          "no label: expected the image in %s, found no row of it".formatted(files), sample.name());
    }
    return row;
  }

  private Manifest.@Nullable Row suffix(String whole, Sample sample)
      throws MalformedDatasetException {
    Manifest.Row found = rows.get(whole);
    for (int slash = whole.indexOf('/'); slash >= 0; slash = whole.indexOf('/', slash + 1)) {
      Manifest.Row row = rows.get(whole.substring(slash + 1));
      if (row != null && found != null) {
        throw new MalformedDatasetException(
            "ambiguous label: expected one row for the image, found '%s' (%s) and '%s' (%s)"
                .formatted(found.path(), found.where(), row.path(), row.where()),
            sample.name());
      }
      found = row == null ? found : row;
    }
    return found;
  }

  private static String key(Manifest.Row row) throws MalformedDatasetException {
    boolean fromFolder = row.path().startsWith("./") || row.path().startsWith("../");
    return comparable(
        fromFolder ? row.resolve(row.path()).toAbsolutePath().normalize().toString() : row.path());
  }

  /** One spelling: divided by slashes, accents composed (macOS writes them apart). */
  static String comparable(String path) {
    return Normalizer.normalize(path.replace('\\', '/').replace('!', '/'), Normalizer.Form.NFC);
  }
}
