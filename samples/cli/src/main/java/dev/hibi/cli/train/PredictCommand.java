package dev.hibi.cli.train;

import com.google.gson.Gson;
import com.google.gson.stream.JsonWriter;
import dev.hibi.cli.option.CharsetOption;
import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.DeviceOption;
import dev.hibi.cli.option.FamiliarityOption;
import dev.hibi.cli.option.Inputs;
import dev.hibi.cli.option.JsonOption;
import dev.hibi.cli.option.PrecisionOption;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.model.ImageInput;
import dev.hibi.model.ImageOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi predict}. */
@Command(
    name = "predict",
    sortOptions = false,
    description = "Classifies images, each with its probabilities.")
public final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A trained model.")
  private Path model = Path.of("");

  @Mixin private JsonOption json = new JsonOption();

  @Option(names = "--logits", description = "With --json, print the network's raw answer as well.")
  private boolean logits;

  @Mixin private FamiliarityOption familiarity = new FamiliarityOption();

  @Option(
      names = "--maps",
      paramLabel = "DIR",
      description =
          "Write each picture with its heat map over it into this folder, which tells where it is"
              + " cracked, or with a model of mode normal where it is not ordinary. One scale for"
              + " all: clear far below the threshold, yellow at it, red far above.")
  private @Nullable Path maps;

  @Mixin private CharsetOption zip = new CharsetOption();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Parameters(
      paramLabel = "IMAGE|ZIP|DIR",
      arity = "1..*",
      description = "Images, zip archives of images, folders of either.")
  private List<Path> inputs = List.of();

  /** For the command line, which makes it. */
  public PredictCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Inputs.requireNone(
        spec, "--json", json.file(), Stream.concat(inputs.stream(), Stream.of(model)).toList());
    Classifier.Loader loader =
        Classifier.loader(model).device(device.select()).familiarity(familiarity.isAsked());
    try (Classifier classifier = precision.load(loader);
        ImageSources images = open()) {
      familiarity.requireKnown(classifier, model);
      DataSources.warn(images.warnings(), spec.commandLine().getErr());
      Optional<HeatMaps> drawn =
          maps == null ? Optional.empty() : Optional.of(HeatMaps.of(maps, classifier, images));
      if (json.isGiven()) {
        json.write(out, writer -> writeArray(classifier, images, drawn, writer));
      } else {
        Sink lines = (path, result) -> out.println(Report.line(path, result));
        classify(classifier, images, drawn, lines);
      }
      if (maps != null) {
        json.words(out).printf("maps      %s (%s)%n", maps, HeatPicture.legend(classifier));
      }
    }
    return 0;
  }

  private ImageSources open() throws IOException {
    ImageSources.Builder builder = ImageSources.builder();
    inputs.forEach(builder::add);
    zip.charset().ifPresent(builder::zipCharset);
    return builder.open();
  }

  /** Receives a result. */
  @FunctionalInterface
  private interface Sink {
    void accept(String path, Classification result) throws IOException;
  }

  /** Writes each result as it comes, and a line of it for people. */
  private void writeArray(
      Classifier classifier, ImageSources images, Optional<HeatMaps> drawn, Writer out)
      throws IOException {
    PrintWriter words = json.words(spec.commandLine().getOut());
    Gson gson = new Gson();
    JsonWriter writer = new JsonWriter(out);
    writer.setIndent("  ");
    writer.beginArray();
    classify(
        classifier,
        images,
        drawn,
        (path, result) -> {
          words.println(Report.line(path, result));
          gson.toJson(Report.json(path, result, logits), writer);
        });
    writer.endArray();
    writer.flush();
  }

  private static void classify(
      Classifier classifier, ImageSources images, Optional<HeatMaps> drawn, Sink sink)
      throws IOException {
    try (Stream<ImageOutcome> outcomes =
        classifier.classifyAll(
            IntStream.range(0, images.size())
                .mapToObj(i -> ImageInput.of(images.sample(i).name(), () -> images.image(i))))) {
      int index = 0;
      for (Iterator<ImageOutcome> next = outcomes.iterator(); next.hasNext(); index++) {
        ImageOutcome outcome = next.next();
        sink.accept(outcome.name(), outcome.orThrow());
        if (drawn.isPresent()) {
          drawn.get().write(index);
        }
      }
    }
  }
}
