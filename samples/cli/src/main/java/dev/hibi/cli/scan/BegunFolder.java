package dev.hibi.cli.scan;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that a scan is to go on in: one that the same scan has begun, perhaps with fewer
 * photographs. Otherwise the summary would be without what other results tell, or files of another
 * kind would be replaced.
 */
final class BegunFolder {
  /** What is under way, beside its place, as a killed process leaves it. */
  private static final Pattern UNDER_WAY =
      Pattern.compile("\\..+\\.[0-9]{1,18}-[0-9a-f]{1,16}\\.tmp");

  private final Path folder;
  private final Map<String, Path> results;
  private final Set<Path> written;

  /**
   * Looks at nothing yet.
   *
   * @param folder that is there
   * @param results where the JSON of each photograph is written
   * @param written all files that the scan may write
   */
  BegunFolder(Path folder, Map<String, Path> results, Set<Path> written) {
    this.folder = folder.toAbsolutePath().normalize();
    this.results = results;
    this.written =
        written.stream().map(path -> path.toAbsolutePath().normalize()).collect(Collectors.toSet());
  }

  /**
   * Refuses what this scan cannot go on from.
   *
   * @throws IOException if there is a result of another photograph or at another place; or none,
   *     and a file that this scan does not write
   */
  void check() throws IOException {
    boolean begun = false;
    @Nullable Path foreign = null;
    for (Path file : files()) {
      Optional<String> photo = photo(file);
      if (photo.isPresent()) {
        begun = true;
        requireOwn(photo.get(), file);
      } else if (foreign == null && !isWritten(file)) {
        foreign = file;
      }
    }
    if (!begun && foreign != null) {
      throw new IOException(
          "not a scan: expected results of one, or an empty folder, found '%s' (%s)"
              .formatted(folder.relativize(foreign), folder));
    }
  }

  private boolean isWritten(Path file) {
    return written.contains(file) || UNDER_WAY.matcher(name(file)).matches();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** All at any depth, sorted, also if the folder is a link to one. */
  private List<Path> files() throws IOException {
    Path real = folder.toRealPath();
    try (Stream<Path> found = Files.walk(real)) {
      return found
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> folder.resolve(real.relativize(path)))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void requireOwn(String photo, Path file) throws IOException {
    @Nullable Path place = results.get(photo);
    if (place == null) {
      throw new IOException(
          "another scan: expected %s among the photographs, found it only in the results of before (%s)"
              .formatted(photo, file));
    }
    if (!Files.exists(place) || !Files.isSameFile(place, file)) {
      throw new IOException(
          "another scan: expected the result of %s at %s, found it at another place (%s)"
              .formatted(photo, place, file));
    }
  }

  /** Of which photograph a file is the result, if it is one; what is damaged is none. */
  private static Optional<String> photo(Path file) throws IOException {
    if (!name(file).endsWith(".json") || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (Reader text = Files.newBufferedReader(file);
        JsonReader json = new JsonReader(text)) {
      return photo(json);
    } catch (MalformedJsonException
        | EOFException
        | CharacterCodingException
        | IllegalStateException e) { // no object, or broken
      return Optional.empty();
    }
  }

  /** Reads the names of an object alone, so that it may be of any depth. */
  private static Optional<String> photo(JsonReader json) throws IOException {
    @Nullable String photo = null;
    boolean settings = false;
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (name.equals("photo") && json.peek() == JsonToken.STRING) {
        photo = json.nextString();
      } else {
        settings |= name.equals(ScanFolder.SETTINGS) && json.peek() == JsonToken.BEGIN_OBJECT;
        json.skipValue();
      }
    }
    json.endObject();
    return settings ? Optional.ofNullable(photo) : Optional.empty();
  }
}
