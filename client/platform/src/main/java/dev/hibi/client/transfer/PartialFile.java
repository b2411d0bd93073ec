package dev.hibi.client.transfer;

import com.google.gson.JsonParseException;
import dev.hibi.ProcessLock;
import dev.hibi.WholeFiles;
import dev.hibi.client.KamonohashiException;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file that is being fetched: {@code .NAME.hibi-part} beside where it will be, and, once it has
 * more than one part, {@code .NAME.hibi-part.json} with the parts that are there; of a long name, a
 * hash in place of NAME. Thread-safe.
 */
final class PartialFile implements Closeable {
  /*
   * The second file is UTF-8, a JSON object a line; a last line without its end was cut off and
   * does not count.
   *
   *   {"version":1,"size":40000000,"tag":"\"9e107d9d372bb6826bd81d3542a419d6-3\"","partSize":16777216}
   *   {"part":0}
   */
  private static final int VERSION = 1;

  private final Path target;
  private final Path path;
  private final Path listPath;
  private final ProcessLock lock;
  private final FileChannel file;
  private final Set<Integer> parts = new TreeSet<>();

  /** What is fetched. */
  record Header(int version, long size, String tag, long partSize) {}

  /** A part that is there, from 0. */
  record Part(int part) {}

  private PartialFile(Path target, Path path, Path listPath, ProcessLock lock) {
    this.target = target;
    this.path = path;
    this.listPath = listPath;
    this.lock = lock;
    this.file = lock.channel();
  }

  /**
   * Opens what there is of a file, or nothing.
   *
   * @throws IOException if it cannot be written or something else is fetching it
   */
  static PartialFile open(Path target) throws IOException {
    Path path = PartialNames.of(target);
    Path listPath = path.resolveSibling(path.getFileName() + ".json");
    return ProcessLock.take(path)
        .map(lock -> new PartialFile(target, path, listPath, lock))
        .orElseThrow(
            () ->
                new IOException(
                    "file in use: expected no other download of it, found one (" + target + ")"));
  }

  /** Whether there may be parts of an earlier download. */
  boolean isResumable() {
    return Files.exists(listPath);
  }

  /**
   * What the file is has become known.
   *
   * @return the parts that are there already; they may be of any number
   */
  synchronized Set<Integer> begin(RemoteFile remote, PartPlan plan) throws IOException {
    Header header = new Header(VERSION, remote.size(), remote.tag(), plan.partSize());
    if (isResumable() && readParts(header)) {
      return new TreeSet<>(parts);
    }
    parts.clear();
    Files.deleteIfExists(listPath);
    if (plan.count() > 1) {
      append(header);
    }
    return new TreeSet<>();
  }

  private boolean readParts(Header expected) throws IOException {
    List<String> lines = JsonLines.lines(Files.readAllBytes(listPath));
    try {
      if (lines.isEmpty() || !expected.equals(JsonLines.read(lines.get(0), Header.class))) {
        return false;
      }
      for (String line : lines.subList(1, lines.size())) {
        Part part = JsonLines.read(line, Part.class);
        if (part != null) {
          parts.add(part.part());
        }
      }
      WholeFiles.writeFile(listPath, WholeFiles.text(String.join("\n", lines) + "\n"));
      return true;
    } catch (JsonParseException | IllegalStateException e) {
      return false; // damaged: fetched again
    }
  }

  int write(ByteBuffer bytes, long position) throws IOException {
    try {
      return file.write(bytes, position);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private IOException cannotWrite(IOException reason) {
    return new IOException(
        "cannot write: expected %s to be written, found '%s'"
            .formatted(target, reason.getMessage()),
        reason);
  }

  /** A part is there. */
  synchronized void add(int part) throws IOException {
    if (isResumable()) {
      append(new Part(part));
    }
    parts.add(part);
  }

  /** The MD5 of a part that is there, for {@link #check}. */
  byte[] digest(PartPlan plan, int part) throws IOException {
    return Md5.of(file, plan.offset(part), plan.length(part));
  }

  /**
   * Compares what has come with what the storage says of it, where it says something.
   *
   * @param known digests of parts of the usual size
   * @throws KamonohashiException.Damaged if they differ
   */
  synchronized void check(RemoteFile remote, Map<Integer, byte[]> known, URI address)
      throws IOException {
    if (remote.content().isEmpty() || file.size() != remote.size()) {
      return;
    }
    ContentTag content = remote.content().get();
    Optional<String> other = content.mismatch(file, known);
    if (other.isPresent()) {
      throw new KamonohashiException.Damaged(
          content.toString(), other.get(), "GET", StorageAddress.plain(address));
    }
  }

  private void append(Object line) throws IOException {
    try {
      Files.writeString(
          listPath, JsonLines.line(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /**
   * All of it is there: puts it in its place.
   *
   * @throws IOException if its size is not what it should be
   */
  synchronized void finish(RemoteFile remote) throws IOException {
    trim(remote);
    if (file.size() != remote.size()) {
      throw new IOException(
          "bad download: expected %d bytes, found %d (%s)"
              .formatted(remote.size(), file.size(), path));
    }
    lock.close();
    if (remote.modified().isPresent()) {
      Files.setLastModifiedTime(path, FileTime.from(remote.modified().get()));
    }
    WholeFiles.moveIntoPlace(path, target);
    Files.deleteIfExists(listPath);
  }

  /** Cuts off what is left of an earlier one. */
  synchronized void trim(RemoteFile remote) throws IOException {
    if (file.size() > remote.size()) {
      file.truncate(remote.size());
    }
  }

  /** Leaves nothing. */
  synchronized void discard() throws IOException {
    lock.close();
    Files.deleteIfExists(path);
    Files.deleteIfExists(listPath);
  }

  /** Leaves the parts that are there, if any, for a later download. */
  @Override
  public synchronized void close() throws IOException {
    if (!file.isOpen() && !Files.exists(path)) {
      return; // in its place, or discarded
    }
    lock.close();
    if (!isResumable()) {
      Files.deleteIfExists(path);
    }
  }
}
