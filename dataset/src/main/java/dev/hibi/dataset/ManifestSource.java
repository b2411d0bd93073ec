package dev.hibi.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The images that manifests list, and where they lie. */
final class ManifestSource {
  private static final Map<String, Manifest.Row> NO_ROWS = Map.of();

  /** What to open, as the manifests spell it, by absolute path. */
  private final Map<Path, Path> sources = new LinkedHashMap<>();

  /** Rows by absolute path of the archive or folder, then by the path inside it. */
  private final Map<Path, Map<String, Manifest.Row>> rows = new HashMap<>();

  /** Archives by what stands before a {@code !} in one manifest; empty if it is none. */
  private final Map<String, Optional<Path>> archives = new HashMap<>();

  private ManifestSource() {}

  /** Reads manifests; the images that they list exist at least as files. */
  static ManifestSource read(List<Path> manifests) throws IOException {
    ManifestSource source = new ManifestSource();
    for (Path manifest : manifests) {
      source.archives.clear();
      for (Manifest.Row row : Manifest.read(manifest)) {
        source.add(row);
      }
    }
    return source;
  }

  /** The archives and files to open, each once. */
  List<Path> sources() {
    return List.copyOf(sources.values());
  }

  private void add(Manifest.Row row) throws MalformedDatasetException {
    String path = row.path();
    for (int end = path.indexOf('!'); end >= 0; end = path.indexOf('!', end + 1)) {
      Optional<Path> archive = archive(row, path.substring(0, end));
      if (archive.isPresent()) {
        add(row, archive.get(), path.substring(end + 1));
        return;
      }
    }
    Path file = row.resolve(path);
    Path name = file.getFileName();
    if (name == null || !Files.isRegularFile(file)) {
      throw missing(row, file.toString());
    }
    Path absolute = file.toAbsolutePath().normalize();
    sources.putIfAbsent(absolute, file);
    add(row, absolute.resolveSibling(""), name.toString());
  }

  private void add(Manifest.Row row, Path container, String entry)
      throws MalformedDatasetException {
    Manifest.Row first =
        rows.computeIfAbsent(container, path -> new HashMap<>()).putIfAbsent(entry, row);
    if (first != null) {
      throw new MalformedDatasetException(
          "image listed twice: expected each image once, found '%s' again after %s"
              .formatted(row.path(), first.where()),
          row.where());
    }
  }

  private Optional<Path> archive(Manifest.Row row, String path) throws MalformedDatasetException {
    Optional<Path> known = archives.get(path);
    if (known != null) {
      return known;
    }
    Path file = row.resolve(path);
    Optional<Path> archive =
        Optional.of(file.toAbsolutePath().normalize()).filter(Files::isRegularFile);
    archive.ifPresent(absolute -> sources.putIfAbsent(absolute, file));
    archives.put(path, archive);
    return archive;
  }

  /**
   * Labels the images of the opened sources that are listed.
   *
   * @throws MalformedDatasetException if one that is listed is not among them
   */
  LabelTable match(ImageSources images) throws MalformedDatasetException {
    LabelTable table = LabelTable.some(images.size());
    Map<Path, Path> absolute = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      Sample sample = images.sample(i);
      Path container =
          absolute.computeIfAbsent(sample.source(), path -> path.toAbsolutePath().normalize());
      Manifest.Row row = rows.getOrDefault(container, NO_ROWS).get(sample.entry());
      if (row != null) {
        table.set(i, row.label(), row.group());
        rows.getOrDefault(container, NO_ROWS).remove(sample.entry());
      }
    }
    checkAllFound();
    return table;
  }

  private void checkAllFound() throws MalformedDatasetException {
    List<Manifest.Row> missing = new ArrayList<>();
    rows.values().forEach(left -> missing.addAll(left.values()));
    if (!missing.isEmpty()) {
      Manifest.Row first =
          missing.stream().min(Comparator.comparing(Manifest.Row::line)).orElseThrow();
      throw missing(first, first.path());
    }
  }

  private static MalformedDatasetException missing(Manifest.Row row, String found) {
    return new MalformedDatasetException(
        "no such image: expected an image file or archive.zip!entry, found '%s'".formatted(found),
        row.where());
  }
}
