package dev.hibi.dataset.preparation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Decoded images in memory, up to a number of bytes; what came first stays.
 *
 * <p>A pass sees every image once, so throwing out the least recently used would throw out just
 * what comes next. Thread-safe.
 */
final class DecodedCache {
  private final AtomicReferenceArray<@Nullable Object> images;
  private final AtomicLong free;

  /**
   * An empty cache.
   *
   * @param size number of images that may be asked for
   * @param byteLimit of all that are kept; 0 keeps none
   */
  DecodedCache(int size, long byteLimit) {
    images = new AtomicReferenceArray<>(byteLimit == 0 ? 0 : size);
    free = new AtomicLong(byteLimit);
  }

  @Nullable Object get(int position) {
    return images.length() == 0 ? null : images.get(position);
  }

  /** Whether an image of so many bytes would be kept; if so, they are taken. */
  boolean reserve(int byteCount) {
    if (free.get() < byteCount) {
      return false;
    }
    if (free.addAndGet(-byteCount) < 0) {
      free.addAndGet(byteCount);
      return false;
    }
    return true;
  }

  /** Keeps an image whose bytes were reserved, unless another thread was faster. */
  void put(int position, Object image, int byteCount) {
    if (!images.compareAndSet(position, null, image)) {
      free.addAndGet(byteCount);
    }
  }
}
