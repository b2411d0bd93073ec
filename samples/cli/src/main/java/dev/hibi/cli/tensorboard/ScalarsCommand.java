package dev.hibi.cli.tensorboard;

import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.LogDirectory;
import dev.hibi.tensorboard.MalformedEventFileException;
import dev.hibi.tensorboard.RunEvent;
import dev.hibi.tensorboard.RunScalars;
import dev.hibi.tensorboard.TornTail;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi tensorboard scalars}. */
@Command(
    name = "scalars",
    sortOptions = false,
    description =
        "Prints the curves of runs: a line for each, or every point with --csv. Values that a"
            + " resumed run has logged again are left out, as TensorBoard does it.")
final class ScalarsCommand implements Callable<Integer> {
  private static final long ROUND_MILLIS = 500;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIR",
      description = "A log directory: every directory in it that has event files is a run.")
  private Path directory = Path.of("");

  @Option(
      names = "--csv",
      description =
          "Print run,tag,step,wall_time,value for every point. Times are in UTC; values are float32"
              + " and may be NaN or Infinity.")
  private boolean csv;

  @Option(
      names = "--run",
      paramLabel = "GLOB",
      defaultValue = "*",
      converter = Glob.Converter.class,
      description = "Only runs of this name; * stands for any text, ? for one character.")
  private Glob run = Glob.ANY;

  @Option(
      names = "--tag",
      paramLabel = "GLOB",
      defaultValue = "*",
      converter = Glob.Converter.class,
      description = "Only tags of this name; * stands for any text, ? for one character.")
  private Glob tag = Glob.ANY;

  @Option(
      names = "--follow",
      description =
          "With --csv: go on with what is logged later, in files and runs that are there or appear."
              + " Points are printed as they come, also those that are logged again.")
  private boolean follow;

  @Override
  public Integer call() throws IOException {
    if (follow && !csv) {
      throw wrong("options go together: expected --csv with --follow, found --follow alone");
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "no such directory: expected a log directory, found %s (%s)"
              .formatted(Files.exists(directory) ? "a file" : "none", directory));
    }
    ScalarsText text = new ScalarsText(spec.commandLine().getOut());
    if (follow) {
      return follow(text);
    }
    return csv ? printAll(text) : printTable(text);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int printTable(ScalarsText text) throws IOException {
    boolean whole = true;
    for (Map.Entry<String, Path> entry : runs().entrySet()) {
      RunScalars scalars = new RunScalars();
      whole &= read(entry.getValue(), scalars::add);
      scalars.byTag().forEach((name, points) -> addLine(text, entry.getKey(), name, points));
    }
    text.printTable();
    return whole ? 0 : CommandLine.ExitCode.SOFTWARE;
  }

  private void addLine(ScalarsText text, String name, String curve, List<RunEvent.Scalar> points) {
    if (tag.matches(curve)) {
      text.addCurve(name, points);
    }
  }

  private int printAll(ScalarsText text) throws IOException {
    SortedMap<String, Path> runs = runs();
    text.printHeader();
    boolean whole = true;
    for (Map.Entry<String, Path> entry : runs.entrySet()) {
      RunScalars scalars = new RunScalars();
      whole &= read(entry.getValue(), scalars::add);
      for (List<RunEvent.Scalar> points : scalars.byTag().values()) {
        points.forEach(point -> print(text, entry.getKey(), point));
      }
    }
    text.flush();
    return whole ? 0 : CommandLine.ExitCode.SOFTWARE;
  }

  private void print(ScalarsText text, String name, RunEvent event) {
    if (event instanceof RunEvent.Scalar point && tag.matches(point.tag())) {
      text.print(name, point);
    }
  }

  /** The runs that were asked for, of which there is at least one. */
  private SortedMap<String, Path> runs() throws IOException {
    SortedMap<String, Path> all = LogDirectory.runs(directory);
    if (all.isEmpty()) {
      throw new IOException(
          "no runs: expected files whose names contain 'tfevents', found none (%s)"
              .formatted(directory));
    }
    SortedMap<String, Path> chosen = chosen(all);
    if (chosen.isEmpty()) {
      throw new IOException(
          "no such run: expected a name like '%s', found %s (%s)"
              .formatted(run, all.keySet(), directory));
    }
    return chosen;
  }

  private SortedMap<String, Path> chosen(SortedMap<String, Path> all) {
    SortedMap<String, Path> chosen = new TreeMap<>(all);
    chosen.keySet().removeIf(name -> !run.matches(name));
    return chosen;
  }

  /** Reads what is whole, and says what is not; false if a file is damaged. */
  private boolean read(Path directory, Consumer<RunEvent> consumer) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (EventFileReader reader = EventFileReader.open(directory)) {
      boolean whole = drain(reader, consumer);
      for (TornTail tail : reader.tornTails()) {
        err.printf(
            "hibi: torn tail: expected a whole record, found %d bytes (%s, record at byte %d)%n",
            tail.length(), tail.file(), tail.offset());
      }
      return whole;
    }
  }

  private boolean drain(EventFileReader reader, Consumer<RunEvent> consumer) throws IOException {
    boolean whole = true;
    while (true) {
      try {
        Optional<RunEvent> event = reader.next();
        if (event.isEmpty()) {
          return whole;
        }
        consumer.accept(event.get());
      } catch (MalformedEventFileException e) {
        spec.commandLine().getErr().println("hibi: " + e.getMessage());
        whole = false;
      }
    }
  }

  /** Until it is interrupted or nobody reads what it prints. */
  private int follow(ScalarsText text) throws IOException {
    SortedMap<String, EventFileReader> readers = new TreeMap<>();
    boolean whole = true;
    try {
      text.printHeader();
      while (text.isRead()) {
        for (Map.Entry<String, Path> entry : chosen(LogDirectory.runs(directory)).entrySet()) {
          if (!readers.containsKey(entry.getKey())) {
            readers.put(entry.getKey(), EventFileReader.open(entry.getValue()));
          }
        }
        for (String name : List.copyOf(readers.keySet())) {
          whole &= drainOrDrop(readers, name, text);
        }
        TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      for (EventFileReader reader : readers.values()) {
        reader.close();
      }
    }
    return whole ? 0 : CommandLine.ExitCode.SOFTWARE;
  }

  private boolean drainOrDrop(
      SortedMap<String, EventFileReader> readers, String name, ScalarsText text)
      throws IOException {
    EventFileReader reader = readers.get(name);
    try {
      return reader == null || drain(reader, event -> print(text, name, event));
    } catch (NoSuchFileException e) {
      readers.remove(name); // the run was deleted
      return true;
    }
  }
}
