package dev.hibi.inspection.scan;

import dev.hibi.image.ImageRows;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.model.ImageClassifier;
import dev.hibi.model.ImageInput;
import dev.hibi.model.ImageOutcome;
import dev.hibi.model.Verdict;
import dev.hibi.model.scoring.ScanPoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Looks through whole photographs with a classifier of tiles.
 *
 * <p>A photograph is cut into tiles of the size that the model has learned from, half an edge
 * apart; the log-odds of the positive class are merged over the tiles that show a place ({@link
 * ScoreField}), and what is at or above the threshold makes regions. By a {@link Classifier} tiles
 * are prepared on all cores while the network computes, in the same pass, also what each of their
 * places says; any other {@link ImageClassifier}, such as one of a test, is given 32 at a time.
 *
 * <p>Does not own the classifier, which stays open, nor the photograph. Thread-safe; a scan holds
 * about a hundredth of the photograph's pixels in numbers. An interrupt ends a scan between two
 * batches, and so does whatever the listener throws, which comes out of it as it is; the threads
 * that read have ended then.
 */
public final class PhotoScanner {
  private static final int BATCH = 32;
  private static final int TILE = 224;

  /** Cells of the field along an edge of a tile. */
  private static final int CELLS = 16;

  private final ImageClassifier classifier;
  private final int tile;
  private final OptionalDouble threshold;
  private final OptionalLong leastArea;
  private final Listener listener;

  private PhotoScanner(Builder builder) {
    this.classifier = builder.classifier;
    this.tile = builder.tile();
    this.threshold = builder.threshold();
    this.leastArea = builder.leastArea();
    this.listener = builder.listener;
  }

