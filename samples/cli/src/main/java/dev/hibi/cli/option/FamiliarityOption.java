package dev.hibi.cli.option;

import dev.hibi.model.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --familiarity}, for commands that classify. */
public final class FamiliarityOption {
  @Option(
      names = "--familiarity",
      description =
          "Tell which images the model does not know, also where that takes another pass through the"
              + " network that it began from, as for models of modes finetune and staged.")
  private boolean asked;

  /** For a command, of which it is a part. */
  public FamiliarityOption() {}

  /** Whether it was given. */
  public boolean isAsked() {
    return asked;
  }

  /**
   * Refuses a model that cannot tell, if it was asked to.
   *
   * @param model where it lies
   * @throws IOException if so
   */
  public void requireKnown(Classifier classifier, Path model) throws IOException {
    requireKnown(classifier.hasFamiliarity(), model);
  }

  /**
   * As the other, of a model in another form.
   *
   * @param known whether it can tell
   */
  public void requireKnown(boolean known, Path model) throws IOException {
    if (asked && !known) {
      throw new IOException(
          "familiarity is not known: expected a model with a bank of its images, found one without"
              + " (%s)".formatted(model));
    }
  }
}
