package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.Container;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a job writes to {@code /kqi/output}, also while it runs. Immutable and thread-safe. */
public final class OutputFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OutputFiles.class);

  private final KamonohashiClient client;
  private final OutputOwner owner;

  private OutputFiles(KamonohashiClient client, OutputOwner owner) {
    this.client = client;
    this.owner = owner;
  }

  /** What a training writes. */
  public static OutputFiles of(KamonohashiClient client, long trainingId) {
    return new OutputFiles(client, OutputOwner.training(client, trainingId));
  }

  /** What an inference writes. */
  public static OutputFiles ofInference(KamonohashiClient client, long inferenceId) {
    return new OutputFiles(client, OutputOwner.inference(client, inferenceId));
  }

  /** What a notebook has in its folder. */
  public static OutputFiles ofNotebook(KamonohashiClient client, long notebookId) {
    return new OutputFiles(client, OutputOwner.notebook(client, notebookId));
  }

  /**
   * Whether a file's path fits a pattern, in which {@code *} is any part of a name, {@code ?} one
   * character of it, and {@code **} any folders: {@code run/**}, {@code checkpoints/*.pt}. A
   * pattern without a slash is for the name, in any folder: {@code *.pt}.
   *
   * @throws IllegalArgumentException if the pattern is empty
   */
  public static Predicate<OutputFile> matching(String pattern) {
    Glob glob = Glob.of(pattern);
    return file -> glob.matches(file.path());
  }

  /**
   * All files, also in folders; lazily, by path: folders are asked for when they are reached. Files
   * and folders with names that lead elsewhere or have control characters are left out.
   */
  public Stream<OutputFile> list() {
    return list(name -> LOG.warn("left out: {}", name.replaceAll("\\p{Cntrl}", "?")));
  }

  /**
   * As {@link #list()}.
   *
   * @param refused hears of what is left out: its name and where it is
   */
  public Stream<OutputFile> list(Consumer<String> refused) {
    return walk("", refused);
  }

  private Stream<OutputFile> walk(String folder, Consumer<String> refused) {
    Container.Files content = content(folder);
    Predicate<String> named =
        name -> {
          boolean plain = ChildPath.isPlain(name);
          if (!plain) {
            refused.accept("'%s' (output /%s of %s)".formatted(name, folder, owner.words()));
          }
          return plain;
        };
    Stream<OutputFile> files =
        content.files().stream()
            .filter(file -> named.test(file.fileName()))
            .map(
                file ->
                    new OutputFile(path(folder, file.fileName()), file.size(), file.lastModified()))
            .sorted(Comparator.comparing(OutputFile::path));
    Stream<OutputFile> below =
        content.dirs().stream()
            .map(Container.Files.Folder::dirName)
            .filter(named)
            .map(name -> path(folder, name))
            .sorted()
            .flatMap(path -> walk(path, refused));
    return Stream.concat(files, below);
  }

  /**
   * Whether a file is there.
   *
   * @param path below {@code /kqi/output}
   */
  public boolean contains(String path) {
    return find(path).isPresent();
  }

  /**
   * The first bytes of a file, as it is now.
   *
   * @param path below {@code /kqi/output}
   * @param most bytes that are read
   * @return empty if it is not there
   * @throws KamonohashiException if platform or storage fail
   */
  public Optional<byte[]> read(String path, int most) {
    return find(path)
        .map(file -> StorageAddress.of(file.url(), "GET", "/api/v2" + route()))
        .map(address -> ObjectStorage.of(client).excerpt(address, 0, most).bytes());
  }

  private Optional<Container.Files.StoredFile> find(String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    return content(slash < 0 ? "" : path.substring(0, slash)).files().stream()
        .filter(file -> file.fileName().equals(name))
        .findFirst();
  }

  private Container.Files content(String folder) {
    return new OutputFolder(client, owner, folder).list();
  }

  private static String path(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private String route() {
    return owner.route();
  }
}
