package dev.hibi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one way to write: files and directories appear whole or not at all.
 *
 * <p>They are written beside their place under a name that begins with {@code .} and ends in {@code
 * .tmp}, forced to the disk, then moved, and the move is forced too. What a killed process left
 * behind under such a name is removed by the next write of the same target. Of a file's name the
 * process is a part, so that several may write the same file: the last one wins.
 *
 * <p>A symbolic link stays: what it leads to is replaced. What is no file and no directory, such as
 * a device or a pipe, and whatever lies below {@code /dev} or {@code /proc}, is written to as it is
 * and never replaced.
 *
 * <p>Thread-safe; a directory is written by one thread of one process at a time.
 */
public final class WholeFiles {
  private static final AtomicLong WRITES = new AtomicLong();

  private static final Set<OpenOption> ANEW =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private WholeFiles() {}

  /** Writes a file's content. */
  @FunctionalInterface
  public interface FileWriter {
    /** Writes everything; the channel is closed afterwards by the caller. */
    void writeTo(WritableByteChannel out) throws IOException;
  }

  /** Fills a directory. */
  @FunctionalInterface
  public interface DirectoryWriter {
    /** Writes files into an empty directory that exists, by {@link #writeAndForce}. */
    void writeInto(Path directory) throws IOException;
  }

  /** A writer of text in UTF-8. */
  public static FileWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A writer of bytes, which are not copied. */
  public static FileWriter bytes(byte[] content) {
    return out -> {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    };
  }

  /**
   * Writes a file, replacing one that is there; or to a device or a pipe.
   *
   * @throws IOException if it cannot be written (a full disk, say); what was there is unharmed
   */
  public static void writeFile(Path target, FileWriter writer) throws IOException {
    write(target, writer);
  }

  /**
   * As {@link #writeFile}; where the file system knows owners, nobody but the owner may ever read
   * it.
   */
  public static void writeSecret(Path target, FileWriter writer) throws IOException {
    boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      write(
          target,
          writer,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      write(target, writer);
    }
  }

  private static void write(Path target, FileWriter writer, FileAttribute<?>... attributes)
      throws IOException {
    if (isStream(target)) {
      writeThrough(target, writer);
      return;
    }
    Path whole = place(target);
    long process = ProcessHandle.current().pid();
    String name = "." + whole.getFileName() + ".";
    Path temporary = whole.resolveSibling(name + process + "-" + WRITES.incrementAndGet() + ".tmp");
    try {
      deleteLeft(whole, name);
      writeAndForce(temporary, writer, attributes);
      Files.move(
          temporary, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceDirectory(whole);
    } catch (IOException e) {
      cleanUp(temporary, e);
      throw failure(whole, e);
    } catch (RuntimeException e) {
      cleanUp(temporary, e);
      throw e;
    }
  }

  /** Deletes what processes that are no more have left of a file. */
  private static void deleteLeft(Path whole, String name) throws IOException {
    Path folder = Objects.requireNonNull(whole.getParent());
    Pattern temporary = Pattern.compile(Pattern.quote(name) + "([0-9]{1,18})-[0-9]+\\.tmp");
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, file -> file.getFileName().toString().startsWith(name))) {
      for (Path file : files) {
        Matcher matcher = temporary.matcher(file.getFileName().toString());
        if (matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /**
   * Moves a file that is written to its place, replacing one that is there, and forces both.
   *
   * @param written beside the target, so that the move is atomic; closed
   * @throws IOException if it cannot be moved; what was there is unharmed
   */
  public static void moveIntoPlace(Path written, Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory(target.toAbsolutePath());
  }

  /** What must not be replaced: no file, or the way to one that is open already. */
  private static boolean isStream(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    boolean special =
        absolute.getFileSystem() == FileSystems.getDefault()
            && (absolute.startsWith("/dev") || absolute.startsWith("/proc"))
            && !absolute.startsWith("/dev/shm");
    return special
        || (Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target));
  }

  private static void writeThrough(Path target, FileWriter writer) throws IOException {
    // Appending: standard output may be a file that has something in it.
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.APPEND)) {
      writer.writeTo(channel);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Where links lead to; the target itself if there is nothing yet. */
  private static Path place(Path target) throws IOException {
    return Files.isSymbolicLink(target) && Files.exists(target)
        ? target.toRealPath()
        : target.toAbsolutePath();
  }

  /**
   * Writes a directory, replacing one that is there.
   *
   * @throws IOException if it cannot be written (a full disk, say); what was there is unharmed
   */
  public static void writeDirectory(Path target, DirectoryWriter writer) throws IOException {
    Path whole = place(target);
    Path temporary = whole.resolveSibling("." + whole.getFileName() + ".tmp");
    Path former = whole.resolveSibling("." + whole.getFileName() + ".old.tmp");
    try {
      if (Files.exists(former) && !Files.exists(whole)) {
        Files.move(former, whole, StandardCopyOption.ATOMIC_MOVE); // killed between two moves
      }
      deleteTree(temporary);
      deleteTree(former);
      Files.createDirectories(temporary);
      writer.writeInto(temporary);
      force(temporary);
      if (Files.exists(whole)) {
        Files.move(whole, former, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(whole);
    } catch (IOException e) {
      moveBack(former, whole, e);
      cleanUp(temporary, e);
      throw failure(whole, e);
    } catch (RuntimeException e) {
      cleanUp(temporary, e);
      throw e;
    }
    deleteTree(former);
  }

  /** Writes a file and forces it to the disk, without the move: for files in a new directory. */
  public static void writeAndForce(Path file, FileWriter writer) throws IOException {
    writeAndForce(file, writer, new FileAttribute<?>[0]);
  }

  private static void writeAndForce(Path file, FileWriter writer, FileAttribute<?>... attributes)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, ANEW, attributes)) {
      writer.writeTo(channel);
      channel.force(true);
    }
  }

  /** Makes sure that a file's name is on the disk, too. */
  private static void forceDirectory(Path file) throws IOException {
    Path directory = file.getParent();
    if (directory != null) {
      force(directory);
    }
  }

  private static void force(Path directory) throws IOException {
    boolean canBeOpened =
        directory.getFileSystem() == FileSystems.getDefault()
            && directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (canBeOpened) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Deletes a file or a directory with all in it; nothing happens if there is none. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void cleanUp(Path temporary, Exception failure) {
    try {
      deleteTree(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void moveBack(Path former, Path whole, Exception failure) {
    try {
      if (Files.exists(former) && !Files.exists(whole)) {
        Files.move(former, whole, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static IOException failure(Path target, IOException failure) {
    return new IOException(
        "cannot write: expected %s to be written, found '%s'".formatted(target, complaint(failure)),
        failure);
  }

  /** In words, where the file system says no more than a name. */
  private static String complaint(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied";
    }
    @Nullable String reason = failure instanceof FileSystemException e ? e.getReason() : null;
    return reason == null ? String.valueOf(failure.getMessage()) : reason;
  }
}
