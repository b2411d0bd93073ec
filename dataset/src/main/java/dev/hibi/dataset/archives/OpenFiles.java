package dev.hibi.dataset.archives;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The archives that are open just now: at most {@value #LIMIT}, the least recently read is closed
 * for another, so that any number of shards works under an ordinary limit of open files.
 *
 * <p>Thread-safe. Reads are positional and hold no lock. The interruption of a thread in a read
 * closes the channel for all threads, as {@link FileChannel} does; the interrupted thread gets the
 * {@link ClosedByInterruptException}, the others open the file again and read on.
 */
final class OpenFiles implements Closeable {
  static final int LIMIT = 256;

  /** More bytes at once would make the JDK keep direct memory of that size for each thread. */
  private static final int SLICE_BYTES = 1 << 20;

  private static final class Handle {
    final FileChannel channel;
    int users;
    boolean evicted;

    Handle(FileChannel channel) {
      this.channel = channel;
    }
  }

  private final Map<ArchiveFile, Handle> open = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /**
   * Reads bytes of a file.
   *
   * @return how many were read: fewer than asked for where the file ends
   * @throws IllegalStateException if this is closed
   */
  int read(ArchiveFile file, long position, byte[] into, int length) throws IOException {
    while (true) {
      Handle handle = acquire(file);
      try {
        return read(handle.channel, position, into, length);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException e) {
        // Another thread was interrupted in its read: the next turn opens the file again.
      } finally {
        release(handle);
      }
    }
  }

  private static int read(FileChannel channel, long position, byte[] into, int length)
      throws IOException {
    int done = 0;
    while (done < length) {
      ByteBuffer slice = ByteBuffer.wrap(into, done, Math.min(SLICE_BYTES, length - done));
      int count = channel.read(slice, position + done);
      if (count < 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  private synchronized Handle acquire(ArchiveFile file) throws IOException {
    if (closed) {
      throw new IllegalStateException("closed: expected open sources, found them closed");
    }
    Handle handle = open.get(file);
    if (handle == null || !handle.channel.isOpen()) {
      open.remove(file);
      evict();
      handle = new Handle(file.open());
      open.put(file, handle);
    }
    handle.users++;
    return handle;
  }

  private void evict() throws IOException {
    Iterator<Handle> eldest = open.values().iterator();
    while (open.size() >= LIMIT) {
      Handle handle = eldest.next();
      eldest.remove();
      handle.evicted = true;
      if (handle.users == 0) {
        handle.channel.close();
      }
    }
  }

  private synchronized void release(Handle handle) throws IOException {
    handle.users--;
    if (handle.evicted && handle.users == 0) {
      handle.channel.close();
    }
  }

  synchronized int count() {
    return open.size();
  }

  /** Closes all files; reading fails from then on. The first failure wins, others are attached. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    IOException first = null;
    for (Handle handle : open.values()) {
      try {
        handle.channel.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    open.clear();
    if (first != null) {
      throw first;
    }
  }
}
