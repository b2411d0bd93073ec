package dev.hibi.cli.onnx;

import dev.hibi.cli.option.FamiliarityOption;
import dev.hibi.cli.option.Outputs;
import dev.hibi.onnx.OnnxModel;
import dev.hibi.onnx.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code hibi export}. */
@Command(
    name = "export",
    sortOptions = false,
    description = "Writes a model as ONNX, for other languages, browsers and devices.")
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A trained model.")
  private Path model = Path.of("");

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      required = true,
      description = "The file to write, which is not there yet. Its numbers are float32.")
  private Path file = Path.of("");

  @Option(
      names = "--preprocessing",
      paramLabel = "WHERE",
      defaultValue = "outside",
      converter = PreprocessingConverter.class,
      description =
          "outside: the input is float32 (batch, 3, height, width), divided by 255 and normalised;"
              + " inside: it is uint8 (batch, height, width, 3), as pixels are. Images are resized by"
              + " whoever asks (default: ${DEFAULT-VALUE}).")
  private Preprocessing preprocessing = Preprocessing.OUTSIDE;

  @Mixin private FamiliarityOption familiarity = new FamiliarityOption();

  /** For the command line, which makes it. */
  public ExportCommand() {}

  @Override
  public Integer call() throws IOException {
    Outputs.requireAbsent("output exists", file);
    OnnxModel onnx =
        OnnxModel.loader(model)
            .preprocessing(preprocessing)
            .familiarity(familiarity.isAsked())
            .load();
    familiarity.requireKnown(onnx.hasFamiliarity(), model);
    onnx.write(file);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("input     %s%n", onnx.input());
    onnx.outputs().forEach(output -> out.printf("output    %s%n", output));
    if (!onnx.hasFamiliarity()) {
      out.println("          familiarity is not in the file");
    }
    out.printf("onnx      %s, %,d bytes, fp32%n", file, Files.size(file));
    return 0;
  }

  /** Reads {@code inside} or {@code outside}. */
  static final class PreprocessingConverter implements ITypeConverter<Preprocessing> {
    @Override
    public Preprocessing convert(String value) {
      for (Preprocessing one : Preprocessing.values()) {
        if (one.id().equals(value)) {
          return one;
        }
      }
      throw new TypeConversionException(
          "unknown preprocessing: expected outside or inside, found '%s'".formatted(value));
    }
  }
}
