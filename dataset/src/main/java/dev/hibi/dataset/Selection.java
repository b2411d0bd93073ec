package dev.hibi.dataset;

import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.SampleIdentity;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.dataset.labels.Manifest;
import dev.hibi.dataset.preparation.SamplePreparation;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Some images of an open folder in an order of their own: the samples of a data set. Immutable. */
final class Selection implements BatchPass.Samples {
  private final OpenFolder folder;

  /** Among the folder's images. */
  private final int[] positions;

  private final SamplePreparation preparation;

  private Selection(OpenFolder folder, int[] positions, SamplePreparation preparation) {
    this.folder = folder;
    this.positions = positions;
    this.preparation = preparation;
  }

  static Selection all(OpenFolder folder) {
    return new Selection(folder, folder.samples(), folder.preparation());
  }

  /** The same samples as an evaluation sees them. */
  Selection unaugmented() {
    return new Selection(folder, positions, preparation.unaugmented());
  }

  OpenFolder folder() {
    return folder;
  }

  @Override
  public SamplePreparation preparation() {
    return preparation;
  }

  @Override
  public BatchArrays arrays() {
    return folder.arrays();
  }

  @Override
  public int size() {
    return positions.length;
  }

  /**
   * Where a sample stands among the folder's images.
   *
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  @Override
  public int position(long index) {
    if (index < 0 || index >= positions.length) {
      throw new IndexOutOfBoundsException(
          "no such sample: expected 0 to %d, found %d".formatted(positions.length - 1, index));
    }
    return positions[(int) index];
  }

  Sample sample(long index) {
    return folder.images().sources().sample(position(index));
  }

  @Override
  public int label(long index) {
    return folder.images().label(position(index));
  }

  Optional<String> group(long index) {
    return folder.images().group(position(index));
  }

  Map<String, Integer> counts() {
    ClassLabels labels = folder.images().classes();
    Map<String, Integer> counts = new LinkedHashMap<>();
    labels.names().forEach(name -> counts.put(name, 0));
    for (int position : positions) {
      counts.merge(labels.name(folder.images().label(position)), 1, Integer::sum);
    }
    return Collections.unmodifiableMap(counts);
  }

  void requireClasses(int minimum) throws MalformedDatasetException {
    List<String> found =
        counts().entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (found.size() < minimum) {
      throw new MalformedDatasetException(
          "%s: expected at least %d, found %d: %s"
              .formatted(
                  found.size() == 1 ? "one class only" : "too few classes",
                  minimum,
                  found.size(),
                  found),
          folder.images().toString());
    }
  }

  Fingerprint fingerprint() throws IOException {
    return Fingerprint.of(folder.images(), positions);
  }

  DataSummary summary() throws IOException {
    Fingerprint print = fingerprint();
    return new DataSummary(
        print.samples(), size(), counts(), folder.quarantined().size(), print.order());
  }

  SampleIdentity identity(long index) throws IOException {
    return Fingerprint.identity(folder.images(), position(index));
  }

  void writeManifest(Path directory, Writer out) throws IOException {
    ClassLabels labels = folder.images().classes();
    List<Manifest.Entry> entries = new ArrayList<>(positions.length);
    for (int i = 0; i < positions.length; i++) {
      entries.add(new Manifest.Entry(sample(i), labels.name(label(i)), group(i).orElse("")));
    }
    Manifest.write(entries, directory, out);
  }

  /**
   * Some of these samples.
   *
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  Selection of(LongStream indices) {
    return new Selection(folder, indices.mapToInt(this::position).toArray(), preparation);
  }

  /** Every {@code worldSize}-th from {@code rank} on. */
  Selection shard(int rank, int worldSize) {
    if (worldSize < 1 || worldSize > positions.length) {
      throw new IllegalArgumentException(
          "bad world size: expected 1 to %d, found %d".formatted(positions.length, worldSize));
    }
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          "bad rank: expected 0 to %d, found %d".formatted(worldSize - 1, rank));
    }
    return of(LongStream.iterate(rank, i -> i < positions.length, i -> i + worldSize));
  }
}
