package dev.hibi;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file or directory under way beside its place: {@code .NAME.PROCESS-RANDOM.tmp}, of a long name
 * the beginning. Closing it deletes what is still there.
 */
record TemporarySibling(Path path, String prefix) implements AutoCloseable {
  private static final Pattern REST = Pattern.compile("([0-9]{1,18})-[0-9a-f]{1,16}\\.tmp");

  /** Of a name; file systems take 255 bytes, and a character may be of 4. */
  private static final int LONGEST = 50;

  /** After so long another machine's process, of which nothing is known here, is taken for dead. */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();

  /** A name that nothing else has. */
  static TemporarySibling of(Path whole) {
    String name = String.valueOf(whole.getFileName());
    int end = name.offsetByCodePoints(0, Math.min(LONGEST, name.codePointCount(0, name.length())));
    String prefix = "." + name.substring(0, end) + ".";
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path path =
        whole.resolveSibling(prefix + ProcessHandle.current().pid() + "-" + unique + ".tmp");
    UNDER_WAY.add(path);
    return new TemporarySibling(path, prefix);
  }

  /** Deletes what processes that are no more have left of the same target. */
  void deleteLeft() throws IOException {
    Path folder = Objects.requireNonNull(path.getParent());
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(folder, p -> p.getFileName().toString().startsWith(prefix))) {
      for (Path sibling : siblings) {
        deleteIfLeft(sibling);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void deleteIfLeft(Path sibling) throws IOException {
    String rest = sibling.getFileName().toString().substring(prefix.length());
    Matcher matcher = REST.matcher(rest);
    try {
      if (matcher.matches() && isLeft(sibling, Long.parseLong(matcher.group(1)))) {
        WholeFiles.deleteTree(sibling);
      }
    } catch (NoSuchFileException e) {
      // Its writer has moved it into place, or another has deleted it: then nothing is left.
    }
  }

  private static boolean isLeft(Path sibling, long process) throws IOException {
    if (UNDER_WAY.contains(sibling)) {
      return false;
    }
    return ProcessHandle.of(process).isEmpty()
        || Files.getLastModifiedTime(sibling).toInstant().isBefore(Instant.now().minus(FORGOTTEN));
  }

  @Override
  public void close() throws IOException {
    UNDER_WAY.remove(path);
    WholeFiles.deleteTree(path);
  }
}
