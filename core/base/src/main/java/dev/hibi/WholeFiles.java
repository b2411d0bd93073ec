package dev.hibi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Files and directories that appear whole or not at all: written beside their place under a name
 * that begins with {@code .} and ends in {@code .tmp}, forced to the disk, then moved.
 *
 * <p>What a killed process left behind under such a name is removed by the next write of the same
 * target. Thread-safe for different targets.
 */
public final class WholeFiles {

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
    /** Writes files into an empty directory that exists. */
    void writeInto(Path directory) throws IOException;
  }

  /** A writer of text in UTF-8. */
  public static FileWriter text(String text) {
    return out -> {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    };
  }

  /**
   * Writes a file, replacing one that is there.
   *
   * @throws IOException if it cannot be written (a full disk, say); what was there is unharmed
   */
  public static void writeFile(Path target, FileWriter writer) throws IOException {
    Path whole = target.toAbsolutePath();
    Path temporary = whole.resolveSibling("." + whole.getFileName() + ".tmp");
    try {
      writeAndForce(temporary, writer);
      Files.move(
          temporary, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw cleanUp(temporary, whole, e);
    }
  }

  /**
   * Writes a directory, replacing one that is there.
   *
   * @throws IOException if it cannot be written (a full disk, say); what was there is unharmed
   */
  public static void writeDirectory(Path target, DirectoryWriter writer) throws IOException {
    Path whole = target.toAbsolutePath();
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
      if (Files.exists(whole)) {
        Files.move(whole, former, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(former) && !Files.exists(whole)) {
        Files.move(former, whole, StandardCopyOption.ATOMIC_MOVE);
      }
      throw cleanUp(temporary, whole, e);
    }
    deleteTree(former);
  }

  /** Writes a file and forces it to the disk, without the move: for files in a new directory. */
  public static void writeAndForce(Path file, FileWriter writer) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writer.writeTo(channel);
      channel.force(true);
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

  private static IOException cleanUp(Path temporary, Path target, IOException failure) {
    try {
      deleteTree(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
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
    String reason = failure instanceof FileSystemException e ? e.getReason() : null;
    return reason == null ? String.valueOf(failure.getMessage()) : reason;
  }
}
