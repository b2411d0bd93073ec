package dev.hibi.spark;

import dev.hibi.Sha256;
import dev.hibi.image.ImageDecoding;
import dev.hibi.image.RgbImage;
import dev.hibi.model.ImageInput;
import dev.hibi.model.ImageOutcome;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What a task does with its images: reads and decodes them on a thread of its own, and classifies
 * them in batches meanwhile. Holds two batches, whatever their number.
 */
final class ScoreTask implements FlatMapFunction<Iterator<Place>, Row> {
  private static final long serialVersionUID = 1L;

  private final ShippedModel model;
  private final SerializableConfiguration configuration;
  private final int batchSize;

  ScoreTask(ShippedModel model, SerializableConfiguration configuration, int batchSize) {
    this.model = model;
    this.configuration = configuration;
    this.batchSize = batchSize;
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // closed with the task
  public Iterator<Row> call(Iterator<Place> places) throws IOException {
    LoadedModel loaded = LoadedModel.of(model);
    TaskEnd.close(loaded);
    TaskFiles files = new TaskFiles(configuration.value());
    TaskEnd.close(files);
    Queue<PlacedImage> asked = new ArrayDeque<>();
    Stream<PlacedImage> images =
        StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(places, Spliterator.ORDERED), false)
            .map(place -> new PlacedImage(place, files))
            .peek(asked::add);
    Stream<ImageOutcome> outcomes = loaded.classifier().classifyAll(images, batchSize);
    TaskEnd.close(outcomes);
    Iterator<ImageOutcome> answers = outcomes.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return answers.hasNext();
      }

      @Override
      public Row next() {
        ImageOutcome answer = answers.next();
        return ScoreColumns.row(asked.remove().digest(), answer, model.sha256());
      }
    };
  }

  /** An image, and once it was read the digest of its file. */
  private static final class PlacedImage implements ImageInput {
    private final Place place;
    private final TaskFiles files;
    private volatile String digest = "";

    PlacedImage(Place place, TaskFiles files) {
      this.place = place;
      this.files = files;
    }

    @Override
    public String name() {
      return place.path();
    }

    @Override
    public RgbImage read(ImageDecoding decoding) throws IOException {
      byte[] file = place.read(files);
      digest = Sha256.of(file);
      return decoding.rgb(file, place::path);
    }

    /** SHA-256 of its file; empty if that could not be read. */
    String digest() {
      return digest;
    }
  }
}
