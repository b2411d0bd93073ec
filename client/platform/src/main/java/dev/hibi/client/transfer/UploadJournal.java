package dev.hibi.client.transfer;

import com.google.gson.JsonParseException;
import dev.hibi.ProcessLock;
import dev.hibi.client.transfer.JournalLine.Begun;
import dev.hibi.client.transfer.JournalLine.Upload;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of an upload has been done, in a file, so that it can go on later. Thread-safe.
 *
 * <p>The file holds addresses that whoever has them may write to for a day; on POSIX file systems
 * only its owner may read it.
 */
final class UploadJournal implements Closeable {
  /*
   * UTF-8, a JSON object a line, appended as things are done; a last line without its end was cut
   * off and does not count. A later line of a file replaces what earlier ones say of it.
   *
   *   {"upload":{"version":1,"server":"http://kamonohashi","to":"data 'bridge'"}}
   *   {"making":{"after":4}}
   *   {"made":{"id":5}}
   *   {"begun":{"file":"a.zip","size":20000000,"modifiedMillis":1767225600000,"partSize":16777216,
   *             "parts":{"uris":["http://...","http://..."],"partsSum":2,"uploadId":"...",...}}}
   *   {"sent":{"file":"a.zip","part":0,"tag":"\"9e107d9d372bb6826bd81d3542a419d6\""}}
   *   {"complete":{"file":"a.zip"}}
   */
  private static final int VERSION = 1;

  private static final long MOST_BYTES = 1L << 30;

  private static final String JOURNAL = "the journal of an upload";

  private final @Nullable Path path;
  private final @Nullable ProcessLock lock;
  private final @Nullable FileChannel file;
  private final Map<String, Begun> begun = new TreeMap<>();
  private final Map<String, Map<Integer, String>> sent = new TreeMap<>();
  private final Set<String> complete = new TreeSet<>();
  private @Nullable Upload upload;
  private OptionalLong makingAfter = OptionalLong.empty();
  private OptionalLong dataId = OptionalLong.empty();

  private UploadJournal(@Nullable Path path, @Nullable ProcessLock lock) {
    this.path = path;
    this.lock = lock;
    this.file = lock == null ? null : lock.channel();
  }

  /** One that keeps nothing. */
  static UploadJournal none() {
    return new UploadJournal(null, null);
  }

  /**
   * Opens the journal of an upload, which may be a new one.
   *
   * @param to what is uploaded to, the same each time
   * @throws IOException if the file is of another upload, no journal, or in use
   */
  static UploadJournal open(Path path, String server, String to) throws IOException {
    ProcessLock lock =
        ProcessLock.take(path, ownersAlone(path))
            .orElseThrow(
                () ->
                    new IOException(
                        "resume file in use: expected no other upload, found one (" + path + ")"));
    UploadJournal journal = new UploadJournal(path, lock);
    try {
      journal.read(path, lock.channel());
      journal.belongTo(path, new Upload(VERSION, server, to));
      return journal;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileAttribute<?>[] ownersAlone(Path path) throws IOException {
    boolean posix = Files.getFileStore(parent(path)).supportsFileAttributeView("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }

  private void read(Path path, FileChannel file) throws IOException {
    if (file.size() > MOST_BYTES) {
      throw bad(JOURNAL, file.size() + " bytes", path);
    }
    byte[] journal = content(file);
    int number = 0;
    for (String line : JsonLines.lines(journal)) {
      number++;
      try {
        apply(Objects.requireNonNull(JsonLines.read(line, JournalLine.class)));
      } catch (JsonParseException | IllegalStateException | NullPointerException e) {
        throw bad(JOURNAL, "another text in line " + number, path);
      }
    }
    if (upload == null && journal.length > 0) {
      throw bad(JOURNAL, "another text", path);
    }
    long keep = JsonLines.whole(journal);
    file.truncate(keep);
    file.position(keep);
  }

  /** By the channel that is there: the lock would end with another. */
  private static byte[] content(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
    while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
      // on
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private void belongTo(Path path, Upload wanted) throws IOException {
    if (upload == null) {
      upload = wanted;
      append(wanted.line());
    } else if (!upload.equals(wanted)) {
      throw bad(wanted.toString(), upload.toString(), path);
    }
  }

  private static IOException bad(String expected, String found, Path path) {
    return new IOException(
        "bad resume file: expected %s, found %s (%s)".formatted(expected, found, path));
  }

  /**
   * Makes sure that this is the journal of these files' upload.
   *
   * @throws IOException if one was begun that is not among them: its upload would be forgotten
   */
  synchronized void requireOf(List<LocalFile> files) throws IOException {
    Set<String> names = new TreeSet<>();
    files.forEach(each -> names.add(each.name()));
    for (String name : begun.keySet()) {
      if (!names.contains(name) && path != null) {
        throw bad("an upload of " + names, "one of " + begun.keySet(), path);
      }
    }
  }

  /** The record that was made; empty if there is none yet. */
  synchronized OptionalLong dataId() {
    return dataId;
  }

  /** The latest record before one was about to be made; empty if none was. */
  synchronized OptionalLong makingAfter() {
    return makingAfter;
  }

  /** What is known of a file; empty if it has to be begun. */
  synchronized Optional<KnownFile> known(LocalFile local) {
    String name = local.name();
    return Optional.ofNullable(begun.get(name))
        .filter(begun -> begun.isOf(local) && begun.parts().isPresent())
        .map(
            begun ->
                new KnownFile(begun, sent.getOrDefault(name, Map.of()), complete.contains(name)));
  }

  /** Adds a line that says what was done. */
  synchronized void append(JournalLine line) throws IOException {
    if (file != null) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(JsonLines.line(line));
      try {
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        throw new IOException(
            "cannot write: expected %s to be written, found '%s'".formatted(path, e.getMessage()),
            e);
      }
    }
  }

  private void apply(JournalLine line) {
    line.upload().ifPresent(value -> upload = value);
    line.making().ifPresent(value -> makingAfter = OptionalLong.of(value.after()));
    line.made().ifPresent(value -> dataId = OptionalLong.of(value.id()));
    line.begun().ifPresent(this::begin);
    line.sent()
        .ifPresent(
            value ->
                sent.computeIfAbsent(value.file(), file -> new TreeMap<>())
                    .put(value.part(), value.tag()));
    line.complete().ifPresent(value -> complete.add(value.file()));
  }

  private void begin(Begun value) {
    begun.put(value.file(), value);
    sent.remove(value.file());
    complete.remove(value.file());
  }

  /** Forgets all: the record that was made is gone. */
  synchronized void restart() throws IOException {
    begun.clear();
    makingAfter = OptionalLong.empty();
    dataId = OptionalLong.empty();
    if (file != null && upload != null) {
      file.truncate(0);
      append(upload.line());
    }
  }

  /** Removes the file: the upload is done. */
  void delete() throws IOException {
    close();
    if (path != null) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
