package dev.hibi.model.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary file that is deleted when it is closed. Its name tells its process; those that killed
 * processes left behind are deleted when the next one is made, an hour later at the earliest.
 */
record SweptFile(Path path) implements PassingFile {
  private static final Logger LOG = LoggerFactory.getLogger(SweptFile.class);

  private static final String PREFIX = "hibi-network-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-.*\\.pt");
  private static final Duration AGE = Duration.ofHours(1);

  static SweptFile create(Path folder) throws IOException {
    sweep(folder);
    return new SweptFile(
        Files.createTempFile(folder, PREFIX + ProcessHandle.current().pid() + "-", ".pt"));
  }

  private static void sweep(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*.pt")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()
            && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
            && Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(AGE))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      LOG.debug("leftovers stay: {}", e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}
