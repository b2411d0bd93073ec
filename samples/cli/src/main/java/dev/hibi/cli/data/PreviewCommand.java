package dev.hibi.cli.data;

import dev.hibi.ImageSpec;
import dev.hibi.WholeFiles;
import dev.hibi.cli.option.AugmentOption;
import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.Inputs;
import dev.hibi.cli.option.Outputs;
import dev.hibi.dataset.ZipImageFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi dataset preview}. */
@Command(
    name = "preview",
    sortOptions = false,
    description = "Draws samples as they are and as training sees them.")
final class PreviewCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataSources sources = new DataSources();

  @Option(
      names = "--data",
      paramLabel = "ZIP|DIR",
      required = true,
      arity = "1..*",
      description = "Images: zip archives, folders of images, folders of archives.")
  private List<Path> data = List.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The picture to write: .png, or .jpg, which is smaller.")
  private Path output = Path.of("preview.png");

  @Mixin private AugmentOption augment = new AugmentOption();

  @Option(
      names = "--image-size",
      paramLabel = "PIXELS",
      defaultValue = "128",
      description = "Edge of what the network sees (default: ${DEFAULT-VALUE}).")
  private int imageSize;

  @Option(
      names = "--samples",
      defaultValue = "6",
      description = "Rows: samples, spread over the data (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--epochs",
      defaultValue = "8",
      description =
          "Columns beside the first: views in so many epochs (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "What all random choices derive from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ImageSpec image = imageSpec();
    Inputs.requireNoOption(spec, data);
    Inputs.requireNone(spec, "--output", Optional.of(output), data);
    Outputs.requirePicture(output);
    try (ZipImageFolder opened = DataSources.open("data", data, builder(image), out, err)) {
      int rows = (int) Math.min(samples, opened.size());
      BufferedImage sheet = draw(new ContactSheet(opened, rows, epochs, image.size()));
      WholeFiles.writeFile(
          output, file -> ImageIO.write(sheet, format(), Channels.newOutputStream(file)));
    }
    out.printf("preview   %s%n", output);
    return 0;
  }

  private BufferedImage draw(ContactSheet sheet) throws IOException {
    try {
      return sheet.draw();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private ZipImageFolder.Builder builder(ImageSpec image) {
    return sources.builder().optPreprocessing(augment.preprocessing(image)).optSeed(seed);
  }

  private String format() {
    String name = output.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jpg") || name.endsWith(".jpeg") ? "jpg" : "png";
  }

  private ImageSpec imageSpec() {
    try {
      if (samples < 1 || epochs < 1) {
        throw new IllegalArgumentException(
            "bad size of the sheet: expected at least 1 sample and 1 epoch, found %d and %d"
                .formatted(samples, epochs));
      }
      return ImageSpec.imagenet(imageSize);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
