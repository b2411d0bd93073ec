package dev.hibi.dataset;

import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.image.UnreadableImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The images of a data set, divided into those that decode and those that do not. */
final class Quarantine {
  private final ImageSources sources;
  private final List<Quarantined> unreadable = new ArrayList<>();
  private final List<Integer> readable = new ArrayList<>();

  private Quarantine(ImageSources sources) {
    this.sources = sources;
  }

  /**
   * Decodes all images once.
   *
   * @throws IOException if a file cannot be read for another reason than its content
   */
  static Quarantine of(int[] positions, ImageSources sources, PreparationPool pool)
      throws IOException {
    List<Callable<?>> tasks = new ArrayList<>(positions.length);
    for (int position : positions) {
      tasks.add(() -> complaint(sources, position));
    }
    List<Future<?>> complaints = pool.submit(tasks);
    Quarantine quarantine = new Quarantine(sources);
    for (int i = 0; i < positions.length; i++) {
      String complaint = (String) await(complaints.get(i));
      if (complaint == null) {
        quarantine.readable.add(positions[i]);
      } else {
        quarantine.unreadable.add(new Quarantined(sources.sample(positions[i]), complaint));
      }
    }
    return quarantine;
  }

  /** What is wrong with an image; null if nothing is. */
  private static @Nullable String complaint(ImageSources sources, int position) throws IOException {
    try {
      sources.image(position);
      return null;
    } catch (UnreadableImageException | MalformedDatasetException e) {
      return e.getMessage();
    }
  }

  private static @Nullable Object await(Future<?> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while images were checked", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("images could not be checked", e.getCause());
    }
  }

  /**
   * Refuses data of which too much would be left out.
   *
   * @param share of all images, 0 to 1
   */
  void requireAtMost(double share) throws MalformedDatasetException {
    int all = readable.size() + unreadable.size();
    if (unreadable.size() > share * all) {
      throw new MalformedDatasetException(
          String.format(
              Locale.ROOT,
              "too many unreadable images: expected at most %s %% of %d, found %d; the first: %s",
              100 * share,
              all,
              unreadable.size(),
              unreadable.get(0).reason()),
          sources.toString());
    }
  }

  int[] readable() {
    return readable.stream().mapToInt(Integer::intValue).toArray();
  }

  List<Quarantined> unreadable() {
    return List.copyOf(unreadable);
  }
}
