package dev.hibi.dataset.audit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The surfaces used last, decoded again where they are missing: at most 20 MB. Thread-safe. */
final class SurfaceCache {
  private static final int CAPACITY = 1000;

  private final Loader loader;
  private final Map<Integer, Surface> surfaces =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Surface> eldest) {
          return size() > CAPACITY;
        }
      };

  /** Decodes an image. */
  @FunctionalInterface
  interface Loader {
    Surface load(int index) throws IOException;
  }

  SurfaceCache(Loader loader) {
    this.loader = loader;
  }

  Surface get(int index) throws IOException {
    synchronized (surfaces) {
      Surface surface = surfaces.get(index);
      if (surface != null) {
        return surface;
      }
    }
    Surface surface = loader.load(index);
    synchronized (surfaces) {
      surfaces.put(index, surface);
    }
    return surface;
  }
}
