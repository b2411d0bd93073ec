package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.job.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi kqi job spec}. */
@Command(
    name = "spec",
    sortOptions = false,
    description = {
      "Writes what a job was asked to be, as YAML: to be kept, changed and started by 'job run"
          + " --spec FILE'.",
      "The environment is in it, with what is secret there."
    })
final class JobSpecCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private Platform platform = new Platform();

  @Parameters(paramLabel = "ID", description = "The job.")
  private long id;

  @Option(names = "--as-json", description = "JSON in place of YAML.")
  private boolean json;

  @Option(names = "--output", paramLabel = "FILE", description = "Default: standard output.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    TrainingRequest request = TrainingRequest.copyOf(platform.client(), id).build();
    String text = TrainingSpec.write(request);
    text = json ? text : SpecText.yaml(text);
    if (output == null) {
      spec.commandLine().getOut().print(text);
    } else {
      WholeFiles.writeFile(output, WholeFiles.text(text));
    }
    return 0;
  }
}
