package dev.hibi.inspection.scan;

import dev.hibi.image.ImageRows;
import dev.hibi.image.PhotoMetadata;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The tiles of a photograph whose rows are read once, from the top down: in bands of half a tile,
 * of which a thread reads the next one ahead.
 *
 * <p>Tiles are asked for in their order, by one thread; what they show may be asked for by any,
 * also later. Owns its thread, not the photograph.
 */
final class TileBands implements AutoCloseable {
  /** Pixels of a band at least, so that many narrow ones are not handed over one by one. */
  private static final int FEWEST_PIXELS = 2_000_000;

  private static final int MOST_PIXELS = 50_000_000;

  private final ImageRows photo;
  private final TileGrid grid;
  private final int rows;
  private final ExecutorService reader = Executors.newSingleThreadExecutor(TileBands::daemon);
  private Future<RgbImage> next;
  private List<Band> bands = List.of();
  private int end; // of the rows that are in bands

  /** Rows of the photograph. */
  private record Band(int y, RgbImage pixels) {
    int end() {
      return y + pixels.height();
    }
  }

  /**
   * A tile, and what it is to be cut from.
   *
   * @param x of its left edge in the photograph
   * @param y of its upper edge
   */
  record Tile(int x, int y, int edge, List<Band> bands) {

    /** A copy of its pixels. */
    RgbImage pixels() {
      int stride = 3 * edge;
      byte[] pixels = new byte[stride * edge];
      for (Band band : bands) {
        int width = band.pixels.width();
        int last = Math.min(y + edge, band.end());
        for (int row = Math.max(y, band.y); row < last; row++) {
          int from = 3 * ((row - band.y) * width + x);
          System.arraycopy(band.pixels.pixels(), from, pixels, (row - y) * stride, stride);
        }
      }
      return new RgbImage(edge, edge, pixels);
    }
  }

  /**
   * Begins to read.
   *
   * @throws IllegalArgumentException if rows were read already
   */
  TileBands(ImageRows photo, TileGrid grid) {
    if (photo.rowsLeft() < photo.height()) {
      throw new IllegalArgumentException(
          "rows were read already: expected all %d, found %d left"
              .formatted(photo.height(), photo.rowsLeft()));
    }
    this.photo = photo;
    this.grid = grid;
    int most = Math.max(1, MOST_PIXELS / grid.width());
    this.rows = Math.max(Math.min(grid.stride(), most), FEWEST_PIXELS / grid.width());
    this.next = readAhead();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "hibi-photo-reader");
    thread.setDaemon(true);
    return thread;
  }

  TileGrid grid() {
    return grid;
  }

  /** What the photograph's file says of it. */
  PhotoMetadata metadata() {
    return photo.metadata();
  }

  /** A tile, once its rows are there. */
  Tile tile(int number) {
    int y = grid.y(number);
    if (end < y + grid.edge() || bands.get(0).end() <= y) {
      advance(y);
    }
    return new Tile(grid.x(number), y, grid.edge(), bands);
  }

  /** To the tiles of a row. Those before keep their bands. */
  private void advance(int y) {
    List<Band> kept = new ArrayList<>();
    for (Band band : bands) {
      if (band.end() > y) {
        kept.add(band);
      }
    }
    while (end < y + grid.edge()) {
      RgbImage pixels = taken(next);
      kept.add(new Band(end, pixels));
      end += pixels.height();
      if (end < grid.height()) {
        next = readAhead();
      }
    }
    bands = List.copyOf(kept);
  }

  private Future<RgbImage> readAhead() {
    return reader.submit(() -> photo.read(Math.min(rows, photo.rowsLeft())));
  }

  private static RgbImage taken(Future<RgbImage> band) {
    try {
      return band.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(interrupted());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new UncheckedIOException(failure);
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /**
   * Looks, and leaves the thread as it is.
   *
   * @throws InterruptedIOException if it is interrupted
   */
  static void requireNotInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted: expected the photograph to be scanned");
  }

  /** Waits for the band that is being read. Idempotent. */
  @Override
  public void close() {
    reader.shutdownNow();
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        ended = reader.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
