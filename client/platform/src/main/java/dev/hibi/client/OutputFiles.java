package dev.hibi.client;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What a job writes to {@code /kqi/output}, folder by folder. Thread-safe. */
final class OutputFiles {
  private final KamonohashiClient client;
  private final long id;

  private OutputFiles(KamonohashiClient client, long id) {
    this.client = client;
    this.id = id;
  }

  static OutputFiles of(KamonohashiClient client, long trainingId) {
    return new OutputFiles(client, trainingId);
  }

  /** A file with its path below {@code /kqi/output} and the address to fetch it from. */
  record Located(String path, ContainerFiles.StoredFile file) {}

  /**
   * All files of a folder and the folders in it, by path; folders are asked for when they are
   * reached.
   *
   * @param folder below {@code /kqi/output}; empty for all
   * @throws KamonohashiException.Malformed if a name is none that a folder may hold
   */
  Stream<Located> walk(String folder) {
    ContainerFiles content = content(folder);
    Stream<Located> files =
        content.files().stream()
            .map(file -> new Located(path(folder, file.fileName()), file))
            .sorted(Comparator.comparing(Located::path));
    Stream<Located> below =
        content.dirs().stream()
            .map(dir -> path(folder, dir.dirName()))
            .sorted()
            .flatMap(path -> walk(path));
    return Stream.concat(files, below);
  }

  /** A file, with the address to fetch it from. */
  Optional<ContainerFiles.StoredFile> find(String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    return content(slash < 0 ? "" : path.substring(0, slash)).files().stream()
        .filter(file -> file.fileName().equals(name))
        .findFirst();
  }

  /** The first bytes of a file; empty if there is none. */
  Optional<byte[]> read(String path, int most) {
    return find(path)
        .map(
            file ->
                client
                    .storage()
                    .excerpt(ObjectStorage.address(file.url(), "GET", "/api/v2" + route()), 0, most)
                    .bytes());
  }

  private ContainerFiles content(String folder) {
    return new OutputFolder(client, id, folder).list();
  }

  private String path(String folder, String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\\') >= 0) {
      throw new KamonohashiException.Malformed(
          "expected the name of a file or folder, found '" + name + "'",
          "GET",
          "/api/v2" + route());
    }
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private String route() {
    return "/training/" + id + "/container-files";
  }
}
