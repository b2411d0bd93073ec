package dev.hibi.dataset.labels;

import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.archives.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The images that manifests list, and where they lie. */
final class ManifestSource {
  /** Archives to open, as the manifests spell them, by absolute path. */
  private final Map<Path, Path> opened = new LinkedHashMap<>();

  /** Files that are images, by absolute path. */
  private final Map<Path, Manifest.Row> files = new LinkedHashMap<>();

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

  /**
   * The archives and files to open, each once. Files belong to the deepest folder that holds all of
   * them, so that their paths inside it are those that the folder itself would give them.
   */
  ImageSources.Builder sources() throws MalformedDatasetException {
    ImageSources.Builder builder = ImageSources.builder();
    opened.values().forEach(builder::add);
    if (files.isEmpty()) {
      return builder;
    }
    Path folder = commonFolder();
    for (Map.Entry<Path, Manifest.Row> file : files.entrySet()) {
      String entry = folder.relativize(file.getKey()).toString().replace('\\', '/');
      add(file.getValue(), folder, entry);
    }
    return builder.addFiles(folder, List.copyOf(files.keySet()));
  }

  private Path commonFolder() throws MalformedDatasetException {
    Path folder = files.keySet().iterator().next();
    for (Map.Entry<Path, Manifest.Row> file : files.entrySet()) {
      while (!file.getKey().startsWith(folder) || file.getKey().equals(folder)) {
        Path parent = folder.getParent();
        if (parent == null) {
          throw new MalformedDatasetException(
              "files on several drives: expected all below %s, found %s"
                  .formatted(folder, file.getKey()),
              file.getValue().where());
        }
        folder = parent;
      }
    }
    return folder;
  }

  private void add(Manifest.Row row) throws IOException {
    String path = row.path();
    for (int end = path.indexOf('!'); end >= 0; end = path.indexOf('!', end + 1)) {
      Optional<Path> archive = archive(row, path.substring(0, end));
      if (archive.isPresent()) {
        add(row, archive.get(), path.substring(end + 1));
        return;
      }
    }
    Path file = row.file(path);
    if (!Files.isRegularFile(file)) {
      throw missing(row, file.toString());
    }
    if (!ImageSources.isTakenForAnImage(file)) {
      throw missing(row, path);
    }
    Manifest.Row first = files.putIfAbsent(file.toAbsolutePath().normalize(), row);
    if (first != null) {
      throw row.listedAfter(first);
    }
  }

  private void add(Manifest.Row row, Path container, String entry)
      throws MalformedDatasetException {
    Manifest.Row first =
        rows.computeIfAbsent(container, path -> new HashMap<>()).putIfAbsent(entry, row);
    if (first != null) {
      throw row.listedAfter(first);
    }
  }

  private Optional<Path> archive(Manifest.Row row, String path) throws MalformedDatasetException {
    Optional<Path> known = archives.get(path);
    if (known != null) {
      return known;
    }
    Path file = row.file(path);
    Optional<Path> archive =
        Optional.of(file.toAbsolutePath().normalize()).filter(Files::isRegularFile);
    archive.ifPresent(absolute -> opened.putIfAbsent(absolute, file));
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
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      Map<String, Manifest.Row> listed = rows(images.sample(i), absolute);
      if (!take(listed.remove(images.entry(i)), i, table) && !listed.isEmpty()) {
        left.add(i);
      }
    }
    matchSpellings(images, left, absolute, table);
    checkAllFound();
    return table;
  }

  /** Rows of a sample's archive or folder that no image was found for so far. */
  private Map<String, Manifest.Row> rows(Sample sample, Map<Path, Path> absolute) {
    Path container =
        absolute.computeIfAbsent(sample.source(), path -> path.toAbsolutePath().normalize());
    return rows.computeIfAbsent(container, path -> new HashMap<>());
  }

  private static boolean take(Manifest.@Nullable Row row, int position, LabelTable table) {
    if (row == null) {
      return false;
    }
    table.set(position, row.label(), row.group());
    return true;
  }

  /** Rows whose paths differ from an image's only in accents or backslashes. */
  private void matchSpellings(
      ImageSources images, List<Integer> left, Map<Path, Path> absolute, LabelTable table) {
    IdentityHashMap<Map<String, Manifest.Row>, Map<String, String>> spellings =
        new IdentityHashMap<>();
    for (int i : left) {
      Map<String, Manifest.Row> listed = rows(images.sample(i), absolute);
      Map<String, String> paths =
          spellings.computeIfAbsent(listed, rows -> byComparable(rows.keySet()));
      String path = paths.remove(ManifestLabels.comparable(images.entry(i)));
      take(path == null ? null : listed.remove(path), i, table);
    }
  }

  private static Map<String, String> byComparable(Set<String> paths) {
    Map<String, String> spelled = new HashMap<>();
    paths.forEach(path -> spelled.put(ManifestLabels.comparable(path), path));
    return spelled;
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
