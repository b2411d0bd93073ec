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
import java.util.concurrent.atomic.AtomicInteger;
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
      AtomicInteger unreadable = new AtomicInteger();
      if (json.isGiven()) {
        json.write(out, writer -> unreadable.set(writeArray(classifier, images, drawn, writer)));
      } else {
        unreadable.set(classify(classifier, images, drawn, outcome -> tell(outcome, out)));
      }
      if (maps != null) {
        json.words(out).printf("maps      %s (%s)%n", maps, HeatPicture.legend(classifier));
      }
      return unreadable.get() == 0 ? 0 : 1;
    }
  }

  private ImageSources open() throws IOException {
    ImageSources.Builder builder = ImageSources.builder();
    inputs.forEach(builder::add);
    zip.charset().ifPresent(builder::zipCharset);
    return builder.open();
  }

  /** Receives what became of an image. */
  @FunctionalInterface
  private interface Sink {
    void accept(ImageOutcome outcome) throws IOException;
  }

  /** A line for people. */
  private void tell(ImageOutcome outcome, PrintWriter words) {
    if (outcome instanceof ImageOutcome.Classified image) {
      words.println(Report.line(image.name(), image.classification()));
    } else if (outcome instanceof ImageOutcome.Unreadable image) {
      spec.commandLine().getErr().printf("hibi: %s%n", image.failure().getMessage());
    }
  }

  /**
   * Writes each result as it comes, and a line of it for people.
   *
   * @return how many images could not be read
   */
  private int writeArray(
      Classifier classifier, ImageSources images, Optional<HeatMaps> drawn, Writer out)
      throws IOException {
    PrintWriter words = json.words(spec.commandLine().getOut());
    Gson gson = new Gson();
    JsonWriter writer = new JsonWriter(out);
    writer.setIndent("  ");
    writer.beginArray();
    int unreadable =
        classify(
            classifier,
            images,
            drawn,
            outcome -> {
              tell(outcome, words);
              gson.toJson(Report.json(outcome, logits), writer);
            });
    writer.endArray();
    writer.flush();
    return unreadable;
  }

  /** Each image; one that cannot be read stops nothing. */
  private static int classify(
      Classifier classifier, ImageSources images, Optional<HeatMaps> drawn, Sink sink)
      throws IOException {
    try (Stream<ImageOutcome> outcomes =
        classifier.classifyAll(
            IntStream.range(0, images.size())
                .mapToObj(i -> ImageInput.of(images.sample(i).name(), () -> images.image(i))))) {
      int index = 0;
      int unreadable = 0;
      for (Iterator<ImageOutcome> next = outcomes.iterator(); next.hasNext(); index++) {
        ImageOutcome outcome = next.next();
        sink.accept(outcome);
        if (outcome instanceof ImageOutcome.Unreadable) {
          unreadable++;
        } else if (drawn.isPresent()) {
          drawn.get().write(index);
        }
      }
      return unreadable;
    }
  }
}
