package dev.hibi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one way to write: files and directories appear whole or not at all.
 *
 * <p>They are written beside their place under a name that begins with {@code .} and ends in {@code
 * .tmp}, forced to the disk, then moved, and the move is forced too. What a killed process left
 * behind under such a name is removed by the next write of the same target. Several threads and
 * processes may write one target: the last one wins. A file that is replaced keeps its permissions.
 *
 * <p>A symbolic link stays: what it leads to is written. What is no file and no directory, such as
 * a device or a pipe, and whatever lies below {@code /dev} or {@code /proc}, is written to as it is
 * and never replaced.
 */
public final class WholeFiles {
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

  /**
   * Reads a text file of UTF-8.
   *
   * @throws IOException if it cannot be read, or holds other bytes
   */
  public static String readText(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(
          "not UTF-8: expected text, found bytes that are none (" + file + ")", e);
    }
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
   * @throws IOException if it cannot be written (a full disk, say), or what the writer throws of
   *     its own; what was there is unharmed
   */
  public static void writeFile(Path target, FileWriter writer) throws IOException {
    write(target, writer, false);
  }

  /**
   * As {@link #writeFile}; where the file system knows owners, nobody but the owner may ever read
   * it.
   */
  public static void writeSecret(Path target, FileWriter writer) throws IOException {
    write(target, writer, true);
  }

  private static void write(Path target, FileWriter writer, boolean secret) throws IOException {
    WritePlace place = place(target);
    if (place.stream()) {
      writeThrough(place, target, writer);
      return;
    }
    Path whole = place.path();
    try (TemporarySibling temporary = TemporarySibling.of(whole)) {
      temporary.deleteLeft();
      writeAndForce(temporary.path(), writer, permissions(whole, secret));
      Files.move(
          temporary.path(),
          whole,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      forceDirectory(whole);
    } catch (IOException e) {
      throw failure(whole, e);
    }
  }

  private static WritePlace place(Path target) throws IOException {
    try {
      return WritePlace.of(target);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Those of the file that is replaced; the system's own for a new one. */
  private static FileAttribute<?>[] permissions(Path whole, boolean secret) throws IOException {
    if (!whole.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    if (secret) {
      Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
      return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
    }
    return Files.isRegularFile(whole)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(whole))
        }
        : new FileAttribute<?>[0];
  }

  private static void writeThrough(WritePlace place, Path target, FileWriter writer)
      throws IOException {
    System.out.flush();
    try {
      FileChannel channel = place.open();
      try {
        writer.writeTo(new Watched(channel));
      } finally {
        if (!place.isOwn()) {
          channel.close();
        }
      }
    } catch (IOException e) {
      throw failure(target, e);
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

  /**
   * Writes a directory, replacing one that is there; the folders above it are made if need be.
   *
   * @throws IOException if it cannot be written (a full disk, say), or what the writer throws of
   *     its own; what was there is unharmed
   */
  public static void writeDirectory(Path target, DirectoryWriter writer) throws IOException {
    Path whole = place(target).path();
    Path former = whole.resolveSibling("." + whole.getFileName() + ".old.tmp");
    makeFolderOf(whole);
    try (TemporarySibling temporary = TemporarySibling.of(whole)) {
      if (Files.exists(former) && !Files.exists(whole)) {
        Files.move(former, whole, StandardCopyOption.ATOMIC_MOVE); // killed between two moves
      }
      temporary.deleteLeft();
      Files.createDirectories(temporary.path());
      writer.writeInto(temporary.path());
      force(temporary.path());
      exchange(temporary.path(), whole, former);
      forceDirectory(whole);
    } catch (IOException e) {
      throw failure(whole, e);
    }
  }

  private static void makeFolderOf(Path whole) throws IOException {
    Path folder = whole.resolveSibling("");
    if (Files.isDirectory(folder)) { // also if it is a link to one
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure(whole, e);
    }
  }

  /** Puts a new directory in the place of the former one, which is there again if that fails. */
  private static void exchange(Path temporary, Path whole, Path former) throws IOException {
    deleteTree(former);
    if (Files.exists(whole)) {
      Files.move(whole, former, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(former) && !Files.exists(whole)) {
        Files.move(former, whole, StandardCopyOption.ATOMIC_MOVE);
      }
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
      writer.writeTo(new Watched(channel));
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

  private static IOException failure(Path target, IOException failure) {
    IOException refusal = refusal(failure);
    return refusal == null
        ? failure // the writer's own, such as of a source that it reads
        : new IOException(
            "cannot write: expected %s to be written, found '%s'"
                .formatted(target, complaint(refusal)),
            refusal);
  }

  /** What the file system said, if it was that which failed. */
  private static @Nullable IOException refusal(IOException failure) {
    if (failure instanceof FileSystemException) {
      return failure;
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ChannelFailure found) {
        return found.refusal;
      }
    }
    return null;
  }

  /** In words, where the file system says no more than a name. */
  private static String complaint(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied";
    }
    if (failure instanceof FileSystemLoopException) {
      return "links in a circle";
    }
    @Nullable String reason = failure instanceof FileSystemException e ? e.getReason() : null;
    return reason == null ? String.valueOf(failure.getMessage()) : reason;
  }

  /** A channel could not be written to. */
  @SuppressWarnings("serial")
  private static final class ChannelFailure extends IOException {
    private final IOException refusal;

    ChannelFailure(IOException refusal) {
      super(refusal.getMessage(), refusal);
      this.refusal = refusal;
    }
  }

  /** A channel whose own failures are told from those of the writer. */
  private record Watched(FileChannel channel) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      try {
        return channel.write(bytes);
      } catch (IOException e) {
        throw new ChannelFailure(e);
      }
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
