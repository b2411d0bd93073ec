package dev.hibi.cli.train;

import dev.hibi.model.network.OptimizerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How parameters follow their gradients. */
public final class OptimizerOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description = "adam, adam-amsgrad, adamw or sgd (default: ${DEFAULT-VALUE}).")
  private String optimizer = "";

  @Option(
      names = "--weight-decay",
      paramLabel = "NUMBER",
      description = "Weight decay of the optimizer (default: 0.01 with adamw, else 0).")
  private @Nullable Double weightDecay;

  @Option(names = "--momentum", description = "Momentum of sgd (default: 0.9).")
  private @Nullable Double momentum;

  @Option(names = "--nesterov", description = "Let sgd's momentum look ahead.")
  private boolean nesterov;

  @Option(
      names = "--betas",
      paramLabel = "NUMBER",
      split = ",",
      description = "Both betas of adam and adamw (default: 0.9,0.999).")
  private List<Double> betas = List.of();

  @Option(names = "--eps", description = "What adam and adamw add to the divisor (default: 1e-8).")
  private @Nullable Double eps;

  /** For a command, of which it is a part. */
  public OptimizerOptions() {}

  /**
   * The optimizer.
   *
   * @throws IllegalArgumentException if there is none of the name, or a number is out of range
   * @throws ParameterException if an option is another one's
   */
  OptimizerSpec optimizer() {
    OptimizerSpec known = OptimizerSpec.of(optimizer);
    if (known instanceof OptimizerSpec.Sgd sgd) {
      require("adam or adamw", "--betas", "--eps");
      return new OptimizerSpec.Sgd(
          or(momentum, sgd.momentum()), or(weightDecay, sgd.weightDecay()), nesterov);
    }
    require("sgd", "--momentum", "--nesterov");
    OptimizerSpec.Adam adam = (OptimizerSpec.Adam) known;
    if (!betas.isEmpty() && betas.size() != 2) {
      throw wrong("bad betas: expected two such as 0.9,0.999, found " + betas);
    }
    return new OptimizerSpec.Adam(
        betas.isEmpty() ? adam.beta1() : betas.get(0),
        betas.isEmpty() ? adam.beta2() : betas.get(1),
        or(eps, adam.eps()),
        or(weightDecay, adam.weightDecay()),
        adam.amsgrad(),
        adam.decoupled());
  }

  private static double or(@Nullable Double given, double otherwise) {
    return given == null ? otherwise : given;
  }

  /** Complains of options of other optimizers. */
  private void require(String needed, String... options) {
    for (String option : options) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw wrong(
            "%s cannot be combined with optimizer %s: expected %s, found %s"
                .formatted(option, optimizer, needed, optimizer));
      }
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
