package dev.hibi.client.job;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Keeps a sweep to one program: of two, each would start what the other has not written down. */
final class SweepLock implements Closeable {
  private final FileChannel channel;

  private SweepLock(FileChannel channel) {
    this.channel = channel;
  }

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Work {
    SweepResult run() throws IOException, InterruptedException;
  }

  /**
   * Takes the lock of a sweep's file.
   *
   * @throws IOException if another program, or another thread of this one, has it
   */
  static SweepLock take(Path file) throws IOException {
    Path path = file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".lock");
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new IOException("sweep file in use: expected no other sweep, found one (" + file + ")");
    }
    return new SweepLock(channel);
  }

  SweepResult during(Work work) throws IOException, InterruptedException {
    return work.run();
  }

  @Override
  public void close() throws IOException {
    channel.close(); // the file stays: to delete it could take the lock from under another
  }
}
