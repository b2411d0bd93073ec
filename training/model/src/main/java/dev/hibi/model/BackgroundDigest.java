package dev.hibi.model;

import dev.hibi.Sha256;
import java.security.MessageDigest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A SHA-256 that is computed beside the thread that gives it bytes, which it neither copies nor
 * waits for: they are not to be written to again. Reading and hashing then take as long as the
 * slower of the two.
 *
 * <p>For one thread; a digest is asked for once. Closing ends the thread that computes, if that was
 * not done.
 */
final class BackgroundDigest extends MessageDigest implements AutoCloseable {
  private final MessageDigest digest = Sha256.begin();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "hibi-digest");
            thread.setDaemon(true);
            return thread;
          });

  BackgroundDigest() {
    super("SHA-256");
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    worker.execute(() -> digest.update(input, offset, length));
  }

  /** Waits for all that was given. */
  @Override
  protected byte[] engineDigest() {
    try {
      return worker.submit(() -> digest.digest()).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: expected a digest to be computed", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("no digest: " + e.getMessage(), e);
    } finally {
      close();
    }
  }

  @Override
  protected void engineReset() {
    throw new UnsupportedOperationException("a digest is computed once");
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
