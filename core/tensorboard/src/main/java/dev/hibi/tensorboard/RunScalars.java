package dev.hibi.tensorboard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The scalars of a run that are in force: what TensorBoard shows of it, but all points and not a
 * sample of them.
 *
 * <p>A run that was interrupted and resumed has values of a step twice. Two rules tell which are
 * void, and both are followed here:
 *
 * <ul>
 *   <li>A value makes all earlier ones of its tag void that have the same step or a later one.
 *       TensorBoard's default reader has this rule alone. So the steps of a tag always ascend.
 *   <li>A {@link RunEvent.SessionStart} of step N makes all earlier values of all tags void that
 *       have step N or a later one. TensorBoard's Python reader ({@code --load_fast=false}) has
 *       this rule alone, and leaves the first start of a run out; here the first counts as well, as
 *       writers mean it: PyTorch's {@code purge_step} writes one only when a run is resumed.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class RunScalars {
  private final SortedMap<String, List<RunEvent.Scalar>> tags = new TreeMap<>();

  /** No scalars yet. */
  public RunScalars() {}

  /**
   * The scalars of a run.
   *
   * @param run an event file or a directory with event files; directories below it are other runs
   * @return by tag, the values of each by ascending step; unmodifiable
   * @throws MalformedEventFileException if a file is damaged before its end; a torn tail is none
   * @throws IOException if a file cannot be read
   */
  public static SortedMap<String, List<RunEvent.Scalar>> read(Path run) throws IOException {
    RunScalars scalars = new RunScalars();
    try (EventFileReader reader = EventFileReader.open(run)) {
      for (Optional<RunEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
        scalars.add(e.get());
      }
    }
    return scalars.byTag();
  }

  /**
   * Takes account of the next event of the run.
   *
   * @param event of any kind, in the order of {@link EventFileReader}
   */
  public void add(RunEvent event) {
    if (event instanceof RunEvent.Scalar scalar) {
      List<RunEvent.Scalar> values = tags.computeIfAbsent(scalar.tag(), t -> new ArrayList<>());
      voidFrom(scalar.step(), values);
      values.add(scalar);
    } else if (event instanceof RunEvent.SessionStart start) {
      tags.values().forEach(values -> voidFrom(start.step(), values));
      tags.values().removeIf(List::isEmpty);
    }
  }

  /** What is in force so far: by tag, the values of each by ascending step; a copy. */
  public SortedMap<String, List<RunEvent.Scalar>> byTag() {
    SortedMap<String, List<RunEvent.Scalar>> copy = new TreeMap<>();
    tags.forEach((tag, values) -> copy.put(tag, List.copyOf(values)));
    return Collections.unmodifiableSortedMap(copy);
  }

  private static void voidFrom(long step, List<RunEvent.Scalar> values) {
    int size = values.size();
    while (size > 0 && values.get(size - 1).step() >= step) {
      size--;
    }
    values.subList(size, values.size()).clear();
  }
}
