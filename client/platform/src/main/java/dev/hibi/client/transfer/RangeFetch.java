package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches ranges of a file in the storage, each in however many attempts; asks for another address
 * when the storage refuses the one there is. Thread-safe.
 */
final class RangeFetch {
  private final ObjectStorage storage;
  private final FileSource source;
  private @Nullable URI address;

  /**
   * A range that has come.
   *
   * @param end where it ends
   */
  record Fetched(RemoteFile file, long end) {}

  RangeFetch(ObjectStorage storage, FileSource source) {
    this.storage = storage;
    this.source = source;
  }

  /**
   * Fetches a range, in however many attempts.
   *
   * @param to exclusive; the file may be shorter
   * @throws FileChanged if the file is not, or no longer, what it was expected to be
   */
  Fetched fetch(
      Fetch.Target target, Tally.Item item, long from, long to, Optional<RemoteFile> expected)
      throws IOException {
    Tries tries = new Tries();
    Optional<RemoteFile> file = expected;
    long at = from;
    try {
      while (file.isEmpty() || at < Math.min(to, file.get().size())) {
        Fetch fetch = new Fetch(address(), at, to, file, target, item);
        try {
          tries.make(fetch);
        } finally {
          at += fetch.moved();
        }
        file = file.or(fetch::found);
      }
      return new Fetched(file.get(), at);
    } catch (IOException | RuntimeException e) {
      item.moved(from - at);
      throw e;
    }
  }

  /** Attempts at a range. One that has brought something is no failure. */
  private final class Tries {
    private final RetryPolicy.Attempts attempts = storage.retries().begin();
    private boolean renewed;

    void make(Fetch fetch) throws IOException {
      try {
        storage.get(fetch);
      } catch (KamonohashiException e) {
        if (fetch.moved() > 0) {
          attempts.progressed();
          renewed = false;
        }
        if (renewed || !StorageAddress.isRefused(e)) {
          attempts.failed(e);
        } else {
          renew(fetch.address());
          renewed = true;
        }
      }
    }
  }

  synchronized URI address() {
    if (address == null) {
      address = parsed(source.url().isEmpty() ? source.fresh().get() : source.url());
    }
    return address;
  }

  /** Asks for another address, unless somebody has. */
  private synchronized void renew(URI old) {
    if (old.equals(address)) {
      address = parsed(source.fresh().get());
    }
  }

  private URI parsed(String url) {
    return StorageAddress.of(url, "GET", source.name());
  }
}
