package dev.hibi.cli.train;

import dev.hibi.training.TrainingRun;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a run goes on, and what may be another than before. */
public final class ResumeOptions {
  /** What this command calls otherwise than the settings of a run do. */
  private static final Map<String, List<String>> OPTIONS = options();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(names = "--resume", description = "Go on from the output's last checkpoint, if any.")
  private boolean resume;

  @Option(
      names = "--accept",
      paramLabel = "NAME",
      split = ",",
      description =
          "With --resume: go on although these are other than before, such as lr,batch-size;"
              + " recorded in the model.")
  private List<String> accept = List.of();

  @Option(
      names = "--extend",
      description =
          "With --resume and more --epochs: begin another cosine where the first was to end.")
  private boolean extend;

  /** For a command, of which it is a part. */
  public ResumeOptions() {}

  private static Map<String, List<String>> options() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    names.put("lr", List.of("learningRate"));
    names.put("batch-size", List.of("batchSize"));
    names.put("optimizer", List.of("optimizer"));
    names.put("schedule", List.of("schedule"));
    names.put("warm-up", List.of("schedule"));
    names.put("milestones", List.of("schedule"));
    names.put("gamma", List.of("schedule"));
    names.put("balanced", List.of("sampler"));
    names.put("freeze-batch-norm", List.of("freezeBatchNorm"));
    names.put("label-smoothing", List.of("labelSmoothing"));
    names.put("class-weights", List.of("classWeights"));
    names.put("clip-norm", List.of("clipNorm"));
    names.put("no-decay-on-norm", List.of("decayOnNorm"));
    names.put("seed", List.of("seed", "augmentationSeed"));
    names.put("augment", List.of("augmentations", "augmentationSeed"));
    names.put("image-size", List.of("imageSize"));
    names.put("train", List.of("trainingData"));
    names.put("test", List.of("testData"));
    names.put("validation", List.of("validationData"));
    names.put("early-stopping", List.of("earlyStopping"));
    names.put("threads", List.of("computeThreads"));
    return names;
  }

  /** Complains of what does not go together, before anything is read. */
  void check() {
    if (!resume && (!accept.isEmpty() || extend)) {
      String option = extend ? "--extend" : "--accept";
      throw new ParameterException(
          command.commandLine(), option + " needs --resume: expected both, found " + option);
    }
    for (String name : accept) {
      if (!OPTIONS.containsKey(name) && !TrainingRun.acceptable().contains(name)) {
        Set<String> known = new LinkedHashSet<>(OPTIONS.keySet());
        known.addAll(TrainingRun.acceptable());
        throw new ParameterException(
            command.commandLine(),
            "cannot be accepted: expected some of %s, found '%s'"
                .formatted(String.join(", ", known), name));
      }
    }
  }

  /** Applies the options to a run under construction. */
  void apply(TrainingRun.Builder run) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : accept) {
      names.addAll(OPTIONS.getOrDefault(name, List.of(name)));
    }
    run.resume(resume).extend(extend).accept(names);
  }
}
