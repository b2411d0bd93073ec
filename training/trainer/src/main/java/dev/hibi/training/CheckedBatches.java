package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import ai.djl.translate.TranslateException;
import dev.hibi.LabeledImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data set's batches, looked at before they count: a sample that cannot be read and a label that
 * is none of the classes' are told by the sample's name, whatever the data set makes of them.
 */
final class CheckedBatches implements Iterable<Batch> {
  private final RandomAccessDataset dataset;
  private final @Nullable LabeledImages images;
  private final NDManager manager;
  private final Sampler sampler;

  /**
   * Of one pass.
   *
   * @param dataset whose samples have names if it is a {@link LabeledImages}
   */
  CheckedBatches(RandomAccessDataset dataset, NDManager manager, Sampler sampler) {
    this.dataset = dataset;
    this.images = dataset instanceof LabeledImages labeled ? labeled : null;
    this.manager = manager;
    this.sampler = sampler;
  }

  /** Reading that says by an unchecked exception what could not be read. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  /** Throws what a pass could not read as what it is: iterators cannot. */
  static <T> T reading(Reading<T> work) throws IOException {
    try {
      return work.read();
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw cause;
    }
  }

  @Override
  public Iterator<Batch> iterator() {
    return new Pass();
  }

  private final class Pass implements Iterator<Batch> {
    private final Iterator<Batch> batches;
    private List<Long> asked = List.of(); // of the latest batch that was asked for

    Pass() {
      try {
        batches = dataset.getData(manager, new Noting()).iterator();
      } catch (IOException | TranslateException e) {
        throw new UncheckedIOException(
            new IOException("cannot read samples: expected batches, found '" + e + "'", e));
      }
    }

    /** The sampler, noting what it was asked for. */
    private final class Noting implements Sampler {
      @Override
      public Iterator<List<Long>> sample(RandomAccessDataset of) {
        Iterator<List<Long>> indices = sampler.sample(of);
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return indices.hasNext();
          }

          @Override
          public List<Long> next() {
            asked = indices.next();
            return asked;
          }
        };
      }

      @Override
      public int getBatchSize() {
        return sampler.getBatchSize();
      }
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public Batch next() {
      Batch batch;
      try {
        batch = batches.next();
      } catch (UncheckedIOException e) {
        throw e; // names the sample
      } catch (RuntimeException e) {
        if (e.getCause() instanceof IOException || e.getCause() instanceof TranslateException) {
          throw unreadable(e, e.getCause()); // DJL's own data sets
        }
        throw e;
      }
      try {
        requireLabels(batch);
        return batch;
      } catch (RuntimeException e) {
        batch.close();
        throw e;
      }
    }

    private UncheckedIOException unreadable(RuntimeException e, Throwable cause) {
      String name =
          asked.stream().filter(this::isUnreadable).findFirst().map(this::name).orElse("");
      String message = String.valueOf(cause.getMessage());
      if (message.contains(name) && cause instanceof IOException io) {
        return new UncheckedIOException(message, io);
      }
      return new UncheckedIOException(
          new IOException(
              "cannot read a sample: expected an image, found '%s' (%s)".formatted(message, name),
              e));
    }

    /** Whether it is this one: the data set does not tell. */
    private boolean isUnreadable(long index) {
      try (NDManager tried = manager.newSubManager()) {
        dataset.get(tried, index);
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    private String name(long index) {
      return images == null ? "sample " + index : images.name(index);
    }

    private void requireLabels(Batch batch) {
      List<?> indices = batch.getIndices();
      if (images == null || indices == null) {
        return;
      }
      int classes = images.labels().size();
      long[] labels = batch.getLabels().singletonOrThrow().toLongArray();
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0 || labels[i] >= classes) {
          throw LabeledDataset.badLabel(
              images, labels[i], name(((Number) indices.get(i)).longValue()));
        }
      }
    }
  }
}
