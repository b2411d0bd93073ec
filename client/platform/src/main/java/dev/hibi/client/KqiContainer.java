package dev.hibi.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a KAMONOHASHI training container looks like to the program in it.
 *
 * <p>The platform lays a data set out by type and data id, {@code
 * /kqi/input/<type>/<dataId>/<file>}; the files are links into a read-only folder, or copies if the
 * job asked for a local data set. What the program leaves in {@code /kqi/output} is kept with the
 * job and can be fetched while it runs. {@code KQI_SERVER} and {@code KQI_TOKEN} of the environment
 * say how to call the platform back.
 *
 * <p>A data set that is flat, {@code /kqi/input/<dataId>/<file>}, has no types, so {@link
 * #training} and {@link #testing} refuse it.
 *
 * <p>Immutable and thread-safe. The token's text is not kept.
 */
public final class KqiContainer {
  private static final String TRAINING = "training";
  private static final String TESTING = "testing";

  private final Path input;
  private final Path output;
  private final Optional<URI> server;
  private final boolean token;

  private KqiContainer(Path input, Path output, Optional<URI> server, boolean token) {
    this.input = input;
    this.output = output;
    this.server = server;
    this.token = token;
  }

  /**
   * A data record of the platform as the container holds it.
   *
   * @param id the platform's data id
   * @param folder where its files are
   * @param files the files under the folder, sorted by path; links are not resolved, since only the
   *     link has the file's name
   */
  public record InputData(long id, Path folder, List<Path> files) {

    /** Copies the files. */
    public InputData {
      files = List.copyOf(files);
    }
  }

  /**
   * The container that this program runs in.
   *
   * @throws IOException if it runs in none: {@code /kqi/input} or {@code /kqi/output} is not there
   * @throws IllegalArgumentException if {@code KQI_SERVER} is no http address
   */
  public static KqiContainer detect() throws IOException {
    return at(Path.of("/"), System.getenv());
  }

  /**
   * A container somewhere else, for tests and dry runs.
   *
   * @param root the folder that stands for {@code /}, holding {@code kqi}
   * @param environment the variables that stand for the container's
   * @throws IOException if {@code kqi/input} or {@code kqi/output} is not there
   * @throws IllegalArgumentException if {@code KQI_SERVER} is no http address
   */
  public static KqiContainer at(Path root, Map<String, String> environment) throws IOException {
    Path kqi = root.resolve("kqi");
    Path input = kqi.resolve("input");
    Path output = kqi.resolve("output");
    for (Path folder : List.of(input, output)) {
      if (!Files.isDirectory(folder)) {
        throw new IOException(
            "not in a KAMONOHASHI container: expected folder %s, found %s"
                .formatted(folder, Files.exists(folder) ? "a file" : "none"));
      }
    }
    String token = environment.getOrDefault("KQI_TOKEN", "");
    return new KqiContainer(input, output, server(environment), !token.isBlank());
  }

  private static Optional<URI> server(Map<String, String> environment) {
    String value = environment.getOrDefault("KQI_SERVER", "");
    if (value.isBlank()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(value.strip());
      if (uri.getHost() != null
          && uri.getUserInfo() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // falls through to the message, which does not repeat the value: it may hold a password
    }
    throw new IllegalArgumentException(
        "bad server address: expected http://host:port or https://host:port, found "
            + value.length()
            + " characters that are none (KQI_SERVER)");
  }

  /** {@code /kqi/input}: the data set. */
  public Path input() {
    return input;
  }

  /** {@code /kqi/output}: what is put here is kept. */
  public Path output() {
    return output;
  }

  /**
   * {@code /kqi/input/training}.
   *
   * @throws IOException if it is not there; the message says what is there
   */
  public Path training() throws IOException {
    return inputFolder(TRAINING);
  }

  /**
   * {@code /kqi/input/testing}.
   *
   * @throws IOException if it is not there; the message says what is there
   */
  public Path testing() throws IOException {
    return inputFolder(TESTING);
  }

  /**
   * The data records of type training, by ascending id.
   *
   * @return possibly none; each with all its files
   * @throws IOException if the folder is not there, or holds something that is no data record, or a
   *     file's link leads nowhere; names that begin with a dot are the file system's own and are
   *     left out
   */
  public List<InputData> trainingData() throws IOException {
    return data(training());
  }

  /**
   * The data records of type testing, by ascending id.
   *
   * @return possibly none; each with all its files
   * @throws IOException as {@link #trainingData}
   */
  public List<InputData> testingData() throws IOException {
    return data(testing());
  }

  /** The platform's address as the container sees it; empty if {@code KQI_SERVER} is not set. */
  public Optional<URI> server() {
    return server;
  }

  /** Whether {@code KQI_TOKEN} holds a token for the server. */
  public boolean hasToken() {
    return token;
  }

  private Path inputFolder(String type) throws IOException {
    Path folder = input.resolve(type);
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "no %s data in the data set: expected folder %s, found %s (in %s)"
              .formatted(type, folder, names(children(input)), input));
    }
    return folder;
  }

  private static List<InputData> data(Path typeFolder) throws IOException {
    List<InputData> data = new ArrayList<>();
    for (Path folder : children(typeFolder)) {
      data.add(new InputData(id(folder), folder, files(folder)));
    }
    data.sort(Comparator.comparingLong(InputData::id));
    return data;
  }

  private static long id(Path folder) throws IOException {
    String name = folder.getFileName().toString();
    if (name.matches("[0-9]{1,18}") && Files.isDirectory(folder)) {
      return Long.parseLong(name);
    }
    throw new IOException(
        "not a data record: expected a folder named by its data id, found %s (in %s)"
            .formatted(name, folder.getParent()));
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : (Iterable<Path>) walk.sorted()::iterator) {
        if (Files.isRegularFile(path)) {
          files.add(path);
        } else if (!Files.exists(path)) {
          throw new IOException(
              "broken link: expected a file, found a link to %s, which is not there (%s)"
                  .formatted(Files.readSymbolicLink(path), path));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return files;
  }

  /** Sorted, without names that begin with a dot. */
  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(p -> !p.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  private static String names(List<Path> paths) {
    return paths.isEmpty()
        ? "nothing"
        : String.join(", ", paths.stream().map(p -> p.getFileName().toString()).toList());
  }

  @Override
  public String toString() {
    return "KqiContainer[input=%s, output=%s, server=%s, token=%s]"
        .formatted(input, output, server.map(URI::toString).orElse("none"), token ? "set" : "none");
  }
}
