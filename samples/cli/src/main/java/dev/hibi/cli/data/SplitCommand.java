package dev.hibi.cli.data;

import dev.hibi.WholeFiles;
import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.GroupingRule;
import dev.hibi.cli.option.Inputs;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.splits.DatasetSplit;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi dataset split}. */
@Command(
    name = "split",
    sortOptions = false,
    description =
        "Divides labeled images into parts or folds, and writes lists of them that train and"
            + " evaluate take as data. No image is copied or moved.")
final class SplitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "ZIP|DIR|CSV",
      required = true,
      arity = "1..*",
      description = "Labeled images: zip archives, folders of either, or manifests.")
  private List<Path> data = List.of();

  @Mixin private DataSources sources = new DataSources();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Where to write the manifests.")
  private Path output = Path.of("");

  @Option(
      names = "--parts",
      paramLabel = "NAME=FRACTION",
      split = ",",
      description = "The parts and their fractions (default: train=0.8,test=0.2).")
  private Map<String, Double> parts = new LinkedHashMap<>();

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "Divide for cross-validation instead: fold-1/train.csv, fold-1/test.csv, ...")
  private @Nullable Integer folds;

  @Option(
      names = "--group-by",
      paramLabel = "RULE",
      converter = GroupingRule.Converter.class,
      description =
          "What must not be divided. near-duplicates: copies of one photograph, also mirrored,"
              + " turned, re-encoded or slightly shifted ones (as audit finds them); manifest: images of one value in the column group; name:REGEX:"
              + " images in whose path the first (...) of the pattern finds the same text.")
  private @Nullable GroupingRule groupBy;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "What the choice derives from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--overwrite", description = "Replace a split that is in --output.")
  private boolean overwrite;

  @Override
  public Integer call() throws IOException {
    Inputs.requireNoOption(spec, data);
    checkOptions();
    checkOutput();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (ZipImageFolder images = DataSources.open("data", data, sources.builder(), out, err)) {
      Map<String, DatasetSplit> splits = split(images);
      WholeFiles.writeDirectory(output, directory -> write(splits, directory));
      print(images, splits, out);
    }
    return 0;
  }

  private void checkOptions() {
    if (folds != null && !parts.isEmpty()) {
      throw wrong("options exclude each other: expected --parts or --folds, found both");
    }
    if (folds != null && folds < 2) {
      throw wrong("bad number of folds: expected at least 2, found " + folds);
    }
    if (parts.isEmpty()) {
      parts.put("train", 0.8);
      parts.put("test", 0.2);
    }
    for (String name : parts.keySet()) {
      if (!name.matches("[\\p{L}\\p{N}_-]+")) {
        throw wrong("bad part: expected letters, digits, _ and -, found '" + name + "'");
      }
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Only what an earlier split left is ever replaced, and never what is divided. */
  private void checkOutput() throws IOException {
    if (!Files.exists(output)) {
      return;
    }
    if (!Files.isDirectory(output)) {
      throw occupied("not a folder: expected a folder, found a file");
    }
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (!overwrite) {
          throw occupied(
              "output exists: expected no folder or an empty one, found "
                  + quoted(file.getFileName()));
        }
        if (!file.toString().endsWith(".csv")) {
          throw occupied(
              "not a split: expected only manifests, found " + quoted(file.getFileName()));
        }
      }
    }
    Path whole = output.toAbsolutePath().normalize();
    for (Path source : data) {
      if (source.toAbsolutePath().normalize().startsWith(whole)) {
        throw occupied(
            "data in the output: expected it elsewhere, found " + quoted(source.getFileName()));
      }
    }
  }

  private static String quoted(@Nullable Path name) {
    return "'" + name + "'";
  }

  private IOException occupied(String message) {
    return new IOException(message + " (" + output + ")");
  }

  /** By the folder of their manifests inside the output; empty for the output itself. */
  private Map<String, DatasetSplit> split(ZipImageFolder images) throws IOException {
    DatasetSplit.Builder builder = DatasetSplit.builder(images).seed(seed);
    if (groupBy != null) {
      builder.groups(groupBy.of(images));
    }
    Map<String, DatasetSplit> splits = new LinkedHashMap<>();
    if (folds != null) {
      for (DatasetSplit fold : builder.kFold(folds)) {
        splits.put("fold-" + (splits.size() + 1), fold);
      }
      return splits;
    }
    try {
      parts.forEach(builder::part);
      splits.put("", builder.build());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return splits;
  }

  private void write(Map<String, DatasetSplit> splits, Path directory) throws IOException {
    for (Map.Entry<String, DatasetSplit> split : splits.entrySet()) {
      Path folder = Files.createDirectories(directory.resolve(split.getKey()));
      Path place = output.resolve(split.getKey());
      for (String name : split.getValue().names()) {
        WholeFiles.writeAndForce(
            folder.resolve(name + ".csv"),
            channel -> {
              Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
              split.getValue().write(name, place, writer);
              writer.flush();
            });
      }
    }
  }

  private void print(ZipImageFolder images, Map<String, DatasetSplit> splits, PrintWriter out) {
    List<String> header = new ArrayList<>(images.getClasses());
    header.add("all");
    out.printf("%n%-24s%s%n", "", columns(header));
    double deviation = 0;
    for (Map.Entry<String, DatasetSplit> split : splits.entrySet()) {
      deviation = Math.max(deviation, split.getValue().greatestDeviation());
      for (String name : split.getValue().names()) {
        ZipImageFolder part = split.getValue().part(name);
        List<String> counts = new ArrayList<>();
        part.counts().values().forEach(count -> counts.add("%,d".formatted(count)));
        counts.add("%,d".formatted(part.size()));
        String file = split.getKey().isEmpty() ? name : split.getKey() + "/" + name;
        out.printf("%-24s%s%n", file + ".csv", columns(counts));
      }
    }
    out.printf(
        "%nno part is more than %.1f images of a class off its share%nwritten to %s%n",
        deviation, output);
  }

  private static String columns(List<String> values) {
    StringBuilder line = new StringBuilder();
    values.forEach(value -> line.append("%12s".formatted(value)));
    return line.toString();
  }
}