  /** Is told how far a scan is, on the thread that scans. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Some more tiles were classified.
     *
     * @param photo as it was called
     * @param done how many in all
     * @param all how many there are
     */
    void onTiles(String photo, int done, int all);
  }

  /**
   * Begins with tiles, regions and the threshold that the model was calibrated with for whole
   * photographs; without these with tiles of 224 pixels, regions of a sixteenth of a tile, and the
   * model's threshold of tiles.
   */
  public static Builder builder(ImageClassifier classifier) {
    return new Builder(classifier);
  }

  /** How photographs are looked through. Not thread-safe. */
  public static final class Builder {
    private final ImageClassifier classifier;
    private OptionalInt tile = OptionalInt.empty();
    private OptionalDouble threshold = OptionalDouble.empty();
    private OptionalLong leastArea = OptionalLong.empty();
    private Listener listener = (photo, done, all) -> {};

    private Builder(ImageClassifier classifier) {
      this.classifier = classifier;
    }

    /**
     * The edge of a tile in pixels of the photograph: as much of a wall as a training image shows.
     *
     * @throws IllegalArgumentException unless it is at least 16
     */
    public Builder tile(int pixels) {
      if (pixels < CELLS) {
        throw new IllegalArgumentException(
            "bad tile: expected an edge of %d pixels and more, found %d".formatted(CELLS, pixels));
      }
      this.tile = OptionalInt.of(pixels);
      return this;
    }

    /**
     * From which probability on a place raises an alarm; default the model's threshold: that of
     * whole photographs if tiles and regions are those that it was calibrated with, else that of
     * tiles.
     *
     * @throws IllegalArgumentException unless it is above 0 and below 1
     */
    public Builder threshold(double probability) {
      if (!(probability > 0 && probability < 1)) {
        throw new IllegalArgumentException(
            "bad threshold: expected a probability above 0 and below 1, found " + probability);
      }
      this.threshold = OptionalDouble.of(probability);
      return this;
    }

    /**
     * Square pixels at least that raise an alarm together, of which a {@link Region} is what speaks
     * itself; default a sixteenth of a tile.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public Builder leastArea(long pixels) {
      if (pixels < 0) {
        throw new IllegalArgumentException(
            "bad area: expected 0 square pixels and more, found " + pixels);
      }
      this.leastArea = OptionalLong.of(pixels);
      return this;
    }

    /** Who is told how far it is; one. */
    public Builder listener(Listener listener) {
      this.listener = listener;
      return this;
    }

    private Optional<ScanPoint> calibrated() {
      return classifier instanceof Classifier network
          ? network.description().scanPoint()
          : Optional.empty();
    }

    private int tile() {
      return tile.orElseGet(() -> calibrated().map(ScanPoint::tile).orElse(TILE));
    }

    private OptionalLong leastArea() {
      return leastArea.isPresent() || calibrated().isEmpty() || calibrated().get().tile() != tile()
          ? leastArea
          : OptionalLong.of(calibrated().get().leastArea());
    }

    private OptionalDouble threshold() {
      return threshold.isPresent() || calibrated().filter(this::isSo).isEmpty()
          ? threshold
          : OptionalDouble.of(calibrated().get().point().threshold());
    }

    private boolean isSo(ScanPoint point) {
      return point.tile() == tile() && leastArea().equals(OptionalLong.of(point.leastArea()));
    }

    /** The scanner. */
    public PhotoScanner build() {
      return new PhotoScanner(this);
    }
  }

  /**
   * Looks through a photograph that is in memory.
   *
   * @param name what people know it by
   * @param photo upright, of any size
   * @throws IllegalArgumentException if the model does not tell which class counts as crack
   * @throws dev.hibi.model.UnusableAnswerException if an answer is not finite; it names the tile
   * @throws UncheckedIOException if the thread is interrupted
   */
  public PhotoScan scan(String name, RgbImage photo) {
    try {
      return scan(name, ImageRows.of(photo));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Looks through a photograph of any size, whose rows are read once and while the network
   * computes: memory holds some bands of as many rows as half a tile, the field, and what the
   * reading of them needs.
   *
   * @param name what people know it by
   * @param photo of which no row was read yet; stays open, all read
   * @throws IllegalArgumentException if the model does not tell which class counts as crack, or
   *     rows of the photograph were read already
   * @throws dev.hibi.model.UnusableAnswerException if an answer is not finite; it names the tile
   * @throws java.io.InterruptedIOException if the thread is interrupted, which is looked at between
   *     batches; it stays interrupted
   * @throws IOException if the photograph cannot be read, or is broken
   */
  public PhotoScan scan(String name, ImageRows photo) throws IOException {
    TileGrid grid = TileGrid.of(photo.width(), photo.height(), tile);
    try (TileBands bands = new TileBands(photo, grid)) {
      return scan(name, bands);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /**
   * Looks through many photographs, one after the other as the result is read; one that cannot be
   * read stops nothing. What {@link #scan(String, ImageRows)} throws of the model comes out of the
   * reading as it is, and an interrupt as an {@link UncheckedIOException}.
   *
   * @param photos read lazily, on the reading thread; closed with the result
   * @return an outcome for each, in their order; read it once, and close it if not to its end
   */
  public Stream<PhotoOutcome> scanAll(Stream<? extends PhotoInput> photos) {
    return photos.map(this::outcome);
  }

  private PhotoOutcome outcome(PhotoInput input) {
    try (ImageRows photo = input.open()) {
      return new PhotoOutcome.Scanned(input.name(), scan(input.name(), photo));
    } catch (InterruptedIOException e) {
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      return new PhotoOutcome.Unreadable(input.name(), e);
    }
  }

  private PhotoScan scan(String name, TileBands bands) throws IOException {
    TileGrid grid = bands.grid();
    int cell = Math.max(1, grid.edge() / CELLS);
    ScoreField.Merge merge = new ScoreField.Merge(grid.width(), grid.height(), grid.edge(), cell);
    int unfamiliar = 0;
    String positive = "";
    double limit = threshold.orElse(0);
    int done = 0;
    try (Stream<Classification> answers = answers(name, bands)) {
      for (Iterator<Classification> next = answers.iterator(); next.hasNext(); done++) {
        Classification answer = next.next();
        Verdict verdict = verdict(answer);
        positive = verdict.positive();
        limit = threshold.orElse(verdict.threshold());
        unfamiliar += answer.isUnfamiliar() ? 1 : 0;
        merge.add(grid.x(done), grid.y(done), grid.edge(), score(answer, positive));
        if ((done + 1) % BATCH == 0 || done + 1 == grid.count()) {
          listener.onTiles(name, done + 1, grid.count());
          TileBands.requireNotInterrupted();
        }
      }
    }
    ScoreField field = merge.field();
    long least = leastArea.orElse((long) grid.edge() * grid.edge() / CELLS);
    return new PhotoScan(
        name,
        positive,
        limit,
        least,
        field,
        new RegionSearch(field, limit, least).regions(),
        done,
        unfamiliar,
        bands.metadata(),
        OptionalDouble.empty());
  }

  private static Verdict verdict(Classification answer) {
    return answer
        .verdict()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "which class counts as crack: expected a model that says so, as hibi calibrate"
                        + " --positive writes it, found one of "
                        + answer.logits().keySet()));
  }

  private static TileScore score(Classification answer, String positive) {
    double logOdds = answer.logOdds(positive);
    boolean strange = answer.isUnfamiliar();
    int label = List.copyOf(answer.logits().keySet()).indexOf(positive);
    return answer
        .map()
        .map(places -> new TileScore(logOdds, strange, places, label))
        .orElseGet(() -> new TileScore(logOdds, strange));
  }

  private Stream<Classification> answers(String name, TileBands bands) {
    int count = bands.grid().count();
    if (classifier instanceof Classifier network) {
      return network
          .locateAll(
              IntStream.range(0, count)
                  .mapToObj(bands::tile)
                  .map(tile -> ImageInput.of(called(name, tile), tile::pixels)))
          .map(PhotoScanner::classified);
    }
    return IntStream.range(0, (count + BATCH - 1) / BATCH)
        .boxed()
        .flatMap(
            part ->
                classifier
                    .classify(
                        IntStream.range(part * BATCH, Math.min(count, (part + 1) * BATCH))
                            .mapToObj(i -> bands.tile(i).pixels())
                            .toList())
                    .stream());
  }

  private static Classification classified(ImageOutcome outcome) {
    try {
      return outcome.orThrow();
    } catch (IOException e) {
      throw new IllegalStateException("a tile was not read: " + outcome.name(), e); // never
    }
  }

  private static String called(String name, TileBands.Tile tile) {
    return "%s, tile at %d, %d".formatted(name, tile.x(), tile.y());
  }
}
